"""One member as words: the timeline with its reasons, and on the right what they are and have."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import get_language, gettext, gettext_noop

from guanxi import journal
from guanxi.circles import queries as circles
from guanxi.insight import chains, consequences
from guanxi.ledger import queries as balances
from guanxi.members import dossier, faces, queries
from guanxi.quests.language.sentence import localized
from guanxi.referral import queries as referral
from guanxi.surveys import queries as surveys
from guanxi.web import access, formats, happenings, wording
from guanxi.web.console import members_page, survey_results

EVENTS = 30
INVITEES = 10
KINDS = {
    "wallet": gettext_noop("can be spent"),
    "pending": gettext_noop("pending"),
    "held": gettext_noop("held"),
    "debt": gettext_noop("owed"),
}
_UNITS = ("points", "growth", "granted", "membership_days")
_OWN = frozenset({"journal.voided", "journal.reinstated"})
_REASONS = {
    "ceiling": gettext_noop("held, because the day’s ceiling was reached"),
    "paused": gettext_noop("held, because the quest was paused"),
    "reserve": gettext_noop("held, because the reserve had too little"),
    "asked": gettext_noop("the member asked for it"),
}
_FACTS = ("tag", "channel", "purpose", "field", "tier", "survey", "step", "for", "reason")


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A desk that looks at a member, and when."""

    desk: access.Desk
    member_id: int
    now: datetime


def page(desk: access.Desk, member_id: int, *, before: int | None) -> Mapping[str, object]:
    """Everything on the page of one member, in a fixed number of statements. Refuses with UnknownMember."""
    space_id = desk.space.id
    known = dossier.read(space_id=space_id, member_id=member_id)
    seen = Seen(desk=desk, member_id=member_id, now=known.now)
    events = journal.timeline(space_id=space_id, member_id=member_id, before=before, limit=EVENTS + 1)
    binding = referral.binding_of(space_id=space_id, member_id=member_id)
    brought = referral.invitees_of(space_id=space_id, member_id=member_id, limit=INVITEES + 1)
    people = [member_id, *(one.member_id for one in brought)]
    people += [binding.inviter_id] if binding and binding.inviter_id else []
    names = faces.faces(space_id=space_id, member_ids=people, to_staff=True)
    return {
        "id": member_id,
        "name": _name(names, member_id),
        "heading": _heading(seen, known.member),
        "merged_into": _merged(seen, known.member),
        "timeline": timeline(seen, events[:EVENTS]),
        "older": events[EVENTS - 1].id if len(events) > EVENTS else None,
        "is_later": before is not None,
        "facts": _facts(seen, known),
        "balances": _balances(seen),
        "brought_by": _brought_by(seen, binding, names),
        "brought": [_invitee(seen, one, names) for one in brought[:INVITEES]],
        "brought_more": len(brought) > INVITEES,
        "tags": known.member.tags,
        "known_tags": [tag for tag in known.known_tags if tag not in known.member.tags],
        "answers": [_answer(one, seen) for one in known.answers],
        "systems": known.systems,
        "consents": [_consent(one, seen) for one in known.consents],
        "circles": [name for _, name in circles.circles_of(space_id=space_id, member_id=member_id)],
        "surveys": [
            _survey(one, seen)
            for one in surveys.answers_of(space_id=space_id, member_id=member_id, clear=survey_results.clear(desk))
        ],
        "may": _may(desk, known.member),
    }


def timeline(seen: Seen, events: Sequence[journal.StoredEvent]) -> list[Mapping[str, object]]:
    """Events of a page by when they happened, newest first; an effect says what it follows from, one click away."""
    slugs = [str(event.props["quest"]) for event in events if event.props.get("quest")]
    titles = chains.titles(space_id=seen.desk.space.id, slugs=slugs)
    here = {event.id for event in events}
    by_moment = sorted(events, key=lambda event: (event.at, event.id), reverse=True)
    return [_line(seen, event, titles, here) for event in by_moment]


