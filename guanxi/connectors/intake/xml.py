"""Rows of an XML dump as a stream: flat memory, line numbers, and no entities."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.parsers import expat

from guanxi.connectors.intake import errors, files

_CHUNK_BYTES = 1 << 16


@dataclass(frozen=True, slots=True)
class Element:
    """One <row …/>: the line where it starts (from 1) and its attributes."""

    line: int
    attributes: Mapping[str, str]


def rows(path: Path) -> Iterator[Element]:
    """Every <row …/> of `path` in order.

    Raises FileMissing; XmlBroken where the file stops being well-formed; XmlForbidden at a document
    type: a dump declares none, and without one an entity cannot be declared, so none can blow up.
    """
    found: list[Element] = []
    parser = expat.ParserCreate()

    def start(name: str, attributes: dict[str, str]) -> None:
        if name == "row":
            found.append(Element(parser.CurrentLineNumber, attributes))

    def forbid(*_: object) -> None:
        raise errors.XmlForbidden(path=path, line=parser.CurrentLineNumber)

    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = forbid
    with files.opened(path) as file:
        final = False
        while not final:
            chunk = file.read(_CHUNK_BYTES)
            final = not chunk
            try:
                parser.Parse(chunk, final)
            except expat.ExpatError as wrong:
                reason = expat.errors.messages[wrong.code]
                raise errors.XmlBroken(path=path, line=wrong.lineno, reason=reason) from wrong
            yield from found
            found.clear()
