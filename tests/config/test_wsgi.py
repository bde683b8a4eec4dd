"""Pages are never served with the key that is in the source."""

import os
import subprocess
import sys

import pytest

IMPORT = [sys.executable, "-c", "import guanxi.config.wsgi"]


def starts(**environ: str) -> subprocess.CompletedProcess[str]:
    ours = {name: value for name, value in os.environ.items() if name != "GUANXI_SECRET_KEY"}
    return subprocess.run(
        IMPORT, env={**ours, "DATABASE_URL": "postgresql://app@localhost/none", **environ}, capture_output=True,
        text=True, timeout=60, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("environ", [{}, {"GUANXI_SECRET_KEY": ""}])
def test_does_not_start_without_a_secret_key_and_says_how_to_make_one(environ):
    done = starts(**environ)

    assert done.returncode != 0
    assert "ImproperlyConfigured: set GUANXI_SECRET_KEY" in done.stderr
    assert "token_hex" in done.stderr
