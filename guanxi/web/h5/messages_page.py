"""The messages: events of the journal in plain words, newest first, with what is new to the member."""

from collections.abc import Mapping

from django.utils.translation import gettext, gettext_noop

from guanxi.insight import notices, purse
from guanxi.web import access, formats
from guanxi.web.h5 import wallet_page, words
from guanxi.web.quest_card import HONOURS

_SAID = {
    "certificate.issued": gettext_noop("You were awarded a certificate."),
    "checkin.featured": gettext_noop("Your check-in in “%(title)s” was featured."),
    "checkin.hidden": gettext_noop(
        "Your check-in in “%(title)s” was taken off the board: %(reason)s. The day counts on."
    ),
    "checkin.shown_again": gettext_noop("Your check-in in “%(title)s” is on the board again: %(reason)s."),
    "circle.entry_accepted": gettext_noop("You were let into a circle."),
    "circle.entry_declined": gettext_noop("You were not let into a circle."),
    "circle.muted": gettext_noop("You cannot write in a circle for a while."),
    "circle.unmuted": gettext_noop("You can write in the circle again."),
    "comment.hidden": gettext_noop("A comment of yours was hidden."),
    "comment.shown_again": gettext_noop("A comment of yours can be seen again."),
    "journal.voided": gettext_noop("Something that you did does not count any more: %(reason)s."),
    "ledger.debt_forgiven": gettext_noop("Forgiven: %(amount)s that you owed (%(reason)s)."),
    "ledger.expired": gettext_noop("Expired unused: %(amount)s."),
    "ledger.matured": gettext_noop("Yours now, no longer on its way: %(amount)s."),
    "ledger.refunded": gettext_noop("Given back to you: %(amount)s that you had spent (%(reason)s)."),
    "member.tier_changed": gettext_noop("Your tier is “%(tier)s” now."),
    "post.featured": gettext_noop("A post of yours was featured."),
    "post.hidden": gettext_noop("A post of yours was hidden."),
    "post.moderated": gettext_noop("A post of yours was looked at by the moderators."),
    "post.shown_again": gettext_noop("A post of yours can be seen again."),
    "quest.granted": gettext_noop("“%(title)s”: %(granted)s."),
    "quest.hold_denied": gettext_noop("“%(title)s”: what was held is not given: %(reason)s."),
    "quest.hold_released": gettext_noop("“%(title)s”: what was held is yours now."),
    "quest.step_reached": gettext_noop("You reached a step of “%(title)s”: %(granted)s."),
    "referral.qualified": gettext_noop("A friend whom you brought took part."),
}
_NOTHING_GIVEN = gettext_noop("You reached a step of “%(title)s”.")
_NO_TIER = gettext_noop("Your tier has ended.")
_PLACES = {
    "quest": "wallet", "ledger": "wallet", "member": "wallet", "journal": "wallet", "referral": "invite",
    "certificate": "certificates", "post": "circles", "comment": "circles", "circle": "circles",
}  # fmt: skip


def page(visit: access.Visit, *, before: int | None) -> Mapping[str, object]:
    """Everything on the page, in words; `newest` is what is seen from now on."""
    found = notices.page(space_id=visit.space.id, member_id=visit.member_id, before=before)
    held = purse.holdings(space_id=visit.space.id, member_id=visit.member_id) if before is None else ()
    return {
        "soon": wallet_page.soonest(held, visit),
        "notices": [_notice(one, visit, is_new=one.event_id > found.seen) for one in found.notices],
        "more": found.more,
        "newest": found.notices[0].event_id if found.notices else 0,
        "has_new": bool(found.notices) and found.notices[0].event_id > found.seen,
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
