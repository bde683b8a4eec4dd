"""Channel codes: open one for each source, see what came of it, print it, write what its visitors see, close it."""

from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext

from guanxi import journal
from guanxi.drawing import sheet
from guanxi.kernel import tenancy
from guanxi.kernel.errors import Refusal
from guanxi.media import actions as media
from guanxi.posters.looks import print as printing
from guanxi.referral import actions, browsing, errors, queries, wording
from guanxi.web import access, formats, listing, routes, shell
from guanxi.web.console import codes_form, codes_page
from guanxi.web.h5 import invite_poster
from guanxi.web.public import invitation_page

_FRESH_S = 20
_AT_MOST_MS = 60
_CODE_PX = 1200
_TYPES = {"png": "image/png", "pdf": "application/pdf", "svg": "image/svg+xml"}
_FORMATS: dict[str, printing.Format] = {"a4": "a4", "card": "card"}


def codes(request: HttpRequest, desk: access.Desk) -> HttpResponseBase:
    """All channels' codes with their figures, counted anew while that is quick."""
    now = journal.now(space_id=desk.space.id)
    actions.reckon(space_id=desk.space.id, actor=desk.actor, at=now, at_most_ms=_AT_MOST_MS, older_than_s=_FRESH_S)
    asked = codes_page.asked(request)
    if asked.csv:
        return listing.table(
            f"{desk.space.slug}-codes",
            heads=codes_page.heads(),
            asked=asked,
            read=lambda wanted: codes_page.found(desk, asked, wanted),
            lines=codes_page.rows,
        )
    counted = browsing.counted_at(space_id=desk.space.id)
    page = {
        "listing": codes_page.listed(desk, asked, codes_page.found(desk, asked, asked.wanted)),
        "counted": formats.ago(counted, now=now, zone=desk.space.time_zone) if counted else "",
        "may": desk.can("referral.write"),
    }
    return shell.show(request, "console/codes/list.html", {"page": page})


def new(request: HttpRequest, desk: access.Desk) -> HttpResponse:
    """Open a code; for whoever comes for a poster, or has no code yet, the page speaks of the poster."""
    leads_to = request.GET.get("leads_to")
    form = codes_form.CodeForm(request.POST or None, desk=desk, leads_to=leads_to)
    status = HTTPStatus.OK
    if request.method == "POST":
        if form.is_valid() and (code := _opened(desk, form)) is not None:
            shell.tell(request, gettext("The code is open. Print it, or write what its visitors see."))
            return _to(desk, code.code)
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    is_poster = leads_to is not None or "poster" in request.GET or not queries.channel_codes(space_id=desk.space.id)
    return shell.show(request, "console/codes/new.html", {"form": form, "is_poster": is_poster}, status=status)


def code(request: HttpRequest, desk: access.Desk, code: str) -> HttpResponse:
    """One code: its figures, its link, its pictures; and the words its visitors see, with a preview."""
    found = _found(desk, code)
    form = _landing_form(request, desk, found)
    status = HTTPStatus.OK
    if request.method == "POST":
        if not desk.can("referral.write"):
            return shell.sorry(request, status=HTTPStatus.FORBIDDEN, face="console")
        if form.is_valid() and _written(desk, found, form):
            shell.tell(request, gettext("Visitors see this from now on."))
            return _to(desk, found.code)
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    plain = queries.code(space_id=desk.space.id, code=found.code)
    assert plain is not None  # noqa: S101 - it was found above
    page = {
        **codes_page.one(request, desk, found),
        "preview": invitation_page.page(desk.space, plain, in_wechat=False),
    }
    return shell.show(request, "console/codes/one.html", {"page": page, "form": form}, status=status)


def close(request: HttpRequest, desk: access.Desk, code: str) -> HttpResponse:
    """Ask with the consequence in words, then close."""
    found = _found(desk, code)
    if request.method == "POST":
        actions.close_code(space_id=desk.space.id, code=found.code, actor=desk.actor)
        shell.tell(request, gettext("The code is closed. Whoever came by it before still counts."))
        return _to(desk, found.code)
    return shell.show(request, "console/codes/close.html", {"page": codes_page.one(request, desk, found)})


def symbol(request: HttpRequest, desk: access.Desk, code: str, kind: str) -> HttpResponse:
    """The bare code for a designer: SVG, or PNG in print size."""
    found = _found(desk, code)
    link = invite_poster.link(request, desk.space.id, found.code)
    if kind == "svg":
        return _file(sheet.code_svg(link), "svg", f"{found.code}.svg")
    if kind != "png":
        raise Http404
    return _file(sheet.png_of(sheet.code_image(link, _CODE_PX)), "png", f"{found.code}.png")


