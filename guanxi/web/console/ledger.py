"""The ledger: what the brand holds ready, what it owes, what moved and why; and filling the reserve."""

from http import HTTPStatus

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy

from guanxi import ledger
from guanxi.insight import liability
from guanxi.kernel import keyset
from guanxi.kernel.errors import Refusal
from guanxi.ledger import books, moves
from guanxi.quests.language.cursor import CODE
from guanxi.web import access, formats, listing, routes, shell
from guanxi.web.console import ledger_page

AMOUNT_MOST = 10**12
KINDS = (
    ("points", gettext_lazy("points")),
    ("growth", gettext_lazy("growth")),
    ("item", gettext_lazy("a thing, by its name")),
    ("coupon", gettext_lazy("a coupon, by its name")),
    ("ticket", gettext_lazy("a ticket, by its name")),
    ("membership_days", gettext_lazy("days of membership")),
    ("granted", gettext_lazy("money for red packets, in cents")),
)
NAMED = frozenset({"item", "coupon", "ticket"})


class FundForm(forms.Form):
    """What is added to the reserve."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What"), choices=KINDS, widget=forms.Select(attrs={"class": "form-select"})
    )
    name = forms.CharField(
        label=gettext_lazy("Its name"),
        required=False,
        max_length=60,
        help_text=gettext_lazy("Only for things, coupons and tickets: as members read it."),
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"}),
    )
    amount = forms.IntegerField(
        label=gettext_lazy("How many"),
        min_value=1,
        max_value=AMOUNT_MOST,
        widget=forms.NumberInput(attrs={"class": "form-control", "inputmode": "numeric"}),
    )

    def clean(self) -> dict[str, object]:
        """A thing needs a name, and nothing else has one."""
        given: dict[str, object] = super().clean() or {}
        name = str(given.get("name") or "").strip()
        if given.get("kind") in NAMED and not CODE.fullmatch(name):
            self.add_error("name", gettext("Letters, digits, spaces and hyphens, at least one of them."))
        return given

    @property
    def unit(self) -> str:
        """The code of the unit."""
        kind = str(self.cleaned_data["kind"])
        return f"{kind}:{self.cleaned_data['name'].strip()}" if kind in NAMED else kind


def overview(request: HttpRequest, desk: access.Desk) -> HttpResponseBase:
    """The books: accounts, what is owed, and the transfers, the newest first."""
    asked = listing.asked(request, sorts=tuple(moves.ORDERS), filters=("unit", "kind"), default="-when")
    kind = asked.filters["kind"] if asked.filters["kind"] in books.SYSTEM_KINDS else ""
    unit = asked.filters["unit"]

    def read(wanted: keyset.Wanted) -> keyset.Found[books.Transfer]:
        return moves.transfers(space_id=desk.space.id, wanted=wanted, unit=unit, kind=kind)

    if asked.csv:
        return listing.table(
            "transfers",
            heads=ledger_page.heads(),
            asked=asked,
            read=read,
            lines=lambda page: (ledger_page.csv_line(desk, one) for one in page),
        )
    space_id = desk.space.id
    found = read(asked.wanted)
    owing = liability.read(space_id=space_id)
    page = ledger_page.page(desk, accounts=books.accounts(space_id=space_id), owing=owing)
    units = books.units(space_id=space_id)
    transfers = ledger_page.transfers(desk, found, asked=asked, units=units, kind=kind, unit=unit)
    return shell.show(request, "console/ledger/books.html", {"page": page, "listing": transfers})


def fund(request: HttpRequest, desk: access.Desk) -> HttpResponse:
    """Add to the reserve what has arrived, or what the brand stands behind."""
    form = FundForm(request.POST or None, initial={"kind": "points"})
    if request.method == "POST" and form.is_valid():
        amount = int(form.cleaned_data["amount"])
        try:
            ledger.fund(space_id=desk.space.id, unit=form.unit, amount=amount, actor=desk.actor)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            added = formats.amount(amount, unit=form.unit, currency=desk.space.currency)
            shell.tell(request, gettext("Added to the reserve: %(amount)s.") % {"amount": added})
            target = reverse("console:ledger", args=[desk.space.slug])
            return HttpResponseRedirect(target, status=HTTPStatus.SEE_OTHER)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return shell.show(request, "console/ledger/fund.html", {"form": form}, status=status)


ROUTES = [
    routes.console("ledger/", overview, name="ledger", needs="ledger.read"),
    routes.console("ledger/fund/", fund, name="ledger-fund", needs="ledger.fund"),
]
