"""Where allauth asks us: nobody signs up, secrets are sealed, and where to go after signing in."""

import base64
import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, override

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.utils import is_mfa_enabled
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext

from guanxi.kernel import crypto
from guanxi.spaces.models import User  # allow models-stay-home: Django and allauth sign in the row itself

if TYPE_CHECKING:
    from allauth.socialaccount.models import SocialLogin

_SECRET_PLACE = b"web.second_factor"
_log = logging.getLogger(__name__)


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
    def pre_login(self, request: HttpRequest, user: User, **rest: Any) -> HttpResponse | None:
        # Whom the company has vouched for by this address has proven it: what allauth clears once is not cleared again.
        by_company = rest.get("signal_kwargs") or {}
        keep_address(user, verified=is_first_by_company(by_company.get("sociallogin")))
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

    @override
    def authenticate_by_email(self, sociallogin: "SocialLogin") -> tuple[User, str] | None:
        """By addresses of which the company says that it has verified them, or for which its word is enough.

        The claim is true or "true"; whatever else it is ("false", 1), it is no yes, and where it is there and no yes,
        no domain is trusted either.
        """
        told = _claims(sociallogin)
        domains = sociallogin.provider.app.settings.get("trusted_domains", ())
        for address in sociallogin.email_addresses:
            trusted = "email_verified" not in told and address.email.rpartition("@")[2].lower() in domains
            address.verified = trusted or _is_yes(told.get("email_verified"))
            if not address.verified:
                _log.warning("the company's sign-in does not say that it has verified an address: GUANXI_OIDC_DOMAINS")
        found: tuple[User, str] | None = super().authenticate_by_email(sociallogin)
        return found

    @override
    def pre_social_login(self, request: HttpRequest, sociallogin: "SocialLogin") -> None:
        """Say what allauth is about to do: a password of nobody proven must not open the account any more."""
        user = sociallogin.user
        connects = sociallogin.state.get("process") == "connect"
        if connects or not is_first_by_company(sociallogin) or user is None or not user.has_usable_password():
            return
        if not EmailAddress.objects.filter(user=user, email__iexact=user.email, verified=True).exists():
            words = gettext(
                "Your company vouches for your address, which nobody had proven before. So the password that this"
                " account had opens it no more, and its other devices are signed out. You can choose a new one under My"
                " account."
            )
            messages.warning(request, words)


def is_first_by_company(sociallogin: "SocialLogin | None") -> bool:
    """Whether somebody is about to be signed in by the address that the company named, not by an earlier sign-in."""
    return bool(getattr(sociallogin, "_did_authenticate_by_email", None))


def _claims(sociallogin: "SocialLogin") -> Mapping[str, object]:
    """What the company told, as allauth reads it: the page about the person, else the token."""
    told: dict[str, dict[str, object]] = sociallogin.account.extra_data
    return told.get("userinfo") or told.get("id_token") or told


def _is_yes(claim: object) -> bool:
    return claim is True or claim == "true"


def has_second_factor(user: User) -> bool:
    """Whether somebody has set up an authenticator."""
    return bool(is_mfa_enabled(user))


def count_sessions(user: User) -> int:
    """On how many browsers somebody is signed in."""
    return len(UserSession.objects.purge_and_list(user))
