"""The queue of moderation and its history, in words."""

from collections.abc import Iterator, Mapping, Sequence

from django.urls import reverse
from django.utils.translation import gettext

from guanxi import journal
from guanxi.kernel import keyset, tenancy
from guanxi.members import queries as members
from guanxi.moderation import ad_check, queries, words
from guanxi.web import access, formats, listing
from guanxi.web.console import actors
from guanxi.web.console import moderation_words as said


def cards(desk: access.Desk, cases: Sequence[queries.Case]) -> list[Mapping[str, object]]:
    """Each case as a card: what it is, why it is here, what can be decided."""
    people = members.faces(
        space_id=desk.space.id,
        member_ids=sorted({case.author_id for case in cases if case.author_id is not None}),
        to_staff=True,
    )
    staff = actors.staff(desk) if any(case.decision for case in cases) else {}
    now = journal.now(space_id=desk.space.id) if cases else None
    return [_card(desk, case, people, staff, now) for case in cases]


def card(desk: access.Desk, case: queries.Case) -> Mapping[str, object]:
    """One case as a card."""
    return cards(desk, [case])[0]


def filters(asked: listing.Asked) -> tuple[listing.Filter, ...]:
    """The choices above the queue."""
    chosen = asked.filters
    return tuple(
        listing.Filter(
            name=name,
            label=label,
            choices=tuple((code, gettext(text)) for code, text in known.items()),
            value=chosen[name],
            kind="choice",
        )
        for name, label, known in (
            ("origin", gettext("Why it is here"), said.ORIGINS),
            ("kind", gettext("What it is"), said.KINDS),
            ("state", gettext("State"), {code: said.STATES[code] for code in ("open", "appealed")}),
        )
    )


def queue(desk: access.Desk, asked: listing.Asked, found: keyset.Found[queries.Case]) -> listing.Listing:
    """What stands around the cards of the queue."""
    return listing.Listing(
        label=gettext("Narrow the queue"),
        columns=(),
        rows=tuple(listing.Row(key=str(one.id), cells=()) for one in found.rows),
        asked=asked,
        filters=filters(asked),
        orders=(
            ("worst", gettext("The worst first")),
            ("opened", gettext("The oldest first")),
            ("-opened", gettext("The newest first")),
            ("-reports", gettext("The most reported first")),
        ),
        next=listing.cursor(found.next),
        previous=listing.cursor(found.previous),
        csv=True,
        empty=listing.Empty(
            title=gettext("Nothing waits"),
            text=gettext(
                "Here you find what members report and what the ad check has found. You decide with a reason that the"
                " author reads, and can take every decision back."
            ),
            action=gettext("Try the ad check"),
            href=reverse("console:moderation-check", args=[desk.space.slug]),
        ),
    )


def queue_heads() -> tuple[str, ...]:
    """The heads of the queue as a table."""
    return (
        gettext("Case"),
        gettext("Opened"),
        gettext("Urgency"),
        gettext("Why it is here"),
        gettext("What it is"),
        gettext("State"),
        gettext("Author"),
        gettext("Circle"),
        gettext("Reports"),
        gettext("Text"),
    )


def queue_lines(desk: access.Desk, found: Sequence[queries.Case]) -> Iterator[list[object]]:
    """What waits as lines of the table, which is written after the page's transaction has ended."""
    with tenancy.reading_in(desk.space.id):
        shown = cards(desk, found)
    for case, one in zip(found, shown, strict=True):
        yield [
            *(case.id, one["moment"], one["urgency"], one["origin"], one["kind"], one["state"], one["author"]),
            *(one["circle"], case.reports, one["text"]),
        ]


def history(desk: access.Desk, asked: listing.Asked, page: keyset.Found[queries.Decided]) -> listing.Listing:
    """What was decided, as a list."""
    found = page.rows
    people = _names(desk, found)
    staff = actors.staff(desk)
    return listing.Listing(
        label=gettext("Decisions"),
        columns=tuple(listing.Column(head=head, sort=_SORTED.get(place, "")) for place, head in enumerate(heads())),
        rows=tuple(listing.Row(key=str(one.id), cells=_cells(desk, one, people=people, staff=staff)) for one in found),
        asked=asked,
        filters=(
            listing.Filter(
                name="outcome",
                label=gettext("Decision"),
                choices=tuple((code, str(text)) for code, text in said.DECIDED.items()),
                value=asked.filters["outcome"],
                kind="choice",
            ),
            listing.Filter(
                name="by",
                label=gettext("By"),
                choices=tuple(staff.items()),
                value=asked.filters["by"],
                kind="choice",
            ),
        ),
        next=listing.cursor(page.next),
        previous=listing.cursor(page.previous),
        csv=True,
        empty=listing.Empty(
            title=gettext("Nothing was decided yet"),
            text=gettext("Every decision stands here with its reason, its ground and whoever made it, for ever."),
            action=gettext("To the queue"),
            href=reverse("console:moderation", args=[desk.space.slug]),
        ),
    )


_SORTED = {0: "when", 3: "decision", 6: "by"}
"""Which of the heads of the history can be pressed."""


