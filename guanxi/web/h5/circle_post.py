"""A post on the phone: its page, and every small act under it. Each works without a script."""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from guanxi.circles import actions, errors
from guanxi.circles import queries as circles
from guanxi.circles.queries import of_comments
from guanxi.kernel.errors import Refusal
from guanxi.web import access, numbers, routes, shell
from guanxi.web.h5 import circle_door, circle_page, circle_words, going

_BIGGEST = 2**63


@dataclass(frozen=True, kw_only=True)
class _Vain:
    """What was said in vain: why it was refused, the words, and the comment that they answer, 0 for the post."""

    problem: str = ""
    typed: str = ""
    parent: int = 0


_NOTHING = _Vain()


@require_safe
def post(request: HttpRequest, visit: access.Visit, post: int) -> HttpResponse:
    """A post with what others say."""
    return _show_post(request, visit, post)


@require_POST
def comment(request: HttpRequest, visit: access.Visit, post: int) -> HttpResponse:
    """Say something under a post, or in reply to a comment."""
    text, parent = request.POST.get("text", ""), _number(request.POST.get("parent", ""))
    try:
        number = actions.write_comment(
            space_id=visit.space.id,
            post_id=min(post, _BIGGEST - 1),
            text=text,
            author_id=visit.member_id,
            parent_id=parent or None,
            once=_once(request, text),
        )
    except Refusal as refusal:
        try:
            return _show_post(request, visit, post, vain=_Vain(problem=str(refusal), typed=text, parent=parent))
        except errors.UnknownPost:
            if not text.strip():
                raise
            return shell.show(request, "h5/circle/gone.html", {"typed": text}, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    held = gettext(circle_words.HELD) if of_comments.is_held(space_id=visit.space.id, comment_id=number) else ""
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
    choices = [number for one in request.POST.getlist("choice") if (number := numbers.named(one)) is not None]
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


def _show_post(
    request: HttpRequest,
    visit: access.Visit,
    post_id: int,
    *,
    vain: _Vain = _NOTHING,
    told: str = "",
    at: int = 0,
    part: str = "h5/circle/post.html",
) -> HttpResponse:
    opened = _opened(visit, post_id)
    head = circle_door.head(opened.door, visit)
    is_seen = opened.post.deleted_at is None and opened.post.hidden_at is None
    may_act = bool(head["may_write"]) and is_seen
    talk = _talk(request, visit, opened, at or vain.parent or _number(request.GET.get("at", "")))
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
        "problem": vain.problem,
        "told": told,
        "typed": vain.typed,
        "reply_to": vain.parent if may_act and _takes_replies(talk, vain.parent) else 0,
    }
    return shell.show(request, part, {"page": page}, status=422 if vain.problem else 200)


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


def _takes_replies(talk: of_comments.Page, comment_id: int) -> bool:
    """Whether the comment stands on this stretch with words that can be replied to."""
    shown = (one for above in talk.comments for one in (above, *above.replies))
    return any(one.id == comment_id and one.text and not (one.is_deleted or one.is_hidden) for one in shown)


def _number(text: str) -> int:
    """A number that may be one of a row, else 0."""
    return numbers.named(text) or 0


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
    routes.h5("posts/<int:post>/", post, name="post"),
    routes.h5("posts/<int:post>/comment/", comment, name="post-comment"),
    routes.h5("posts/<int:post>/react/", react, name="post-react"),
    routes.h5("posts/<int:post>/vote/", vote, name="post-vote"),
    routes.h5("posts/<int:post>/accept/", accept, name="post-accept"),
    routes.h5("posts/<int:post>/keep/", keep, name="post-keep"),
    routes.h5("posts/<int:post>/delete/", delete, name="post-delete"),
    routes.h5("posts/<int:post>/delete-comment/", delete_comment, name="post-delete-comment"),
    routes.h5("posts/<int:post>/honour/", honour, name="post-honour"),
]
