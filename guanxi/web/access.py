"""Who is looking: a person of the staff at a desk, a member on the phone, or a guest.

Staff sign in for the installation (Django's session) and may work in several spaces. A member is signed in to one
space at a time by a signed cookie that is sent to that space's pages alone.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.conf import settings
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase

from guanxi.members import signin
from guanxi.spaces import errors as space_errors
from guanxi.spaces import queries as spaces

COOKIE = "guanxi_member"
COOKIE_AGE_S = 90 * 24 * 60 * 60
_RENEWED_AFTER_S = 24 * 60 * 60
_SALT = "guanxi.web.member"

type Face = Literal["console", "h5", "public"]


@dataclass(frozen=True, kw_only=True)
class Access:
    """How a route is guarded; the access matrix reads it from the view.

    `needs` is a permission of `spaces.PERMISSIONS` (console), or "staff" (any role), "member", "anyone".
    """

    face: Face
    needs: str


@dataclass(frozen=True, kw_only=True)
class Desk:
    """Somebody of the staff, at work in a space."""

    space: spaces.Space
    user_id: int
    name: str
    role: str

    @property
    def actor(self) -> str:
        """How this person is named in the journal."""
        return f"staff:{self.user_id}"

    def can(self, permission: str) -> bool:
        """Whether this person's role includes a permission; "staff" is every role."""
        return permission == "staff" or spaces.can(role=self.role, permission=permission)


@dataclass(frozen=True, kw_only=True)
class Visit:
    """A member on the phone page of their space; `now` is the space's clock."""

    space: spaces.Space
    member_id: int
    now: datetime


@dataclass(frozen=True, kw_only=True)
class Guest:
    """Anybody on a space's page; `member_id` when they are signed in to it."""

    space: spaces.Space
    member_id: int | None
    now: datetime


def space_named(slug: str) -> spaces.Space:
    """The space of an address that has no route of ours around it. Raises Http404."""
    try:
        return spaces.space_by_slug(slug=slug)
    except space_errors.UnknownSpace as refusal:
        raise Http404 from refusal


def desk_of(request: HttpRequest, space: spaces.Space) -> Desk:
    """The desk of the signed-in user, inside the space. Raises Http404 for whoever does not work there."""
    user = request.user
    role = spaces.role_of(space_id=space.id, user_id=user.pk) if user.is_authenticated else None
    if role is None or not user.is_authenticated:
        raise Http404
    return Desk(space=space, user_id=user.pk, name=user.name, role=role)


def guest_of(request: HttpRequest, space: spaces.Space) -> Guest:
    """Who looks at a page of the space, inside it: a member by their cookie, or nobody known."""
    signed = _signed_in_cookie(request, space.id)
    member_id, generation = (signed.member_id, signed.generation) if signed else (None, 0)
    standing = signin.standing(space_id=space.id, member_id=member_id, generation=generation)
    return Guest(space=space, member_id=member_id if standing.is_signed_in else None, now=standing.now)


def sign_in(response: HttpResponse, *, space: spaces.Space, member_id: int, secure: bool) -> None:
    """Let the browser be this member in this space from now on."""
    generation = signin.generation(space_id=space.id, member_id=member_id)
    _set_cookie(response, space, _Signed(member_id=member_id, generation=generation), secure=secure)


def keep_signed_in(request: HttpRequest, response: HttpResponseBase, guest: Guest) -> None:
    """Begin the ninety days of a member anew, once a day; unless the page has just signed them in or out."""
    if guest.member_id is None or COOKIE in response.cookies or _is_fresh(request):
        return
    signed = _signed_in_cookie(request, guest.space.id)
    if signed is not None:
        _set_cookie(response, guest.space, signed, secure=request.is_secure())


def sign_out(response: HttpResponse, *, space: spaces.Space) -> None:
    """Forget in this browser who the member was."""
    response.delete_cookie(COOKIE, path=cookie_path(space.slug), samesite="Lax")


def cookie_path(slug: str) -> str:
    """The pages of a space to which its member's cookie is sent."""
    return f"/m/{slug}/"


@dataclass(frozen=True, kw_only=True)
class _Signed:
    """What a member's cookie says: who they are, and of which generation the sign-in is."""

    member_id: int
    generation: int


def _set_cookie(response: HttpResponseBase, space: spaces.Space, signed: _Signed, *, secure: bool) -> None:
    response.set_cookie(
        COOKIE,
        signing.dumps([space.id, signed.member_id, signed.generation], salt=_SALT),
        max_age=COOKIE_AGE_S,
        path=cookie_path(space.slug),
        httponly=True,
        samesite="Lax",
        secure=secure or settings.SESSION_COOKIE_SECURE,
    )


def _signed_in_cookie(request: HttpRequest, space_id: int) -> _Signed | None:
    try:
        signed_space, member_id, generation = signing.loads(
            request.COOKIES.get(COOKIE, ""), salt=_SALT, max_age=COOKIE_AGE_S
        )
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return _Signed(member_id=int(member_id), generation=int(generation)) if signed_space == space_id else None


def _is_fresh(request: HttpRequest) -> bool:
    try:
        signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SALT, max_age=_RENEWED_AFTER_S)
    except signing.BadSignature:
        return False
    return True
