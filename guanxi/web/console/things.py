"""What gifts, coupons, tickets and honours are called: by their names for members, not by the codes of the rules."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy, gettext_noop

from guanxi.kernel import keyset
from guanxi.kernel.errors import Refusal
from guanxi.quests import queries as quests
from guanxi.quests.definition import Definition, Promise
from guanxi.referral import wording as induce
from guanxi.spaces import actions, naming
from guanxi.web import access, listing, routes, shell, wording

KINDS = {
    "item": gettext_noop("Gift"),
    "coupon": gettext_noop("Coupon"),
    "ticket": gettext_noop("Ticket"),
    "certificate": gettext_noop("Certificate"),
    "right": gettext_noop("Right"),
    "tier": gettext_noop("Tier"),
}
_FIELDS = {"zh-hans": "zh", "en": "en"}


@dataclass(frozen=True, kw_only=True)
class Thing:
    """Something that members get, by its code; `titles` by language, `shown` as members read it now."""

    code: str
    titles: Mapping[str, str]
    shown: str

    @property
    def kind(self) -> str:
        """What it is, in words."""
        kind = self.code.partition(":")[0]
        return gettext(KINDS[kind]) if kind in KINDS else kind


ORDERS: Mapping[str, Callable[[Thing], tuple[str | int, ...]]] = {
    "code": lambda one: (one.code,),
    "name": lambda one: (one.shown, one.code),
}


class NameForm(forms.Form):
    """What a thing is called, by language."""

    zh = forms.CharField(label=gettext_lazy("In Chinese"), max_length=naming.LONGEST_TITLE, required=False)
    en = forms.CharField(
        label=gettext_lazy("In English"),
        help_text=gettext_lazy("Where one of the two is empty, the other is shown. Both empty: the code."),
        max_length=naming.LONGEST_TITLE,
        required=False,
    )

    def clean(self) -> None:
        """Names stand on posters and pages, so they say nothing that may not be said there."""
        for field in _FIELDS.values():
            for found in induce.findings(self.cleaned_data.get(field, ""))[:1]:
                facts = {"words": found.words, "why": found.why}
                self.add_error(field, gettext("“%(words)s” cannot be said: %(why)s.") % facts)

    def titles(self) -> dict[str, str]:
        """The names by language; call when the form is valid."""
        return {language: self.cleaned_data[field] for language, field in _FIELDS.items()}


def things(request: HttpRequest, desk: access.Desk) -> HttpResponseBase:
    """Everything with a code that members have or are promised, with its name."""
    asked = listing.asked(request, sorts=tuple(ORDERS), filters=("names",))
    known = [one for one in _known(desk) if _fits(one, asked)]

    def read(wanted: keyset.Wanted) -> keyset.Found[Thing]:
        return keyset.of_known(known, wanted, orders=ORDERS)

    source = listing.Source(asked=asked, columns=_columns(), read=read, row=lambda one: _row(desk, one))
    if asked.csv:
        return source.table(f"{desk.space.slug}-names")
    page = source.page(
        label=gettext("Names of gifts and honours"),
        search=gettext("Part of a name or of a code"),
        filters=(
            listing.Filter(
                name="names",
                label=gettext("Named"),
                choices=(("all", gettext("in both languages")), ("missing", gettext("a name is missing"))),
                value=asked.filters["names"],
            ),
        ),
        empty=listing.Empty(
            title=gettext("Nothing to be named yet"),
            text=gettext(
                "As soon as a quest promises a gift, a coupon or a certificate, it stands here with the name that "
                "members read."
            ),
            action=gettext("Go to the quests"),
            href=reverse("console:quests", args=[desk.space.slug]),
        ),
    )
    return shell.show(request, "console/things/list.html", {"listing": page})


def thing(request: HttpRequest, desk: access.Desk, code: str) -> HttpResponse:
    """One thing: its name in each language."""
    known = next((one for one in _known(desk) if one.code == code), None)
    if known is None:
        raise Http404
    initial = {field: known.titles.get(language, "") for language, field in _FIELDS.items()}
    form = NameForm(request.POST or None, initial=initial)
    status = HTTPStatus.OK
    if request.method == "POST":
        if not desk.can("quests.write"):
            return shell.sorry(request, status=HTTPStatus.FORBIDDEN, face="console")
        if form.is_valid() and _named(desk, code, form):
            shell.tell(request, gettext("Members read this name from now on."))
            here = reverse("console:things", args=[desk.space.slug])
            return HttpResponseRedirect(here, status=HTTPStatus.SEE_OTHER)
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    page = {"code": code, "kind": known.kind, "shown": known.shown, "may": desk.can("quests.write")}
    return shell.show(request, "console/things/one.html", {"page": page, "form": form}, status=status)


def name_promises(desk: access.Desk, definition: Definition) -> None:
    """Name what a quest promises and nobody has named: a gift as it was typed, an honour of its own like the quest."""
    for promise in definition.promises:
        code = _code(promise)
        titles: Mapping[str, str] = {}
        if promise.of_value and code and code not in wording.UNITS:
            own = code.partition(":")[2]
            titles = {naming.language_of(own): own}
        elif promise.code == definition.slug:
            titles = definition.title
        actions.suggest_name(space_id=desk.space.id, code=code, titles=titles, actor=desk.actor)


def _known(desk: access.Desk) -> list[Thing]:
    """The codes that quests promise or the ledger has used, and those that were named before."""
    codes = {*quests.units(space_id=desk.space.id), *desk.space.thing_titles}
    for quest in quests.listing(space_id=desk.space.id):
        codes |= {_code(one) for one in quest.definition.promises}
    named = desk.space.thing_titles
    return [
        Thing(code=code, titles=named.get(code, {}), shown=naming.title(code) or _without_name(code))
        for code in sorted(codes)
        if ":" in code
    ]


def _without_name(code: str) -> str:
    return wording.unit(code) if code in wording.UNITS else code.partition(":")[2]


def _code(promise: Promise) -> str:
    """How a promise is named: value by its unit, an honour by its kind and slug; "" for points and money."""
    if promise.of_value:
        return promise.code if ":" in promise.code else ""
    return f"{promise.kind}:{promise.code}"


def _fits(one: Thing, asked: listing.Asked) -> bool:
    words = " ".join((one.code, one.shown, *one.titles.values())).casefold()
    is_whole = all(one.titles.get(language) for language in naming.LANGUAGES)
    chosen = {"all": is_whole, "missing": not is_whole}.get(asked.filters["names"], True)
    return chosen and asked.query.casefold() in words


def _columns() -> tuple[listing.Column, ...]:
    return (
        listing.Column(head=gettext("Members read"), sort="name"),
        listing.Column(head=gettext("What it is")),
        listing.Column(head=gettext("In Chinese")),
        listing.Column(head=gettext("In English")),
        listing.Column(head=gettext("Code of the rules"), sort="code"),
    )


def _row(desk: access.Desk, one: Thing) -> listing.Row:
    return listing.Row(
        key=one.code,
        cells=(
            listing.Cell(text=one.shown, href=reverse("console:thing", args=[desk.space.slug, one.code])),
            listing.Cell(text=one.kind),
            *(listing.Cell(text=one.titles.get(language, "–")) for language in naming.LANGUAGES),
            listing.Cell(text=one.code),
        ),
    )


def _named(desk: access.Desk, code: str, form: NameForm) -> bool:
    try:
        actions.name_thing(space_id=desk.space.id, code=code, titles=form.titles(), actor=desk.actor)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


ROUTES = [
    routes.console("things/", things, name="things", needs="quests.read"),
    routes.console("things/<str:code>/", thing, name="thing", needs="quests.read"),
]
