"""Make the fonts of posters and certificates out of Noto CJK: `python -m dev.fonts`.

Reads the TrueType collections of Debian's `fonts-noto-cjk` (the folder is the one argument), keeps what people here
write, and writes three OpenType files, what each can show, and their SHA-256 into `guanxi/drawing/fonts`. The same
collections give the same files. Needs fontTools, which nothing else here does: install it for the occasion.
"""

import hashlib
import importlib
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent.parent / "guanxi" / "drawing" / "fonts"
SOURCES = Path("/usr/share/fonts/opentype/noto")
SUFFIX = "CJK SC"
ENGLISH = 0x409
COPYRIGHT = {0, 13, 14}  # the name records that the licence wants kept: copyright, licence, its address
BASE = (
    (0x20, 0x7E),  # Latin
    (0xA0, 0x24F),  # Latin with accents
    (0x2B0, 0x36F),
    (0x370, 0x3FF),  # Greek
    (0x400, 0x45F),  # Cyrillic
    (0x1E00, 0x1EFF),  # Vietnamese
    (0x2000, 0x22FF),  # punctuation, currencies, letterlike, numbers, arrows, operators
    (0x2460, 0x27BF),  # enclosed numbers, boxes, shapes, signs
    (0x2E80, 0x2FFF),  # radicals
    (0x3000, 0x31FF),  # Chinese punctuation, kana, bopomofo, strokes
    (0x3200, 0x33FF),
    (0xFE10, 0xFE6F),
    (0xFF00, 0xFFEF),  # full and half width
)
EVERY_CHARACTER = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3134F))


def wide() -> set[int]:
    """Everything that Noto CJK can say of Chinese, so that nobody's name has a hole; and the Korean of KS X 1001."""
    found = _ranges(BASE + EVERY_CHARACTER)
    for lead in range(0xB0, 0xC9):
        found |= _decoded("euc_kr", lead, range(0xA1, 0xFF))
    return found


def common() -> set[int]:
    """What titles and texts need: GB 2312 and the common half of Big5. The wide font stands in for the rest."""
    found = _ranges(BASE)
    for lead in range(0xB0, 0xF8):
        found |= _decoded("gb2312", lead, range(0xA1, 0xFF))
    for lead in range(0xA4, 0xC7):
        found |= _decoded("big5", lead, [*range(0x40, 0x7F), *range(0xA1, 0xFF)])
    return found


FONTS = (
    ("Guanxi Sans", "Regular", "NotoSansCJK-Regular.ttc", wide),
    ("Guanxi Sans", "Bold", "NotoSansCJK-Bold.ttc", common),
    ("Guanxi Serif", "Bold", "NotoSerifCJK-Bold.ttc", common),
)


def main() -> None:
    """Write the three fonts, `coverage.json` and `SHA256SUMS`."""
    sources = Path(sys.argv[1]) if len(sys.argv) > 1 else SOURCES
    coverage, sums = {}, []
    for family, style, source, characters in FONTS:
        name = f"{family.replace(' ', '')}-{style}.otf"
        shown = _make(sources / source, HERE / name, family=family, style=style, characters=characters())
        coverage[name] = _as_ranges(shown)
        made = (HERE / name).read_bytes()
        sums += [(name, made), (source, (sources / source).read_bytes())]
        print(f"{name}: {len(shown):,} characters, {len(made) / 1e6:.1f} MB")
    (HERE / "coverage.json").write_text(json.dumps(coverage, separators=(",", ":")) + "\n", encoding="ascii")
    lines = [f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in sums]
    (HERE / "SHA256SUMS").write_text("".join(lines), encoding="ascii")


def _make(source: Path, target: Path, *, family: str, style: str, characters: set[int]) -> set[int]:
    subset: Any = importlib.import_module("fontTools.subset")
    fonts: Any = importlib.import_module("fontTools.ttLib")
    collection = fonts.TTCollection(source, lazy=True)
    font = next(font for font in collection.fonts if font["name"].getDebugName(1).endswith(SUFFIX))
    options = subset.Options()
    options.layout_features = ["kern", "ccmp", "locl", "mark"]
    options.name_IDs = ["*"]
    options.hinting = False  # made for paper and for sizes where hints say nothing
    options.desubroutinize = False
    options.drop_tables += ["BASE", "vhea", "vmtx", "VORG", "DSIG"]
    options.notdef_outline = True
    subsetter = subset.Subsetter(options=options)
    subsetter.populate(unicodes=characters)
    subsetter.subset(font)
    _rename(font, family, style)
    font["head"].modified = font["head"].created  # the same input gives the same file
    font.recalcTimestamp = False
    font.save(target, reorderTables=True)
    return set(font.getBestCmap())


def _rename(font: Any, family: str, style: str) -> None:  # noqa: ANN401 - a font of fontTools
    """A name of our own: what was changed must not pass for the original."""
    table = font["name"]
    table.names = [entry for entry in table.names if entry.nameID in COPYRIGHT and entry.langID == ENGLISH]
    full = f"{family} {style}"
    post = full.replace(" ", "", full.count(" ") - 1).replace(" ", "-")
    for number, text in ((1, family), (2, style), (3, f"{full}: a subset of Noto CJK"), (4, full), (6, post)):
        table.setName(text, number, 3, 1, ENGLISH)
    top = font["CFF "].cff
    top.fontNames = [post]
    top.topDictIndex[0].FamilyName = family
    top.topDictIndex[0].FullName = full


def _ranges(ranges: Iterable[tuple[int, int]]) -> set[int]:
    return {number for first, last in ranges for number in range(first, last + 1)}


def _decoded(codec: str, lead: int, trails: Iterable[int]) -> set[int]:
    texts = (bytes([lead, trail]).decode(codec, errors="ignore") for trail in trails)
    return {ord(text) for text in texts if len(text) == 1}


def _as_ranges(numbers: Iterable[int]) -> list[list[int]]:
    found: list[list[int]] = []
    for number in sorted(numbers):
        if found and number == found[-1][1] + 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    return found


if __name__ == "__main__":
    main()
