"""Latest events in plain words. A type without a sentence here is shown by its own name."""

from collections.abc import Mapping

from django.utils.translation import gettext, gettext_noop

from guanxi.insight import overview
from guanxi.web import formats

# The subject of each sentence is a member, shown by a number; the texts hold nothing personal.
SENTENCES = {
    "member.joined": gettext_noop("%(who)s joined"),
    "member.left": gettext_noop("%(who)s left"),
    "post.created": gettext_noop("%(who)s wrote a post"),
    "question.asked": gettext_noop("%(who)s asked a question"),
    "answer.posted": gettext_noop("%(who)s answered a question"),
    "answer.accepted": gettext_noop("An answer by %(who)s was accepted"),
    "comment.posted": gettext_noop("%(who)s commented"),
    "checkin.done": gettext_noop("%(who)s checked in"),
    "order.paid": gettext_noop("%(who)s paid for an order"),
    "quest.step_reached": gettext_noop("%(who)s reached a step of a quest"),
}


def line(event: overview.Happening, seen: overview.Overview) -> Mapping[str, object]:
    """One line of the list: when, what in words, what kind, and whether it was undone."""
    sentence = SENTENCES.get(event.type)
    who = member(event.member_id)
    return {
        "text": gettext(sentence) % {"who": who} if sentence and event.member_id else who,
        "type": event.type,
        "plain": bool(sentence),
        "ago": formats.ago(event.at, now=seen.now, zone=seen.time_zone),
        "moment": formats.moment(event.at, zone=seen.time_zone),
        "iso": formats.local(event.at, zone=seen.time_zone).isoformat(),
        "effect": event.effect,
        "voided": event.voided,
        "source": event.source,
    }


def member(member_id: int | None) -> str:
    """A member by number: their name is for those who sign in."""
    if member_id is None:
        return gettext("The space")
    return gettext("Member %(number)d") % {"number": member_id}
