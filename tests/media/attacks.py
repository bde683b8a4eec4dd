"""Pictures that do harm, each made as cheaply as its author would."""

import io
import struct
import zlib

from PIL import Image

HTML = b"<html><script>alert(document.cookie)</script></html>"
SCRIPT = b"/*\xff\xd8*/alert(1)//"


def chunk(kind: bytes, body: bytes) -> bytes:
    """A chunk of a PNG, with a right checksum."""
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png_that_says(width: int, height: int, *, rows: int = 1) -> bytes:
    """A small file whose header promises a huge picture; the pixels are zeros, packed."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\0" * (1 + 3 * width) * rows, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def gif_whose_frame_is_huge(width: int = 60_000, height: int = 60_000) -> bytes:
    """A GIF of 2 × 2 whose first frame says it is 60,000 × 60,000."""
    screen = b"GIF89a" + struct.pack("<HHBBB", 2, 2, 0x80, 0, 0) + b"\0\0\0\xff\xff\xff"
    frame = b"," + struct.pack("<HHHHB", 0, 0, width, height, 0) + b"\x02\x02\x44\x01\x00"
    return screen + frame + b";"


def encoded(format_: str, picture: Image.Image | None = None, **options: object) -> bytes:
    """A picture in a format, 60 × 40 unless another is given."""
    out = io.BytesIO()
    (picture or Image.new("RGB", (60, 40), (200, 30, 30))).save(out, format_, **options)
    return out.getvalue()


def with_position() -> bytes:
    """A JPEG that tells where it was taken, by whom, and that the camera was held upright."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x013B] = "canary-artist"
    exif[0x010E] = "canary-description"
    exif.get_ifd(0x8825).update({1: "N", 2: (31.0, 13.0, 49.0), 3: "E", 4: (121.0, 28.0, 25.0)})
    return encoded("JPEG", exif=exif.tobytes(), comment=b"canary-comment")
