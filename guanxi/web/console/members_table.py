"""Lists of members as files for a spreadsheet. The first line says who took it away and when."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from django.http import StreamingHttpResponse
from django.utils.translation import gettext

from guanxi.members import exports
from guanxi.members.queries import Member
from guanxi.web import access, formats, listing
from guanxi.web.console import members_page


def of_list(desk: access.Desk, pages: Iterable[Sequence[Member]], *, now: datetime) -> StreamingHttpResponse:
    """Everybody in the list, without anything personal. Read as it is sent, so of any length."""
    states = members_page.states()  # in the language of now: while the file is sent, nobody speaks any
    rows = ([_mark(desk, now)], *((_plain(desk, member, states) for page in pages for member in page),))
    return listing.as_csv(_name(desk, now), heads=_heads(), rows=_joined(rows))


def with_answers(
    desk: access.Desk, found: Sequence[exports.Line], heads: Sequence[str], *, now: datetime
) -> StreamingHttpResponse:
    """The same with personal answers in clear."""
    states = members_page.states()
    rows = ([_mark(desk, now)], [[*_plain(desk, line.member, states), *line.answers] for line in found])
    return listing.as_csv(_name(desk, now), heads=[*_heads(), *heads], rows=_joined(rows))


def _joined(parts: Iterable[Iterable[Sequence[object]]]) -> Iterator[Sequence[object]]:
    for part in parts:
        yield from part


def _heads() -> list[str]:
    return [
        gettext("Member"),
        gettext("State"),
        gettext("Joined on"),
        gettext("Last active"),
        gettext("Channel"),
        gettext("Tier"),
        gettext("Plan"),
        gettext("Tags"),
    ]


def _plain(desk: access.Desk, member: Member, states: dict[str, str]) -> list[object]:
    zone = desk.space.time_zone
    return [
        member.id,
        states.get(member.state, member.state),
        formats.local(member.joined_at, zone=zone).isoformat(timespec="minutes"),
        formats.local(member.active_at, zone=zone).date().isoformat() if member.active_at else "",
        member.channel or "",
        member.tier or "",
        member.plan or "",
        "; ".join(member.tags),
    ]


def _mark(desk: access.Desk, now: datetime) -> list[object]:
    facts = {
        "name": desk.name,
        "actor": desk.actor,
        "space": desk.space.name,
        "moment": formats.moment(now, zone=desk.space.time_zone),
    }
    return [gettext("Taken from %(space)s by %(name)s (%(actor)s) on %(moment)s. Not to be passed on.") % facts]


def _name(desk: access.Desk, now: datetime) -> str:
    return f"{desk.space.slug}-members-{formats.local(now, zone=desk.space.time_zone):%Y%m%d-%H%M}"
