"""One-time links, the first owner, another space, and a demo that is entered without a password."""

from http import HTTPStatus

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django import forms
from django.contrib.auth import login
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.views.decorators.debug import sensitive_post_parameters

from guanxi import journal
from guanxi.insight import showing
from guanxi.kernel import tenancy
from guanxi.kernel.errors import Refusal
from guanxi.members import queries as members
from guanxi.spaces import actions, errors, invitations
from guanxi.spaces import queries as spaces
from guanxi.spaces.models import User  # allow models-stay-home: Django and allauth sign in the row itself
from guanxi.web import access, shell, this_machine
from guanxi.web.signin import adapters, factors
from guanxi.web.signin.forms import NameForm, NewPasswordForm, OwnerForm, SpaceForm

_FIRST_OWNER = "system:first-link"
_BIGINT_DIGITS = 19
_BACKEND = "django.contrib.auth.backends.ModelBackend"


@sensitive_post_parameters("password")
def welcome(request: HttpRequest, token: str) -> HttpResponse:
    """A one-time link was opened: it makes the first owner, or lets somebody work for a space."""
    try:
        if invitations.is_first_link(token):
            invitations.check_first(token=token)
            return _first_owner(request, token)
        return _invited(request, token, invitations.invitation(token=token))
    except errors.LinkSpent as refusal:
        return shell.show(request, "signin/link_spent.html", {"text": str(refusal)}, status=HTTPStatus.GONE)


def _first_owner(request: HttpRequest, token: str) -> HttpResponse:
    you, brand = OwnerForm(request.POST or None), SpaceForm(request.POST or None)
    if request.method == "POST" and all([you.is_valid(), brand.is_valid()]):
        try:
            with transaction.atomic():
                invitations.spend_first(token=token)
                user_id = actions.register_user(
                    email=you.cleaned_data["email"],
                    name=you.cleaned_data["name"],
                    password=you.cleaned_data["password"],
                    actor=_FIRST_OWNER,
                )
                slug = _open_space(brand, user_id=user_id)
        except Refusal as refusal:
            _say(refusal, you, brand)
        else:
            return _enter(request, User.objects.get(id=user_id), slug)
    return _asked(request, "signin/first_owner.html", {"you": you, "brand": brand}, you, brand)


def _invited(request: HttpRequest, token: str, invitation: invitations.Invitation) -> HttpResponse:
    space = spaces.space(space_id=invitation.space_id)
    page = {"invitation": invitation, "invited_to": space, "role": invitation.role}
    known = User.objects.filter(email=invitation.email).first()
    if known is None:
        return _invited_stranger(request, token, invitation, page)
    if not request.user.is_authenticated or request.user.pk != known.pk:
        answer = {**page, "login": f"{reverse('account_login')}?next={request.path}", "other": request.user}
        return shell.show(request, "signin/invited_known.html", answer)
    if request.method == "POST":
        try:
            invitations.accept(token=token, user_id=known.pk)
        except errors.AlreadyStaff as refusal:
            shell.warn(request, str(refusal))
        return redirect(home(space.slug))
    return shell.show(request, "signin/invited_known.html", {**page, "accept": True})


def _invited_stranger(
    request: HttpRequest, token: str, invitation: invitations.Invitation, page: dict[str, object]
) -> HttpResponse:
    form = NewPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                user_id = actions.register_user(
                    email=invitation.email,
                    name=form.cleaned_data["name"],
                    password=form.cleaned_data["password"],
                    actor=invitation.invited_by,
                )
                invitations.accept(token=token, user_id=user_id)
        except errors.LinkSpent:
            raise
        except Refusal as refusal:
            _say(refusal, form)
        else:
            user = User.objects.get(id=user_id)
            adapters.keep_address(user, verified=invitation.mailed)
            return _enter(request, user, str(page["invited_to"].slug))  # type: ignore[attr-defined]
    return _asked(request, "signin/invited.html", {**page, "form": form}, form)


