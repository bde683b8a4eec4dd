"""How somebody becomes a signed-in member: a code by mail or phone, a hand-over from the brand's app, a provider.

Whichever way they come, they arrive (`members_arrival`), prove who they are, and enter. The clock of all this is the
database's own, also in a demo space: a secret must not live longer because a story is being told.
"""

from guanxi.members.signin.arriving import (
    Arrival,
    Confirmed,
    Letter,
    arrival,
    arrive_proven,
    ask,
    ask_again,
    confirm,
    forget,
    letter,
    readable,
    reference,
)
from guanxi.members.signin.entering import AGE, Entered, Known, claimable, enter, known
from guanxi.members.signin.handover import Handed, hand_over
from guanxi.members.signin.purposes import OPTIONAL, PURPOSES, SERVICE, Purpose, choose, chosen
from guanxi.members.signin.sessions import generation, is_signed_in, sign_out_everywhere

__all__ = [
    "AGE",
    "OPTIONAL",
    "PURPOSES",
    "SERVICE",
    "Arrival",
    "Confirmed",
    "Entered",
    "Handed",
    "Known",
    "Letter",
    "Purpose",
    "arrival",
    "arrive_proven",
    "ask",
    "ask_again",
    "choose",
    "chosen",
    "claimable",
    "confirm",
    "enter",
    "forget",
    "generation",
    "hand_over",
    "is_signed_in",
    "known",
    "letter",
    "readable",
    "reference",
    "sign_out_everywhere",
]
