"""The list of members: find, narrow down, put in order, tag all of them, take away as a table."""

from http import HTTPStatus

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_POST

from guanxi import journal
from guanxi.kernel.errors import Refusal
from guanxi.members import browsing, bulk, errors, exports, queries
from guanxi.web import access, formats, listing, routes, shell
from guanxi.web.console import dressed, members_page, members_table

HTTP_SEE_OTHER = HTTPStatus.SEE_OTHER


class TagForm(dressed.Form):
    """The tag that everybody in the list gets, or loses."""

    tag = forms.CharField(label=gettext_lazy("Tag"), max_length=40)
    kind = forms.ChoiceField(
        label=gettext_lazy("What to do"),
        choices=[("tag", gettext_lazy("Put it on")), ("untag", gettext_lazy("Take it off"))],
    )
    query = forms.CharField(required=False, max_length=2000, widget=forms.HiddenInput)
    sure = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)

    @property
    def is_sure(self) -> bool:
        """Whether whoever sent it has seen what this very tag would do."""
        return bool(self.cleaned_data["sure"] == self.what)

    @property
    def what(self) -> str:
        """What is asked for, as one word."""
        return f"{self.cleaned_data['kind']}:{self.cleaned_data['tag']}"


class ExportForm(dressed.Form):
    """Which personal answers go into the table, and why."""

    fields_ = forms.MultipleChoiceField(label=gettext_lazy("Personal answers"), widget=forms.CheckboxSelectMultiple)
    reason = forms.CharField(
        label=gettext_lazy("Why they are needed"),
        help_text=gettext_lazy("It is recorded with your name, under “Who did what”."),
        min_length=5,
        max_length=200,
    )
    query = forms.CharField(required=False, max_length=2000, widget=forms.HiddenInput)


def members(request: HttpRequest, desk: access.Desk) -> HttpResponseBase:
    """The list. Words in the search box mean one person exactly; who is found alone is opened at once."""
    asked = members_page.asked(request)
    if asked.query:
        found = browsing.called(space_id=desk.space.id, words=asked.query)
        if len(found) == 1:
            return redirect("console:member", desk.space.slug, found[0])
        page = members_page.found_by_words(desk, asked, found)
        return shell.show(request, "console/members/list.html", {"page": page})
    wanted = members_page.wanted(desk, asked)
    if asked.csv and not wanted.problem:
        return _table(desk, asked, wanted)
    page = members_page.page(desk, asked, wanted, now=journal.now(space_id=desk.space.id))
    return shell.show(request, "console/members/list.html", {"page": page})


def count(request: HttpRequest, desk: access.Desk) -> HttpResponse:
    """How many the list has, for the place beside its title."""
    wanted = members_page.wanted(desk, members_page.asked(request))
    words = "" if wanted.problem else _counted(desk, wanted.filter)
    return shell.show(request, "console/members/count.html", {"words": words})


