"""Writing a post on the phone, and changing one. What was sent in vain stands in the form again."""

import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext, gettext_lazy

from guanxi.circles import actions, writing
from guanxi.circles import queries as circles
from guanxi.kernel import tenancy
from guanxi.kernel.errors import Refusal
from guanxi.media import actions as media
from guanxi.web import access, routes, shell
from guanxi.web.h5 import circle_door, circle_words, going

KINDS = ("post", "question", "poll")
CLOSES = (("", gettext_lazy("stays open")), ("1", gettext_lazy("in a day")), ("3", gettext_lazy("in three days")),
          ("7", gettext_lazy("in a week")), ("30", gettext_lazy("in a month")))  # fmt: skip
_BIGGEST = 2**63


class Write(forms.Form):
    """What is to be written; what a poll needs besides is asked only there."""

    text = forms.CharField(
        label=gettext_lazy("Your words"),
        max_length=writing.LONGEST_POST,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("A #topic# stands between two signs. Links become links."),
    )
    options = forms.CharField(
        label=gettext_lazy("The options, one a line"),
        required=False,
        max_length=800,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    is_multiple = forms.BooleanField(label=gettext_lazy("Several may be chosen"), required=False)
    closes = forms.ChoiceField(label=gettext_lazy("The poll closes"), required=False, choices=CLOSES)
    is_ad = forms.BooleanField(
        label=gettext_lazy("This is an ad"),
        required=False,
        help_text=gettext_lazy("Whatever sells something, or is paid for. It carries the word 广告, and that is fine."),
    )
    once = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)

    def __init__(self, kind: str, *args: object, **named: object) -> None:
        super().__init__(*args, **named)  # type: ignore[arg-type]
        if kind != "poll":
            for name in ("options", "is_multiple", "closes"):
                del self.fields[name]
        if kind == "question":
            self.fields["text"].label = gettext("Your question")


def write(request: HttpRequest, visit: access.Visit, circle: str) -> HttpResponse:
    """Write a post, ask a question, start a poll."""
    door = circles.door(space_id=visit.space.id, slug=circle, member_id=visit.member_id)
    if request.method != "POST" and not door.may_write:
        return going.to(visit, "circle-about", circle)
    kind = request.POST.get("kind") or request.GET.get("kind") or "post"
    kind = kind if kind in KINDS else "post"
    head = circle_door.head(door, visit)
    if request.method != "POST":
        topic = request.GET.get("topic", "").strip("#")[: writing.LONGEST_TOPIC]
        initial = {"once": secrets.token_urlsafe(12), "text": f"#{topic}# " if topic else ""}
        # Who is muted is told so before anything is typed or uploaded.
        return _show_form(request, head, None if head["is_muted"] else Write(kind, initial=initial), kind)
    form = Write(kind, request.POST)
    if form.is_valid():
        try:
            post_id = _publish(request, visit, door, form, kind)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return _told_published(request, visit, post_id)
    elif head["is_muted"]:
        form.add_error(None, str(head["muted"]))
    return _show_form(request, head, form, kind, status=422)


def edit(request: HttpRequest, visit: access.Visit, post: int) -> HttpResponse:
    """Change the words of one's own post."""
    opened = _opened(visit, post)
    if opened.post.author.member_id != visit.member_id:
        return going.to(visit, "post", str(post))
    head = circle_door.head(opened.door, visit)
    if request.method != "POST":
        initial = {"text": opened.post.text, "is_ad": opened.post.declared == "ad"}
        form = None if head["is_muted"] else Write("post", initial=initial)
        return _show_form(request, head, form, "post", editing=post)
    form = Write("post", request.POST)
    if form.is_valid():
        try:
            actions.edit_post(
                space_id=visit.space.id,
                post_id=post,
                text=form.cleaned_data["text"],
                declared="ad" if form.cleaned_data["is_ad"] else "value",
                author_id=visit.member_id,
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            shell.tell(request, gettext("Changed."))
            return going.to(visit, "post", str(post))
    elif head["is_muted"]:
        form.add_error(None, str(head["muted"]))
    return _show_form(request, head, form, "post", editing=post, status=422)


def _publish(request: HttpRequest, visit: access.Visit, door: circles.Door, form: Write, kind: str) -> int:
    """Words first: pictures cost, so they are looked at last, and counted whatever becomes of them."""
    given = form.cleaned_data
    days = given.get("closes", "")
    draft = actions.Draft(
        text=given["text"],
        kind=kind,
        declared="ad" if given["is_ad"] else "value",
        options=tuple(given.get("options", "").splitlines()),
        is_multiple=bool(given.get("is_multiple")),
        closes_at=visit.now + timedelta(days=int(days)) if days else None,
    )
    writer: dict[str, Any] = {"space_id": visit.space.id, "circle_id": door.circle.id, "author_id": visit.member_id}
    files = [file for file in request.FILES.getlist("pictures") if file.size]
    who: dict[str, Any] = {
        "space_id": visit.space.id,
        "member_id": visit.member_id,
        "actor": actions.member_actor(member_id=visit.member_id),
    }
    actions.refuse_early(draft=draft, pictures=len(files), **writer)
    media.reserve(pictures=len(files), **who)
    with tenancy.acting_in(visit.space.id):
        taken = tuple(media.take(content=file.read(), is_counted=True, **who).id for file in files)
        return actions.write_post(draft=replace(draft, pictures=taken), once=given["once"] or None, **writer)


def _told_published(request: HttpRequest, visit: access.Visit, post_id: int) -> HttpResponse:
    """Say that it is there; or that a person will look at it first, where the check for ads was sure."""
    if _opened(visit, post_id).post.hidden_at is None:
        shell.tell(request, gettext("It is there. Thanks for sharing."))
    else:
        shell.warn(request, gettext(circle_words.HELD))
    return going.to(visit, "post", str(post_id))


def _show_form(
    request: HttpRequest,
    head: Mapping[str, object],
    form: Write | None,
    kind: str,
    *,
    editing: int | None = None,
    status: int = 200,
) -> HttpResponse:
    had_pictures = bool(request.FILES.getlist("pictures"))
    page = {**head, "kind": kind, "editing": editing, "had_pictures": had_pictures}
    return shell.show(request, "h5/circle/write.html", {"page": page, "form": form}, status=status)


def _opened(visit: access.Visit, post_id: int) -> circles.Opened:
    return circles.post(space_id=visit.space.id, post_id=min(post_id, _BIGGEST - 1), member_id=visit.member_id)


ROUTES = [
    routes.h5("circles/<slug:circle>/write/", write, name="circle-write"),
    routes.h5("posts/<int:post>/edit/", edit, name="post-edit"),
]
