"""The second factor: whether a person must have one to work in a space, and has not."""

from allauth.account.authentication import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_noop

from guanxi.spaces import queries as spaces
from guanxi.spaces.settings import Setting, declare
from guanxi.web import access

REQUIRED = declare(
    Setting(
        name="signin.require_second_factor",
        kind="boolean",
        default=False,
        meaning=gettext_noop(
            "Whoever works here signs in with a second factor (an authenticator app), or through the company."
        ),
    )
)
_STRONG = {"mfa", "socialaccount"}


def is_missing(request: HttpRequest, desk: access.Desk) -> bool:
    """Whether this person may not work here before they have a second factor. One small read, mostly."""
    return is_missing_in(request, desk.space)


def is_missing_in(request: HttpRequest, space: spaces.Space) -> bool:
    """Whether whoever is signed in may not work in a space before they have a second factor.

    The company's own sign-in counts as one: what it asks for is the company's decision. A demo is entered without.
    """
    if space.is_demo or _STRONG & {str(record.get("method")) for record in get_authentication_records(request)}:
        return False
    if not settings.GUANXI_REQUIRE_SECOND_FACTOR and not spaces.setting(space_id=space.id, name=REQUIRED.name):
        return False
    return not is_mfa_enabled(request.user)
