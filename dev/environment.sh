# Sourced by script/*: makes .venv what the lock files say, and nothing when it already is.
# Needs bash and a Python ≥ 3.10. Says what it does on standard error.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root" || exit 1
uv="$root/.cache/uv-env/bin/uv"

say() { printf '· %s\n' "$*" >&2; }
fail() { printf '✗ %s\n' "$*" >&2; exit 1; }

# The lock files as one number; a stamp in .venv holds the number that was installed last.
fingerprint() { cat "$@" | cksum | tr ' ' -; }

some_python() {
    local candidate
    for candidate in python3.13 python3.14 python3.12 python3.11 python3.10 python3 python; do
        if command -v "$candidate" >/dev/null &&
            "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 10))' 2>/dev/null; then
            printf '%s\n' "$candidate"
            return
        fi
    done
    fail 'no Python 3.10 or newer found: install one (python.org, or your system'\''s packages) and run this again'
}

# uv lives in an environment of its own, so that it is pinned and touches nothing of yours.
have_uv() {
    local stamp wanted python
    stamp="$root/.cache/uv-env/stamp"
    wanted=$(fingerprint requirements-uv.txt)
    [[ -x $uv && -f $stamp && $(<"$stamp") == "$wanted" ]] && return
    python=$(some_python) || exit 1
    say "bringing uv into .cache/uv-env ($("$python" --version))"
    rm -rf .cache/uv-env
    mkdir -p .cache
    if ! "$python" -m venv .cache/uv-env >/dev/null 2>&1; then
        # Debian ships venv without the pip that it would put inside.
        rm -rf .cache/uv-env
        if [[ $(id -u) == 0 ]] && command -v apt-get >/dev/null; then
            say 'this Python cannot make environments yet: installing python3-venv'
            apt-get update -qq >&2 && apt-get install -y -qq python3-venv >/dev/null
        fi
        "$python" -m venv .cache/uv-env >/dev/null ||
            fail "$python cannot make a virtual environment: install its venv module (Debian: apt install python3-venv)"
    fi
    .cache/uv-env/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes \
        -r requirements-uv.txt || fail 'could not install uv: is there a network?'
    printf '%s' "$wanted" >"$stamp"
}

have_venv() {
    [[ -x .venv/bin/python ]] && return
    local wanted
    wanted=$(<.python-version)
    if "$uv" venv --quiet --python "$wanted" .venv 2>/dev/null; then
        say "made .venv with Python $wanted"
    elif "$uv" venv --quiet --python '>=3.12' .venv; then
        say "Python $wanted is not to be had; made .venv with $(.venv/bin/python --version)"
    else
        fail "no Python 3.12 or newer found, and uv could not fetch one"
    fi
}

# environment run|dev: install the locked packages and Guanxi itself; the second time is a look at a stamp.
environment() {
    local lock stamp wanted
    case $1 in
        run) lock=requirements.txt ;;
        dev) lock=requirements-dev.txt ;;
        *) fail "environment: run or dev, not $1" ;;
    esac
    stamp=".venv/stamp-$1"
    wanted=$(fingerprint "$lock" requirements-uv.txt requirements-build.txt pyproject.toml .python-version)
    [[ -x .venv/bin/python && -f $stamp && $(<"$stamp") == "$wanted" ]] && return
    have_uv
    have_venv
    say "installing $(grep -c '^[a-z].*==' "$lock") locked packages into .venv"
    VIRTUAL_ENV=$root/.venv "$uv" pip install --quiet --compile-bytecode --require-hashes -r "$lock" ||
        fail "could not install the packages of $lock"
    VIRTUAL_ENV=$root/.venv "$uv" pip install --quiet --no-deps --build-constraints requirements-build.txt -e . ||
        fail 'could not install Guanxi into .venv'
    # Compiled now, so that starting is quick also where Python is told to write no bytecode.
    .venv/bin/python -m compileall -q guanxi >/dev/null || true
    printf '%s' "$wanted" >"$stamp"
}