def printed(request: HttpRequest, desk: access.Desk, code: str, form: str, kind: str) -> HttpResponse:
    """A poster or a card to be printed, as PNG or PDF."""
    if form not in _FORMATS or kind not in {"png", "pdf"}:
        raise Http404
    found = _found(desk, code)
    drawn = printing.draw(codes_page.printed(request, desk, found), _FORMATS[form])
    data = drawn.pdf(dots_per_inch=printing.dots_per_inch(_FORMATS[form])) if kind == "pdf" else drawn.png()
    return _file(data, kind, f"{desk.space.slug}-{form}-{found.code}.{kind}")


def _opened(desk: access.Desk, form: codes_form.CodeForm) -> queries.Code | None:
    """Open the code; what is refused stands beside its field."""
    said = form.cleaned_data
    try:
        with tenancy.acting_in(desk.space.id):
            made = actions.create_channel_code(
                space_id=desk.space.id,
                channel=said["channel"].strip(),
                label=said["label"].strip(),
                campaign=said["campaign"].strip(),
                bait=said["bait"].strip(),
                bait_cost_cents=form.cents(),
                actor=desk.actor,
            )
            if said["leads_to"]:
                actions.write_landing(
                    space_id=desk.space.id,
                    code=made.code,
                    title="",
                    text="",
                    leads_to=said["leads_to"],
                    actor=desk.actor,
                )
            return made
    except errors.WordingInduces as refusal:
        form.add_error("bait", str(refusal))
    except errors.BaitCostRefused as refusal:
        form.add_error("cost", str(refusal))
    return None


def _found(desk: access.Desk, code: str) -> browsing.ChannelCode:
    found = browsing.channel_code(space_id=desk.space.id, code=code)
    if found is None:
        raise Http404
    return found


def _landing_form(request: HttpRequest, desk: access.Desk, code: browsing.ChannelCode) -> codes_form.LandingForm:
    shown = browsing.landing_of(space_id=desk.space.id, code_id=code.id)
    initial = {} if shown is None else {name: getattr(shown, name) for name in ("title", "text", "leads_to", "is_ad")}
    if request.method == "POST":
        return codes_form.LandingForm(request.POST, request.FILES, desk=desk, initial=initial)
    return codes_form.LandingForm(desk=desk, initial=initial)


def _written(desk: access.Desk, code: browsing.ChannelCode, form: codes_form.LandingForm) -> bool:
    """Keep the words; what is refused stands beside its field."""
    said = form.cleaned_data
    shown = browsing.landing_of(space_id=desk.space.id, code_id=code.id)
    picture_id = None if said["no_picture"] or shown is None else shown.picture_id
    field = "text"
    try:
        with tenancy.acting_in(desk.space.id):
            if said["picture"]:
                field = "picture"
                taken = media.take(
                    space_id=desk.space.id, member_id=None, content=said["picture"].read(), actor=desk.actor
                )
                picture_id, field = taken.id, "text"
            actions.write_landing(
                space_id=desk.space.id,
                code=code.code,
                title=said["title"],
                text=said["text"],
                leads_to=said["leads_to"],
                picture_id=picture_id,
                is_ad=said["is_ad"],
                actor=desk.actor,
            )
    except errors.WordingInduces as refusal:
        form.add_error("title" if wording.findings(said["title"]) else "text", str(refusal))
        return False
    except Refusal as refusal:
        form.add_error(field, str(refusal))
        return False
    return True


def _to(desk: access.Desk, code: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("console:code", args=[desk.space.slug, code]), status=HTTPStatus.SEE_OTHER)


def _file(data: bytes, kind: str, name: str) -> HttpResponse:
    answer = HttpResponse(data, content_type=_TYPES[kind])
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


ROUTES = [
    routes.console("codes/", codes, name="codes", needs="insight.read"),
    routes.console("codes/new/", new, name="codes-new", needs="referral.write"),
    routes.console("codes/<str:code>/", code, name="code", needs="insight.read"),
    routes.console("codes/<str:code>/close/", close, name="code-close", needs="referral.write"),
    routes.console("codes/<str:code>/code.<str:kind>", symbol, name="code-symbol", needs="insight.read"),
    routes.console("codes/<str:code>/<str:form>.<str:kind>", printed, name="code-printed", needs="insight.read"),
]
