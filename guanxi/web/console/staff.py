"""Staff and roles: invite, change, remove, each with its consequence in words."""

from http import HTTPStatus

from django import forms
from django.core.mail import EmailMessage
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy

from guanxi.kernel.errors import Refusal
from guanxi.spaces import actions, errors, invitations
from guanxi.spaces import queries as spaces
from guanxi.web import access, listing, origins, routes, shell
from guanxi.web.console import staff_page


class InviteForm(forms.Form):
    """Whom to invite, as what, and how the link gets there."""

    email = forms.EmailField(label=gettext_lazy("E-mail"), widget=forms.EmailInput(attrs={"autocomplete": "off"}))
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=staff_page.ROLES, initial="operator")
    way = forms.ChoiceField(
        label=gettext_lazy("The link"),
        choices=[
            ("mail", gettext_lazy("Mail it: opening it proves the address")),
            ("show", gettext_lazy("Show it to me, I pass it on")),
        ],
        initial="mail",
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: object, is_demo: bool) -> None:
        super().__init__(*args)  # type: ignore[arg-type]
        if is_demo:
            shown = [("show", gettext("Show it to me: a demo mails nobody"))]
            self.fields["way"].choices = shown  # type: ignore[attr-defined]
            self.initial["way"] = "show"


def staff(request: HttpRequest, desk: access.Desk) -> HttpResponseBase:
    """Everybody who works here, who is invited, and what each role may do."""
    asked = listing.asked(request, sorts=tuple(staff_page.ORDERS), filters=("role",))
    if asked.csv:
        return staff_page.table(desk, asked)
    form = InviteForm(request.POST or None, is_demo=desk.space.is_demo)
    link = ""
    status = HTTPStatus.OK
    if request.method == "POST":
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        if form.is_valid():
            try:
                link = _invite(request, desk, form)
            except errors.AlreadyStaff:
                form.add_error("email", gettext("This person works here already."))
            except Refusal as refusal:
                form.add_error("email", str(refusal))
            else:
                if not link:
                    return _back(desk)
                form, status = InviteForm(is_demo=desk.space.is_demo), HTTPStatus.OK
    page = {**staff_page.page(desk, asked), "form": form, "link": link}
    return shell.show(request, "console/staff/list.html", page, status=status)


def change(request: HttpRequest, desk: access.Desk, user_id: int) -> HttpResponse:
    """Give somebody another role."""
    _person(desk, user_id)
    if request.method == "POST":
        try:
            actions.change_role(
                space_id=desk.space.id, user_id=user_id, role=request.POST.get("role", ""), actor=desk.actor
            )
        except errors.LastOwner as refusal:
            shell.warn(request, str(refusal))
        else:
            shell.tell(request, gettext("The role is changed. It holds from the next click on."))
    return _back(desk)


def remove(request: HttpRequest, desk: access.Desk, user_id: int) -> HttpResponse:
    """Say what it means that somebody goes, and do it when it is confirmed."""
    person = _person(desk, user_id)
    if request.method == "POST":
        try:
            actions.remove_staff(space_id=desk.space.id, user_id=user_id, actor=desk.actor)
        except errors.LastOwner as refusal:
            shell.warn(request, str(refusal))
        else:
            shell.tell(request, gettext("%(name)s no longer works here.") % {"name": person.name})
            if user_id == desk.user_id:
                return HttpResponseRedirect("/", status=HTTPStatus.SEE_OTHER)
        return _back(desk)
    return shell.show(request, "console/staff/remove.html", {"person": person, "is_me": user_id == desk.user_id})


def withdraw(request: HttpRequest, desk: access.Desk, invitation_id: int) -> HttpResponse:
    """Take an invitation back; its link opens no more."""
    if request.method == "POST":
        invitations.withdraw(space_id=desk.space.id, invitation_id=invitation_id, actor=desk.actor)
        shell.tell(request, gettext("The invitation is withdrawn. Its link opens nothing."))
    return _back(desk)


def _invite(request: HttpRequest, desk: access.Desk, form: InviteForm) -> str:
    """Mail the link, or return it to be shown."""
    asked = form.cleaned_data
    mailed = asked["way"] == "mail"
    token = invitations.invite(
        space_id=desk.space.id, email=asked["email"], role=asked["role"], mailed=mailed, actor=desk.actor
    )
    link = f"{origins.of_installation(request)}{reverse('welcome', args=[token])}"
    if not mailed:
        return link
    facts = {"name": desk.name, "space": " ".join(desk.space.name.split()), "link": link, "days": 7}
    subject = gettext("%(name)s invites you to work for %(space)s") % facts
    body = gettext(
        "%(name)s invites you to work for %(space)s.\n\n"
        "This link opens once, within %(days)d days:\n%(link)s\n\n"
        "If you do not know what this is about, you need not do anything.\n"
    )
    EmailMessage(subject, body % facts, None, [asked["email"]]).send()
    shell.tell(request, gettext("The invitation is on its way to %(email)s.") % {"email": asked["email"]})
    return ""


def _person(desk: access.Desk, user_id: int) -> spaces.Staff:
    for one in spaces.staff_of(space_id=desk.space.id):
        if one.user_id == user_id:
            return one
    raise errors.UnknownUser


def _back(desk: access.Desk) -> HttpResponse:
    return HttpResponseRedirect(reverse("console:staff", args=[desk.space.slug]), status=HTTPStatus.SEE_OTHER)


ROUTES = [
    routes.console("staff/", staff, name="staff", needs="staff.write"),
    routes.console("staff/<int:user_id>/role/", change, name="staff-role", needs="staff.write"),
    routes.console("staff/<int:user_id>/remove/", remove, name="staff-remove", needs="staff.write"),
    routes.console("staff/invited/<int:invitation_id>/", withdraw, name="staff-withdraw", needs="staff.write"),
]
