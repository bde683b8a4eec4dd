"""What was granted, line by line, in the reader's words."""

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import get_language, gettext, gettext_noop, ngettext

from guanxi.quests import errors
from guanxi.quests.actions import Decided
from guanxi.quests.language.sentence import localized
from guanxi.quests.reports import Grant, Held
from guanxi.web import access, formats, listing, wording
from guanxi.web.console import links, quests_worth

STATES = {
    "granted": gettext_noop("Granted"),
    "held": gettext_noop("Held"),
    "waiting": gettext_noop("Waiting"),
    "reversed": gettext_noop("Taken back"),
    "denied": gettext_noop("Denied"),
}
TONES = {"granted": "good", "held": "warn", "waiting": "warn", "reversed": "quiet", "denied": "bad"}
REASONS = {
    "ceiling": gettext_noop("the day’s ceiling was reached"),
    "paused": gettext_noop("the quest was paused"),
    "fully taken": gettext_noop("fully taken"),
    "reserve": gettext_noop("the quest is settled, and the reserve had too little"),
    "settled": gettext_noop("it was still waiting when the quest was settled"),
    "erased": gettext_noop("the member was erased"),
    "cap member": gettext_noop("cut by the limit per member"),
    "cap member_day": gettext_noop("cut by the limit per member and day"),
    "cap day": gettext_noop("cut by the limit per day"),
    "cap channel": gettext_noop("cut by the limit of the channel"),
}


def state(code: str) -> str:
    """The name of a grant's state."""
    return gettext(STATES[code]) if code in STATES else code


def reason(code: str | None) -> str:
    """Why it is held, waits, or is less than was wanted."""
    if not code:
        return ""
    return gettext(REASONS[code]) if code in REASONS else code


def given(grant: Grant, *, currency: str) -> str:
    """What was given: 30 points; cut: 5 of 30 points."""
    if grant.kind in wording.HONOURS:
        return wording.honour(grant.kind, grant.unit)
    wanted = formats.amount(grant.wanted, unit=grant.unit, currency=currency)
    if grant.state not in {"granted", "held"} or grant.granted == grant.wanted or is_owed(grant):
        return wanted
    facts = {"granted": formats.number(grant.granted), "wanted": wanted}
    return gettext("%(granted)s of %(wanted)s") % facts


def is_owed(grant: Grant) -> bool:
    """Whether it waits for the reserve: the quest is settled, and there was nothing to give it from."""
    return grant.state == "held" and grant.granted == 0


def line(desk: access.Desk, grant: Grant) -> Mapping[str, object]:
    """One grant as a row of a table."""
    return {
        "event": grant.event_id,
        "quest": localized(grant.title, get_language() or "en") or grant.quest,
        "quest_address": reverse("console:quest", args=[desk.space.slug, grant.quest]),
        "member": gettext("Member %(number)d") % {"number": grant.member_id},
        "member_address": links.member(desk.space.slug, grant.member_id),
        "given": given(grant, currency=desk.space.currency),
        "state": state(grant.state),
        "tone": TONES.get(grant.state, "quiet"),
        "reason": reason(grant.reason),
        "moment": formats.moment(grant.at, zone=desk.space.time_zone),
        "is_held": grant.state == "held",
    }


def card(desk: access.Desk, held: Held) -> Mapping[str, object]:
    """Everything that one decision decides."""
    lines = [line(desk, grant) for grant in held.grants]
    return {"event": held.event_id, "lines": lines, "first": lines[0]}


def counted(found: Sequence[Held]) -> str:
    """How many grants there are to be decided."""
    count = sum(len(one.grants) for one in found)
    return ngettext("%(n)s grant", "%(n)s grants", count) % {"n": formats.number(count)}


def total(desk: access.Desk, found: Sequence[Held]) -> str:
    """What all of it comes to: 120 points and 2 × cup."""
    by_unit: dict[str, int] = {}
    for grant in (grant for one in found for grant in one.grants):
        by_unit[grant.unit] = by_unit.get(grant.unit, 0) + (grant.wanted if is_owed(grant) else grant.granted)
    return quests_worth.amounts(by_unit, currency=desk.space.currency)