def chain(seen: Seen, event_id: int) -> Mapping[str, object] | None:
    """Why an event happened and what came of it; None when this member has no such event."""
    space_id = seen.desk.space.id
    links = chains.chain(space_id=space_id, event_id=event_id)
    itself = next((link for link in links if link.depth == 0), None)
    if itself is None or itself.member_id != seen.member_id:
        return None
    postings = chains.postings(space_id=space_id, event_ids=[link.id for link in links])
    titles = chains.titles(
        space_id=space_id, slugs=[str(link.props["quest"]) for link in links if link.props.get("quest")]
    )
    told = [(link, _link(seen, link, titles, postings)) for link in links]
    return {
        "itself": next(words for link, words in told if link.depth == 0),
        "causes": [words for link, words in told if link.depth < 0],
        "effects": [words for link, words in told if link.depth > 0],
        "is_cut": sum(link.depth > 0 for link in links) >= chains.MOST_EFFECTS,
        "can_void": itself.cause_id is None and not itself.voided and itself.type not in _OWN,
        "can_reinstate": itself.cause_id is None and itself.voided,
    }


def consequence(seen: Seen, found: consequences.Consequence) -> Mapping[str, object]:
    """What would follow from a decision, line by line in words."""
    currency = seen.desk.space.currency
    lines = [_change(change, seen.member_id, currency) for change in found.changes]
    effects = [
        gettext("%(what)s: %(n)s") % {"what": happenings.told(one.type, who=gettext("Somebody")), "n": one.count}
        for one in found.effects
    ]
    return {"lines": lines, "effects": effects, "refused": found.refused, "nothing": not lines and not effects}


def _heading(seen: Seen, member: queries.Member) -> Mapping[str, object]:
    zone = seen.desk.space.time_zone
    return {
        "state": members_page.states()[member.state],
        "tone": {"active": "good", "left": "quiet", "erased": "bad", "merged": "warn"}[member.state],
        "joined": gettext("joined %(when)s") % {"when": formats.ago(member.joined_at, now=seen.now, zone=zone)},
        "joined_at": formats.moment(member.joined_at, zone=zone),
        "returning": member.returning,
    }


def _merged(seen: Seen, member: queries.Member) -> str:
    if member.merged_into is None:
        return ""
    return reverse("console:member", args=[seen.desk.space.slug, member.merged_into])


def _facts(seen: Seen, known: dossier.Dossier) -> list[Mapping[str, str]]:
    member, zone = known.member, seen.desk.space.time_zone

    def until(word: str | None, end: datetime | None) -> str:
        if not word:
            return "–"
        if end is None:
            return word
        return gettext("%(what)s, until %(day)s") % {
            "what": word,
            "day": formats.day(formats.local(end, zone=zone).date()),
        }

    active = formats.day(formats.local(member.active_at, zone=zone).date()) if member.active_at else "–"
    return [
        {"name": gettext("Tier"), "value": until(member.tier and wording.tier(member.tier), member.tier_until)},
        {"name": gettext("Plan"), "value": until(member.plan, member.plan_until)},
        {"name": gettext("Channel"), "value": member.channel or "–"},
        {"name": gettext("Last active"), "value": active},
        {"name": gettext("Known in"), "value": ", ".join(known.systems) or "–"},
    ]


def _balances(seen: Seen) -> list[Mapping[str, object]]:
    found = balances.balances(space_id=seen.desk.space.id, member_id=seen.member_id)
    units: dict[str, dict[str, int]] = {}
    for (unit, kind), amount in sorted(found.items()):
        units.setdefault(unit, {})[kind] = amount
    return [
        {
            "unit": wording.unit(unit),
            "amount": formats.amount(kinds.get("wallet", 0), unit=unit, currency=seen.desk.space.currency),
            "rest": [
                f"{formats.amount(kinds[kind], unit=unit, currency=seen.desk.space.currency)} {gettext(KINDS[kind])}"
                for kind in ("pending", "held", "debt")
                if kinds.get(kind)
            ],
            "why": reverse("console:member-why", args=[seen.desk.space.slug, seen.member_id, unit]),
        }
        for unit, kinds in units.items()
    ]


