"""Hiding a post or a comment on the phone, by who looks after its circle, with a reason for its writer."""

from dataclasses import dataclass
from http import HTTPStatus

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext, gettext_lazy

from guanxi.circles import actions
from guanxi.circles import queries as circles
from guanxi.kernel import tenancy
from guanxi.kernel.errors import Refusal
from guanxi.moderation import actions as moderation
from guanxi.moderation import words as terms
from guanxi.web import access, numbers, routes, shell
from guanxi.web.h5 import circle_host_page, going, words

_BIGGEST = 2**63


class Hide(forms.Form):
    """On which ground, and why in words."""

    ground = forms.ChoiceField(label=gettext_lazy("On what ground"), initial="house_charter")
    reason = forms.CharField(
        label=gettext_lazy("Why"),
        help_text=gettext_lazy("Its writer reads it, and may object once; then the staff look at it."),
        min_length=2,
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2, "class": "short"}),
    )

    def __init__(self, *args: object, **named: object) -> None:
        super().__init__(*args, **named)  # type: ignore[arg-type]
        ground = self.fields["ground"]
        if isinstance(ground, forms.ChoiceField):
            ground.choices = [(code, gettext(text)) for code, text in terms.grounds(legal_only=False).items()]


@dataclass(frozen=True, kw_only=True)
class _Thing:
    """What is to be hidden."""

    kind: str
    id: int
    circle: str
    author: circles.Author
    text: str


def hide(request: HttpRequest, visit: access.Visit, post: int) -> HttpResponse:
    """Ask for the ground and the reason, say what it means, and hide the post or the comment under it."""
    thing = _thing(visit, post, request.POST.get("comment") or request.GET.get("comment", ""))
    form = Hide(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            _hide(visit, thing, form.cleaned_data["ground"], form.cleaned_data["reason"])
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            shell.tell(request, gettext("Hidden. Its writer reads why. You can show it again."))
            if thing.kind == "comment":
                return going.to(visit, "post", str(post))
            return going.to(visit, "circle-hidden", thing.circle)
    page = {
        "is_comment": thing.kind == "comment",
        "comment": thing.id if thing.kind == "comment" else "",
        "name": thing.author.name,
        "excerpt": circle_host_page.excerpt(thing.text),
        "back": words.link("post", visit.space.slug, post),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return shell.show(request, "h5/circle/host_hide.html", {"page": page, "form": form}, status=status)


def _thing(visit: access.Visit, post_id: int, comment: str) -> _Thing:
    """The post, or the comment under it, if the visitor looks after its circle and may hide it; else it is not there.

    What staff wrote is not hidden here, one's own is deleted instead, and what is hidden already is left to who hid it.
    """
    number = min(post_id, _BIGGEST - 1)
    opened = circles.post(space_id=visit.space.id, post_id=number, member_id=visit.member_id)
    seen, author, text = opened.post, opened.post.author, opened.post.text
    kind, subject = "post", seen.id
    if comment:
        subject = numbers.named(comment) or 0
        found = circles.texts(space_id=visit.space.id, post_ids=[], comment_ids=[subject]).get(("comment", subject))
        if found is None or found.is_hidden or found.post_id != seen.id:
            raise Http404
        kind, author, text = "comment", found.author, found.text
    if (
        not opened.door.standing.rules
        or seen.hidden_at is not None
        or seen.deleted_at is not None
        or author.is_staff
        or author.member_id == visit.member_id
    ):
        raise Http404
    return _Thing(kind=kind, id=subject, circle=opened.door.circle.slug, author=author, text=text)


def _hide(visit: access.Visit, thing: _Thing, ground: str, reason: str) -> None:
    actor = actions.member_actor(member_id=visit.member_id)
    with tenancy.acting_in(visit.space.id):
        case = moderation.open_case(space_id=visit.space.id, kind=thing.kind, subject_id=thing.id, actor=actor)
        moderation.decide(
            space_id=visit.space.id,
            case_id=case,
            outcome=terms.HIDE,
            ground=ground,
            reason=reason,
            actor=actor,
        )


ROUTES = [routes.h5("posts/<int:post>/hide/", hide, name="post-hide")]