def address(desk: access.Desk, route: str, wanted: Mapping[str, str]) -> str:
    """A page of grants under a filter."""
    asked = urlencode({name: value for name, value in wanted.items() if value})
    found = reverse(route, args=[desk.space.slug])
    return f"{found}?{asked}" if asked else found


def decided(done: Decided, *, is_denied: bool) -> str:
    """What became of it, and of how much somebody else had decided before."""
    said = (
        ngettext(
            "%(n)d grant is denied. What came from a budget is in it again, and goes to whoever waits for it.",
            "%(n)d grants are denied. What came from a budget is in it again, and goes to whoever waits for it.",
            done.grants,
        )
        if is_denied
        else ngettext(
            "%(n)d grant is released to the member.", "%(n)d grants are released to the members.", done.grants
        )
    )
    gone = ngettext(
        "Of %(n)d event nothing was held any more.", "Of %(n)d events nothing was held any more.", done.gone
    )
    parts = [said % {"n": done.grants}, gone % {"n": done.gone} if done.gone else ""]
    return " ".join(part for part in parts if part)


def columns() -> tuple[listing.Column, ...]:
    """The columns of the list."""
    return (
        listing.Column(head=gettext("When"), sort="when"),
        listing.Column(head=gettext("Member")),
        listing.Column(head=gettext("What"), sort="what"),
        listing.Column(head=gettext("Quest")),
        listing.Column(head=gettext("State")),
        listing.Column(head=gettext("Why")),
    )


def heads() -> list[str]:
    """The columns of the list as a table."""
    return [
        gettext("When"),
        gettext("Quest"),
        gettext("Name"),
        gettext("Member"),
        gettext("Unit"),
        gettext("Wanted"),
        gettext("Granted"),
        gettext("State"),
        gettext("Why"),
        gettext("Event"),
    ]


def row(desk: access.Desk, grant: Grant) -> listing.Row:
    """One grant of the list."""
    said = line(desk, grant)
    return listing.Row(
        cells=(
            listing.Cell(text=str(said["moment"])),
            listing.Cell(text=str(said["member"]), href=str(said["member_address"])),
            listing.Cell(text=str(said["given"])),
            listing.Cell(text=str(said["quest"]), href=str(said["quest_address"])),
            listing.Cell(text=str(said["state"]), tone=str(said["tone"])),
            listing.Cell(text=str(said["reason"]) or "–"),
        )
    )


def filters(
    wanted: Mapping[str, str], *, quests: Sequence[tuple[str, Mapping[str, str]]], units: Sequence[str]
) -> tuple[listing.Filter, ...]:
    """What the list can be narrowed by."""
    spoken = get_language() or "en"
    return (
        listing.Filter(
            name="state",
            label=gettext("State"),
            choices=tuple((one, state(one)) for one in STATES),
            value=wanted["state"],
        ),
        listing.Filter(
            name="quest",
            label=gettext("Quest"),
            choices=tuple((slug, localized(title, spoken) or slug) for slug, title in quests),
            value=wanted["quest"],
        ),
        listing.Filter(
            name="unit",
            label=gettext("Unit"),
            choices=tuple((unit, wording.unit(unit)) for unit in units),
            value=wanted["unit"],
        ),
    )


def lacks(desk: access.Desk, lacking: errors.ReserveLacks) -> str:
    """What the reserve has too little of, and what can be done."""
    facts = {
        name: formats.amount(
            int(str(lacking.facts[name])), unit=str(lacking.facts["unit"]), currency=desk.space.currency
        )
        for name in ("needed", "available")
    }
    said = gettext(
        "Nothing was decided: it takes %(needed)s, and the reserve has %(available)s. Fill the reserve in the ledger"
        " first, or deny it."
    )
    return said % facts