def _brought_by(
    seen: Seen, binding: referral.Binding | None, names: Mapping[int, faces.Face]
) -> Mapping[str, object] | None:
    if binding is None:
        return None
    inviter = binding.inviter_id
    return {
        "name": _name(names, inviter) if inviter else gettext("no person: the channel itself"),
        "href": reverse("console:member", args=[seen.desk.space.slug, inviter]) if inviter else "",
        "code": binding.code,
        "channel": binding.channel,
        "state": _qualified(binding, seen),
    }


def _invitee(seen: Seen, binding: referral.Binding, names: Mapping[int, faces.Face]) -> Mapping[str, object]:
    return {
        "name": _name(names, binding.member_id),
        "href": reverse("console:member", args=[seen.desk.space.slug, binding.member_id]),
        "state": _qualified(binding, seen),
    }


def _qualified(binding: referral.Binding, seen: Seen) -> str:
    if binding.qualified_at is None:
        return gettext("not qualified yet")
    day = formats.day(formats.local(binding.qualified_at, zone=seen.desk.space.time_zone).date())
    return gettext("qualified on %(day)s") % {"day": day}


def _answer(answer: queries.Answer, seen: Seen) -> Mapping[str, object]:
    value = answer.value
    words = gettext(", ").join(map(str, value)) if isinstance(value, list) else str(value)
    if isinstance(value, bool):
        words = gettext("yes") if value else gettext("no")
    day = formats.day(formats.local(answer.set_at, zone=seen.desk.space.time_zone).date())
    return {"field": answer.field, "label": answer.label, "value": words, "personal": answer.personal, "day": day}


def _consent(consent: queries.Consent, seen: Seen) -> Mapping[str, object]:
    zone = seen.desk.space.time_zone
    given = formats.day(formats.local(consent.given_at, zone=zone).date())
    if consent.withdrawn_at is None:
        words = gettext("since %(day)s") % {"day": given}
    else:
        ended = formats.day(formats.local(consent.withdrawn_at, zone=zone).date())
        words = gettext("%(day)s to %(end)s") % {"day": given, "end": ended}
    return {
        "purpose": consent.purpose,
        "channel": consent.channel,
        "text": consent.text_version,
        "when": words,
        "holds": consent.withdrawn_at is None,
    }


def _survey(answered: surveys.Answered, seen: Seen) -> Mapping[str, object]:
    return {
        "title": answered.title,
        "day": formats.day(formats.local(answered.answered_at, zone=seen.desk.space.time_zone).date()),
        "told": [{"question": one.question.title, "words": one.words or "–"} for one in answered.told],
    }


def _may(desk: access.Desk, member: queries.Member) -> Mapping[str, bool]:
    here = member.state in {"active", "left"}
    return {
        "tag": here and desk.can("members.tag"),
        "reveal": here and desk.can("members.reveal"),
        "merge": here and desk.can("members.merge"),
        "erase": here and desk.can("members.erase"),
        "export": desk.can("members.export"),
        "void": desk.can("journal.void"),
    }


def _name(names: Mapping[int, faces.Face], member_id: int) -> str:
    return names[member_id].name if member_id in names else gettext("Member %(number)d") % {"number": member_id}


def _line(
    seen: Seen, event: journal.StoredEvent, titles: Mapping[str, Mapping[str, str]], here: set[int]
) -> Mapping[str, object]:
    return {
        **_words(seen, event.type, event.props, event.at, titles),
        "id": event.id,
        "voided": event.voided,
        "effect": event.cause_id is not None,
        "cause": event.cause_id if event.cause_id in here else None,
        "address": reverse("console:member-event", args=[seen.desk.space.slug, seen.member_id, event.id]),
        "by": _by(event.actor),
    }


