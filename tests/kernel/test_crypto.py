"""Sealing: only the right key, in the right place, opens a value."""

import base64
import stat
from pathlib import Path

import pytest

from guanxi.kernel import crypto

KEY = bytes(range(32))
OTHER = bytes(range(1, 33))


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("GUANXI_MASTER_KEY", raising=False)
    monkeypatch.setenv("GUANXI_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def test_opens_what_it_sealed() -> None:
    sealed = crypto.seal(KEY, "小满@example.cn".encode(), b"members:1:email")
    assert crypto.open_sealed(KEY, sealed, b"members:1:email").decode() == "小满@example.cn"
    assert len(sealed) == len("小满@example.cn".encode()) + 29


def test_seals_the_same_text_differently_each_time() -> None:
    assert crypto.seal(KEY, b"x", b"") != crypto.seal(KEY, b"x", b"")


def test_refuses_another_key() -> None:
    with pytest.raises(crypto.SealBroken):
        crypto.open_sealed(OTHER, crypto.seal(KEY, b"x", b"here"), b"here")


def test_refuses_a_value_that_was_moved_to_another_place() -> None:
    with pytest.raises(crypto.SealBroken):
        crypto.open_sealed(KEY, crypto.seal(KEY, b"x", b"member 1"), b"member 2")


def test_refuses_every_changed_byte() -> None:
    sealed = crypto.seal(KEY, b"secret", b"")
    for place in range(len(sealed)):
        changed = bytearray(sealed)
        changed[place] ^= 1
        with pytest.raises(crypto.SealBroken):
            crypto.open_sealed(KEY, bytes(changed), b"")


@pytest.mark.parametrize("sealed", [b"", b"\x01", b"\x01" + bytes(27), b"\x02" + bytes(40)])
def test_refuses_what_was_never_sealed(sealed: bytes) -> None:
    with pytest.raises(crypto.SealBroken):
        crypto.open_sealed(KEY, sealed, b"")


def test_wraps_a_key_with_another() -> None:
    key = crypto.new_key()
    wrapped = crypto.wrap(key, by=KEY, context=b"space 1")
    assert crypto.unwrap(wrapped, by=KEY, context=b"space 1") == key
    with pytest.raises(crypto.SealBroken):
        crypto.unwrap(wrapped, by=OTHER, context=b"space 1")
    with pytest.raises(crypto.SealBroken):
        crypto.open_sealed(KEY, wrapped, b"space 1")


def test_does_not_take_a_short_key() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        crypto.seal(b"short", b"x", b"")


def test_hashes_by_key_to_sixteen_bytes() -> None:
    assert crypto.hmac128(KEY, "谷雨") == crypto.hmac128(KEY, "谷雨".encode())
    assert len(crypto.hmac128(KEY, "谷雨")) == 16
    assert not crypto.same(crypto.hmac128(KEY, "谷雨"), crypto.hmac128(OTHER, "谷雨"))
    assert crypto.hmac128_many(KEY, ["a", "b"]) == [crypto.hmac128(KEY, "a"), crypto.hmac128(KEY, "b")]


def test_never_hands_out_a_derived_key_as_a_hash() -> None:
    for use in (b"guanxi seal", b"guanxi wrap", b"guanxi hash"):
        assert crypto.hmac128(KEY, use) != crypto._derive(KEY, use.removeprefix(b"guanxi "))[:16]


def test_writes_the_master_key_once_and_for_the_owner_only(home: Path) -> None:
    first = crypto.master_key()
    assert len(first) == 32
    assert crypto.master_key() == first
    assert stat.S_IMODE((home / "master.key").stat().st_mode) == 0o600
    assert [path.name for path in home.iterdir()] == ["master.key"]


def test_keeps_the_key_that_another_first_run_wrote(home: Path) -> None:
    first = crypto.master_key()
    crypto._write_once(home / "master.key", b"late")
    assert crypto.master_key() == first


def test_refuses_a_master_key_that_others_can_read(home: Path) -> None:
    crypto.master_key()
    (home / "master.key").chmod(0o640)
    with pytest.raises(crypto.MasterKeyUnusable, match="others can read"):
        crypto.master_key()


@pytest.mark.parametrize(
    "text", [KEY.hex(), base64.b64encode(KEY).decode(), base64.urlsafe_b64encode(b"\xff" * 32).decode()]
)
def test_takes_the_master_key_from_the_environment(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUANXI_MASTER_KEY", text)
    assert crypto.master_key() in {KEY, b"\xff" * 32}


@pytest.mark.parametrize("text", ["not a key!", base64.b64encode(bytes(range(16))).decode(), "z" * 64])
def test_refuses_a_master_key_of_the_wrong_form(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUANXI_MASTER_KEY", text)
    with pytest.raises(crypto.MasterKeyUnusable):
        crypto.master_key()