def new_space(request: HttpRequest) -> HttpResponse:
    """An owner opens another space."""
    if not request.user.is_authenticated:
        return redirect(f"{reverse('account_login')}?next={request.path}")
    if not any(role == "owner" and not space.is_demo for space, role in spaces.spaces_of(user_id=request.user.pk)):
        raise Http404
    brand = SpaceForm(request.POST or None)
    if request.method == "POST" and brand.is_valid():
        try:
            with transaction.atomic():
                slug = _open_space(brand, user_id=request.user.pk)
        except Refusal as refusal:
            _say(refusal, brand)
        else:
            return redirect(home(slug))
    return _asked(request, "signin/new_space.html", {"brand": brand}, brand)


def second_factor(request: HttpRequest) -> HttpResponse:
    """Offer a second factor to whoever is new, or say that a space asks for one."""
    if not request.user.is_authenticated:
        return redirect(f"{reverse('account_login')}?next={request.path}")
    wanted = _safe_next(request)
    theirs = [space for space, _ in spaces.spaces_of(user_id=request.user.pk)]
    named = [space for space in theirs if wanted.startswith(f"/s/{space.slug}/")] or theirs[:1]
    page = {"next": wanted, "needed_in": next((one for one in named if factors.is_missing_in(request, one)), None)}
    return shell.show(request, "signin/second_factor.html", page)


def here(request: HttpRequest, token: str) -> HttpResponse:
    """The address that was printed on the terminal is opened: this browser sits at this machine from now on."""
    if not this_machine.looks_local(request):
        raise Http404
    if not this_machine.is_printed(token):
        return not_here(request, spent=True)
    answer = redirect("first")
    this_machine.remember(answer)
    return answer


def not_here(request: HttpRequest, *, spent: bool = False) -> HttpResponse:
    """Where the address stands that lets somebody at this machine look around."""
    begins = request.build_absolute_uri(reverse("here", args=["x"])).removesuffix("x/")
    status = HTTPStatus.GONE if spent else HTTPStatus.OK
    return shell.show(request, "signin/not_here.html", {"spent": spent, "begins": begins}, status=status)


def look_around(request: HttpRequest, slug: str) -> HttpResponse:
    """Enter a demo space as its owner, as an operator, or as one of its members: at this machine, and only a demo."""
    space = access.space_named(slug)
    if not space.is_demo or not this_machine.is_here(request) or request.method != "POST":
        raise Http404
    wanted = request.POST.get("as", "")
    if wanted == "member":
        return _as_member(request, space)
    with tenancy.acting_in(space.id):
        found = next((person for person in spaces.staff_of(space_id=space.id) if person.role == wanted), None)
    if found is None or _works_for_real(found.user_id):
        raise Http404
    with tenancy.acting_in(space.id):
        event = journal.Event(type="staff.looked_around", props={"role": wanted}, actor=found.actor)
        journal.record(space_id=space.id, events=[event])
    login(request, User.objects.get(id=found.user_id), backend=_BACKEND)
    return HttpResponseRedirect(home(space.slug), status=HTTPStatus.SEE_OTHER)


def _as_member(request: HttpRequest, space: spaces.Space) -> HttpResponse:
    """The member whose number is given, or the next one who is here; without a number one with a history."""
    with tenancy.acting_in(space.id):
        named = request.POST.get("member", "")
        if named:
            chosen = next((one.id for one in members.page(space_id=space.id, after=_before(named), limit=1)), None)
        else:
            chosen = showing.liveliest(space_id=space.id)
        if chosen is None:
            raise Http404
        answer = HttpResponseRedirect(access.cookie_path(space.slug) + "today/", status=HTTPStatus.SEE_OTHER)
        access.sign_in(answer, space=space, member_id=chosen, secure=request.is_secure())
    return answer


