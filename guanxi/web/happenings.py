"""Latest events in plain words. A type without a sentence here is shown by its own name."""

from collections.abc import Mapping
from types import MappingProxyType

from django.utils.translation import gettext, gettext_noop

from guanxi.insight import overview
from guanxi.web import formats

NO_NAMES: Mapping[int, str] = MappingProxyType({})
# Who is a member, shown by a number; nothing in these sentences is personal.
OF_MEMBERS = {
    "answer.accepted": gettext_noop("An answer by %(who)s was accepted"),
    "challenge.ranking_chosen": gettext_noop("%(who)s chose whether rankings show them"),
    "checkin.featured": gettext_noop("A check-in of %(who)s was featured"),
    "checkin.hidden": gettext_noop("What %(who)s told with a check-in was taken off the board"),
    "certificate.issued": gettext_noop("%(who)s got a certificate"),
    "certificate.name_chosen": gettext_noop("%(who)s chose whether a certificate shows their name"),
    "certificate.name_hidden": gettext_noop("The name that %(who)s wrote on a certificate was taken off"),
    "certificate.name_shown_again": gettext_noop("The name that %(who)s wrote on a certificate stands there again"),
    "certificate.reinstated": gettext_noop("A certificate of %(who)s is valid again"),
    "certificate.revoked": gettext_noop("A certificate of %(who)s was revoked"),
    "checkin.made": gettext_noop("%(who)s checked in"),
    "checkin.shown_again": gettext_noop("What %(who)s told with a check-in is on the board again"),
    "circle.charter_accepted": gettext_noop("%(who)s accepted the new charter of a circle"),
    "circle.child_declined": gettext_noop("A circle that %(who)s proposed was not opened"),
    "circle.child_proposed": gettext_noop("%(who)s proposed a new circle"),
    "circle.entered": gettext_noop("%(who)s entered a circle"),
    "circle.entry_asked": gettext_noop("%(who)s asked to be let into a circle"),
    "circle.entry_declined": gettext_noop("%(who)s was not let into a circle"),
    "circle.left": gettext_noop("%(who)s left a circle"),
    "circle.muted": gettext_noop("%(who)s was asked to be silent in a circle for a while"),
    "circle.role_changed": gettext_noop("%(who)s has another part in a circle"),
    "circle.unmuted": gettext_noop("%(who)s may write in a circle again"),
    "comment.created": gettext_noop("%(who)s commented"),
    "consent.given": gettext_noop("%(who)s agreed to a purpose"),
    "consent.withdrawn": gettext_noop("%(who)s took back a consent"),
    "journal.reinstated": gettext_noop("Something of %(who)s counts again"),
    "journal.voided": gettext_noop("Something of %(who)s was undone"),
    "ledger.captured": gettext_noop("What was set aside for %(who)s was spent"),
    "ledger.debt_forgiven": gettext_noop("A debt of %(who)s was forgiven"),
    "ledger.expired": gettext_noop("Something of %(who)s expired unused"),
    "ledger.forfeited": gettext_noop("The balance of %(who)s was forfeited"),
    "ledger.held": gettext_noop("Something of %(who)s was set aside"),
    "ledger.hold_released": gettext_noop("What was set aside for %(who)s is free again"),
    "ledger.matured": gettext_noop("What was pending for %(who)s can be spent now"),
    "ledger.merged": gettext_noop("%(who)s has what another entry of theirs had"),
    "ledger.refunded": gettext_noop("%(who)s got back what was spent"),
    "ledger.spent": gettext_noop("%(who)s spent something"),
    "member.erased": gettext_noop("%(who)s was erased"),
    "member.exported": gettext_noop("All data of %(who)s was handed out"),
    "member.joined": gettext_noop("%(who)s joined"),
    "member.left": gettext_noop("%(who)s left"),
    "member.linked": gettext_noop("%(who)s can sign in now"),
    "member.merged": gettext_noop("%(who)s was merged with another entry of the same person"),
    "member.rejoined": gettext_noop("%(who)s came back"),
    "member.signed_out_everywhere": gettext_noop("%(who)s signed out on every device"),
    "member.tagged": gettext_noop("%(who)s was given a tag"),
    "member.tier_changed": gettext_noop("%(who)s moved to another tier"),
    "member.untagged": gettext_noop("%(who)s lost a tag"),
    "moderation.appeal_answered": gettext_noop("An objection of %(who)s was answered"),
    "moderation.appealed": gettext_noop("%(who)s objected to a decision of the moderators"),
    "moderation.decided": gettext_noop("Something that %(who)s wrote was judged by a moderator"),
    "moderation.held": gettext_noop("Something that %(who)s wrote waits for a moderator"),
    "moderation.reported": gettext_noop("%(who)s reported something"),
    "moderation.undone": gettext_noop("A decision about something that %(who)s wrote was taken back"),
    "order.delivered": gettext_noop("%(who)s received an order"),
    "order.paid": gettext_noop("%(who)s paid for an order"),
    "poll.voted": gettext_noop("%(who)s voted in a poll"),
    "post.bookmarked": gettext_noop("%(who)s kept a post"),
    "post.created": gettext_noop("%(who)s wrote a post"),
    "post.edited": gettext_noop("%(who)s changed a post"),
    "post.featured": gettext_noop("A post by %(who)s was featured"),
    "profile.changed": gettext_noop("%(who)s answered something about themselves"),
    "profile.revealed": gettext_noop("Staff looked at a personal value of %(who)s"),
    "quest.granted": gettext_noop("%(who)s was granted what a quest promises"),
    "quest.hold_denied": gettext_noop("What was held for %(who)s was taken back"),
    "quest.hold_released": gettext_noop("What was held for %(who)s was released"),
    "quest.step_merged": gettext_noop("%(who)s had reached a step under two entries; it counts once"),
    "quest.step_reached": gettext_noop("%(who)s reached a step of a quest"),
    "question.answer_accepted": gettext_noop("%(who)s accepted an answer"),
    "reaction.given": gettext_noop("%(who)s liked a post"),
    "referral.bound": gettext_noop("%(who)s came by somebody’s code"),
    "referral.cleared": gettext_noop("A doubt about %(who)s was cleared"),
    "referral.disqualified": gettext_noop("%(who)s counts for no inviter any more"),
    "referral.qualified": gettext_noop("Somebody whom %(who)s brought took part"),
    "referral.rebound": gettext_noop("It was decided that %(who)s came by another code"),
    "review.written": gettext_noop("%(who)s wrote a review"),
    "survey.answered": gettext_noop("%(who)s answered a survey"),
    "vote.cast": gettext_noop("A post by %(who)s got a vote"),
}
OF_THE_SPACE = {
    "space.thing_named": gettext_noop("A gift, a coupon or an honour got the name that members read"),
    "certificate.template_changed": gettext_noop("What a certificate says was written anew"),
    "challenge.set_up": gettext_noop("It was decided how check-ins of a challenge are made"),
    "circle.archived": gettext_noop("A circle was closed"),
    "circle.changed": gettext_noop("A circle was described anew"),
    "circle.charter_changed": gettext_noop("The charter of a circle has new words"),
    "circle.heads_counted": gettext_noop("Somebody counted the people in a place"),
    "circle.opened": gettext_noop("A circle was opened"),
    "circle.place_added": gettext_noop("A circle meets in another place too"),
    "circle.place_closed": gettext_noop("A circle no longer meets in a place"),
    "circle.reopened": gettext_noop("A closed circle is open again"),
    "comment.created": gettext_noop("The staff commented"),
    "journal.type_declared": gettext_noop("An event type of the space’s own was declared"),
    "ledger.funded": gettext_noop("The reserve was filled"),
    "member.erased": gettext_noop("A member was erased"),
    "member.list_exported": gettext_noop("A list of members was taken away as a table"),
    "post.created": gettext_noop("The staff wrote a post"),
    "post.featured": gettext_noop("A post by the staff was featured"),
    "moderation.appeal_answered": gettext_noop("An objection was answered"),
    "moderation.decided": gettext_noop("Something of the brand’s was judged by a moderator"),
    "moderation.undone": gettext_noop("A decision of the moderators was taken back"),
    "post.moderated": gettext_noop("A post was moderated"),
    "profile.expired": gettext_noop("Answers were deleted because their time was over"),
    "profile.field_defined": gettext_noop("A question to the members was defined"),
    "profile.field_dropped": gettext_noop("A question to the members was deleted with its answers"),
    "quest.applied": gettext_noop("A quest was written down"),
    "quest.ended": gettext_noop("A quest ended"),
    "quest.launched": gettext_noop("A quest was launched"),
    "quest.launched_early": gettext_noop("A quest was launched although its circle was not ready"),
    "quest.paused": gettext_noop("A quest was paused"),
    "quest.drawn": gettext_noop("What a settled quest owes again came out of the reserve"),
    "quest.resumed": gettext_noop("A quest goes on"),
    "quest.returned": gettext_noop("What came back to a settled quest went to the reserve"),
    "quest.settled": gettext_noop("A quest was settled"),
    "referral.code_closed": gettext_noop("A code was closed"),
    "referral.code_created": gettext_noop("A code was made"),
    "referral.guessing": gettext_noop("Somebody tried to guess codes"),
    "referral.landing_changed": gettext_noop("What a code shows was written anew"),
    "referral.rule_changed": gettext_noop("The space chose what makes an invitee count"),
    "segment.dropped": gettext_noop("A segment was deleted"),
    "segment.kept": gettext_noop("A segment was kept under a name"),
    "import.started": gettext_noop("A file of customers began to be brought in"),
    "import.stopped": gettext_noop("Bringing in a file of customers was stopped"),
    "members.work_started": gettext_noop("Work on many members began"),
    "members.work_stopped": gettext_noop("Work on many members was stopped"),
    "survey.changed": gettext_noop("A survey was written anew"),
    "survey.created": gettext_noop("A survey was begun"),
    "survey.deleted": gettext_noop("A survey was thrown away"),
    "survey.revealed": gettext_noop("Personal answers to a survey were taken away in clear"),
    "space.created": gettext_noop("The space was opened"),
    "space.settings_changed": gettext_noop("A setting was changed"),
    "staff.added": gettext_noop("Somebody began to work for the space"),
    "staff.invitation_withdrawn": gettext_noop("An invitation to work here was withdrawn"),
    "staff.invited": gettext_noop("Somebody was asked to work here"),
    "staff.looked_around": gettext_noop("Somebody looked around the demo"),
    "staff.removed": gettext_noop("Somebody no longer works for the space"),
    "staff.role_changed": gettext_noop("Somebody of the staff was given another role"),
    "survey.closed": gettext_noop("A survey was closed"),
    "survey.opened": gettext_noop("A survey was opened"),
    "vote.cast": gettext_noop("A post without an owner got a vote"),
}


