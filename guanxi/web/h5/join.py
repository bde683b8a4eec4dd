"""Joining and signing in on the phone: contact, code, and for somebody new what they agree to."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import rotate_token
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext
from django.views.decorators.debug import sensitive_post_parameters

from guanxi.connectors import codes, wechat
from guanxi.kernel import tenancy
from guanxi.kernel.errors import Refusal
from guanxi.members import actions as members
from guanxi.members import errors, signin
from guanxi.referral import actions as referral
from guanxi.referral import errors as referral_errors
from guanxi.referral import touches
from guanxi.spaces import queries as spaces
from guanxi.web import access, routes, sender, shell
from guanxi.web.h5.join_forms import CodeForm, ContactForm, WelcomeForm

COOKIE = "guanxi_arrival"
TOUCH_COOKIE = "guanxi_touch"
_COOKIE_AGE_S = 30 * 60
_NEXT = "next"


def join(request: HttpRequest, guest: access.Guest) -> HttpResponse:
    """Ask for a contact, and have a code sent to it."""
    if guest.member_id is not None:
        return _see(_next(request, guest.space))
    open_ways = _open_ways(guest.space)
    by = request.GET.get("by", "") if request.GET.get("by") in open_ways else next(iter(open_ways), "")
    form = ContactForm(request.POST or None, by=by) if by else None
    status = HTTPStatus.OK
    if request.method == "POST" and form is not None:
        if form.is_valid():
            token = _asked(request, guest, by, form)
            if token:
                answer = _see(step(request, guest.space, "h5:join-code"))
                _remember(request, answer, guest.space, token)
                return answer
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    kept = _kept_next(request, guest.space)
    page = {
        "form": form,
        "by": by,
        "ways": [(way, f"?{urlencode({**kept, 'by': way})}") for way in open_ways if way != by],
        "wechat": wechat.is_on(slug=guest.space.slug) and step(request, guest.space, "wechat-start"),
    }
    return shell.show(request, "h5/join/contact.html", page, status=status)


@sensitive_post_parameters("code")
def code(request: HttpRequest, guest: access.Guest) -> HttpResponse:
    """Take the code; who is known is in with it."""
    space, token = guest.space, request.COOKIES.get(COOKIE, "")
    arrived = signin.arrival(space_id=space.id, token=token)
    if arrived is None:
        shell.warn(request, str(errors.ArrivalGone()))
        return _see(step(request, space, "h5:join"))
    if arrived.proven:
        return _go_on(request, space, token, arrived)
    form = CodeForm(request.POST if "code" in request.POST else None)
    status = HTTPStatus.OK
    if request.method == "POST" and "again" in request.POST:
        return _again(request, space, token)
    if request.method == "POST":
        if form.is_valid():
            tried = signin.confirm(
                space_id=space.id, token=token, code=form.cleaned_data["code"], address=sender.address_of(request)
            )
            if tried.outcome == "proven":
                return _go_on(request, space, tried.token, arrived)
            form.add_error("code", _told(tried))
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    page = {
        "form": form,
        "to": arrived.value,
        "by": arrived.system,
        "is_printed": codes.are_printed(system=arrived.system),
        "back": step(request, space, "h5:join"),
    }
    return shell.show(request, "h5/join/code.html", page, status=status)


def welcome(request: HttpRequest, guest: access.Guest) -> HttpResponse:
    """Ask somebody new what they agree to, one thing at a time; then they are in."""
    space, token = guest.space, request.COOKIES.get(COOKIE, "")
    arrived = signin.arrival(space_id=space.id, token=token)
    if arrived is None or not arrived.proven:
        return _see(step(request, space, "h5:join"))
    form = WelcomeForm(request.POST or None, space_name=space.name, initial={"nickname": arrived.name})
    status = HTTPStatus.OK
    if request.method == "POST":
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        if form.is_valid():
            try:
                with tenancy.acting_in(space.id):  # a name that is refused must not cost the place
                    return _enter(request, space, token, form)
            except (errors.TooYoung, errors.ServiceNotAgreed, errors.NameUnreadable, errors.NameReserved) as refusal:
                form.add_error(_FIELDS.get(type(refusal), "nickname"), str(refusal))
    page = {"form": form, "is_invited": _is_invited(request, guest) and not form["invitation"].errors}
    return shell.show(request, "h5/join/welcome.html", page, status=status)


def hand_over(request: HttpRequest, guest: access.Guest) -> HttpResponse:
    """The brand's own app sends its user, with a token that it signed."""
    handed = signin.hand_over(space_id=guest.space.id, token=request.GET.get("token", ""))
    if guest.member_id is None:
        return arrive(request, guest.space, handed.token)
    # A link must not turn somebody into somebody else: what they write next would be another's.
    arrived = signin.arrival(space_id=guest.space.id, token=handed.token)
    known = signin.known(space_id=guest.space.id, arrived=arrived) if arrived else None
    if known is None or known.member_id != guest.member_id:
        return shell.show(request, "h5/join/somebody_else.html", status=HTTPStatus.CONFLICT)
    return _see(_next(request, guest.space))


