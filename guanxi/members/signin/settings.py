"""What a space decides about how its members sign in."""

from django.utils.translation import gettext_noop

from guanxi.spaces.settings import Setting, declare

BY_MAIL = declare(
    Setting(
        name="signin.by_mail",
        kind="boolean",
        default=True,
        meaning=gettext_noop("Members can join and sign in with a code by e-mail."),
    )
)
BY_PHONE = declare(
    Setting(
        name="signin.by_phone",
        kind="boolean",
        default=True,
        meaning=gettext_noop("Members can join and sign in with a code by text message."),
    )
)
CODES_PER_HOUR = declare(
    Setting(
        name="signin.codes_per_hour",
        kind="integer",
        default=2000,
        least=1,
        most=1_000_000,
        meaning=gettext_noop("How many codes the space sends in an hour at most, so that nobody can run up the bill."),
    )
)
CODES_PER_ADDRESS = declare(
    Setting(
        name="signin.codes_per_address",
        kind="integer",
        default=120,
        least=1,
        most=100_000,
        meaning=gettext_noop(
            "How many codes one network may ask for in an hour; twice as many may be typed in. A shop, a campus or an"
            " office is one network, whoever is in it: raise it before an opening."
        ),
    )
)
HAND_OVER_KEY = declare(
    Setting(
        name="signin.hand_over_key",
        kind="text",
        default="",
        meaning=gettext_noop(
            "The public key (Ed25519, base64) of your own app, which may then hand its users over without a code."
            " Two keys with a space between them while you change from one to the other."
        ),
        shape="keys",
    )
)
