"""What members tell in a challenge, for the staff: the best can be featured, so that it stands in front."""

from collections.abc import Mapping
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from guanxi.challenges import actions as challenges
from guanxi.challenges import queries, rules
from guanxi.quests import queries as quests
from guanxi.quests.language.sentence import localized
from guanxi.web import access, formats, numbers, routes, shell

_PAGE = 30


@require_safe
def board(request: HttpRequest, desk: access.Desk, quest: str) -> HttpResponse:
    """What members share of their check-ins, the featured ones in front."""
    before = numbers.named(request.GET.get("before", ""))
    return shell.show(request, "console/challenge/board.html", {"page": _page(desk, quest, before)})


@require_POST
def feature(request: HttpRequest, desk: access.Desk, quest: str, checkin: int) -> HttpResponse:
    """Put it in front, or among the others again."""
    space_id = desk.space.id
    if request.POST.get("featured") == "yes":
        challenges.feature(space_id=space_id, event_id=checkin, actor=desk.actor)
        shell.tell(request, gettext("It is featured. Its author is told."))
    else:
        reason = gettext("no longer featured")
        challenges.stop_featuring(space_id=space_id, event_id=checkin, reason=reason, actor=desk.actor)
        shell.tell(request, gettext("It stands among the others again."))
    address = reverse("console:challenge-board", args=[desk.space.slug, quest])
    return HttpResponseRedirect(address, status=HTTPStatus.SEE_OTHER)


def _page(desk: access.Desk, slug: str, before: int | None) -> Mapping[str, object]:
    found = quests.one(space_id=desk.space.id, slug=slug)
    told = queries.board(space_id=desk.space.id, quest_id=found.quest_id, before=before, limit=_PAGE)
    plain = [one for one in told if not one.is_featured]
    return {
        "slug": slug,
        "title": localized(found.definition.title, translation.get_language() or "en") or slug,
        "is_challenge": rules.is_challenge(found.definition),
        "may_feature": desk.can("quests.write"),
        "told": [
            {
                "id": one.event_id,
                "name": one.face.name,
                "member": one.member_id,
                "day": formats.day(one.day),
                "moment": formats.moment(one.at, zone=desk.space.time_zone),
                "text": one.text,
                "pictures": len(one.picture_ids),
                "featured": one.is_featured,
                "made_up": one.is_made_up,
            }
            for one in told
        ],
        "more": plain[-1].event_id if len(plain) == _PAGE else None,
    }


ROUTES = [
    routes.console("quests/<str:quest>/board/", board, name="challenge-board", needs="quests.read"),
    routes.console(
        "quests/<str:quest>/board/<int:checkin>/feature/", feature, name="challenge-feature", needs="quests.write"
    ),
]
