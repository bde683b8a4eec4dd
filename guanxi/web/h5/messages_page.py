"""The messages: what happened, what others wrote to the member, what waits for them; in words, newest first."""

from collections.abc import Mapping

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext, gettext_noop, ngettext

from guanxi.insight import notices, purse
from guanxi.moderation import queries as moderation
from guanxi.moderation import words as terms
from guanxi.spaces import naming
from guanxi.web import access, formats
from guanxi.web.h5 import wallet_page, words
from guanxi.web.wording import HONOURS, honour

_SAID = {
    "answer.accepted": gettext_noop("Your answer to “%(post)s” was accepted."),
    "certificate.issued": gettext_noop("You were awarded a certificate."),
    "checkin.featured": gettext_noop("Your check-in in “%(title)s” was featured."),
    "checkin.hidden": gettext_noop(
        "Your check-in in “%(title)s” was taken off the board: %(reason)s. The day counts on."
    ),
    "checkin.shown_again": gettext_noop("Your check-in in “%(title)s” is on the board again: %(reason)s."),
    "circle.child_declined": gettext_noop("The circle that you proposed in “%(circle)s” is not opened."),
    "circle.entered": gettext_noop("You were let into “%(circle)s”."),
    "circle.entry_declined": gettext_noop("You were not let into “%(circle)s”."),
    "circle.left": gettext_noop("You were taken out of “%(circle)s”."),
    "circle.muted": gettext_noop("You cannot write in “%(circle)s” until %(until)s."),
    "circle.unmuted": gettext_noop("You can write in “%(circle)s” again."),
    "journal.voided": gettext_noop("Something that you did does not count any more: %(reason)s."),
    "ledger.debt_forgiven": gettext_noop("Forgiven: %(amount)s that you owed (%(reason)s)."),
    "ledger.expired": gettext_noop("Expired unused: %(amount)s."),
    "ledger.matured": gettext_noop("Yours now, no longer on its way: %(amount)s."),
    "ledger.refunded": gettext_noop("Given back to you: %(amount)s that you had spent (%(reason)s)."),
    "member.tier_changed": gettext_noop("Your tier is “%(tier)s” now."),
    "post.featured": gettext_noop("Your post “%(post)s” was featured."),
    "quest.granted": gettext_noop("“%(title)s”: %(granted)s."),
    "quest.hold_denied": gettext_noop("“%(title)s”: what was held is not given: %(reason)s."),
    "quest.hold_released": gettext_noop("“%(title)s”: what was held is yours now."),
    "quest.step_reached": gettext_noop("You reached a step of “%(title)s”: %(granted)s."),
    "referral.qualified": gettext_noop("A friend whom you brought took part."),
    "talk.answer": gettext_noop("%(who)s answered your question “%(post)s”."),
    "talk.comment": gettext_noop("%(who)s commented on your post “%(post)s”."),
    "talk.reply": gettext_noop("%(who)s replied to you under “%(post)s”."),
    "waits.proposal": gettext_noop("%(who)s proposed a circle that grows out of “%(circle)s”, waiting for your word."),
    "waits.request": gettext_noop("%(who)s asked to come into “%(circle)s”, waiting for your word."),
}
_ROLES = {
    "host": gettext_noop("You are the host of “%(circle)s” now."),
    "moderator": gettext_noop("You are a moderator of “%(circle)s” now."),
    "member": gettext_noop("You are a plain member of “%(circle)s” again."),
}
_FOUNDED = gettext_noop("“%(circle)s” is open, and you are its host.")
_DECIDED = {
    "held": gettext_noop("%(thing)s waits until a moderator has looked at it: it reads like an advertisement."),
    "shown": gettext_noop("%(thing)s can be seen now."),
    "hidden": gettext_noop("%(thing)s was hidden."),
    "warned": gettext_noop("%(thing)s was looked at, and stays. Please mind the rules."),
    "muted": gettext_noop("%(thing)s was hidden, and you can write nothing until %(until)s."),
    "undone": gettext_noop("%(thing)s: the decision about it was taken back."),
    "appeal_granted": gettext_noop("%(thing)s: you were right to object, it is shown again."),
    "appeal_refused": gettext_noop("%(thing)s: your objection was looked at, and the decision stands."),
    "report_answered": gettext_noop("What you reported was looked at. Thank you."),
}
_THINGS = {
    "certificate": gettext_noop("The name on your certificate"),
    "checkin": gettext_noop("Your check-in"),
    "comment": gettext_noop("Your comment"),
    "post": gettext_noop("Your post"),
    "review": gettext_noop("Your review"),
}
_NOTHING_GIVEN = gettext_noop("You reached a step of “%(title)s”.")
_NO_TIER = gettext_noop("Your tier has ended.")
_JUDGED = 10
_EXCERPT = 24
_WORDS = 80
_PLACES = {
    "quest": "wallet", "ledger": "wallet", "member": "wallet", "journal": "wallet", "referral": "invite",
    "certificate": "certificates",
}  # fmt: skip
_IN_CIRCLES = ("answer", "circle", "post", "talk", "waits")
_AT_THE_DOOR = ("circle.child_declined", "circle.entry_declined", "circle.left")
_ICONS = {
    "answer": "check", "certificate": "certificate", "checkin": "calendar-check", "circle": "users",
    "journal": "arrow-back-up", "ledger": "wallet", "member": "badge", "post": "star", "quest": "gift",
    "referral": "user-plus", "talk": "message-circle", "waits": "users-group",
}  # fmt: skip