def heads() -> tuple[str, ...]:
    """The heads of the history."""
    return (
        gettext("When"),
        gettext("What"),
        gettext("Author"),
        gettext("Decision"),
        gettext("Ground"),
        gettext("Reason"),
        gettext("By"),
        gettext("Taken back"),
    )


def csv_lines(desk: access.Desk, found: Sequence[queries.Decided]) -> Iterator[list[object]]:
    """Decisions as lines of the table, which is written after the page's transaction has ended."""
    with tenancy.reading_in(desk.space.id):
        people, staff = _names(desk, found), actors.staff(desk)
    for one in found:
        yield [cell.text for cell in _cells(desk, one, people=people, staff=staff)]


def verdict(text: str) -> Mapping[str, object]:
    """What the ad check says about a text that somebody tries."""
    found = ad_check.judge(text)
    return {
        "score": found.score,
        "hold_at": ad_check.HOLD_AT,
        "is_sure": found.is_sure,
        "is_suspect": found.is_suspect,
        "evidence": [_seen((one.code, one.points, one.found)) for one in found.reasons],
    }


def _card(
    desk: access.Desk,
    case: queries.Case,
    people: Mapping[int, members.Face],
    staff: Mapping[str, str],
    now: object,
) -> Mapping[str, object]:
    thing, zone = case.thing, desk.space.time_zone
    urgent, tone = said.urgency(case.severity)
    face = people.get(case.author_id) if case.author_id is not None else None
    return {
        "id": case.id,
        "urgency": urgent,
        "tone": tone,
        "kind": said.kind(case.kind),
        "state": gettext(said.STATES[case.state]),
        "circle": thing.scope_name if thing else "",
        "author": face.name if face else desk.space.name,
        "author_url": reverse("console:member", args=[desk.space.slug, case.author_id]) if face else "",
        "origin": said.origin(case),
        "ago": formats.ago(case.opened_at, now=now, zone=zone),  # type: ignore[arg-type]
        "iso": case.opened_at.isoformat(),
        "moment": formats.moment(case.opened_at, zone=zone),
        "is_held": case.is_held,
        "is_gone": thing is None,
        "text": thing.text if thing else "",
        "pictures": _pictures(desk, thing.pictures) if thing else [],
        "said": [{"reason": gettext(words.REASONS[one.reason]), "note": one.note or ""} for one in case.said],
        "evidence": [_seen(one) for one in case.evidence],
        "score": case.score,
        "hold_at": ad_check.HOLD_AT,
        "appeal": case.appeal.text if case.appeal else "",
        "has_appeal": case.appeal is not None,
        "decision": _decision(case, staff, zone),
        "may_decide": desk.can("moderation.decide") and case.state == "open" and case.decision is None,
        "may_answer": desk.can("moderation.decide") and case.state == "appealed",
        "may_undo": desk.can("moderation.decide") and case.state == "decided" and case.decision is not None,
        "has_author": case.author_id is not None,
        "legal_only": case.legal_only,
        "grounds": said.grounds(legal_only=case.legal_only),
        "mute_days": said.mute_days(),
    }


def _decision(case: queries.Case, staff: Mapping[str, str], zone: str) -> Mapping[str, object] | None:
    one = case.decision
    if one is None:
        return None
    return {
        "outcome": str(said.DECIDED[one.outcome]),
        "tone": said.TONES[one.outcome],
        "ground": said.ground(one.ground),
        "reason": one.reason,
        "by": actors.who(one.actor, staff),
        "moment": formats.moment(one.at, zone=zone),
    }


def _cells(
    desk: access.Desk, one: queries.Decided, *, people: Mapping[int, str], staff: Mapping[str, str]
) -> tuple[listing.Cell, ...]:
    zone = desk.space.time_zone
    undone = formats.moment(one.undone_at, zone=zone) if one.undone_at else ""
    return (
        listing.Cell(
            text=formats.moment(one.at, zone=zone),
            href=reverse("console:moderation-case", args=[desk.space.slug, one.case_id]),
        ),
        listing.Cell(text=said.kind(one.kind)),
        listing.Cell(text=people.get(one.author_id, "") if one.author_id is not None else desk.space.name),
        listing.Cell(text=str(said.DECIDED[one.outcome]), tone="quiet" if one.undone_at else said.TONES[one.outcome]),
        listing.Cell(text=said.ground(one.ground)),
        listing.Cell(text=one.reason),
        listing.Cell(text=actors.who(one.actor, staff)),
        listing.Cell(text=undone, hint=one.undo_reason or ""),
    )


def _names(desk: access.Desk, found: Sequence[queries.Decided]) -> Mapping[int, str]:
    ids = sorted({one.author_id for one in found if one.author_id is not None})
    seen = members.faces(space_id=desk.space.id, member_ids=ids, to_staff=True)
    return {number: face.name for number, face in seen.items()}


def _pictures(desk: access.Desk, pictures: Sequence[int]) -> list[Mapping[str, str]]:
    return [
        {
            "small": reverse("console:picture", args=[desk.space.slug, number, "small"]),
            "large": reverse("console:picture", args=[desk.space.slug, number, "large"]),
        }
        for number in pictures
    ]


def _seen(one: tuple[str, int, str]) -> Mapping[str, object]:
    code, points, found = one
    return {"what": said.seen(code), "points": formats.signed(points), "found": found}