def arrive(request: HttpRequest, space: spaces.Space, token: str) -> HttpResponse:
    """Let somebody go on whom another system has vouched for."""
    arrived = signin.arrival(space_id=space.id, token=token)
    if arrived is None:
        raise errors.ArrivalGone
    return _go_on(request, space, token, arrived)


def sign_out(request: HttpRequest, visit: access.Visit) -> HttpResponse:
    """Sign out on this phone; only a form does, so that no picture or link can."""
    if request.method != "POST":
        return _see(reverse("h5:me", args=[visit.space.slug]))
    answer = _see(reverse("h5:join", args=[visit.space.slug]))
    access.sign_out(answer, space=visit.space)
    shell.tell(request, gettext("You are signed out on this device."))
    return answer


_FIELDS: dict[type[Refusal], str] = {errors.TooYoung: "of_age", errors.ServiceNotAgreed: "service"}


def _asked(request: HttpRequest, guest: access.Guest, by: str, form: ContactForm) -> str:
    """The token of an arrival whose code is on its way; none, with the words beside the field, where it is not."""
    space_id = guest.space.id
    try:
        asked = signin.ask(
            space_id=space_id, system=by, contact=form.cleaned_data["contact"], address=sender.address_of(request)
        )
    except errors.ContactUnreadable as refusal:
        form.add_error("contact", str(refusal))
        return ""
    if asked.limited:
        form.add_error("contact", _limited(asked))
    else:
        codes.queue(space_id=space_id, token=asked.token)
    return asked.token


def _again(request: HttpRequest, space: spaces.Space, token: str) -> HttpResponse:
    asked = signin.ask_again(space_id=space.id, token=token, address=sender.address_of(request))
    if asked.limited:
        shell.warn(request, _limited(asked))
    else:
        codes.queue(space_id=space.id, token=token)
        shell.tell(request, gettext("Another code is on its way. The one before no longer holds."))
    return _see(step(request, space, "h5:join-code"))


def _limited(asked: signin.Asked) -> str:
    """Why no code is sent. Whoever shares a network with many learns that it is not them."""
    if asked.limited == "soon":
        return gettext("Another code can be sent a minute after the last, three in all.")
    if asked.limited == "address":
        return gettext(
            "From the network you are in, too many codes were asked for within an hour. Many people may share it, as in"
            " a shop or on a campus: switch to mobile data and ask again, or wait."
        )
    return gettext("Too many codes were asked for. Please wait an hour, or use another way.")


def _told(tried: signin.Confirmed) -> str:
    if tried.outcome == "limited":
        return gettext(
            "From the network you are in, too many codes were tried within an hour. Many people may share it: switch to"
            " mobile data and try again, or wait."
        )
    if tried.outcome == "spent":
        return gettext("This code no longer holds. Ask for another one.")
    return gettext("This is not the code. You can try %(number)d more times.") % {"number": tried.tries_left}


def _go_on(request: HttpRequest, space: spaces.Space, token: str, arrived: signin.Arrival) -> HttpResponse:
    """In at once for who is known; to the words for who is new."""
    if signin.known(space_id=space.id, arrived=arrived) is None:
        answer = _see(step(request, space, "h5:join-welcome"))
        _remember(request, answer, space, token)
        return answer
    entered = signin.enter(space_id=space.id, token=token)
    return _let_in(request, space, entered.member_id)


