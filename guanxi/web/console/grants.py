"""What quests have granted; and what is held, where a person decides."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext, ngettext

from guanxi.quests import actions, reports
from guanxi.quests.language.sentence import localized
from guanxi.web import access, formats, listing, routes, shell, wording
from guanxi.web.console import grants_page

PAGE = 50
HELD_SHOWN = 10
CSV_AT_ONCE = 500
KEY_PARTS = 3
REASON_MOST = 500


def overview(request: HttpRequest, desk: access.Desk) -> HttpResponseBase:
    """Every grant, the newest first; above it those that wait for a decision."""
    asked = listing.asked(request, sorts=("newest",), filters=("state", "quest", "unit"))
    state = asked.filters["state"] if asked.filters["state"] in reports.GRANT_STATES else ""
    wanted = {"quest": asked.filters["quest"], "unit": asked.filters["unit"], "state": state}
    if asked.csv:
        return listing.as_csv("grants", heads=grants_page.heads(), rows=_csv_rows(desk, **wanted))
    space_id = desk.space.id
    found = reports.grants(space_id=space_id, **wanted, before=_place(asked.after), limit=PAGE + 1)
    held = reports.grants(space_id=space_id, quest=wanted["quest"], unit=wanted["unit"], state="held", limit=HELD_SHOWN)
    quests, units = reports.slugs(space_id=space_id), reports.units(space_id=space_id)
    shown = found[:PAGE]
    page = listing.Listing(
        label=gettext("Grants"),
        columns=grants_page.columns(),
        rows=tuple(grants_page.row(desk, grant) for grant in shown),
        asked=asked,
        filters=grants_page.filters(wanted, quests=quests, units=units),
        next=listing.cursor(_key(shown[-1])) if len(found) > PAGE else "",
        csv=True,
        empty=listing.Empty(
            title=gettext("Nothing granted yet"),
            text=gettext("When a member reaches a step, what they are given stands here with its cause, for ever."),
        ),
    )
    context = {
        "listing": page,
        "held": [grants_page.line(desk, grant) for grant in held] if asked.after is None else [],
        "may_decide": desk.can("quests.launch"),
        "back": request.get_full_path(),
    }
    return shell.show(request, "console/grants/list.html", context)


def decide(request: HttpRequest, desk: access.Desk) -> HttpResponse:
    """Release or deny what an event granted and what is held, with a reason. Refuses NothingHeld."""
    if request.method != "POST":
        raise Http404
    event, reason = request.POST.get("event", ""), request.POST.get("reason", "").strip()[:REASON_MOST]
    if not event.isdigit() or request.POST.get("decision") not in {"release", "deny"}:
        raise Http404
    if not reason:
        shell.warn(request, gettext("Nothing was decided: say why, it stays in the journal."))
    elif request.POST["decision"] == "release":
        count = actions.release_held(space_id=desk.space.id, event_id=int(event), reason=reason, actor=desk.actor)
        text = ngettext("%(n)d grant is released to the member.", "%(n)d grants are released to the member.", count)
        shell.tell(request, text % {"n": count})
    else:
        count = actions.deny_held(space_id=desk.space.id, event_id=int(event), reason=reason, actor=desk.actor)
        text = ngettext(
            "%(n)d grant is denied; the budget has it again.",
            "%(n)d grants are denied; the budget has them again.",
            count,
        )
        shell.tell(request, text % {"n": count})
    back = request.POST.get("back", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = reverse("console:grants", args=[desk.space.slug])
    return HttpResponseRedirect(back, status=HTTPStatus.SEE_OTHER)


def _key(grant: reports.Grant) -> tuple[int, int, int]:
    return grant.event_id, grant.promise_id, grant.generation


def _place(after: tuple[str | int, ...] | None) -> tuple[int, int, int] | None:
    if after is None or len(after) != KEY_PARTS or not all(isinstance(part, int) for part in after):
        return None
    event, promise, generation = (int(part) for part in after)
    return event, promise, generation


def _csv_rows(desk: access.Desk, *, quest: str, unit: str, state: str) -> Iterator[list[object]]:
    wanted: dict[str, Any] = {"space_id": desk.space.id, "quest": quest, "unit": unit, "state": state}
    for found in listing.pages(lambda last: reports.grants(**wanted, before=last, limit=CSV_AT_ONCE), key=_key):
        for grant in found:
            moment = formats.moment(grant.at, zone=desk.space.time_zone)
            title = localized(grant.title, "en") or grant.quest
            yield [
                *(moment, title, grant.quest, grant.member_id, wording.unit(grant.unit), grant.wanted, grant.granted),
                *(grants_page.state(grant.state), grants_page.reason(grant.reason), grant.event_id),
            ]


ROUTES = [
    routes.console("grants/", overview, name="grants", needs="ledger.read"),
    routes.console("grants/decide/", decide, name="grant-decide", needs="quests.launch"),
]