def line(
    event: overview.Happening, seen: overview.Overview, names: Mapping[int, str] = NO_NAMES
) -> Mapping[str, object]:
    """One line of the list: when, what in words, whether it follows from another, and whether it was undone.

    `names` are those of members that the reader may see.
    """
    words = _words(event, names)
    return {
        "text": words or (_who(event.member_id, names) if event.member_id else gettext("The space")),
        "type": "" if words else event.type,
        "ago": formats.ago(event.at, now=seen.now, zone=seen.time_zone),
        "moment": formats.moment(event.at, zone=seen.time_zone),
        "iso": formats.local(event.at, zone=seen.time_zone).isoformat(),
        "effect": event.effect,
        "voided": event.voided,
    }


def told(type_: str, *, who: str) -> str:
    """What happened to somebody, as a sentence about `who`; the type's own name where there is no sentence."""
    chosen = OF_MEMBERS.get(type_) or OF_THE_SPACE.get(type_)
    return gettext(chosen) % {"who": who} if chosen else type_


def _words(event: overview.Happening, names: Mapping[int, str]) -> str:
    of_member, of_space = OF_MEMBERS.get(event.type), OF_THE_SPACE.get(event.type)
    chosen = (of_space or of_member) if event.member_id is None else (of_member or of_space)
    return gettext(chosen) % {"who": _who(event.member_id, names)} if chosen else ""


def _who(member_id: int | None, names: Mapping[int, str]) -> str:
    """A member by name, where the reader may see it; else by number."""
    if member_id is None:
        return gettext("Somebody")
    return names.get(member_id) or gettext("Member %(number)d") % {"number": member_id}
