"""Where allauth asks us: nobody signs up, secrets are sealed, and where to go after signing in."""

import base64
from typing import TYPE_CHECKING, override

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.utils import is_mfa_enabled
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.usersessions.models import UserSession
from django.http import HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme

from guanxi.kernel import crypto
from guanxi.spaces.models import User  # allow models-stay-home: Django and allauth sign in the row itself

if TYPE_CHECKING:
    from allauth.socialaccount.models import SocialLogin

_SECRET_PLACE = b"web.second_factor"


def display(user: User) -> str:
    """What a person is called on allauth's pages and in its mails."""
    return user.name


def keep_address(user: User, *, verified: bool) -> None:
    """Have the row by which allauth knows the address of a user; proven once is proven for good."""
    row, _ = EmailAddress.objects.get_or_create(
        user=user, email=user.email, defaults={"primary": True, "verified": verified}
    )
    if verified and not row.verified:
        EmailAddress.objects.filter(pk=row.pk).update(verified=True)


class StaffAdapter(DefaultAccountAdapter):  # type: ignore[misc] # allauth has no types
    """Accounts of the staff. They come by invitation, never by themselves."""

    @override
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    @override
    def pre_login(self, request: HttpRequest, user: User, **rest: object) -> HttpResponse | None:
        keep_address(user, verified=False)
        answer: HttpResponse | None = super().pre_login(request, user, **rest)
        return answer

    @override
    def is_safe_url(self, url: str | None) -> bool:
        """Only pages of this very host: another name of this installation may belong to another space's domain."""
        return url_has_allowed_host_and_scheme(
            url, allowed_hosts={self.request.get_host()}, require_https=self.request.is_secure()
        )


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc] # allauth has no types
    """Second factors. Their secrets lie in the database sealed with the installation's key."""

    @override
    def encrypt(self, text: str) -> str:
        return base64.b64encode(crypto.seal(crypto.master_key(), text.encode(), _SECRET_PLACE)).decode()

    @override
    def decrypt(self, encrypted_text: str) -> str:
        return crypto.open_sealed(crypto.master_key(), base64.b64decode(encrypted_text), _SECRET_PLACE).decode()


class OutsideAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc] # allauth has no types
    """The company's own sign-in: it opens accounts that exist, by an address that it has verified; it makes none."""

    @override
    def is_open_for_signup(self, request: HttpRequest, sociallogin: "SocialLogin") -> bool:
        return False


def has_second_factor(user: User) -> bool:
    """Whether somebody has set up an authenticator."""
    return bool(is_mfa_enabled(user))


def count_sessions(user: User) -> int:
    """On how many browsers somebody is signed in."""
    return len(UserSession.objects.purge_and_list(user))
