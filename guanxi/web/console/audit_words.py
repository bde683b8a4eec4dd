"""What each check of the audit holds, in words for people who run a brand."""

from django.utils.translation import gettext, gettext_noop

GROUPS = {
    "value": gettext_noop("Value: what members and the brand have"),
    "truth": gettext_noop("Truth: what was recorded"),
    "privacy": gettext_noop("Privacy: who somebody is"),
    "delay": gettext_noop("Delay: what waits"),
}
CHECKS = {
    "L1": gettext_noop("Every move takes from one account what it gives to another."),
    "L2": gettext_noop("What members hold and what the brand gave cancel out to the last point."),
    "L3": gettext_noop("Every balance is the one before it plus the change, without a gap."),
    "L4": gettext_noop("Every balance is the sum of its entries."),
    "L4.signs": gettext_noop("Nobody has less than nothing, and no reserve is overdrawn."),
    "L5": gettext_noop("Every account belongs to somebody who is there."),
    "L6": gettext_noop("Nobody can change what was once written."),
    "L6.reversals": gettext_noop("Nothing was taken back that was not given, and not more than was given."),
    "L7": gettext_noop("Nothing was given twice for the same thing."),
    "L8": gettext_noop("Every move names the event that caused it."),
    "L8.amounts": gettext_noop("What an event says it moves is what moved."),
    "L9": gettext_noop("The past reads as it did when it was sealed."),
    "L10": gettext_noop("What is left of each batch of points is what was not used of it."),
    "L10.balances": gettext_noop("What is left of somebody’s batches is their balance."),
    "R5": gettext_noop("Every promise has a budget or a daily limit behind it."),
    "R6": gettext_noop("What a budget gave, what is left and what went back make up its whole."),
    "R6.escrow": gettext_noop("What a quest still promises lies in its escrow."),
    "R7": gettext_noop("Everything that was granted arrived."),
    "R7.credits": gettext_noop("Nothing arrived that nobody granted."),
    "R7.reversed": gettext_noop("Of what was taken back nothing is left."),
    "R8": gettext_noop(
        "The rest of a budget went back once, when its quest was settled, and what came back later followed it."
    ),
    "QU3": gettext_noop("Everybody’s progress is what their own acts come to."),
    "QU3.steps": gettext_noop("A step counts as reached when it was, and only then."),
    "QU5": gettext_noop("Nothing was given anew before it was taken back."),
    "QU7": gettext_noop("On no day went more out than its limit says."),
    "QU9": gettext_noop("No limit per member, day or channel is exceeded."),
    "TI3": gettext_noop("Every act counts on the day of the space’s own clock."),
    "UN1": gettext_noop("What rests on something undone does not stand."),
    "UN1.inputs": gettext_noop("What counts towards a quest really happened."),
    "A1": gettext_noop("Who brought somebody is written once."),
    "A2": gettext_noop("Nobody brought themselves, and no chain of invitations closes."),
    "A3": gettext_noop("A friend counts by an act of their own."),
    "A4": gettext_noop("Who brings somebody was there before them."),
    "A6": gettext_noop("No click counts twice."),
    "A7": gettext_noop("A friend counts once."),
    "J1": gettext_noop("Every event is of a known kind and about somebody who is there."),
    "J2": gettext_noop("Every cause is older than what it caused."),
    "J3": gettext_noop("The same event was never taken in twice."),
    "J4": gettext_noop("What was undone is undone once, by an event that says so."),
    "J5": gettext_noop("No event comes from the future."),
    "Q1": gettext_noop("Nothing has waited for longer than an hour."),
    "Q2": gettext_noop("No event is set aside because it could not be settled."),
    "S1": gettext_noop("Every row names the space it belongs to."),
    "S2": gettext_noop("The database itself keeps the spaces apart."),
    "S2.role": gettext_noop("The application has no right to pass over that."),
    "S8": gettext_noop("Of somebody who was erased nothing can be read any more."),
}


def words(check: str, fallback: str) -> str:
    """What the check holds; `fallback` where nobody has found words for it yet."""
    return gettext(CHECKS[check]) if check in CHECKS else fallback


def group(severity: str) -> str:
    """What is at stake."""
    return gettext(GROUPS[severity])
