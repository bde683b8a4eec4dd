"""The looks of a poster: each is a ground, drawn once for a palette, and a way to lay the words on it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from PIL import Image

from guanxi.drawing import colours, faces
from guanxi.drawing.sheet import Sheet
from guanxi.posters import content
from guanxi.posters.looks import bold, hills, night, paper, ticket


@dataclass(frozen=True, kw_only=True)
class _Look:
    ground: Callable[[Sheet, colours.Palette], None]
    lay: Callable[[Sheet, content.Invitation, colours.Palette], None]


_LOOKS: Mapping[content.Look, _Look] = MappingProxyType(
    {
        "paper": _Look(ground=paper.ground, lay=paper.lay),
        "hills": _Look(ground=hills.ground, lay=hills.lay),
        "ticket": _Look(ground=ticket.ground, lay=ticket.lay),
        "bold": _Look(ground=bold.ground, lay=bold.lay),
        "night": _Look(ground=night.ground, lay=night.lay),
    }
)
JPEG_QUALITY = 90


def draw(invitation: content.Invitation) -> Sheet:
    """The poster. The same invitation gives the same picture on every machine."""
    palette = colours.palette(invitation.brand_colour)
    sheet = Sheet.on(_ground(invitation.look, invitation.size, invitation.brand_colour))
    _LOOKS[invitation.look].lay(sheet, _legible(invitation), palette)
    return sheet


@lru_cache(maxsize=6)
def _ground(look: content.Look, size: content.Size, brand_colour: str) -> Image.Image:
    sheet = Sheet(*content.SIZES[size])
    _LOOKS[look].ground(sheet, colours.palette(brand_colour))
    return sheet.image


def _legible(invitation: content.Invitation) -> content.Invitation:
    """Without the characters that no face can show: an emoji in a nickname leaves the rest of the name."""
    named = {name: faces.legible(getattr(invitation, name)) for name in ("space_name", "title", "promise", "who")}
    plain = {name: getattr(invitation, name) for name in content.Invitation.__dataclass_fields__}
    return content.Invitation(**{**plain, **named})
