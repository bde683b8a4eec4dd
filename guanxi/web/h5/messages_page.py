"""The messages: events of the journal in plain words, newest first, with what is new to the member."""

from collections.abc import Mapping

from django.utils.translation import gettext, gettext_noop

from guanxi.insight import notices, purse
from guanxi.moderation import queries as moderation
from guanxi.moderation import words as terms
from guanxi.web import access, formats
from guanxi.web.h5 import wallet_page, words
from guanxi.web.wording import HONOURS

_SAID = {
    "certificate.issued": gettext_noop("You were awarded a certificate."),
    "checkin.featured": gettext_noop("Your check-in in “%(title)s” was featured."),
    "checkin.hidden": gettext_noop(
        "Your check-in in “%(title)s” was taken off the board: %(reason)s. The day counts on."
    ),
    "checkin.shown_again": gettext_noop("Your check-in in “%(title)s” is on the board again: %(reason)s."),
    "circle.entry_declined": gettext_noop("You were not let into a circle."),
    "circle.muted": gettext_noop("You cannot write in a circle for a while."),
    "circle.unmuted": gettext_noop("You can write in the circle again."),
    "journal.voided": gettext_noop("Something that you did does not count any more: %(reason)s."),
    "ledger.debt_forgiven": gettext_noop("Forgiven: %(amount)s that you owed (%(reason)s)."),
    "ledger.expired": gettext_noop("Expired unused: %(amount)s."),
    "ledger.matured": gettext_noop("Yours now, no longer on its way: %(amount)s."),
    "ledger.refunded": gettext_noop("Given back to you: %(amount)s that you had spent (%(reason)s)."),
    "member.tier_changed": gettext_noop("Your tier is “%(tier)s” now."),
    "post.featured": gettext_noop("A post of yours was featured."),
    "quest.granted": gettext_noop("“%(title)s”: %(granted)s."),
    "quest.hold_denied": gettext_noop("“%(title)s”: what was held is not given: %(reason)s."),
    "quest.hold_released": gettext_noop("“%(title)s”: what was held is yours now."),
    "quest.step_reached": gettext_noop("You reached a step of “%(title)s”: %(granted)s."),
    "referral.qualified": gettext_noop("A friend whom you brought took part."),
}
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
    "checkin": gettext_noop("Your check-in"),
    "comment": gettext_noop("Your comment"),
    "post": gettext_noop("Your post"),
    "review": gettext_noop("Your review"),
}
_NOTHING_GIVEN = gettext_noop("You reached a step of “%(title)s”.")
_NO_TIER = gettext_noop("Your tier has ended.")
_JUDGED = 10
_PLACES = {
    "quest": "wallet", "ledger": "wallet", "member": "wallet", "journal": "wallet", "referral": "invite",
    "certificate": "certificates", "post": "circles", "comment": "circles", "circle": "circles",
}  # fmt: skip


def page(visit: access.Visit, *, before: int | None) -> Mapping[str, object]:
    """Everything on the page, in words; `newest` is what is seen from now on."""
    found = notices.page(space_id=visit.space.id, member_id=visit.member_id, before=before)
    who = {"space_id": visit.space.id, "member_id": visit.member_id}
    held = purse.holdings(**who) if before is None else ()
    judged = moderation.notices(**who, limit=_JUDGED) if before is None else ()
    return {
        "soon": wallet_page.soonest(held, visit),
        "decided": [decided(one, visit) for one in judged],
        "judged": max((one.id for one in judged if not one.is_read), default=0),
        "notices": [_notice(one, visit, is_new=one.event_id > found.seen) for one in found.notices],
        "more": found.more,
        "newest": found.notices[0].event_id if found.notices else 0,
        "has_new": bool(found.notices) and found.notices[0].event_id > found.seen,
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
        "text": _words(one, visit),
        "ago": formats.ago(one.at, now=visit.now, zone=visit.space.time_zone),
        "iso": one.at.isoformat(),
        "is_new": is_new,
        "url": _url(one, visit),
    }


def _words(one: notices.Notice, visit: access.Visit) -> str:
    currency = visit.space.currency
    facts = {
        "title": words.title(one.title, str(one.props.get("quest") or one.props.get("challenge") or "")),
        "reason": str(one.props.get("reason") or ""),
        "tier": str(one.props.get("tier") or ""),
        "granted": gettext(", ").join(_given(grant, currency) for grant in one.granted),
        "amount": "",
    }
    if "amount" in one.props and "unit" in one.props:
        facts["amount"] = formats.amount(abs(one.props["amount"]), unit=one.props["unit"], currency=currency)
    said = _SAID.get(one.type, one.type)
    if one.type == "quest.step_reached" and not one.granted:
        said = _NOTHING_GIVEN
    if one.type == "member.tier_changed" and not facts["tier"]:
        said = _NO_TIER
    return gettext(said) % facts


def _given(grant: notices.Granted, currency: str) -> str:
    if grant.kind in HONOURS:
        return gettext(HONOURS[grant.kind]) % {"name": grant.code}
    if not grant.amount:
        return gettext("%(what)s, when one comes back") % {
            "what": formats.amount(1, unit=grant.code, currency=currency)
        }
    given = formats.amount(grant.amount, unit=grant.code, currency=currency)
    return gettext("%(what)s (held until somebody looks at it)") % {"what": given} if grant.state == "held" else given


def _url(one: notices.Notice, visit: access.Visit) -> str:
    slug = visit.space.slug
    if one.type.startswith("checkin."):
        return words.link("challenge", slug, str(one.props.get("challenge", "")) or "-")
    return words.link(_PLACES.get(one.type.partition(".")[0], "me"), slug)
