"""Who is looking: a person of the staff at a desk, a member on the phone, or a guest.

Staff sign in for the installation (Django's session) and may work in several spaces. A member is signed in to one
space at a time by a signed cookie that is sent to that space's pages alone.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.conf import settings
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse

from guanxi import journal
from guanxi.members import queries as members
from guanxi.spaces import errors as space_errors
from guanxi.spaces import queries as spaces

COOKIE = "guanxi_member"
COOKIE_AGE_S = 90 * 24 * 60 * 60
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
    """The space of an address. Raises Http404: a space that is not there and one that is not yours look the same."""
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
    member_id = _member_in_cookie(request, space.id)
    if member_id is not None and not members.is_active(space_id=space.id, member_id=member_id):
        member_id = None
    return Guest(space=space, member_id=member_id, now=journal.now(space_id=space.id))


def sign_in(response: HttpResponse, *, space: spaces.Space, member_id: int, secure: bool) -> None:
    """Let the browser be this member in this space from now on."""
    response.set_cookie(
        COOKIE,
        signing.dumps([space.id, member_id], salt=_SALT),
        max_age=COOKIE_AGE_S,
        path=cookie_path(space.slug),
        httponly=True,
        samesite="Lax",
        secure=secure or settings.SESSION_COOKIE_SECURE,
    )


def sign_out(response: HttpResponse, *, space: spaces.Space) -> None:
    """Forget in this browser who the member was."""
    response.delete_cookie(COOKIE, path=cookie_path(space.slug), samesite="Lax")


def cookie_path(slug: str) -> str:
    """The pages of a space to which its member's cookie is sent."""
    return f"/m/{slug}/"


def _member_in_cookie(request: HttpRequest, space_id: int) -> int | None:
    try:
        signed_space, member_id = signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SALT, max_age=COOKIE_AGE_S)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return int(member_id) if signed_space == space_id else None
