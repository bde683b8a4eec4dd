"""Acts of the staff in words."""

from collections.abc import Mapping

from django.utils.translation import gettext, gettext_noop

from guanxi.insight import acts
from guanxi.kernel import keyset
from guanxi.web import access, formats, happenings, listing
from guanxi.web.console import acts_words, links

KINDS: Mapping[str, str] = {
    "personal": gettext_noop("Personal data seen or taken away"),
    "members": gettext_noop("Members, segments, imports"),
    "undone": gettext_noop("Undone, or decided otherwise"),
    "quests": gettext_noop("Quests"),
    "value": gettext_noop("Value"),
    "circles": gettext_noop("Circles"),
    "moderation": gettext_noop("Moderation"),
    "surveys": gettext_noop("Surveys"),
    "codes": gettext_noop("Channel codes"),
    "staff": gettext_noop("Staff and roles"),
    "space": gettext_noop("Settings"),
}
_LONGEST = 160
_SHOWN = 8


def heads() -> list[str]:
    """The heads of the table."""
    return [
        gettext("When"),
        gettext("Who"),
        gettext("What"),
        gettext("Details"),
        gettext("Whom"),
        gettext("Reason"),
        gettext("Undone"),
        gettext("Type"),
        gettext("Event"),
    ]


def line(desk: access.Desk, one: acts.Act, known: Mapping[str, str]) -> list[object]:
    """An act as a line of the table."""
    moment = formats.moment(one.at, zone=desk.space.time_zone)
    undone = acts_words.yes_or_no(one.voided) if one.voided else ""
    facts = (_who(one, known), _what(one), details(desk, one, known), one.member_id, acts_words.reason(one), undone)
    return [moment, *facts, one.type, one.event_id]


def listed(
    desk: access.Desk, asked: listing.Asked, found: keyset.Found[acts.Act], known: Mapping[str, str]
) -> listing.Listing:
    """The list of acts."""
    return listing.Listing(
        label=gettext("Who did what"),
        columns=(
            listing.Column(head=gettext("When"), sort="when"),
            listing.Column(head=gettext("Who"), sort="who"),
            listing.Column(head=gettext("What"), sort="what"),
            listing.Column(head=gettext("Whom")),
            listing.Column(head=gettext("Reason")),
        ),
        rows=tuple(_row(desk, one, known) for one in found.rows),
        asked=asked,
        filters=(
            listing.Filter(name="who", label=gettext("Who"), choices=tuple(known.items()), value=asked.filters["who"]),
            listing.Filter(
                name="kind",
                label=gettext("What"),
                choices=tuple((code, gettext(words)) for code, words in KINDS.items()),
                value=asked.filters["kind"],
            ),
        ),
        next=listing.cursor(found.next),
        previous=listing.cursor(found.previous),
        csv=True,
        empty=listing.Empty(
            title=gettext("Nobody did anything yet"),
            text=gettext(
                "Whoever looks at a personal value, takes data away, undoes something, launches a quest or changes a"
                " role or a setting stands here for ever, with the reason. Only a reason that was written about a"
                " member goes when that member is erased, because it may tell who they were."
            ),
        ),
    )


def details(desk: access.Desk, one: acts.Act, known: Mapping[str, str]) -> str:
    """What the event says besides, part by part."""
    parts = acts_words.details(desk, one, known)[:_SHOWN]
    return " · ".join(part if len(part) <= _LONGEST else f"{part[:_LONGEST].rstrip()}…" for part in parts)


def _row(desk: access.Desk, one: acts.Act, known: Mapping[str, str]) -> listing.Row:
    whom = gettext("Member %(number)d") % {"number": one.member_id} if one.member_id is not None else "–"
    told = details(desk, one, known)
    what = f"{_what(one)} ({told})" if told else _what(one)
    return listing.Row(
        key=str(one.event_id),
        cells=(
            listing.Cell(text=formats.moment(one.at, zone=desk.space.time_zone), hint=one.type),
            listing.Cell(text=_who(one, known), hint=one.actor),
            listing.Cell(text=f"{what} – {gettext('undone')}" if one.voided else what),
            listing.Cell(
                text=whom,
                href=links.to("console:member-event", desk.space.slug, one.member_id, one.event_id)
                if one.member_id is not None
                else "",
            ),
            listing.Cell(text=acts_words.reason(one) or "–"),
        ),
    )


def _who(one: acts.Act, known: Mapping[str, str]) -> str:
    return known.get(one.actor) or gettext("somebody who worked here (%(actor)s)") % {"actor": one.actor}


def _what(one: acts.Act) -> str:
    if one.member_id is None:
        return happenings.told(one.type, who=gettext("Somebody"))
    who = gettext("Member %(number)d") % {"number": one.member_id}
    if one.type == "circle.left":
        return gettext("%(who)s was taken out of a circle") % {"who": who}
    return happenings.told(one.type, who=who)
