"""What members refuse. No refusal repeats a personal value."""

from django.utils.translation import gettext_noop

from guanxi.kernel import errors


class UnknownMember(errors.Refusal):
    """This space has no member `member`; that another one has is nobody's business."""

    code = "members.unknown_member"
    text = gettext_noop("There is no member %(member)s.")


class MemberGone(errors.Refusal):
    """The member `member` cannot do this in the state `state`."""

    code = "members.member_gone"
    text = gettext_noop("Member %(member)s is %(state)s.")


class AlreadyErased(errors.Refusal):
    """The member `member` was erased before; nothing is left to erase."""

    code = "members.already_erased"
    text = gettext_noop("Member %(member)s has been erased already.")


class ErasedEarlier(errors.Refusal):
    """An old record of somebody who was erased since: bringing it in again would undo the erasure."""

    code = "members.erased_earlier"
    text = gettext_noop("This person was erased on %(erased_at)s, after the record was made; it is not brought back.")


class ExternalIdMissing(errors.Refusal):
    """Somebody without any external id could not be recognised the next time."""

    code = "members.external_id_missing"
    text = gettext_noop("A member needs at least one external id.")


class ExternalIdUnreadable(errors.Refusal):
    """The external id of `system` is empty, too long, or its system's name is not a short word."""

    code = "members.external_id_unreadable"
    text = gettext_noop("The external id of “%(system)s” cannot be read.")


class ExternalIdsDisagree(errors.Refusal):
    """The external ids belong to different members; somebody must decide whether to merge them."""

    code = "members.external_ids_disagree"
    text = gettext_noop("These external ids belong to different members: %(members)s. Merge them first.")


class WordUnreadable(errors.Refusal):
    """`what` (a channel, a tag, a purpose …) is empty or too long."""

    code = "members.word_unreadable"
    text = gettext_noop("The %(what)s needs 1 to %(longest)s characters.")


class FieldUnknown(errors.Refusal):
    """The space has not defined a profile field `field`; forms may ask for defined fields only."""

    code = "members.field_unknown"
    text = gettext_noop("There is no profile field “%(field)s”.")


class FieldTaken(errors.Refusal):
    """The profile field `field` exists with another type, or as a fact that Guanxi itself writes."""

    code = "members.field_taken"
    text = gettext_noop("“%(field)s” is taken; give the field another short name.")


class FieldUnreadable(errors.Refusal):
    """The definition of `field` cannot be: `problem` says why."""

    code = "members.field_unreadable"
    text = gettext_noop("The profile field “%(field)s” cannot be defined: %(problem)s.")


class FieldMustBePersonal(errors.Refusal):
    """A value of the type `type` always tells who somebody is."""

    code = "members.field_must_be_personal"
    text = gettext_noop("A field of type %(type)s is always personal.")


class FieldTypeWrong(errors.Refusal):
    """The value for `field` is not of its type. The value is not repeated."""

    code = "members.field_type_wrong"
    text = gettext_noop("The value for “%(field)s” must be %(expected)s.")


class ConsentMissing(errors.Refusal):
    """The field `field` rests on consent to `purpose`, and the member has not given it."""

    code = "members.consent_missing"
    text = gettext_noop("“%(field)s” needs the member's consent to “%(purpose)s” first.")


class NoConsent(errors.Refusal):
    """There is no consent to `purpose` that could be withdrawn."""

    code = "members.no_consent"
    text = gettext_noop("There is no consent to “%(purpose)s” to withdraw.")


class ReasonMissing(errors.Refusal):
    """Looking at a personal value needs a reason that others can read later."""

    code = "members.reason_missing"
    text = gettext_noop("Say why, in 5 to 200 characters.")


class ReasonUnknown(errors.Refusal):
    """`reason` is none of `known`; free words could themselves be personal, and this reason outlives the person."""

    code = "members.reason_unknown"
    text = gettext_noop("“%(reason)s” is not a reason for erasing; there are %(known)s.")


class TooManyReveals(errors.Refusal):
    """`actor` has looked at `limit` personal values in this hour."""

    code = "members.too_many_reveals"
    text = gettext_noop("You have looked at %(limit)s personal values in this hour; go on in the next one.")


class TooManyHandOuts(errors.Refusal):
    """Somebody has taken out all data of `limit` members in this hour."""

    code = "members.too_many_hand_outs"
    text = gettext_noop("You have taken out all data of %(limit)s members in this hour; go on in the next one.")


class TooManyTaken(errors.Refusal):
    """Somebody has taken as many `files` or `rows` with personal answers in this hour as anybody may."""

    code = "members.too_many_taken"
    text = gettext_noop(
        "In an hour, %(files)s files with %(rows)s rows of personal answers may be taken. Go on in the next one, or"
        " narrow the list."
    )