def tag_all(request: HttpRequest, desk: access.Desk) -> HttpResponse:
    """Ask how to tag everybody in the list, say what it would change, then let the worker do it."""
    query = (request.POST if request.method == "POST" else request.GET).get("query", "")
    asked = _asked_in(request, query)
    wanted = members_page.wanted(desk, asked)
    if wanted.problem:
        return _refused(request, asked, wanted)
    form = TagForm(request.POST) if request.method == "POST" else TagForm(initial={"query": query})
    counted, before = browsing.count(space_id=desk.space.id, filter_=bulk.of_here(wanted.filter)), ""
    if request.method == "POST" and form.is_valid():
        if form.is_sure:
            started = _start(desk, form, wanted.filter)
            if started is not None:
                return started
        elif counted is not None and counted.n == 0:
            form.add_error("tag", str(errors.NobodyFound()))
        else:
            before = members_page.before(desk, form.cleaned_data["kind"], form.cleaned_data["tag"], wanted.filter)
            form = TagForm({**form.cleaned_data, "sure": form.what})
    context = {
        "form": form,
        "count": members_page.counted(counted),
        "narrowed": members_page.narrowed(desk, asked),
        "leaves_out": bulk.of_here(wanted.filter) != wanted.filter,
        "before": before,
        "back": asked.address(),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return shell.show(request, "console/members/tag.html", context, status=status)


def _start(desk: access.Desk, form: TagForm, filter_: browsing.Filter) -> HttpResponse | None:
    """Begin, and lead to how far it is; None where the form says what is wrong."""
    given = form.cleaned_data
    try:
        bulk_id = bulk.start(
            space_id=desk.space.id, kind=given["kind"], tag=given["tag"], filter_=filter_, actor=desk.actor
        )
    except Refusal as refusal:
        form.add_error("tag", str(refusal))
        return None
    return HttpResponseRedirect(reverse("console:members-work", args=[desk.space.slug, bulk_id]), status=HTTP_SEE_OTHER)


def work(request: HttpRequest, desk: access.Desk, bulk_id: int) -> HttpResponse:
    """How far the worker is; the page asks again by itself until it is over."""
    found = bulk.bulk(space_id=desk.space.id, bulk_id=bulk_id)
    return shell.show(request, "console/members/work.html", {"work": members_page.progress(desk, found)})


def stop(request: HttpRequest, desk: access.Desk, bulk_id: int) -> HttpResponse:
    """Do no more of it."""
    if request.method == "POST":
        bulk.stop(space_id=desk.space.id, bulk_id=bulk_id, actor=desk.actor)
        shell.tell(request, gettext("Stopped. What was done so far stays as it is."))
    return HttpResponseRedirect(reverse("console:members-work", args=[desk.space.slug, bulk_id]), status=HTTP_SEE_OTHER)


@require_POST
def undo(request: HttpRequest, desk: access.Desk, bulk_id: int) -> HttpResponse:
    """Take back what the work did, from those alone whom it changed."""
    try:
        undoing = bulk.undo(space_id=desk.space.id, bulk_id=bulk_id, actor=desk.actor)
    except errors.CannotBeUndone as refusal:
        shell.warn(request, str(refusal))
        undoing = bulk_id
    return HttpResponseRedirect(reverse("console:members-work", args=[desk.space.slug, undoing]), status=HTTP_SEE_OTHER)


def export(request: HttpRequest, desk: access.Desk) -> HttpResponseBase:
    """The list as a table with personal answers in clear: for a reason, recorded, of a bounded size."""
    query = (request.POST if request.method == "POST" else request.GET).get("query", "")
    asked = _asked_in(request, query)
    wanted = members_page.wanted(desk, asked)
    personal = [field for field in queries.fields(space_id=desk.space.id).values() if field.personal]
    form = ExportForm(request.POST) if request.method == "POST" else ExportForm(initial={"query": query})
    choices = [(field.slug, field.label) for field in personal]
    form.fields["fields_"].choices = choices  # type: ignore[attr-defined]  # a choice field has them
    if wanted.problem:
        return _refused(request, asked, wanted)
    if request.method == "POST" and form.is_valid():
        try:
            found = exports.with_answers(
                space_id=desk.space.id,
                filter_=wanted.filter,
                fields=form.cleaned_data["fields_"],
                reason=form.cleaned_data["reason"],
                actor=desk.actor,
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            heads = [field.label for field in personal if field.slug in form.cleaned_data["fields_"]]
            return members_table.with_answers(desk, found, heads, now=journal.now(space_id=desk.space.id))
    context = {
        "form": form,
        "count": _counted(desk, wanted.filter),
        "narrowed": members_page.narrowed(desk, asked),
        "most": formats.number(exports.MOST_WITH_ANSWERS),
        "back": asked.address(),
        "has_fields": bool(choices),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return shell.show(request, "console/members/export.html", context, status=status)


def _counted(desk: access.Desk, filter_: browsing.Filter) -> str:
    return members_page.counted(browsing.count(space_id=desk.space.id, filter_=filter_))


def _refused(request: HttpRequest, asked: listing.Asked, wanted: members_page.Wanted) -> HttpResponse:
    """Nothing is done with a list whose segment cannot be read: it would be done with everybody."""
    context = {"problem": wanted.problem, "back": asked.address()}
    return shell.show(request, "console/members/unread.html", context, status=HTTPStatus.UNPROCESSABLE_ENTITY)


def _asked_in(request: HttpRequest, query: str) -> listing.Asked:
    """What a list's address asked, which came along in a form."""
    copy = HttpRequest()
    copy.GET = QueryDict(query.removeprefix("?"))
    del request
    return members_page.asked(copy)


def _table(desk: access.Desk, asked: listing.Asked, wanted: members_page.Wanted) -> HttpResponseBase:
    now = journal.now(space_id=desk.space.id)
    exports.record_list(space_id=desk.space.id, filter_=wanted.filter, actor=desk.actor)
    pages = browsing.everybody(
        space_id=desk.space.id, filter_=wanted.filter, sort=wanted.sort, descending=asked.descending
    )
    return members_table.of_list(desk, pages, now=now)


ROUTES = [
    routes.console("members/", members, name="members", needs="members.read"),
    routes.console("members/count/", count, name="members-count", needs="members.read"),
    routes.console("members/tag/", tag_all, name="members-tag", needs="members.tag"),
    routes.console("members/work/<int:bulk_id>/", work, name="members-work", needs="members.tag"),
    routes.console("members/work/<int:bulk_id>/stop/", stop, name="members-work-stop", needs="members.tag"),
    routes.console("members/work/<int:bulk_id>/undo/", undo, name="members-work-undo", needs="members.tag"),
    routes.console("members/export/", export, name="members-export", needs="members.export"),
]