def _link(
    seen: Seen,
    link: chains.Link,
    titles: Mapping[str, Mapping[str, str]],
    postings: Sequence[chains.Posting],
) -> Mapping[str, object]:
    currency = seen.desk.space.currency
    moved = [
        f"{'+' if one.change > 0 else ''}{formats.amount(one.change, unit=one.unit, currency=currency)}"
        f" ({gettext(KINDS[one.kind])}{_whose(one.member_id, seen.member_id)})"
        for one in postings
        if one.event_id == link.id
    ]
    return {
        **_words(seen, link.type, link.props, link.at, titles),
        "id": link.id,
        "voided": link.voided,
        "by": _by(link.actor),
        "moved": moved,
        "address": reverse("console:member-event", args=[seen.desk.space.slug, link.member_id, link.id])
        if link.member_id
        else "",
    }


def _words(
    seen: Seen,
    type_: str,
    props: Mapping[str, object],
    at: datetime,
    titles: Mapping[str, Mapping[str, str]],
) -> dict[str, object]:
    zone = seen.desk.space.time_zone
    return {
        "text": _sentence(type_),
        "type": type_,
        "details": _details(props, titles, seen.desk.space.currency),
        "ago": formats.ago(at, now=seen.now, zone=zone),
        "moment": formats.moment(at, zone=zone),
        "iso": formats.local(at, zone=zone).isoformat(),
    }


def _sentence(type_: str) -> str:
    """What happened to this member; their mention begins large only where the sentence does."""
    who = gettext("This member")
    text = happenings.told(type_, who=who)
    return text if text.startswith(who) else text.replace(who, who[0].lower() + who[1:])


def _details(props: Mapping[str, object], titles: Mapping[str, Mapping[str, str]], currency: str) -> list[str]:
    """What an event carries that a person can read: the quest by its title, amounts, and a few plain words."""
    found = []
    quest = props.get("quest")
    if isinstance(quest, str):
        found.append(f"“{localized(titles.get(quest, {}), get_language() or 'en') or quest}”")
    for unit in _UNITS:
        amount = props.get(unit)
        if isinstance(amount, int) and not isinstance(amount, bool) and amount:
            found.append(formats.amount(amount, unit=unit, currency=currency))
    if isinstance(props.get("unit"), str) and isinstance(props.get("amount"), int):
        found.append(formats.amount(int(str(props["amount"])), unit=str(props["unit"]), currency=currency))
    found += [
        _fact(name, str(props[name])) for name in _FACTS if isinstance(props.get(name), str | int) and props[name] != ""
    ]
    return found


def _fact(name: str, value: str) -> str:
    if name == "reason":
        return gettext(_REASONS[value]) if value in _REASONS else gettext("“%(reason)s”") % {"reason": value}
    if name == "tier":
        return wording.tier(value)
    return gettext("step %(number)s") % {"number": value} if name == "step" else value


def _by(actor: str | None) -> str:
    """Who did it, where it was not the member."""
    if actor is None or actor.startswith("system:"):
        return ""
    kind, _, number = actor.partition(":")
    return gettext("by staff %(number)s") % {"number": number} if kind == "staff" else actor


def _whose(member_id: int, here: int) -> str:
    return "" if member_id == here else ", " + gettext("Member %(number)d") % {"number": member_id}


def _change(change: consequences.Change, here: int, currency: str) -> str:
    facts = {
        "who": gettext("This member")
        if change.member_id == here
        else gettext("Member %(number)d") % {"number": change.member_id},
        "kind": gettext(KINDS[change.kind]),
        "before": formats.amount(change.before, unit=change.unit, currency=currency),
        "after": formats.amount(change.after, unit=change.unit, currency=currency),
    }
    return gettext("%(who)s: %(before)s → %(after)s (%(kind)s)") % facts
