"""What quests have granted; and what is held, where a person decides."""

from collections.abc import Iterator, Sequence
from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, gettext

from guanxi.kernel import keyset
from guanxi.quests import actions, errors, lists, reports
from guanxi.quests.language.sentence import localized
from guanxi.web import access, formats, listing, numbers, routes, shell, wording
from guanxi.web.console import grants_page

HELD_SHOWN = 10
REASON_MOST = 500


def overview(request: HttpRequest, desk: access.Desk) -> HttpResponseBase:
    """Every grant, the newest first; above it those that wait for a decision."""
    asked = listing.asked(request, sorts=tuple(lists.GRANT_ORDERS), filters=("state", "quest", "unit"), default="-when")
    state = asked.filters["state"] if asked.filters["state"] in reports.GRANT_STATES else ""
    wanted = {"quest": asked.filters["quest"], "unit": asked.filters["unit"], "state": state}
    space_id = desk.space.id

    def read(place: keyset.Wanted) -> keyset.Found[reports.Grant]:
        return lists.grants(space_id=space_id, wanted=place, **wanted)

    if asked.csv:
        return listing.table(
            "grants", heads=grants_page.heads(), asked=asked, read=read, lines=lambda page: _csv_lines(desk, page)
        )
    found = read(asked.wanted)
    narrowed = {"quest": wanted["quest"], "unit": wanted["unit"]}
    waiting = (
        reports.held(space_id=space_id, quest=wanted["quest"], unit=wanted["unit"], limit=HELD_SHOWN)
        if asked.after is None and asked.before is None
        else ()
    )
    quests, units = reports.slugs(space_id=space_id), reports.units(space_id=space_id)
    page = listing.Listing(
        label=gettext("Grants"),
        columns=grants_page.columns(),
        rows=tuple(grants_page.row(desk, grant) for grant in found.rows),
        asked=asked,
        filters=grants_page.filters(wanted, quests=quests, units=units),
        next=listing.cursor(found.next),
        previous=listing.cursor(found.previous),
        csv=True,
        empty=listing.Empty(
            title=gettext("Nothing granted yet"),
            text=gettext("When a member reaches a step, what they are given stands here with its cause, for ever."),
        ),
    )
    context = {
        "listing": page,
        "held": [grants_page.card(desk, one) for one in waiting],
        "many": grants_page.address(desk, "console:grants-held", narrowed) if len(waiting) > 1 else "",
        "may_decide": desk.can("quests.launch"),
        "back": request.get_full_path(),
    }
    return shell.show(request, "console/grants/list.html", context)


def held(request: HttpRequest, desk: access.Desk) -> HttpResponse:
    """What is held under a filter, page by page, to be decided at once for one reason."""
    narrowed = {name: request.GET.get(name, "").strip()[:200] for name in ("quest", "unit")}
    place = numbers.named(request.GET.get("before", ""))
    found = reports.held(
        space_id=desk.space.id,
        quest=narrowed["quest"],
        unit=narrowed["unit"],
        before=place,
        limit=actions.MOST_AT_ONCE + 1,
    )
    shown = found[: actions.MOST_AT_ONCE]
    more = {**narrowed, "before": str(shown[-1].event_id)} if len(found) > len(shown) else {}
    context = {
        "cards": [grants_page.card(desk, one) for one in shown],
        "sum": grants_page.total(desk, shown),
        "count": grants_page.counted(shown),
        "next": grants_page.address(desk, "console:grants-held", more) if more else "",
        "list": grants_page.address(desk, "console:grants", narrowed),
        "back": request.get_full_path(),
        "may_decide": desk.can("quests.launch"),
    }
    return shell.show(request, "console/grants/held.html", context)


def decide(request: HttpRequest, desk: access.Desk) -> HttpResponse:
    """Release or deny all that is held of some events, with a reason; denying asks first. Refuses NothingHeld."""
    if request.method != "POST":
        raise Http404
    events = _events(request)
    decision, reason = request.POST.get("decision", ""), request.POST.get("reason", "").strip()[:REASON_MOST]
    if not events or decision not in {"release", "deny"}:
        raise Http404
    back = request.POST.get("back", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = reverse("console:grants", args=[desk.space.slug])
    if not reason:
        shell.warn(request, gettext("Nothing was decided: say why, it stays in the journal."))
    elif decision == "deny" and "sure" not in request.POST:
        return _ask(request, desk, events, reason=reason, back=back)
    else:
        try:
            done = actions.decide_held(
                space_id=desk.space.id,
                event_ids=events,
                decision="release" if decision == "release" else "deny",
                reason=reason,
                actor=desk.actor,
            )
        except errors.ReserveLacks as lacking:
            shell.warn(request, grants_page.lacks(desk, lacking))
        else:
            shell.tell(request, grants_page.decided(done, is_denied=decision == "deny"))
    return HttpResponseRedirect(back, status=HTTPStatus.SEE_OTHER)


def _ask(request: HttpRequest, desk: access.Desk, events: list[int], *, reason: str, back: str) -> HttpResponse:
    """What would be lost by denying, and the button that does it. Refuses NothingHeld."""
    found = reports.held(space_id=desk.space.id, events=events)
    if not found:
        raise errors.NothingHeld(event=events[0])
    context = {
        "cards": [grants_page.card(desk, one) for one in found],
        "sum": grants_page.total(desk, found),
        "count": grants_page.counted(found),
        "reason": reason,
        "back": back,
    }
    return shell.show(request, "console/grants/deny.html", context)


def _events(request: HttpRequest) -> list[int]:
    """The events that the form names; empty when one of them is no number, or when they are too many."""
    said = request.POST.getlist("event")
    named = [number for one in said if (number := numbers.named(one)) is not None]
    return sorted(set(named)) if len(named) == len(said) <= actions.MOST_AT_ONCE else []


def _csv_lines(desk: access.Desk, found: Sequence[reports.Grant]) -> Iterator[list[object]]:
    for grant in found:
        moment = formats.moment(grant.at, zone=desk.space.time_zone)
        title = localized(grant.title, get_language() or "en") or grant.quest
        yield [
            *(moment, title, grant.quest, grant.member_id, wording.unit(grant.unit), grant.wanted, grant.granted),
            *(grants_page.state(grant.state), grants_page.reason(grant.reason), grant.event_id),
        ]


ROUTES = [
    routes.console("grants/", overview, name="grants", needs="ledger.read"),
    routes.console("grants/held/", held, name="grants-held", needs="ledger.read"),
    routes.console("grants/decide/", decide, name="grant-decide", needs="quests.launch"),
]
