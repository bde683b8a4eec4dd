"""One member: what happened and why, what they have, and what staff may do about it."""

import json
from http import HTTPStatus
from typing import TYPE_CHECKING

from django import forms
from django.core.serializers.json import DjangoJSONEncoder
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy, ngettext

from guanxi import journal
from guanxi.insight import consequences, telling, why
from guanxi.kernel.errors import Refusal
from guanxi.members import actions, queries
from guanxi.spaces import currencies
from guanxi.web import access, formats, numbers, routes, shell, wording
from guanxi.web.console import dressed, member_page

if TYPE_CHECKING:
    from datetime import date

_LARGEST_ID = 2**63
_MOST_LOTS = 24


class ReasonForm(dressed.Form):
    """Why staff does something that cannot be told from the thing itself."""

    reason = forms.CharField(
        label=gettext_lazy("Why"),
        help_text=gettext_lazy("It is recorded with your name, under “Who did what”."),
        min_length=5,
        max_length=200,
    )


class MergeForm(dressed.Form):
    """The other entry of the same person."""

    other = forms.IntegerField(label=gettext_lazy("Number of the other entry"), min_value=1, max_value=_LARGEST_ID - 1)


ERASING = {
    "asked": gettext_lazy("The member asked for it"),
    "consent_withdrawn": gettext_lazy("The consent was withdrawn"),
    "retention": gettext_lazy("The time for keeping the data is over"),
    "guardian": gettext_lazy("A guardian asked for it"),
    "unlawful": gettext_lazy("The data must not have been kept"),
}
"""Why somebody is erased: a closed list, because the reason outlives the person."""


