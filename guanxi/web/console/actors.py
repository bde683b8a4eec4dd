"""Who did something, by name: the journal says `staff:7`, `member:412` or `system:…`."""

from collections.abc import Mapping

from django.utils.translation import gettext, pgettext

from guanxi.spaces import queries as spaces
from guanxi.web import access


def staff(desk: access.Desk) -> Mapping[str, str]:
    """Those who work here now, by their name in the journal."""
    return {one.actor: one.name for one in spaces.staff_of(space_id=desk.space.id)}


def who(actor: str, names: Mapping[str, str]) -> str:
    """Somebody who works here by name, others by what they are. `names` are those of `staff`."""
    if actor in names:
        return names[actor]
    kind, _, number = actor.partition(":")
    if kind == "member":
        return gettext("Member %(number)d") % {"number": int(number)}
    return gettext("somebody who worked here") if kind == "staff" else pgettext("who did it", "the system")
