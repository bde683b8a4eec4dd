"""What certificates say: one page for each name that a quest promises."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy, pgettext_lazy

from guanxi import journal
from guanxi.certificates import actions, picture, queries
from guanxi.drawing import sheet
from guanxi.kernel import keyset
from guanxi.kernel.errors import Refusal
from guanxi.quests import queries as quests
from guanxi.web import access, certificate_words, formats, listing, origins, routes, shell
from guanxi.web.console import links
from guanxi.web.h5 import words

_SHAPES: dict[str, picture.Shape] = {"wide": "wide", "tall": "tall"}
_NOBODY = "0" * 32


class TemplateForm(forms.Form):
    """What the certificates of a name say from now on."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=actions.LONGEST_TITLE)
    text = forms.CharField(
        label=gettext_lazy("What was done for it"),
        help_text=gettext_lazy("One or two sentences that a stranger understands."),
        max_length=actions.LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    signer = forms.CharField(
        label=gettext_lazy("Who signs"),
        help_text=gettext_lazy("A name and a role. Empty: the brand."),
        max_length=actions.LONGEST_SIGNER,
        required=False,
    )
    look = forms.ChoiceField(
        label=pgettext_lazy("of a certificate", "Look"),
        choices=[("laurel", gettext_lazy("Laurel, framed")), ("wave", gettext_lazy("Waves, modern"))],
    )


@dataclass(frozen=True, kw_only=True)
class Known:
    """The certificates of one name: who promises them, whether their words were written, how many there are."""

    slug: str
    title: str
    quest: str
    written: bool
    valid: int
    revoked: int


ORDERS: Mapping[str, Callable[[Known], tuple[str | int, ...]]] = {
    "name": lambda one: (one.title, one.slug),
    "quest": lambda one: (one.quest, one.slug),
    "valid": lambda one: (one.valid, one.slug),
    "revoked": lambda one: (one.revoked, one.slug),
}


def certificates(request: HttpRequest, desk: access.Desk) -> HttpResponseBase:
    """Every certificate that a quest promises, or that was ever issued."""
    asked = listing.asked(request, sorts=tuple(ORDERS), filters=("words",))
    known = [one for one in _known(desk) if _fits(one, asked)]

    def read(wanted: keyset.Wanted) -> keyset.Found[Known]:
        return keyset.of_known(known, wanted, orders=ORDERS)

    source = listing.Source(asked=asked, columns=_columns(), read=read, row=lambda one: _row(desk, one))
    if asked.csv:
        return source.table("certificates")
    quests_ = links.to("console:quests", desk.space.slug) or reverse("overview", args=[desk.space.slug])
    page = source.page(
        label=gettext("Certificates"),
        search=gettext("Part of a title or of a quest’s"),
        filters=(
            listing.Filter(
                name="words",
                label=gettext("Words"),
                choices=(("written", gettext("written")), ("own", gettext("the quest’s own"))),
                value=asked.filters["words"],
            ),
        ),
        empty=listing.Empty(
            title=gettext("Honour costs nothing and lasts"),
            text=gettext(
                "Let a quest promise a certificate: members show it to their friends, and everybody can check that it"
                " is genuine."
            ),
            action=gettext("Go to the quests"),
            href=quests_,
        ),
    )
    return shell.show(request, "console/certificates/list.html", {"listing": page})


def _known(desk: access.Desk) -> list[Known]:
    issued = queries.issued(space_id=desk.space.id)
    written = queries.templates(space_id=desk.space.id)
    promised = _promised(desk)
    return [
        Known(
            slug=slug,
            title=written[slug].title if slug in written else promised.get(slug, slug),
            quest=promised.get(slug, ""),
            written=slug in written,
            valid=issued[slug].valid if slug in issued else 0,
            revoked=issued[slug].revoked if slug in issued else 0,
        )
        for slug in {*issued, *written, *promised}
    ]


def _fits(one: Known, asked: listing.Asked) -> bool:
    words = asked.filters["words"]
    return asked.query.casefold() in f"{one.title} {one.quest} {one.slug}".casefold() and (
        words not in {"written", "own"} or one.written == (words == "written")
    )


def _columns() -> tuple[listing.Column, ...]:
    return (
        listing.Column(head=gettext("Certificate"), sort="name"),
        listing.Column(head=gettext("Promised by"), sort="quest"),
        listing.Column(head=gettext("Words")),
        listing.Column(head=gettext("Valid"), numeric=True, sort="valid"),
        listing.Column(head=gettext("Revoked"), numeric=True, sort="revoked"),
    )


def _row(desk: access.Desk, one: Known) -> listing.Row:
    return listing.Row(
        cells=(
            listing.Cell(text=one.title, href=reverse("console:certificate", args=[desk.space.slug, one.slug])),
            listing.Cell(text=one.quest or "–"),
            listing.Cell(text=gettext("written"))
            if one.written
            else listing.Cell(text=gettext("the quest’s own"), tone="quiet"),
            listing.Cell(text=formats.number(one.valid)),
            listing.Cell(text=formats.number(one.revoked)),
        )
    )


def certificate(request: HttpRequest, desk: access.Desk, name: str) -> HttpResponse:
    """The words of one certificate, with its picture."""
    template = _template(desk, name)
    form = TemplateForm(
        request.POST or None,
        initial={field: getattr(template, field) for field in ("title", "text", "signer", "look")},
    )
    status = HTTPStatus.OK
    if request.method == "POST":
        if not desk.can("quests.write"):
            return shell.sorry(request, status=HTTPStatus.FORBIDDEN, face="console")
        if form.is_valid() and _written(desk, name, form):
            shell.tell(request, gettext("New certificates say this from now on. Those issued keep their words."))
            here = reverse("console:certificate", args=[desk.space.slug, name])
            return HttpResponseRedirect(here, status=HTTPStatus.SEE_OTHER)
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    page = {"name": name, "title": template.title, "may": desk.can("quests.write"), "shapes": picture.SHAPES}
    return shell.show(request, "console/certificates/one.html", {"page": page, "form": form}, status=status)


def example(request: HttpRequest, desk: access.Desk, name: str, shape: str) -> HttpResponse:
    """What it will look like, with nobody's name."""
    if shape not in _SHAPES:
        raise Http404
    link = f"{origins.of_space(request, desk.space.id)}{reverse('certificate', args=[_NOBODY])}"
    shown = certificate_words.example(_template(desk, name), desk.space, _SHAPES[shape], link=link)
    drawn = picture.draw(shown)
    answer = HttpResponse(sheet.png_of(drawn.image.quantize(256)), content_type="image/png")
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _promised(desk: access.Desk) -> dict[str, str]:
    """The names of the certificates that quests promise, each with the quest's title."""
    return {
        promise.code: words.title(one.definition.title, one.slug)
        for one in quests.listing(space_id=desk.space.id)
        for promise in one.definition.promises
        if promise.kind == "certificate"
    }


def _template(desk: access.Desk, name: str) -> queries.Template:
    """What was written, or what holds while nothing was. Raises Http404 for a name that nobody promises."""
    written = queries.templates(space_id=desk.space.id).get(name)
    if written is not None:
        return written
    promised = _promised(desk)
    if name not in promised:
        raise Http404
    now = journal.now(space_id=desk.space.id)
    title = promised[name][: actions.LONGEST_TITLE]
    return queries.Template(slug=name, title=title, text="", signer="", look=queries.LOOKS[0], changed_at=now)


def _written(desk: access.Desk, name: str, form: TemplateForm) -> bool:
    try:
        actions.write_template(space_id=desk.space.id, slug=name, actor=desk.actor, **form.cleaned_data)
    except Refusal as refusal:
        form.add_error("title", str(refusal))
        return False
    return True


ROUTES = [
    routes.console("certificates/", certificates, name="certificates", needs="quests.read"),
    routes.console("certificates/<str:name>/", certificate, name="certificate", needs="quests.read"),
    routes.console("certificates/<str:name>/<str:shape>.png", example, name="certificate-example", needs="quests.read"),
]
