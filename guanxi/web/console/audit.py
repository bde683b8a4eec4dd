"""The proof: what the last audit found, check by check; and asking for one."""

from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext

from guanxi.insight import audit, jobs
from guanxi.web import access, routes, shell
from guanxi.web.console import audit_page


def overview(request: HttpRequest, desk: access.Desk) -> HttpResponse:
    """The last run, each check in words, earlier runs, seals."""
    page = audit_page.page(
        desk,
        runs=audit.runs(space_id=desk.space.id),
        asked=audit.asked(space_id=desk.space.id),
        seals=audit.seals(space_id=desk.space.id),
    )
    return shell.show(request, "console/audit/audit.html", {"page": page})


def progress(request: HttpRequest, desk: access.Desk) -> HttpResponse:
    """How far the audit is that somebody asked for; a part of the page that asks again by itself."""
    asked = audit_page.asked(desk, audit.asked(space_id=desk.space.id))
    response = shell.show(request, "console/audit/progress.html", {"asked": asked})
    if asked is None or not asked["is_running"]:
        response["HX-Refresh"] = "true"  # it is over: the page has a new result
    return response


def run(request: HttpRequest, desk: access.Desk) -> HttpResponse:
    """Ask the worker for an audit now."""
    if request.method != "POST":
        raise Http404
    if audit.ask(space_id=desk.space.id, actor=desk.actor):
        jobs.audit_asked.defer(space_id=desk.space.id)
        shell.tell(request, gettext("The audit is under way. You may leave this page."))
    else:
        shell.warn(request, gettext("An audit is under way already."))
    return HttpResponseRedirect(reverse("console:audit", args=[desk.space.slug]), status=HTTPStatus.SEE_OTHER)


ROUTES = [
    routes.console("audit/", overview, name="audit", needs="insight.read"),
    routes.console("audit/progress/", progress, name="audit-progress", needs="insight.read"),
    routes.console("audit/run/", run, name="audit-run", needs="insight.read"),
]
