"""What is written in a circle, as the staff see it: put forward, pinned, written in the brand's name."""

from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from guanxi.circles import actions, moderating
from guanxi.circles import queries as circles
from guanxi.kernel.errors import Refusal
from guanxi.moderation import actions as moderation
from guanxi.web import access, listing, routes, shell
from guanxi.web.console import circles_forms, circles_page
from guanxi.web.console.circles import to

_ORDERS = ("newest", "ads", "hidden")


@require_safe
def posts(request: HttpRequest, desk: access.Desk, circle: str) -> HttpResponse:
    """Every post, the newest first; or only ads, or what is hidden."""
    return _show(request, desk, circles.circle(space_id=desk.space.id, slug=circle), circles_forms.Note())


@require_POST
def write(request: HttpRequest, desk: access.Desk, circle: str) -> HttpResponse:
    """Write in the brand's name."""
    found = circles.circle(space_id=desk.space.id, slug=circle)
    form = circles_forms.Note(request.POST)
    if form.is_valid():
        draft = actions.Draft(text=form.cleaned_data["text"], declared="ad" if form.cleaned_data["is_ad"] else "value")
        try:
            actions.write_post(space_id=desk.space.id, circle_id=found.id, draft=draft, staff_id=desk.user_id)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            shell.tell(request, gettext("Written, with the mark of the staff."))
            return to(desk, circle, "circle-posts")
    return _show(request, desk, found, form, status=422)


@require_POST
def honour(request: HttpRequest, desk: access.Desk, circle: str, post: int) -> HttpResponse:
    """Feature, pin, and take either back."""
    act: dict[str, Any] = {"space_id": desk.space.id, "post_id": min(post, 2**63 - 1), "actor": desk.actor}
    acts = {
        "feature": (actions.feature_post, gettext("Featured. Its writer’s quests know it too.")),
        "unfeature": (actions.unfeature_post, gettext("No longer featured; what it earned for that is taken back.")),
        "pin": (actions.pin_post, gettext("Pinned to the top.")),
        "unpin": (actions.unpin_post, gettext("No longer pinned.")),
    }
    chosen = acts.get(request.POST.get("act", ""))
    if chosen is not None:
        try:
            chosen[0](**act)
        except Refusal as refusal:
            shell.warn(request, str(refusal))
        else:
            shell.tell(request, chosen[1])
    return to(desk, circle, "circle-posts")


@require_POST
def moderate(request: HttpRequest, desk: access.Desk, circle: str, post: int) -> HttpResponse:
    """Open a case about a post, to hide it with a ground, or to keep it."""
    del request
    found = circles.circle(space_id=desk.space.id, slug=circle)
    seen = moderating.describe_posts(space_id=desk.space.id, subject_ids=[min(post, 2**63 - 1)])
    if post not in seen or seen[post].scope_id != found.id:
        raise Http404
    case = moderation.open_case(space_id=desk.space.id, kind=moderating.POST, subject_id=post, actor=desk.actor)
    address = reverse("console:moderation-case", args=[desk.space.slug, case])
    return HttpResponseRedirect(address, status=HTTPStatus.SEE_OTHER)


def _show(
    request: HttpRequest, desk: access.Desk, found: circles.Circle, form: circles_forms.Note, *, status: int = 200
) -> HttpResponse:
    chosen = request.GET.get("show", "newest")
    order = chosen if chosen in _ORDERS else "newest"
    seen = circles.all_posts(
        space_id=desk.space.id,
        circle_id=found.id,
        order=order,
        after=listing.read_cursor(request.GET.get("after", "")),
    )
    labels = {"newest": gettext("All"), "ads": gettext("Ads"), "hidden": gettext("Hidden")}
    page = circles_page.head(found, desk) | {
        "posts": [circles_page.post(one, desk) for one in seen.posts],
        "orders": [(labels[name], f"?show={name}", name == order) for name in _ORDERS],
        "next": f"?show={order}&after={listing.cursor(seen.next)}" if seen.next else "",
    }
    return shell.show(request, "console/circles/posts.html", {"page": page, "form": form}, status=status)


ROUTES = [
    routes.console("circles/<slug:circle>/posts/", posts, name="circle-posts", needs="circles.read"),
    routes.console("circles/<slug:circle>/posts/write/", write, name="circle-post-write", needs="circles.write"),
    routes.console(
        "circles/<slug:circle>/posts/<int:post>/honour/", honour, name="circle-post-honour", needs="circles.write"
    ),
    routes.console(
        "circles/<slug:circle>/posts/<int:post>/moderate/",
        moderate,
        name="circle-post-moderate",
        needs="moderation.decide",
    ),
]
