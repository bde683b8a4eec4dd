"""It refuses what is no picture, and lets nothing through but pixels."""

import io
import time

import pytest
from PIL import Image

from guanxi.media import errors, safety
from tests.media import attacks

SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"></svg>'


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"x",
        SVG,
        b"\xef\xbb\xbf" + SVG,
        attacks.HTML,
        b"%PDF-1.7 ...",
        b"MZ" + b"\0" * 100,
        b"RIFF\x24\x00\x00\x00WAVEfmt ",
        b"BM" + b"\0" * 200,
        b"\0\0\0\x18ftypheic" + b"\0" * 100,
        b"II*\0" + b"\0" * 100,
    ],
)
def test_refuses_what_is_no_picture(content):
    with pytest.raises(errors.NotAPicture):
        safety.make_safe(content)


def test_refuses_a_file_that_is_too_large():
    with pytest.raises(errors.TooLarge):
        safety.make_safe(attacks.encoded("PNG") + b"\0" * safety.MOST_BYTES)


def test_refuses_a_bomb_by_its_header():
    bomb = attacks.png_that_says(20_000, 20_000, rows=400)
    begun = time.monotonic()
    with pytest.raises(errors.TooManyPixels):
        safety.make_safe(bomb)
    assert time.monotonic() - begun < 1


@pytest.mark.parametrize("size", [(20_000, 20_000), (65_535, 65_535), (2**31 - 1, 1), (2**31 - 1, 2**31 - 1)])
def test_refuses_every_size_of_bomb(size):
    with pytest.raises((errors.TooManyPixels, errors.Damaged)):
        safety.make_safe(
            attacks.png_that_says(10, 10).replace(b"\0\0\0\n\0\0\0\n", b"".join(n.to_bytes(4) for n in size))
        )


def test_refuses_a_gif_whose_frame_is_larger_than_it_says():
    with pytest.raises((errors.TooManyPixels, errors.Damaged)):
        safety.make_safe(attacks.gif_whose_frame_is_huge())


@pytest.mark.parametrize("format_", ["JPEG", "PNG", "WEBP", "GIF"])
@pytest.mark.parametrize("share", [0.05, 0.5, 0.9])
def test_refuses_a_file_that_ends_too_early(format_, share):
    noisy = Image.effect_noise((200, 200), 80).convert("RGB")
    whole = attacks.encoded(format_, noisy)
    with pytest.raises((errors.Damaged, errors.NotAPicture)):
        safety.make_safe(whole[: int(len(whole) * share)])


def test_refuses_a_picture_whose_middle_is_broken():
    whole = attacks.encoded("PNG", Image.effect_noise((200, 200), 80))
    with pytest.raises(errors.Damaged):
        safety.make_safe(whole[:300] + b"\0" * 500 + whole[800:])


@pytest.mark.parametrize(
    "content",
    [
        attacks.encoded("PNG") + attacks.HTML,
        attacks.encoded("PNG")[:33] + attacks.chunk(b"tEXt", b"Comment\0" + attacks.HTML) + attacks.encoded("PNG")[33:],
        attacks.encoded("PNG")[:33]
        + attacks.chunk(b"iTXt", b"XML\0\0\0\0\0" + attacks.HTML)
        + attacks.encoded("PNG")[33:],
        attacks.encoded("JPEG", comment=attacks.HTML),
        attacks.encoded("JPEG", comment=attacks.SCRIPT) + attacks.SCRIPT,
        attacks.encoded("GIF", comment=attacks.HTML),
        attacks.encoded("WEBP", exif=b"Exif\0\0" + attacks.HTML),
        attacks.encoded("GIF").replace(b"GIF87a", b"GIF89a") + b"=1;" + attacks.SCRIPT,
    ],
)
def test_leaves_nothing_of_a_file_that_is_two_things(content):
    safe = safety.make_safe(content)
    for copy in safe.copies.values():
        assert b"alert" not in copy
        assert b"script" not in copy
        assert copy[:4] == b"RIFF"
        assert copy[8:12] == b"WEBP"


def test_forgets_where_and_by_whom_it_was_taken():
    content = attacks.with_position()
    assert b"canary" in content
    assert Image.open(io.BytesIO(content)).getexif().get_ifd(0x8825)
    safe = safety.make_safe(content)
    for copy in safe.copies.values():
        shown = Image.open(io.BytesIO(copy))
        assert not shown.getexif()
        assert set(shown.info) <= {"loop", "background", "timestamp", "duration"}
        assert b"canary" not in copy
        assert b"EXIF" not in copy
        assert b"ICCP" not in copy
        assert b"XMP" not in copy


def test_turns_the_picture_as_the_camera_was_held():
    safe = safety.make_safe(attacks.with_position())
    assert (safe.width, safe.height) == (40, 60)


def test_makes_three_sizes():
    safe = safety.make_safe(attacks.encoded("JPEG", Image.new("RGB", (4000, 2000), "green")))
    sizes = {size: Image.open(io.BytesIO(copy)).size for size, copy in safe.copies.items()}
    assert sizes == {"large": (1600, 800), "medium": (800, 400), "small": (320, 320)}


def test_does_not_make_a_small_picture_larger():
    safe = safety.make_safe(attacks.encoded("PNG"))
    assert (safe.width, safe.height) == (60, 40)


def test_survives_a_picture_of_one_column():
    safe = safety.make_safe(attacks.encoded("PNG", Image.new("RGB", (1, 9000))))
    assert (safe.width, safe.height) == (1, 1600)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "I;16"])
def test_reads_every_kind_of_colour(mode):
    format_ = "JPEG" if mode == "CMYK" else "PNG"
    assert safety.make_safe(attacks.encoded(format_, Image.new(mode, (30, 30)))).width == 30


def test_keeps_what_is_transparent():
    safe = safety.make_safe(attacks.encoded("PNG", Image.new("RGBA", (30, 30), (0, 0, 0, 0))))
    assert Image.open(io.BytesIO(safe.copies["large"])).mode == "RGBA"


def test_takes_the_first_of_many_frames():
    frames = [Image.new("P", (50, 50), shade) for shade in range(200)]
    content = attacks.encoded("GIF", frames[0], save_all=True, append_images=frames[1:])
    safe = safety.make_safe(content)
    assert getattr(Image.open(io.BytesIO(safe.copies["large"])), "n_frames", 1) == 1


def test_brings_the_largest_that_is_allowed_to_size_in_bounded_time():
    photo = attacks.encoded("JPEG", Image.new("RGB", (8000, 6000), "navy"))
    begun = time.process_time()
    safety.make_safe(photo)
    safety.make_safe(attacks.encoded("PNG", Image.new("RGB", (5000, 5000), "navy")))
    assert time.process_time() - begun < 6
