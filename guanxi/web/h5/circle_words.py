"""How circles are said on the phone page: kinds, ways in, reactions."""

from django.utils.translation import gettext_noop, pgettext_lazy

REACTIONS = {
    "like": (pgettext_lazy("reaction", "Like"), "thumb-up"),
    "useful": (pgettext_lazy("reaction", "Useful"), "bulb"),
    "warm": (pgettext_lazy("reaction", "Warm"), "heart"),
}
ORDERS = {
    "newest": pgettext_lazy("order of posts", "Newest"),
    "warmest": pgettext_lazy("order of posts", "Warmest"),
    "featured": pgettext_lazy("order of posts", "Featured"),
}
WAYS_IN = {
    "open": gettext_noop("Everybody can come in."),
    "request": gettext_noop("The host lets people in. Say in a sentence who you are."),
    "survey": gettext_noop("A few questions come first; then you can enter."),
    "ticket": gettext_noop("It takes a ticket."),
    "invitation": gettext_noop("Members bring their friends: it takes an invitation."),
}
WAYS_SHORT = {
    "open": gettext_noop("open to everybody"),
    "request": gettext_noop("on request"),
    "survey": gettext_noop("after a survey"),
    "ticket": gettext_noop("with a ticket"),
    "invitation": gettext_noop("by invitation"),
}
PLACES = {
    "page": gettext_noop("Its page here"),
    "wecom": gettext_noop("WeCom group"),
    "wechat": gettext_noop("WeChat group"),
    "qq": gettext_noop("QQ group"),
    "forum": gettext_noop("Forum"),
    "other": gettext_noop("Another place"),
}
ROLES = {
    "host": gettext_noop("Host"),
    "moderator": gettext_noop("Moderator"),
    "member": gettext_noop("Member"),
}
HELD = gettext_noop("This looks like an ad. A moderator looks at it before others see it.")
"""Said to the writer of what the check for ads keeps back."""