class EraseForm(dressed.Form):
    """Why, and whom once more."""

    reason = forms.ChoiceField(label=gettext_lazy("Reason"), choices=list(ERASING.items()))
    number = forms.IntegerField(
        label=gettext_lazy("Type the member's number"),
        help_text=gettext_lazy("So that nobody is erased by a slip."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )


def member(request: HttpRequest, desk: access.Desk, member_id: int) -> HttpResponse:
    """The page of one member; `?before=` an event continues the timeline."""
    page = member_page.page(desk, member_id, before=numbers.named(request.GET.get("before", "")))
    return shell.show(request, "console/member/page.html", {"page": page})


def event(request: HttpRequest, desk: access.Desk, member_id: int, event_id: int) -> HttpResponse:
    """Why an event happened and what came of it: a page, or the part of one below a line."""
    seen = _seen(desk, member_id)
    chain = member_page.chain(seen, event_id)
    if chain is None:
        raise Http404
    context = {"chain": chain, "member_id": member_id, "event_id": event_id, "can_void": desk.can("journal.void")}
    partial = request.headers.get("HX-Request") == "true"
    return shell.show(request, "console/member/chain.html" if partial else "console/member/event.html", context)


def void(request: HttpRequest, desk: access.Desk, member_id: int, event_id: int) -> HttpResponse:
    """Ask with the consequence in words; then let the event not count any more, or count again."""
    seen = _seen(desk, member_id)
    chain = member_page.chain(seen, event_id)
    if chain is None or not (chain["can_void"] or chain["can_reinstate"]):
        raise Http404
    voids = bool(chain["can_void"])
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        act = journal.void if voids else journal.reinstate
        reason = form.cleaned_data["reason"]
        try:
            act(space_id=desk.space.id, event_id=event_id, reason=reason, actor=desk.actor)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            shell.tell(
                request,
                gettext("It does not count any more; what it had caused is taken back.")
                if voids
                else gettext("It counts again; what it had caused is given again."),
            )
            return _to_member(desk, member_id)
    context: dict[str, object] = {
        "chain": chain,
        "voids": voids,
        "form": form,
        "member_id": member_id,
        "event_id": event_id,
    }
    if "foretell" in request.GET:
        foretell = consequences.of_voiding if voids else consequences.of_reinstating
        found = foretell(space_id=desk.space.id, event_id=event_id)
        context["consequence"] = member_page.consequence(seen, found)
    return shell.show(request, "console/member/void.html", context, status=_status(form))


def tag(request: HttpRequest, desk: access.Desk, member_id: int) -> HttpResponse:
    """Put a tag on, or take one off."""
    if request.method == "POST":
        name, is_off = request.POST.get("tag", "").strip(), request.POST.get("act") == "off"
        act = actions.untag if is_off else actions.tag
        try:
            act(space_id=desk.space.id, member_ids=[member_id], name=name, actor=desk.actor)
        except Refusal as refusal:
            shell.warn(request, str(refusal))
    return _to_member(desk, member_id)


def reveal(request: HttpRequest, desk: access.Desk, member_id: int, field: str) -> HttpResponse:
    """Ask why; then show one personal answer, once. Looking is recorded and counted by the hour."""
    known = queries.fields(space_id=desk.space.id)
    queries.member(space_id=desk.space.id, member_id=member_id)
    if field not in known:
        raise Http404
    form = ReasonForm(request.POST if request.method == "POST" else None)
    context: dict[str, object] = {"form": form, "label": known[field].label, "field": field, "member_id": member_id}
    if request.method == "POST" and form.is_valid():
        try:
            value = actions.reveal(
                space_id=desk.space.id,
                member_id=member_id,
                field=field,
                reason=form.cleaned_data["reason"],
                actor=desk.actor,
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            context["lines"] = _lines(value)
            context["is_shown"] = True
    return shell.show(request, "console/member/reveal.html", context, status=_status(form))


def merge(request: HttpRequest, desk: access.Desk, member_id: int) -> HttpResponse:
    """Ask for the other entry, show what would happen, then let it live on as this one."""
    seen = _seen(desk, member_id)
    queries.member(space_id=desk.space.id, member_id=member_id)
    given = request.POST if request.method == "POST" else request.GET
    form = MergeForm(given if "other" in given else None)
    context: dict[str, object] = {"form": form, "member_id": member_id}
    if form.is_bound and form.is_valid():
        other = form.cleaned_data["other"]
        context["other"] = other
        try:
            if request.method == "POST" and "sure" in given:
                actions.merge(space_id=desk.space.id, keep=member_id, lose=other, actor=desk.actor)
                shell.tell(request, gettext("Member %(number)d lives on as this one.") % {"number": other})
                return _to_member(desk, member_id)
            found = consequences.of_merging(space_id=desk.space.id, keep=member_id, lose=other)
            context["consequence"] = member_page.consequence(seen, found)
        except Refusal as refusal:
            form.add_error("other", str(refusal))
    return shell.show(request, "console/member/merge.html", context, status=_status(form))


def erase(request: HttpRequest, desk: access.Desk, member_id: int) -> HttpResponse:
    """Ask with the consequence in words; then make everything personal unreadable for ever."""
    seen = _seen(desk, member_id)
    queries.member(space_id=desk.space.id, member_id=member_id)
    form = EraseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["number"] != member_id:
            form.add_error("number", gettext("This is not the number of this member."))
        else:
            try:
                actions.erase(
                    space_id=desk.space.id, member_id=member_id, reason=form.cleaned_data["reason"], actor=desk.actor
                )
            except Refusal as refusal:
                form.add_error(None, str(refusal))
            else:
                shell.tell(request, gettext("Erased. Nobody can read any more who this was."))
                return _to_member(desk, member_id)
    context: dict[str, object] = {"form": form, "member_id": member_id}
    if "foretell" in request.GET:
        found = consequences.of_erasing(space_id=desk.space.id, member_id=member_id)
        context["consequence"] = member_page.consequence(seen, found)
    return shell.show(request, "console/member/erase.html", context, status=_status(form))


def export(request: HttpRequest, desk: access.Desk, member_id: int) -> HttpResponse:
    """Ask why; then everything that is known about the member as one file. It is recorded and counted by the hour."""
    queries.member(space_id=desk.space.id, member_id=member_id)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    told = _handed_out(desk, member_id, form) if request.method == "POST" and form.is_valid() else None
    if told is None:
        context = {"form": form, "member_id": member_id}
        return shell.show(request, "console/member/export.html", context, status=_status(form))
    body = json.dumps(told, ensure_ascii=False, indent=2, cls=DjangoJSONEncoder)
    response = HttpResponse(body, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{desk.space.slug}-member-{member_id}.json"'
    return response


def _handed_out(desk: access.Desk, member_id: int, form: forms.Form) -> dict[str, object] | None:
    reason = form.cleaned_data["reason"]
    try:
        return actions.hand_out(space_id=desk.space.id, member_id=member_id, reason=reason, actor=desk.actor)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return None


def why_balance(request: HttpRequest, desk: access.Desk, member_id: int, unit: str) -> HttpResponse:
    """Why this balance: line by line, each with its reason, and what is left of each credit until when."""
    queries.member(space_id=desk.space.id, member_id=member_id)
    story = why.story(space_id=desk.space.id, member_id=member_id, unit=unit)
    if not story.lines and not story.balances:
        raise Http404
    currency, zone = desk.space.currency, story.time_zone
    names = telling.named(space_id=desk.space.id, lines=story.lines)
    lines = [
        {
            "number": line.number,
            "text": telling.what(line, unit=unit, currency=currency, zone=zone, names=names),
            "change": formats.change(line.change, unit=unit, currency=currency),
            "after": currencies.quantity(line.worth_after, unit=unit, currency=currency),
            "when": telling.moment(line.event.at, zone=zone),
            "address": reverse("console:member-event", args=[desk.space.slug, member_id, line.event.id]),
        }
        for line in reversed(story.lines)
    ]
    balances = [
        {"kind": telling.kind(kind), "amount": formats.amount(amount, unit=unit, currency=currency)}
        for kind, amount in story.balances.items()
    ]
    lots = _lots(story, currency)
    context = {
        "lines": lines,
        "lots": lots,
        "balances": balances,
        "earlier": story.earlier,
        "unit": wording.unit(unit),
        "member_id": member_id,
    }
    return shell.show(request, "console/member/why.html", context)


def _lots(story: why.Story, currency: str) -> list[str]:
    """What is left and until when, one line a day of expiry, the first to expire first."""
    until: dict[date | None, int] = {}
    for lot in story.lots:
        day = lot.expires_at.astimezone(story.time_zone).date() if lot.expires_at else None
        until[day] = until.get(day, 0) + lot.remaining
    days = sorted((day for day in until if day is not None), key=lambda day: day)
    lines = [
        gettext("%(amount)s until %(day)s")
        % {"amount": formats.amount(until[day], unit=story.unit, currency=currency), "day": formats.day(day)}
        for day in days[:_MOST_LOTS]
    ]
    if None in until:
        amount = formats.amount(until[None], unit=story.unit, currency=currency)
        lines.append(gettext("%(amount)s without an end") % {"amount": amount})
    more = len(days) - _MOST_LOTS
    if more > 0:
        lines.append(ngettext("and on %(n)s later day", "and on %(n)s later days", more) % {"n": formats.number(more)})
    return lines


def _seen(desk: access.Desk, member_id: int) -> member_page.Seen:
    return member_page.Seen(desk=desk, member_id=member_id, now=journal.now(space_id=desk.space.id))


def _lines(value: object) -> list[str]:
    if value is None:
        return [gettext("There is no answer.")]
    if isinstance(value, dict):
        return [str(part) for part in value.values()]
    return [gettext(", ").join(map(str, value)) if isinstance(value, list) else str(value)]


def _status(form: forms.Form) -> HTTPStatus:
    return HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK


def _to_member(desk: access.Desk, member_id: int) -> HttpResponseRedirect:
    address = reverse("console:member", args=[desk.space.slug, member_id])
    return HttpResponseRedirect(address, status=HTTPStatus.SEE_OTHER)


_ONE = "members/<int:member_id>/"
ROUTES = [
    routes.console(_ONE, member, name="member", needs="members.read"),
    routes.console(f"{_ONE}events/<int:event_id>/", event, name="member-event", needs="members.read"),
    routes.console(f"{_ONE}events/<int:event_id>/void/", void, name="member-void", needs="journal.void"),
    routes.console(f"{_ONE}why/<str:unit>/", why_balance, name="member-why", needs="ledger.read"),
    routes.console(f"{_ONE}tag/", tag, name="member-tag", needs="members.tag"),
    routes.console(f"{_ONE}reveal/<str:field>/", reveal, name="member-reveal", needs="members.reveal"),
    routes.console(f"{_ONE}merge/", merge, name="member-merge", needs="members.merge"),
    routes.console(f"{_ONE}erase/", erase, name="member-erase", needs="members.erase"),
    routes.console(f"{_ONE}export/", export, name="member-export", needs="members.export"),
]