def page(visit: access.Visit, *, before: int | None, mark: bool = False) -> Mapping[str, object]:
    """The messages before the event `before` in words. With `mark` the newest of them is seen from now on.

    On the first page also what the moderators decided, and what is about to expire.
    """
    who = {"space_id": visit.space.id, "member_id": visit.member_id}
    found = notices.page(**who, before=before, mark=mark and before is None)
    held = purse.holdings(**who) if before is None else ()
    judged = decisions(visit) if before is None else {"decided": [], "judged": 0, "more_decided": None}
    return {
        **judged,
        "soon": wallet_page.soonest(held, visit),
        "notices": [_notice(one, visit, is_new=one.event_id > found.seen) for one in found.notices],
        "more": found.more,
        "is_first": before is None,
    }


def decisions(visit: access.Visit, *, before: int | None = None) -> dict[str, object]:
    """What the moderators decided about things of the member, before the notice `before`, newest first.

    `judged` is the newest that was not read, 0 without one; `more_decided` the next `before`.
    """
    found = moderation.notices(space_id=visit.space.id, member_id=visit.member_id, before=before, limit=_JUDGED + 1)
    shown = found[:_JUDGED]
    return {
        "decided": [decided(one, visit) for one in shown],
        "judged": max((one.id for one in shown if not one.is_read), default=0),
        "more_decided": shown[-1].id if len(found) > _JUDGED else None,
    }


def unseen(visit: access.Visit) -> int:
    """How many messages are new to the member, those of the moderators included."""
    who = {"space_id": visit.space.id, "member_id": visit.member_id}
    return notices.unseen(**who) + moderation.unread(**who)


def decided(one: moderation.Notice, visit: access.Visit) -> Mapping[str, object]:
    """What moderators decided about something of the member's, with the ground and the way to object."""
    until = formats.moment(one.until, zone=visit.space.time_zone) if one.until else ""
    ground = {**terms.HOUSE_GROUNDS, **terms.LEGAL_GROUNDS}.get(one.ground or "", "")
    thing = gettext(_THINGS.get(one.kind, gettext_noop("Something of yours")))
    return {
        "case": one.case_id,
        "text": gettext(_DECIDED.get(one.what, "%(thing)s")) % {"thing": thing, "until": until},
        "ground": gettext(ground) if ground else "",
        "reason": one.reason,
        "ago": formats.ago(one.at, now=visit.now, zone=visit.space.time_zone),
        "iso": one.at.isoformat(),
        "is_new": not one.is_read,
        "can_appeal": one.can_appeal,
    }


def _notice(one: notices.Notice, visit: access.Visit, *, is_new: bool) -> Mapping[str, object]:
    return {
        "text": _text(one, visit),
        "more": _more(one),
        "icon": f"icons/{_ICONS.get(one.type.partition('.')[0], 'bell')}.html",
        "ago": formats.ago(one.at, now=visit.now, zone=visit.space.time_zone),
        "iso": one.at.isoformat(),
        "is_new": is_new,
        "url": _url(one, visit),
    }


