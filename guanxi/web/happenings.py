"""Latest events in plain words. A type without a sentence here is shown by its own name."""

from collections.abc import Mapping

from django.utils.translation import gettext, gettext_noop

from guanxi.insight import overview
from guanxi.web import formats

# Who is a member, shown by a number; nothing in these sentences is personal.
OF_MEMBERS = {
    "answer.accepted": gettext_noop("An answer by %(who)s was accepted"),
    "checkin.made": gettext_noop("%(who)s checked in"),
    "comment.created": gettext_noop("%(who)s commented"),
    "consent.given": gettext_noop("%(who)s agreed to a purpose"),
    "consent.withdrawn": gettext_noop("%(who)s took back a consent"),
    "journal.reinstated": gettext_noop("Something of %(who)s counts again"),
    "journal.voided": gettext_noop("Something of %(who)s was undone"),
    "member.erased": gettext_noop("%(who)s was erased"),
    "member.joined": gettext_noop("%(who)s joined"),
    "member.left": gettext_noop("%(who)s left"),
    "member.merged": gettext_noop("%(who)s was merged with another entry of the same person"),
    "member.rejoined": gettext_noop("%(who)s came back"),
    "member.tagged": gettext_noop("%(who)s was given a tag"),
    "member.tier_changed": gettext_noop("%(who)s moved to another tier"),
    "member.untagged": gettext_noop("%(who)s lost a tag"),
    "order.delivered": gettext_noop("%(who)s received an order"),
    "order.paid": gettext_noop("%(who)s paid for an order"),
    "order.refunded": gettext_noop("%(who)s was refunded for an order"),
    "post.bookmarked": gettext_noop("%(who)s kept a post"),
    "post.created": gettext_noop("%(who)s wrote a post"),
    "post.featured": gettext_noop("A post by %(who)s was featured"),
    "profile.changed": gettext_noop("%(who)s answered something about themselves"),
    "quest.granted": gettext_noop("%(who)s was granted what a quest promises"),
    "quest.step_reached": gettext_noop("%(who)s reached a step of a quest"),
    "question.answer_accepted": gettext_noop("%(who)s accepted an answer"),
    "referral.bound": gettext_noop("%(who)s came by somebody’s code"),
    "referral.qualified": gettext_noop("Somebody whom %(who)s brought took part"),
    "review.written": gettext_noop("%(who)s wrote a review"),
    "vote.cast": gettext_noop("A post by %(who)s got a vote"),
}
OF_THE_SPACE = {
    "ledger.funded": gettext_noop("The reserve was filled"),
    "member.erased": gettext_noop("A member was erased"),
    "profile.field_defined": gettext_noop("A question to the members was defined"),
    "quest.ended": gettext_noop("A quest ended"),
    "quest.launched": gettext_noop("A quest was launched"),
    "quest.paused": gettext_noop("A quest was paused"),
    "quest.resumed": gettext_noop("A quest goes on"),
    "quest.settled": gettext_noop("A quest was settled"),
    "referral.code_created": gettext_noop("A code was made"),
    "referral.rule_changed": gettext_noop("The space chose what makes an invitee count"),
    "space.created": gettext_noop("The space was opened"),
    "space.settings_changed": gettext_noop("A setting was changed"),
    "staff.added": gettext_noop("Somebody began to work for the space"),
    "vote.cast": gettext_noop("A post without an owner got a vote"),
}


def line(event: overview.Happening, seen: overview.Overview) -> Mapping[str, object]:
    """One line of the list: when, what in words, whether it follows from another, and whether it was undone."""
    words = _words(event)
    return {
        "text": words or _who(event.member_id),
        "type": "" if words else event.type,
        "ago": formats.ago(event.at, now=seen.now, zone=seen.time_zone),
        "moment": formats.moment(event.at, zone=seen.time_zone),
        "iso": formats.local(event.at, zone=seen.time_zone).isoformat(),
        "effect": event.effect,
        "voided": event.voided,
    }


def _words(event: overview.Happening) -> str:
    if event.member_id is None:
        return gettext(OF_THE_SPACE[event.type]) if event.type in OF_THE_SPACE else ""
    sentence = OF_MEMBERS.get(event.type)
    return gettext(sentence) % {"who": _who(event.member_id)} if sentence else ""


def _who(member_id: int | None) -> str:
    """A member by number: their name is for those who sign in."""
    return gettext("The space") if member_id is None else gettext("Member %(number)d") % {"number": member_id}
