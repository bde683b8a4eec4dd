"""A post on the phone: writing one, its page, and every small act under it. Each works without a script."""

import hashlib
import secrets
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext, gettext_lazy, gettext_noop
from django.views.decorators.http import require_POST, require_safe

from guanxi.circles import actions, writing
from guanxi.circles import queries as circles
from guanxi.circles.queries import of_comments
from guanxi.kernel import tenancy
from guanxi.kernel.errors import Refusal
from guanxi.media import actions as media
from guanxi.web import access, routes, shell
from guanxi.web.h5 import circle_door, circle_page, circle_words, going

KINDS = ("post", "question", "poll")
CLOSES = (("", gettext_lazy("stays open")), ("1", gettext_lazy("in a day")), ("3", gettext_lazy("in three days")),
          ("7", gettext_lazy("in a week")), ("30", gettext_lazy("in a month")))  # fmt: skip
_BIGGEST = 2**63
_MOST_DIGITS = 18
_HELD = gettext_noop("This looks like an ad. A moderator looks at it before others see it.")


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
    if not door.may_write:
        return going.to(visit, "circle-about", circle)
    kind = request.POST.get("kind") or request.GET.get("kind") or "post"
    kind = kind if kind in KINDS else "post"
    head = circle_door.head(door, visit)
    if head["is_muted"]:  # said before anything is typed or uploaded
        return _show_form(request, head, None, kind, status=422 if request.method == "POST" else 200)
    if request.method != "POST":
        topic = request.GET.get("topic", "").strip("#")[: writing.LONGEST_TOPIC]
        initial = {"once": secrets.token_urlsafe(12), "text": f"#{topic}# " if topic else ""}
        return _show_form(request, head, Write(kind, initial=initial), kind)
    form = Write(kind, request.POST)
    if form.is_valid():
        try:
            post_id = _publish(request, visit, door, form, kind)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return _told_published(request, visit, post_id)
    return _show_form(request, head, form, kind, status=422)


