"""What the journal refuses."""

from typing import ClassVar

from guanxi.kernel.errors import Refusal


class KeyReused(Refusal):
    """An idempotency key came back with other content."""

    code = "key_reused"
    text = (
        "Event %(number)s: its key was used before for other content. Nothing was recorded. Give the new event "
        "a key of its own."
    )


class UnknownMember(Refusal):
    """The member is not in this space."""

    code = "unknown_member"
    text = "Event %(number)s: this space has no member %(member)s. Nothing was recorded."


class ClockInTheFuture(Refusal):
    """An event claims to happen more than five minutes from now."""

    code = "clock_in_the_future"
    text = (
        "Event %(number)s: its time %(at)s lies in the future. Nothing was recorded. Correct the clock of the "
        "sender, or the time zone of the file."
    )


class UnknownEvent(Refusal):
    """No such event in this space."""

    code = "unknown_event"
    text = "This space has no event %(event)s."


class NotVoidable(Refusal):
    """Only what happened can be voided: not a void, not an effect that a reaction keeps."""

    code = "not_voidable"
    text = "Event %(event)s is a %(type)s, which is undone through its cause: void event %(cause)s instead."


class HasItsOwnWayBack(Refusal):
    """A command of Guanxi itself, which another command takes back: a spend by a refund, a hold by its release."""

    code = "has_its_own_way_back"
    text = (
        "Event %(event)s is a %(type)s, which a void does not take back."
        " Use the command that undoes it: reinstate, refund, release."
    )


class NotVoid(Refusal):
    """Only a void event can be reinstated."""

    code = "not_void"
    text = "Event %(event)s is not void, so there is nothing to reinstate."


class BadProp(Refusal):
    """A declared event carries a prop that its declaration does not allow."""

    code = "bad_prop"
    text = "Event %(number)s (%(type)s): %(prop)s %(problem)s. Nothing was recorded."


class BadTypeName(Refusal):
    """An event type's name has another form than words joined by dots."""

    code = "bad_type_name"
    text = (
        "Event %(number)s: “%(type)s” is not the name of an event. Use lower-case words joined by dots, such "
        "as lesson.finished."
    )
    constraints: ClassVar[tuple[str, ...]] = ("journal_type_name_reads",)


class NotYours(Refusal):
    """The event type is recorded by Guanxi itself."""

    code = "not_yours"
    text = "Event %(number)s: %(type)s is recorded by Guanxi itself and cannot be sent."


class Busy(Refusal):
    """Others hold what this act needs; nothing was done."""

    code = "busy"
    text = "Too many people touch the same members right now. Nothing was changed. Try again in a moment."


class TooMuch(Refusal):
    """A measure or an amount would grow beyond the largest number that is kept."""

    code = "too_much"
    text = (
        "With this, what adds up from it would be larger than can be counted. Nothing was changed. Look for an event"
        " with an impossible number and void it first."
    )


class TypeUnreadable(Refusal):
    """A space's own event type needs a name of two words or more."""

    code = "type_unreadable"
    text = (
        "“%(type)s” is not the name of an event. Use at least two lower-case words joined by dots,"
        " such as lesson.finished."
    )


class TypeTaken(Refusal):
    """The name is one of Guanxi's own event types."""

    code = "type_taken"
    text = "%(type)s is an event of Guanxi itself. Choose another name for your own."


class TypeNarrowed(Refusal):
    """What was declared once is relied on: quests were compiled against it and events were kept by it."""

    code = "type_narrowed"
    text = "%(type)s has the prop %(prop)s already; it can neither go nor change its type. Add a prop of another name."


class MeaningMissing(Refusal):
    """An event type without words is a riddle to whoever comes later."""

    code = "meaning_missing"
    text = "Say in 1 to %(most)s characters what %(type)s means."


class PropUnreadable(Refusal):
    """A prop's name or type cannot be read."""

    code = "prop_unreadable"
    text = (
        "The prop “%(prop)s” of the type “%(kind)s” cannot be declared: a name is lower-case letters, digits and"
        " underscores, a type one of %(kinds)s; an event has at most %(most)s."
    )


class ClockIsReal(Refusal):
    """Only the clock of a demo space can be set."""

    code = "clock_is_real"
    text = "This is not a demo space: its clock is the database's and cannot be set."


class ClockGoesBack(Refusal):
    """The clock of a demo space goes forward only."""

    code = "clock_goes_back"
    text = "The clock of a demo space cannot be set back to %(at)s."