def _text(one: notices.Notice, visit: access.Visit) -> str:
    currency = visit.space.currency
    circle = one.place.circle_name or str(one.props.get("circle") or "")
    facts = {
        "title": words.title(one.title, str(one.props.get("quest") or one.props.get("challenge") or "")),
        "reason": str(one.props.get("reason") or ""),
        "tier": naming.title(f"tier:{one.props.get('tier')}") or str(one.props.get("tier") or ""),
        "granted": gettext(", ").join(_given(grant, currency) for grant in one.granted),
        "amount": "",
        "circle": circle,
        "post": _short(one.place.post_text, _EXCERPT) or circle,
        "who": _who(one.voices, visit),
        "until": _until(one, visit),
    }
    if "amount" in one.props and "unit" in one.props:
        facts["amount"] = formats.amount(abs(one.props["amount"]), unit=one.props["unit"], currency=currency)
    return gettext(_sentence(one, has_tier=bool(facts["tier"]))) % facts


def _sentence(one: notices.Notice, *, has_tier: bool) -> str:
    match one.type:
        case "quest.step_reached" if not one.granted:
            return _NOTHING_GIVEN
        case "member.tier_changed" if not has_tier:
            return _NO_TIER
        case "circle.role_changed":
            return _ROLES.get(str(one.props.get("role")), _ROLES["member"])
        case "circle.entered" if one.props.get("founding"):
            return _FOUNDED
        case _:
            return _SAID.get(one.type, one.type)


def _more(one: notices.Notice) -> str:
    """The line below: the newest words of others, the reason that somebody gave; "" without either."""
    if one.type.startswith("circle."):
        return str(one.props.get("reason") or "")
    if not one.type.startswith("talk."):
        return ""
    said = one.voices.said
    counted = ngettext("%(n)s comment", "%(n)s comments", said) % {"n": formats.number(said)} if said > 1 else ""
    return " · ".join(part for part in (_short(one.words, _WORDS), counted) if part)


def _who(voices: notices.Voices, visit: access.Visit) -> str:
    """Who it was: one, two, or the last one and how many others."""
    names = [face.name if face else visit.space.name for face in voices.last]
    if not names:
        return ""
    if voices.people == 1:
        return names[0]
    if voices.people == len(names):
        return gettext("%(one)s and %(other)s") % {"one": names[0], "other": names[1]}
    others = voices.people - 1
    return ngettext("%(one)s and %(n)s other", "%(one)s and %(n)s others", others) % {
        "one": names[0],
        "n": formats.number(others),
    }


def _until(one: notices.Notice, visit: access.Visit) -> str:
    moment = parse_datetime(str(one.props.get("until") or ""))
    return formats.moment(moment, zone=visit.space.time_zone) if moment else ""


def _short(text: str, most: int) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= most else f"{flat[:most].rstrip()}…"


def _given(grant: notices.Granted, currency: str) -> str:
    if grant.kind in HONOURS:
        return honour(grant.kind, grant.code)
    if not grant.amount:
        return gettext("%(what)s, when one comes back") % {
            "what": formats.amount(1, unit=grant.code, currency=currency)
        }
    given = formats.amount(grant.amount, unit=grant.code, currency=currency)
    return gettext("%(what)s (held until somebody looks at it)") % {"what": given} if grant.state == "held" else given


def _url(one: notices.Notice, visit: access.Visit) -> str:
    slug, kind = visit.space.slug, one.type.partition(".")[0]
    if kind == "checkin":
        return words.link("challenge", slug, str(one.props.get("challenge", "")) or "-")
    if kind in _IN_CIRCLES:
        return _place(one, slug)
    return words.link(_PLACES.get(kind, "me"), slug)


def _place(one: notices.Notice, slug: str) -> str:
    """The post with the comment, the circle, or its door; the list of circles where none of them is there any more."""
    place = one.place
    if place.post_id is not None:
        address = words.link("post", slug, place.post_id)
        return f"{address}?at={place.comment_id}#comment-{place.comment_id}" if place.comment_id else address
    if not place.circle:
        return words.link("circles", slug)
    if one.type.startswith("waits."):
        return words.link("circle-host", slug, place.circle)
    return words.link("circle-about" if one.type in _AT_THE_DOOR else "circle", slug, place.circle)
