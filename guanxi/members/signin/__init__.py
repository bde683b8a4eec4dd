"""How somebody becomes a signed-in member: a code by mail or phone, a hand-over from the brand's app, a provider.

Whichever way they come, they arrive (`members_arrival`), prove who they are, and enter. The clock of all this is the
database's own, also in a demo space: a secret must not live longer because a story is being told.
"""

from guanxi.members.signin.arriving import (
    Arrival,
    Asked,
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
from guanxi.members.signin.handover import Handed, hand_over, public_keys
from guanxi.members.signin.purposes import (
    AT_JOINING,
    OPTIONAL,
    PURPOSES,
    RANKING,
    SERVICE,
    Purpose,
    choose,
    chosen,
)
from guanxi.members.signin.sessions import Standing, generation, sign_out_everywhere, standing
from guanxi.members.signin.settings import BY_MAIL, BY_PHONE, HAND_OVER_KEY

__all__ = [
    "AGE",
    "AT_JOINING",
    "BY_MAIL",
    "BY_PHONE",
    "HAND_OVER_KEY",
    "OPTIONAL",
    "PURPOSES",
    "RANKING",
    "SERVICE",
    "Arrival",
    "Asked",
    "Confirmed",
    "Entered",
    "Handed",
    "Known",
    "Letter",
    "Purpose",
    "Standing",
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
    "known",
    "letter",
    "public_keys",
    "readable",
    "reference",
    "sign_out_everywhere",
    "standing",
]
