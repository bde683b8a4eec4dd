"""Telling what one bought or tried is like: for the brand, and in a circle when the member wants it there."""

import secrets
from dataclasses import replace
from http import HTTPStatus
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext, gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from guanxi.challenges import queries as challenges
from guanxi.circles import actions as circles
from guanxi.circles import queries as known_circles
from guanxi.kernel import tenancy
from guanxi.kernel.errors import Refusal
from guanxi.media import actions as media
from guanxi.shop import queries as reviews
from guanxi.shop import reviewing
from guanxi.web import access, formats, numbers, routes, shell
from guanxi.web.h5 import going, review_page, words

_BIGGEST = 2**63


class Write(forms.Form):
    """A review: what it is about, the words, and whether others may read it."""

    order = forms.ChoiceField(label=gettext_lazy("Which order"), required=False)
    product = forms.CharField(
        label=gettext_lazy("What it is about"),
        help_text=gettext_lazy("The product, in a few words."),
        required=False,
        max_length=reviewing.LONGEST_PRODUCT,
    )
    text = forms.CharField(
        label=gettext_lazy("How it was"),
        help_text=gettext_lazy("Praise or blame: both help, and both count the same."),
        max_length=reviewing.LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    circle = forms.ChoiceField(
        label=gettext_lazy("Who may read it"),
        help_text=gettext_lazy("In a circle it stands as a post of yours."),
        required=False,
    )
    once = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)

    def __init__(
        self, visit: access.Visit, promised: tuple[review_page.Promised, ...], *args: object, **named: object
    ) -> None:
        super().__init__(*args, **named)  # type: ignore[arg-type]
        self.least = review_page.least(promised)
        who = {"space_id": visit.space.id, "member_id": visit.member_id}
        delivered = reviews.delivered(**who)
        if delivered:
            days = [(one.order, formats.day(one.at.astimezone(visit.space.zone).date())) for one in delivered]
            said = gettext("%(order)s, arrived on %(day)s")
            self.fields["order"].choices = [  # type: ignore[attr-defined]  # a choice field has them
                ("", gettext("No order of mine")),
                *((order, said % {"order": order, "day": day}) for order, day in days),
            ]
        else:
            del self.fields["order"]
        inside = known_circles.circles_of(**who, only_open=True)
        if inside:
            self.fields["circle"].choices = [  # type: ignore[attr-defined]
                ("", gettext("Only the brand")),
                *((str(number), gettext("The circle “%(circle)s”") % {"circle": name}) for number, name in inside),
            ]
        else:
            del self.fields["circle"]

    def clean_text(self) -> str:
        """Long enough to count for what is promised: who writes less would have written in vain."""
        text = reviewing.clean(self.cleaned_data["text"])
        length = reviewing.length(text)
        if length < self.least:
            problem = ngettext(
                "Write at least %(least)s character, so that it counts; there are %(length)s.",
                "Write at least %(least)s characters, so that it counts; there are %(length)s.",
                self.least,
            )
            raise forms.ValidationError(problem % {"least": self.least, "length": length})
        return text


@require_safe
def mine(request: HttpRequest, visit: access.Visit) -> HttpResponse:
    """One's own reviews, the newest first."""
    before = numbers.named(request.GET.get("before", ""))
    return shell.show(request, "h5/review/mine.html", {"page": review_page.mine(visit, before=before)})


def write(request: HttpRequest, visit: access.Visit) -> HttpResponse:
    """Write a review."""
    promised = review_page.promised(visit)
    if request.method != "POST":
        initial = {"once": secrets.token_urlsafe(12)}
        return _show(request, Write(visit, promised, initial=initial), promised)
    form = Write(visit, promised, request.POST)
    if form.is_valid():
        try:
            written = _written(request, visit, form, is_rewarded=bool(promised))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            shell.tell(request, _said(written, visit))
            return going.to(visit, "reviews")
    return _show(request, form, promised, status=HTTPStatus.UNPROCESSABLE_ENTITY)


@require_POST
def share(request: HttpRequest, visit: access.Visit, review: int) -> HttpResponse:
    """Put a review of one's own into a circle, as a post."""
    circle = numbers.named(request.POST.get("circle", ""))
    found = reviews.review(space_id=visit.space.id, review_id=min(review, _BIGGEST - 1), member_id=visit.member_id)
    if found.post_id is None and found.hidden_at is None and circle is not None:
        try:
            with tenancy.acting_in(visit.space.id):
                _post(visit, found, circle)
        except Refusal as refusal:
            shell.warn(request, str(refusal))
        else:
            shell.tell(request, gettext("It stands in the circle now."))
    return going.to(visit, "reviews")


def _written(request: HttpRequest, visit: access.Visit, form: Write, *, is_rewarded: bool) -> reviews.Review:
    """Words first: pictures cost, so they are looked at last, and counted whatever becomes of them."""
    given = form.cleaned_data
    who: dict[str, Any] = {"space_id": visit.space.id, "member_id": visit.member_id}
    about: dict[str, Any] = {"text": given["text"], "product": given["product"], "order": given.get("order") or None}
    files = [file for file in request.FILES.getlist("pictures") if file.size]
    reviewing.checked(pictures=len(files), **who, **about)
    media.reserve(pictures=len(files), actor=circles.member_actor(member_id=visit.member_id), **who)
    circle = given.get("circle") or ""
    with tenancy.acting_in(visit.space.id):
        actor = circles.member_actor(member_id=visit.member_id)
        taken = [media.take(content=file.read(), actor=actor, is_counted=True, **who).id for file in files]
        written = reviewing.write_review(
            picture_ids=taken,
            is_rewarded=is_rewarded,
            is_posted=bool(circle),
            once=given["once"] or None,
            **who,
            **about,
        )
        if not circle or written.post_id is not None:
            return written
        return replace(written, post_id=_post(visit, written, int(circle)))


def _post(visit: access.Visit, review: reviews.Review, circle_id: int) -> int:
    """Let the review stand in a circle. Refuses what `circles.write_post` refuses."""
    post_id = circles.write_post(
        space_id=visit.space.id,
        circle_id=circle_id,
        draft=circles.Draft(text=review_page.as_post(review), pictures=review.picture_ids),
        author_id=visit.member_id,
        once=f"review-{review.id}",
    )
    reviewing.keep_post(space_id=visit.space.id, review_id=review.id, member_id=visit.member_id, post_id=post_id)
    return post_id


def _said(written: reviews.Review, visit: access.Visit) -> str:
    """That it is kept, and what it brought."""
    gained = words.gains(
        challenges.gained(space_id=visit.space.id, member_id=visit.member_id, event_id=written.event_id or 0),
        currency=visit.space.currency,
    )
    thanks = gettext("Thank you for telling how it was.")
    return " ".join([thanks, gettext("You got %(gained)s.") % {"gained": gained}]) if gained else thanks


def _show(
    request: HttpRequest, form: Write, promised: tuple[review_page.Promised, ...], *, status: int = HTTPStatus.OK
) -> HttpResponse:
    context = {
        "form": form,
        "promised": promised,
        "pictures_most": reviewing.MOST_PICTURES,
        "had_pictures": bool(request.FILES.getlist("pictures")),
    }
    return shell.show(request, "h5/review/write.html", context, status=status)


ROUTES = [
    routes.h5("reviews/", mine, name="reviews"),
    routes.h5("reviews/write/", write, name="review-write"),
    routes.h5("reviews/<int:review>/share/", share, name="review-share"),
]