def edit(request: HttpRequest, visit: access.Visit, post: int) -> HttpResponse:
    """Change the words of one's own post."""
    opened = _opened(visit, post)
    if opened.post.author.member_id != visit.member_id:
        return going.to(visit, "post", str(post))
    head = circle_door.head(opened.door, visit)
    if head["is_muted"]:
        return _show_form(request, head, None, "post", editing=post, status=422 if request.method == "POST" else 200)
    initial = {"text": opened.post.text, "is_ad": opened.post.declared == "ad"}
    form = Write("post", request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
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
    return _show_form(request, head, form, "post", editing=post, status=422 if request.method == "POST" else 200)


@require_safe
def post(request: HttpRequest, visit: access.Visit, post: int) -> HttpResponse:
    """A post with what others say."""
    return _show_post(request, visit, post)


@require_POST
def comment(request: HttpRequest, visit: access.Visit, post: int) -> HttpResponse:
    """Say something under a post, or in reply to a comment."""
    text = request.POST.get("text", "")
    try:
        number = actions.write_comment(
            space_id=visit.space.id,
            post_id=min(post, _BIGGEST - 1),
            text=text,
            author_id=visit.member_id,
            parent_id=_number(request.POST.get("parent", "")) or None,
            once=_once(request, text),
        )
    except Refusal as refusal:
        return _show_post(request, visit, post, problem=str(refusal), typed=text)
    held = gettext(_HELD) if of_comments.is_held(space_id=visit.space.id, comment_id=number) else ""
    if request.headers.get("HX-Request") == "true":
        return _show_post(request, visit, post, at=number, told=held, part="h5/circle/talk.html")
    if held:
        shell.warn(request, held)
        return going.to(visit, "post", str(post), then="#comments")
    return going.to(visit, "post", str(post), then=f"?at={number}#comment-{number}")


@require_POST
def react(request: HttpRequest, visit: access.Visit, post: int) -> HttpResponse:
    """Like, useful, warm: give it, or take it back."""
    kind = request.POST.get("kind", "")
    act: dict[str, Any] = {"space_id": visit.space.id, "post_id": post, "member_id": visit.member_id}
    if kind in circle_words.REACTIONS:
        try:
            (actions.react if request.POST.get("give") == "yes" else actions.take_back)(**act, kind=kind)
        except Refusal as refusal:
            _warn(request, visit, post, refusal)
    if request.headers.get("HX-Request") == "true":
        shown = _opened(visit, post)
        reactions = circle_page.reactions(shown.post, visit, may_act=shown.door.may_write)
        return shell.show(request, "h5/circle/reactions.html", {"reactions": reactions})
    return going.to(visit, "post", str(post))


@require_POST
def vote(request: HttpRequest, visit: access.Visit, post: int) -> HttpResponse:
    """Choose in a poll."""
    choices = [int(one) for one in request.POST.getlist("choice") if one.isdecimal() and len(one) < 4]  # noqa: PLR2004
    act: dict[str, Any] = {"space_id": visit.space.id, "post_id": post, "member_id": visit.member_id}
    return _done(request, visit, post, lambda: actions.vote(**act, choices=choices), gettext("Your vote counts."))


@require_POST
def accept(request: HttpRequest, visit: access.Visit, post: int) -> HttpResponse:
    """Say which answer solved the question, or that none did."""
    number = _number(request.POST.get("comment", ""))
    actor = actions.member_actor(member_id=visit.member_id)
    if not number:
        return _done(
            request,
            visit,
            post,
            lambda: actions.unaccept_answer(space_id=visit.space.id, post_id=post, actor=actor),
            gettext("No answer is accepted any more."),
        )
    return _done(
        request,
        visit,
        post,
        lambda: actions.accept_answer(space_id=visit.space.id, comment_id=number, actor=actor),
        gettext("Accepted. Thanks for telling what helped."),
    )


@require_POST
def keep(request: HttpRequest, visit: access.Visit, post: int) -> HttpResponse:
    """Keep a post to find it again, or no longer."""
    act: dict[str, Any] = {"space_id": visit.space.id, "post_id": post, "member_id": visit.member_id}
    if request.POST.get("keep") == "yes":
        return _done(request, visit, post, lambda: actions.bookmark(**act), gettext("Kept. You find it under Me."))
    return _done(request, visit, post, lambda: actions.drop_bookmark(**act), gettext("No longer kept."))


@require_POST
def delete(request: HttpRequest, visit: access.Visit, post: int) -> HttpResponse:
    """Take one's own post away, or bring it back."""
    act: dict[str, Any] = {"space_id": visit.space.id, "post_id": post, "author_id": visit.member_id}
    if request.POST.get("back") == "yes":
        return _done(request, visit, post, lambda: actions.restore_post(**act), gettext("It is back."))
    words = gettext("Deleted. What it earned is taken back with it. For 7 days you can bring it back here.")
    return _done(request, visit, post, lambda: actions.delete_post(**act), words)


@require_POST
def delete_comment(request: HttpRequest, visit: access.Visit, post: int) -> HttpResponse:
    """Take one's own comment away."""
    number = _number(request.POST.get("comment", ""))
    act: dict[str, Any] = {"space_id": visit.space.id, "comment_id": number, "author_id": visit.member_id}
    return _done(request, visit, post, lambda: actions.delete_comment(**act), gettext("Deleted."))


@require_POST
def honour(request: HttpRequest, visit: access.Visit, post: int) -> HttpResponse:
    """The host's: feature, pin, and take either back."""
    act: dict[str, Any] = {
        "space_id": visit.space.id,
        "post_id": post,
        "actor": actions.member_actor(member_id=visit.member_id),
    }
    acts: dict[str, tuple[Callable[..., None], str]] = {
        "feature": (actions.feature_post, gettext("Featured. Its writer will be glad.")),
        "unfeature": (actions.unfeature_post, gettext("No longer featured.")),
        "pin": (actions.pin_post, gettext("Pinned to the top.")),
        "unpin": (actions.unpin_post, gettext("No longer pinned.")),
    }
    doing, words = acts.get(request.POST.get("act", ""), acts["unpin"])
    return _done(request, visit, post, lambda: doing(**act), words)


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
        shell.warn(request, gettext(_HELD))
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
    page = {**head, "kind": kind, "editing": editing, "kinds": KINDS}
    return shell.show(request, "h5/circle/write.html", {"page": page, "form": form}, status=status)


def _show_post(
    request: HttpRequest,
    visit: access.Visit,
    post_id: int,
    *,
    problem: str = "",
    typed: str = "",
    told: str = "",
    at: int = 0,
    part: str = "h5/circle/post.html",
) -> HttpResponse:
    opened = _opened(visit, post_id)
    head = circle_door.head(opened.door, visit)
    is_seen = opened.post.deleted_at is None and opened.post.hidden_at is None
    may_act = bool(head["may_write"]) and is_seen
    talk = _talk(request, visit, opened, at or _number(request.GET.get("at", "")))
    page = {
        **head,
        "post": circle_page.post(opened.post, visit, whole=True, may_act=may_act),
        "poll": circle_page.poll(opened, visit, may_act=may_act),
        "talk": circle_page.comments(talk, visit, opened=opened),
        "may_talk": may_act,
        "may_rule": opened.door.standing.rules and is_seen,
        "may_restore": opened.post.deleted_at is not None and opened.post.author.member_id == visit.member_id,
        "is_pinned": opened.post.pinned_at is not None,
        "once": secrets.token_urlsafe(12),
        "problem": problem,
        "told": told,
        "typed": typed,
    }
    return shell.show(request, part, {"page": page}, status=422 if problem else 200)


def _talk(request: HttpRequest, visit: access.Visit, opened: circles.Opened, at: int) -> of_comments.Page:
    """The stretch of comments that the address asks for; none for a writer who may no longer read the circle."""
    if not opened.door.may_read:
        return of_comments.Page(comments=(), next=None)
    under: dict[str, Any] = {"space_id": visit.space.id, "post_id": opened.post.id}
    if at:
        return of_comments.around(comment_id=at, **under)
    after, upto, thread = (_number(request.GET.get(name, "")) for name in ("after", "upto", "thread"))
    if thread:
        return of_comments.thread(comment_id=thread, after=after, upto=upto or None, **under)
    return of_comments.comments(after=after, upto=upto or None, **under)


def _number(text: str) -> int:
    """A number that may be one of a row, else 0."""
    return int(text) if text.isdecimal() and text.isascii() and len(text) <= _MOST_DIGITS else 0


def _once(request: HttpRequest, text: str) -> str | None:
    """The word of a form that was sent, one for what it says: the form of before, sent with other words, is another."""
    form = request.POST.get("once", "")
    said = f"{form}:{request.POST.get('parent', '')}:{text}"
    return hashlib.sha256(said.encode(errors="replace")).hexdigest()[:40] if form else None


def _opened(visit: access.Visit, post_id: int) -> circles.Opened:
    return circles.post(space_id=visit.space.id, post_id=min(post_id, _BIGGEST - 1), member_id=visit.member_id)


def _warn(request: HttpRequest, visit: access.Visit, post_id: int, refusal: Refusal) -> None:
    """Say what was not done and why; to whoever may not read the post, it is not there. Refuses with UnknownPost."""
    _opened(visit, post_id)
    shell.warn(request, str(refusal))


def _done(
    request: HttpRequest, visit: access.Visit, post_id: int, act: Callable[[], object], words: str
) -> HttpResponse:
    try:
        act()
    except Refusal as refusal:
        _warn(request, visit, post_id, refusal)
    else:
        shell.tell(request, words)
    return going.to(visit, "post", str(post_id))


ROUTES = [
    routes.h5("circles/<slug:circle>/write/", write, name="circle-write"),
    routes.h5("posts/<int:post>/", post, name="post"),
    routes.h5("posts/<int:post>/edit/", edit, name="post-edit"),
    routes.h5("posts/<int:post>/comment/", comment, name="post-comment"),
    routes.h5("posts/<int:post>/react/", react, name="post-react"),
    routes.h5("posts/<int:post>/vote/", vote, name="post-vote"),
    routes.h5("posts/<int:post>/accept/", accept, name="post-accept"),
    routes.h5("posts/<int:post>/keep/", keep, name="post-keep"),
    routes.h5("posts/<int:post>/delete/", delete, name="post-delete"),
    routes.h5("posts/<int:post>/delete-comment/", delete_comment, name="post-delete-comment"),
    routes.h5("posts/<int:post>/honour/", honour, name="post-honour"),
]
