"""What the looks share: the seal, the foot with the code, and what the law wants to be read."""

from dataclasses import dataclass

from guanxi.drawing import colours, setting
from guanxi.drawing.setting import Type
from guanxi.drawing.sheet import Sheet, Side
from guanxi.posters import words
from guanxi.posters.content import Invitation

CODE_PX = 340
FOOT_PX = 420
_QUIET_PX = 38  # the card is white: its edge is the quiet zone, four modules at least


@dataclass(frozen=True, kw_only=True)
class Tones:
    """The colours of the foot: `ink` for who invites, `quiet` for the rest; both readable on its ground."""

    ink: str
    quiet: str
    seal: str
    seal_ink: str
    code_ink: str = "#111111"
    edge: str = ""


def seal(sheet: Sheet, x: int, y: int, side_px: int, name: str, *, colour: str, ink: str) -> None:
    """A square seal with the first signs of a name, cut as into stone: one letter, or Chinese one below the other."""
    cut = words.seal(name)
    sheet.fill((x, y, x + side_px, y + side_px), colour, radius_px=round(side_px * 0.16))
    inset = max(3, side_px // 18)
    box = (x + inset, y + inset, x + side_px - inset, y + side_px - inset)
    sheet.frame(box, ink, radius_px=round(side_px * 0.11), line_px=max(1, side_px // 40), share=0.75)
    if len(cut) > 1:
        type_ = Type(face="serif", size_px=round(side_px * 0.38), colour=ink, leading=1.04)
        top = y + side_px / 2 - type_.size_px * type_.leading
        sheet.write_down(x + side_px / 2, top, [cut], type_, step_px=0)
        return
    type_ = Type(face="serif", size_px=round(side_px * 0.58), colour=ink, leading=1.0)
    sheet.write(x + side_px / 2, y + (side_px - type_.line_px) / 2, [cut], type_, "middle")


def brand(sheet: Sheet, x: int, y: int, name: str, tones: Tones, *, side: Side = "left", width_px: int = 680) -> None:
    """The seal and the brand's name beside it, around or after `x`."""
    type_ = Type(face="bold", size_px=36, colour=tones.ink, tracking_px=3, leading=1.0)
    line = setting.lines(name, type_, width_px=width_px, most=1)
    width = setting.width(line[0], type_) if line else 0.0
    whole = round(width) + 64 + 22
    left = {"left": x, "middle": x - whole // 2, "right": x - whole}[side]
    seal(sheet, left, y, 64, name, colour=tones.seal, ink=tones.seal_ink)
    sheet.write(left + 86, y + 14, line, type_)


def ad_mark(sheet: Sheet, x: int, y: int, invitation: Invitation, *, ink: str) -> None:
    """The mark of an advertisement with its right edge at `x`; nothing on a poster that is none."""
    if not invitation.is_ad:
        return
    type_ = Type(face="sans", size_px=26, colour=ink, leading=1.0)
    text = words.ad_mark(invitation.language)
    width = round(setting.width(text, type_)) + 28
    sheet.frame((x - width, y, x, y + 42), ink, radius_px=8, line_px=2)
    sheet.write(x - width / 2, y + 8, [text], type_, "middle")


def foot(sheet: Sheet, invitation: Invitation, tones: Tones, *, top: int, left: int, right: int) -> None:
    """Who invites and what to do on the left, the code on the right, and below what must be said."""
    card = (right - CODE_PX, top, right, top + CODE_PX)
    sheet.fill(card, "#ffffff", radius_px=24)
    if tones.edge:
        sheet.frame(card, tones.edge, radius_px=24, line_px=2)
    sheet.code(card[0] + _QUIET_PX, top + _QUIET_PX, CODE_PX - 2 * _QUIET_PX, invitation.link, ink=tones.code_ink)
    width = right - left - CODE_PX - 44
    bottom = _inviter(sheet, invitation, tones, left=left, top=top, width_px=width)
    hint = Type(face="sans", size_px=31, colour=tones.quiet, leading=1.5)
    for said in filter(None, (words.call(invitation.language), words.until(invitation))):
        fitted, lines = setting.fitting(said, hint, width_px=width, most=1, smallest_px=23)
        bottom = sheet.write(left, bottom, lines, fitted)
    _disclosure(sheet, invitation, tones, top=top + CODE_PX + 26, left=left, right=right)


def _inviter(sheet: Sheet, invitation: Invitation, tones: Tones, *, left: int, top: int, width_px: int) -> float:
    radius = 56
    drawn = invitation.avatar is not None and sheet.portrait(left + radius, top + radius, radius, invitation.avatar)
    if drawn:
        sheet.ring(left + radius, top + radius, radius + 3, tones.quiet, line_px=2, share=0.7)
    elif invitation.who:
        _initial(sheet, left + radius, top + radius, radius, invitation.who, tones)
    else:
        seal(sheet, left, top, 2 * radius, invitation.space_name, colour=tones.seal, ink=tones.seal_ink)
    type_ = Type(face="bold", size_px=46, colour=tones.ink, leading=1.3)
    type_, lines = setting.fitting(words.invites(invitation), type_, width_px=width_px, most=2, smallest_px=34)
    return sheet.write(left, top + 2 * radius + 20, lines, type_) + 6


def _initial(sheet: Sheet, x: int, y: int, radius: int, who: str, tones: Tones) -> None:
    sheet.disc(x, y, radius, tones.seal)
    type_ = Type(face="serif", size_px=56, colour=tones.seal_ink, leading=1.0)
    sheet.write(x, y - 28, [who[:1].upper()], type_, "middle")


def _disclosure(sheet: Sheet, invitation: Invitation, tones: Tones, *, top: int, left: int, right: int) -> None:
    if not (invitation.from_staff or invitation.may_gain):
        return
    said = words.staff_disclosure if invitation.from_staff else words.disclosure
    type_ = Type(face="sans", size_px=27, colour=tones.quiet, leading=1.45)
    _, lines = setting.fitting(said(invitation.language), type_, width_px=right - left, most=2, smallest_px=25)
    sheet.write(left, top, lines, type_)


def on_dark(palette: colours.Palette) -> Tones:
    """For a foot on a dark ground."""
    return Tones(
        ink="#ffffff", quiet=colours.blend(palette.mist, "#ffffff", 0.2), seal=palette.paper, seal_ink=palette.deep
    )


def on_light(palette: colours.Palette) -> Tones:
    """For a foot on paper."""
    quiet = colours.blend(palette.ink, palette.paper, 0.3)
    return Tones(ink=palette.ink, quiet=quiet, seal=palette.deep, seal_ink=palette.paper, edge=palette.mist)
