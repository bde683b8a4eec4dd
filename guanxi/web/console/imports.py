"""Bringing in the customers a brand has already: upload, match the columns, try, let the worker do it."""

from http import HTTPStatus

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_POST

from guanxi.connectors.customers import trials, uploads
from guanxi.kernel import keyset
from guanxi.kernel.errors import Refusal
from guanxi.web import access, listing, routes, shell
from guanxi.web.console import dressed, imports_page


class FileForm(dressed.Form):
    """The file."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "An Excel workbook (.xlsx, its first sheet) or CSV in UTF-8 or GB18030, the first line naming the columns;"
            " up to 20 MB."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.xlsx,text/csv"}),
    )


def listed(request: HttpRequest, desk: access.Desk) -> HttpResponseBase:
    """What was brought in, and a file to begin with."""
    asked = listing.asked(request, sorts=tuple(uploads.ORDERS), filters=("state",), default="-when")

    def read(wanted: keyset.Wanted) -> keyset.Found[uploads.Upload]:
        return uploads.page(space_id=desk.space.id, wanted=wanted, state=asked.filters["state"], words=asked.query)

    source = listing.Source(
        asked=asked, columns=imports_page.columns(), read=read, row=lambda one: imports_page.row(desk, one)
    )
    if asked.csv:
        return source.table("imports")
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            upload_id = uploads.keep(space_id=desk.space.id, name=file.name, content=file.read(), actor=desk.actor)
        except Refusal as refusal:
            form.add_error("file", str(refusal))
        else:
            return _to(desk, upload_id)
    page = imports_page.listed(source)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return shell.show(request, "console/imports/list.html", {"form": form, "page": page}, status=status)


def upload(request: HttpRequest, desk: access.Desk, upload_id: int) -> HttpResponse:
    """Match the columns and try; later, how far the worker is."""
    found = uploads.upload(space_id=desk.space.id, upload_id=upload_id)
    if found.state != "new":
        return shell.show(request, "console/imports/work.html", {"page": imports_page.progress(desk, found)})
    if request.headers.get("HX-Request") == "true":  # the worker has read it: another page follows
        response = HttpResponse(status=HTTPStatus.NO_CONTENT)
        response["HX-Refresh"] = "true"
        return response
    names, rows = trials.head(space_id=desk.space.id, upload_id=upload_id)
    mapping, trial, problem = dict(found.mapping), None, ""
    if request.method == "POST":
        mapping = imports_page.mapping_of(request.POST, names)
        try:
            trial = trials.try_out(space_id=desk.space.id, upload_id=upload_id, mapping=mapping)
            if request.POST.get("act") == "start" and trial.readable:
                uploads.start(space_id=desk.space.id, upload_id=upload_id, actor=desk.actor)
                return _to(desk, upload_id)
        except Refusal as refusal:
            problem = str(refusal)
    page = imports_page.matching_page(desk, found, names, rows, mapping, trial)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if problem else HTTPStatus.OK
    return shell.show(request, "console/imports/match.html", {"page": page, "problem": problem}, status=status)


@require_POST
def stop(request: HttpRequest, desk: access.Desk, upload_id: int) -> HttpResponse:
    """Bring in nobody more and throw the file away."""
    uploads.stop(space_id=desk.space.id, upload_id=upload_id, actor=desk.actor)
    shell.tell(request, gettext("Stopped. Who is in stays in; the file is deleted."))
    return _to(desk, upload_id)


@require_POST
def rejects(request: HttpRequest, desk: access.Desk, upload_id: int) -> HttpResponse:
    """The rows that could not be used, to be corrected and brought in again."""
    del request
    text = uploads.rejects(space_id=desk.space.id, upload_id=upload_id)
    response = HttpResponse("\ufeff" + text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{desk.space.slug}-rejects-{upload_id}.csv"'
    return response


def _to(desk: access.Desk, upload_id: int) -> HttpResponseRedirect:
    address = reverse("console:import", args=[desk.space.slug, upload_id])
    return HttpResponseRedirect(address, status=HTTPStatus.SEE_OTHER)


ROUTES = [
    routes.console("imports/", listed, name="imports", needs="members.import"),
    routes.console("imports/<int:upload_id>/", upload, name="import", needs="members.import"),
    routes.console("imports/<int:upload_id>/stop/", stop, name="import-stop", needs="members.import"),
    routes.console("imports/<int:upload_id>/rejects/", rejects, name="import-rejects", needs="members.import"),
]