def _before(number: str) -> int:
    """The id before the one that was named; 0 when none was, or none that a member can have."""
    return int(number) - 1 if number.isdecimal() and number.isascii() and len(number) < _BIGINT_DIGITS else 0


def stale(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form came without its token: from elsewhere, or from a page that was open while somebody signed in."""
    del reason
    return shell.show(request, "signin/stale.html", status=HTTPStatus.FORBIDDEN)


def home(slug: str) -> str:
    """Where somebody of the staff begins."""
    return reverse("overview", args=[slug])


def _works_for_real(user_id: int) -> bool:
    return any(not space.is_demo for space, _ in spaces.spaces_of(user_id=user_id))


def _open_space(brand: SpaceForm, *, user_id: int) -> str:
    asked = brand.cleaned_data
    space_id = actions.create_space(
        slug=asked["slug"].lower(),
        name=asked["space_name"],
        time_zone=asked["time_zone"],
        currency=asked["currency"],
        locale=asked["locale"],
        actor=f"staff:{user_id}",
    )
    actions.add_staff(space_id=space_id, user_id=user_id, role="owner", actor=f"staff:{user_id}")
    return str(asked["slug"]).lower()


def _enter(request: HttpRequest, user: User, slug: str) -> HttpResponse:
    """Sign somebody in who has just chosen their password, and offer a second factor."""
    offer = f"{reverse('second-factor')}?next={home(slug)}"
    user.backend = _BACKEND
    answer: HttpResponse = perform_login(request, user, redirect_url=offer)
    # Who has just chosen a password is not asked for it before the second factor.
    record_authentication(request, user, method="password", email=user.email, reauthenticated=True)
    return answer


def _asked(request: HttpRequest, template: str, context: dict[str, object], *filled: forms.Form) -> HttpResponse:
    is_refused = any(form.errors for form in filled)
    for form in filled if is_refused else ():
        if isinstance(form, NewPasswordForm):
            form.ask_again()
    status = HTTPStatus.UNPROCESSABLE_ENTITY if is_refused else HTTPStatus.OK
    return shell.show(request, template, context, status=status)


_FIELDS = {
    errors.EmailTaken: "email",
    errors.EmailUnreadable: "email",
    errors.PasswordWeak: "password",
    errors.SlugTaken: "slug",
    errors.SlugUnreadable: "slug",
    errors.UnknownTimeZone: "time_zone",
    errors.UnknownCurrency: "currency",
    errors.UnknownLocale: "locale",
    errors.NameMissing: "name",
}


def _say(refusal: Refusal, *filled: forms.Form) -> None:
    """Put a refusal beside the field that it is about."""
    if isinstance(refusal, errors.LinkSpent):
        raise refusal
    field = _FIELDS.get(type(refusal))
    form = next((each for each in filled if field in each.fields), filled[0])
    form.add_error(field if field in form.fields else None, str(refusal))


def _safe_next(request: HttpRequest) -> str:
    wanted = request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe else "/"


def account(request: HttpRequest) -> HttpResponse:
    """One's own account: the name, and the ways to everything about signing in."""
    if not request.user.is_authenticated:
        return redirect(f"{reverse('account_login')}?next={request.path}")
    form = NameForm(request.POST or None, initial={"name": request.user.name})
    if request.method == "POST" and form.is_valid():
        try:
            actions.rename_user(user_id=request.user.pk, name=form.cleaned_data["name"])
        except Refusal as refusal:
            form.add_error("name", str(refusal))
        else:
            shell.tell(request, gettext("Your name is changed."))
            return redirect("my-account")
    theirs = spaces.spaces_of(user_id=request.user.pk)
    page = {
        "form": form,
        "email": request.user.email,
        "has_password": request.user.has_usable_password(),
        "has_factor": adapters.has_second_factor(request.user),
        "devices": adapters.count_sessions(request.user),
        "spaces": theirs,
        "may_open": any(role == "owner" and not space.is_demo for space, role in theirs),
    }
    return _asked(request, "signin/account.html", page, form)