class MergeRefused(errors.Refusal):
    """`keep` and `lose` cannot become one: `reason` says why."""

    code = "members.merge_refused"
    text = gettext_noop("Members %(keep)s and %(lose)s cannot be merged: %(reason)s.")


class UserTaken(errors.Refusal):
    """The user `user_id` is another member of this space already."""

    code = "members.user_taken"
    text = gettext_noop("This user is another member already.")
    constraints = ("members_member_user_is_once",)


class NameUnreadable(errors.Refusal):
    """The name to show is empty, longer than `longest`, or has characters that nobody sees."""

    code = "members.name_unreadable"
    text = gettext_noop("A name needs 1 to %(longest)s visible characters.")


class NameReserved(errors.Refusal):
    """Only staff may be called `word`: nobody shall be taken for the brand."""

    code = "members.name_reserved"
    text = gettext_noop("“%(word)s” in a name is kept for the staff. Choose another one.")


class SignInMethodOff(errors.Refusal):
    """The space does not let members sign in this way."""

    code = "members.sign_in_method_off"
    text = gettext_noop("This way to sign in is not open here.")


class ContactUnreadable(errors.Refusal):
    """What was typed is no address or number. It is not repeated."""

    code = "members.contact_unreadable"
    text = gettext_noop("This cannot be an e-mail address or phone number. Please look at it again.")


class ArrivalGone(errors.Refusal):
    """Whoever this was has waited too long, or is in already."""

    code = "members.arrival_gone"
    text = gettext_noop("This took too long. Please begin again; nothing was lost.")


class TooYoung(errors.Refusal):
    """Nobody under 14 joins by themselves (PIPL art. 31)."""

    code = "members.too_young"
    text = gettext_noop(
        "Under 14 you cannot join by yourself. Ask your father, mother or guardian to write to us; nothing was kept."
    )


class ServiceNotAgreed(errors.Refusal):
    """A membership is an agreement; without it there is none."""

    code = "members.service_not_agreed"
    text = gettext_noop("To be a member, please agree to the membership. Everything else is up to you.")


class UnknownPurpose(errors.Refusal):
    """Members are not asked to agree to such a purpose."""

    code = "members.unknown_purpose"
    text = gettext_noop("There is no such purpose.")


class HandOverRefused(errors.Refusal):
    """The token of the brand's app is not good: `reason` says why, for whoever builds that app."""

    code = "members.hand_over_refused"
    text = gettext_noop("The app could not hand you over (%(reason)s). Please open this page from the app again.")


class UnknownSegment(errors.Refusal):
    """The space has no segment `segment`."""

    code = "members.unknown_segment"
    text = gettext_noop("There is no segment %(segment)s.")


class TooManySegments(errors.Refusal):
    """A space keeps at most `most` segments."""

    code = "members.too_many_segments"
    text = gettext_noop("There are %(most)s segments already. Delete one that nobody uses.")


class UnknownBulk(errors.Refusal):
    """The space has no such work `bulk`."""

    code = "members.unknown_bulk"
    text = gettext_noop("There is no such work.")


class NobodyFound(errors.Refusal):
    """Nobody is found by the filter, so nothing could be done with them."""

    code = "members.nobody_found"
    text = gettext_noop("Nobody is found by this filter, so there is nothing to do.")


class CannotBeUndone(errors.Refusal):
    """The work is not over, changed nobody, is taken back already, or is older than `days` days."""

    code = "members.cannot_be_undone"
    text = gettext_noop(
        "This cannot be taken back: it is not over, changed nobody, is taken back already or is older than"
        " %(days)s days."
    )


class UnknownField(errors.Refusal):
    """The space asks its members no question `field`."""

    code = "members.unknown_field"
    text = gettext_noop("There is no profile field “%(field)s”.")


class FieldHasAnswers(errors.Refusal):
    """Members answered the field `field`; `what` of it cannot change any more."""

    code = "members.field_has_answers"
    text = gettext_noop("Members have answered this already, so %(what)s.")


class FieldInUse(errors.Refusal):
    """The field `field` is read by `uses`, each in words; they must let go of it first."""

    code = "members.field_in_use"
    text = gettext_noop("It is used by %(uses)s. Change or end that first.")


class TooManyFields(errors.Refusal):
    """A space asks at most `most` questions."""

    code = "members.too_many_fields"
    text = gettext_noop("There are %(most)s profile fields already. Delete one that nobody needs.")


class TooManyToReveal(errors.Refusal):
    """An export with personal values has at most `most` rows; more would need the approval of a second person."""

    code = "members.too_many_to_reveal"
    text = gettext_noop(
        "An export with personal values has at most %(most)s rows. Narrow the list, or export it without them."
    )


class HandOverKeyUnreadable(errors.Refusal):
    """A key for handing over is the public half of an Ed25519 pair."""

    code = "members.hand_over_key_unreadable"
    text = gettext_noop("This is no Ed25519 public key: it has 32 bytes, written in base64. At most two, with a space.")