def _enter(request: HttpRequest, space: spaces.Space, token: str, form: WelcomeForm) -> HttpResponse:
    asked = form.cleaned_data
    agreed = [purpose.slug for purpose in signin.AT_JOINING if asked[purpose.slug]]
    with_name = asked["nickname"].strip()
    entered = signin.enter(space_id=space.id, token=token, agreed=agreed, of_age=asked["of_age"])
    if with_name and entered.new:
        members.set_face(space_id=space.id, member_id=entered.member_id, name=with_name, avatar_id=None, actor=None)
    if entered.new:
        _bind(request, space, entered.member_id, asked["invitation"].strip())
    return _let_in(request, space, entered.member_id)


def _is_invited(request: HttpRequest, guest: access.Guest) -> bool:
    """Whether the link by which they came is noted, so that nobody wonders whether to type its code."""
    visitor = request.COOKIES.get(TOUCH_COOKIE, "")
    return touches.is_noted(space_id=guest.space.id, visitor=visitor, at=guest.now)


def _bind(request: HttpRequest, space: spaces.Space, member_id: int, typed: str) -> None:
    """Keep who brought them: by the link they came by, or the code they typed. Nobody is kept out by it."""
    visitor = request.COOKIES.get(TOUCH_COOKIE)
    if not visitor and not typed:
        return
    try:
        referral.bind(
            space_id=space.id,
            member_id=member_id,
            visitor=visitor,
            code=typed or None,
            address=sender.address_of(request),
        )
    except (referral_errors.NoTouch, referral_errors.AlreadyBound):
        return
    except Refusal as refusal:
        if typed:
            shell.warn(request, str(refusal))


def _let_in(request: HttpRequest, space: spaces.Space, member_id: int) -> HttpResponse:
    answer = _see(_next(request, space))
    access.sign_in(answer, space=space, member_id=member_id, secure=request.is_secure())
    answer.delete_cookie(COOKIE, path=access.cookie_path(space.slug), samesite="Lax")
    rotate_token(request)
    return answer


def _remember(request: HttpRequest, answer: HttpResponse, space: spaces.Space, token: str) -> None:
    answer.set_cookie(
        COOKIE,
        token,
        max_age=_COOKIE_AGE_S,
        path=access.cookie_path(space.slug),
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
    )


def _open_ways(space: spaces.Space) -> list[str]:
    ways = {"phone": signin.BY_PHONE, "mail": signin.BY_MAIL}
    order = ("phone", "mail") if space.locale.startswith("zh") else ("mail", "phone")
    return [way for way in order if spaces.setting(space_id=space.id, name=ways[way].name)]


def _kept_next(request: HttpRequest, space: spaces.Space) -> dict[str, str]:
    wanted = _wanted(request, space)
    return {_NEXT: wanted} if wanted else {}


def step(request: HttpRequest, space: spaces.Space, name: str) -> str:
    """The address of a step, which keeps where the visitor wanted to go, if it is a page of this very space."""
    kept = _kept_next(request, space)
    return reverse(name, args=[space.slug]) + (f"?{urlencode(kept)}" if kept else "")


def _next(request: HttpRequest, space: spaces.Space) -> str:
    """Where to go when it is done: a page of this very space, or today."""
    return _wanted(request, space) or f"{access.cookie_path(space.slug)}today/"


def _wanted(request: HttpRequest, space: spaces.Space) -> str:
    """Where the visitor wanted to go: a page of this very space, or nothing."""
    wanted = request.GET.get(_NEXT, "")
    own = url_has_allowed_host_and_scheme(wanted, None) and wanted.startswith(access.cookie_path(space.slug))
    return wanted if own and "\\" not in wanted and "/../" not in wanted else ""


def _see(address: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(address, status=HTTPStatus.SEE_OTHER)


ROUTES = [
    routes.h5("join/", join, name="join", needs="anyone"),
    routes.h5("join/code/", code, name="join-code", needs="anyone"),
    routes.h5("join/welcome/", welcome, name="join-welcome", needs="anyone"),
    routes.h5("hand-over/", hand_over, name="hand-over", needs="anyone"),
    routes.h5("sign-out/", sign_out, name="sign-out"),
]
