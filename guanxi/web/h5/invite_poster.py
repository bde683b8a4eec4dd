"""What a member's poster says: what the friend is invited to, in one honest sentence, and who invites."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from django.utils.http import urlencode
from django.utils.translation import gettext, gettext_noop

from guanxi.drawing import faces as type_faces
from guanxi.kernel.errors import Refusal
from guanxi.media import queries as media
from guanxi.members import queries as members
from guanxi.members import signin
from guanxi.posters import content, settings
from guanxi.quests import standing as quests
from guanxi.quests.definition import Definition, Promise
from guanxi.quests.language.sentence import localized, sentence
from guanxi.spaces import naming
from guanxi.web import access, formats, origins
from guanxi.web.h5 import words

CONSENT = "poster_picture"
WHOLE_SPACE = ""
RUNNING = "launched"
_ALIVE = frozenset({RUNNING, "paused"})
QUEST = "q"
"""How the address of an invitation names the quest that its poster promises."""
INVITING = frozenset({"referral.qualified", "referral.bound"})
LOOK_NAMES: dict[content.Look, str] = {
    "paper": gettext_noop("Brush"),
    "hills": gettext_noop("Hills"),
    "ticket": gettext_noop("Ticket"),
    "bold": gettext_noop("Bold"),
    "night": gettext_noop("Moon"),
}
SIZE_NAMES: dict[content.Size, str] = {"tall": gettext_noop("Tall"), "card": gettext_noop("Short")}
_LONGEST_SENTENCE = 130  # in Latin letters: what fits on a poster without an end cut off


@dataclass(frozen=True, kw_only=True)
class Offer:
    """What a friend can be invited to: a quest, or with an empty slug the space itself.

    `may_gain`: whether whoever invites may get something for it.
    """

    slug: str
    title: str
    promise: str
    until: str
    is_ad: bool
    may_gain: bool


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What the member chose, already among what there is."""

    look: content.Look
    size: content.Size
    what: str


def wish(request: HttpRequest, offers: Sequence[Offer]) -> Wish:
    """The choices in the address; what is not there is the first of its kind."""
    asked = request.GET.get("what", offers[0].slug)
    looks = {look: look for look in content.LOOKS}
    return Wish(
        look=looks.get(request.GET.get("look", ""), content.LOOKS[0]),  # type: ignore[call-overload]
        size="card" if request.GET.get("size") == "card" else "tall",
        what=asked if any(offer.slug == asked for offer in offers) else offers[0].slug,
    )


def offers(visit: access.Visit, standings: Sequence[quests.Standing]) -> tuple[Offer, ...]:
    """What there is to invite to: the quests that run, then the space as a whole."""
    running = [one for one in standings if one.is_open and one.state == RUNNING]
    gain = any(rewards_inviting(one.state, one.definition, zone=one.zone, day=one.today) for one in standings)
    found = [_of_quest(one, may_gain=gain) for one in running if not is_inviting(one.definition)]
    return (*found, _of_space(visit, may_gain=gain))


def is_inviting(definition: Definition) -> bool:
    """Whether a quest is about bringing friends."""
    return any(INVITING.intersection(goal.events) for goal in definition.goals)


def rewards_inviting(state: str, definition: Definition, *, zone: ZoneInfo, day: date) -> bool:
    """Whether a quest gives something for bringing friends, on that day or later: then every invitation says so (P-22).

    Also one that is paused, has not begun, or is not for everybody: an invitation lives longer than a day.
    """
    events = {event for goal in definition.goals for event in goal.events}
    last = quests.last_day_of(definition, zone=zone)
    is_alive = state in _ALIVE and (last is None or day <= last)
    return is_alive and any(event.startswith("referral.") for event in events)


def is_for_sale(definition: Definition) -> bool:
    """Whether a quest asks somebody to buy: what invites to it is an advertisement."""
    return any(event.startswith("order.") for goal in definition.goals for event in goal.events)


def invitation(request: HttpRequest, visit: access.Visit, offer: Offer, wanted: Wish, code: str) -> content.Invitation:
    """The poster; name and picture only with consent."""
    name, avatar, is_staff = _who(visit)
    return content.Invitation(
        look=wanted.look,
        size=wanted.size,
        language=translation.get_language() or "en",
        space_name=visit.space.name,
        brand_colour=settings.brand_colour(visit.space.id),
        title=offer.title,
        promise=offer.promise,
        link=link(request, visit.space.id, code, quest=offer.slug),
        who=name,
        avatar=avatar,
        until=offer.until,
        is_ad=offer.is_ad,
        from_staff=is_staff,
        may_gain=offer.may_gain,
    )


def link(request: HttpRequest, space_id: int, code: str, *, quest: str = WHOLE_SPACE) -> str:
    """The address that a code stands for, under the space's own domain where it has one (P-31).

    With the short name of a quest the page behind it shows that quest first, as the poster promised.
    """
    path = reverse("invitation", args=[code]) + (f"?{urlencode({QUEST: quest})}" if quest else "")
    return f"{origins.of_space(request, space_id)}{path}"


def chosen_name(member_id: int, face: members.Face | None) -> str:
    """The name that a member chose, or nothing."""
    if face is None or face.is_gone or face.name == gettext("Member %(number)d") % {"number": member_id}:
        return ""
    return type_faces.legible(face.name)


def promise_of(definition: Definition, language: str) -> str:
    """What a quest asks and gives, in one sentence that fits. Too long, it says that there are terms."""
    whole = whole_promise(definition, language)
    if _room(whole) <= _LONGEST_SENTENCE:
        return whole
    short = _bare(replace(_named(definition, language), caps=(), budgets=(), ceilings=(), period="once"), language)
    told = gettext("%(sentence)s Terms apply.") % {"sentence": short}
    return told if _room(told) <= _LONGEST_SENTENCE else gettext("See inside what to do and what it gives.")


def whole_promise(definition: Definition, language: str) -> str:
    """The same in full, for where there is room: every step with what it gives, and every limit."""
    return _bare(_named(definition, language), language)


def _of_quest(one: quests.Standing, *, may_gain: bool) -> Offer:
    language = translation.get_language() or "en"
    last = one.last_day
    return Offer(
        slug=one.slug,
        title=words.title(one.definition.title, one.slug),
        promise=promise_of(one.definition, language),
        until="" if last is None else formats.day(last),
        is_ad=is_for_sale(one.definition),
        may_gain=may_gain,
    )


def _of_space(visit: access.Visit, *, may_gain: bool) -> Offer:
    return Offer(
        slug=WHOLE_SPACE,
        title=visit.space.name,
        promise=gettext("Come in and look around. Joining costs nothing, and you can leave at any time."),
        until="",
        is_ad=False,
        may_gain=may_gain,
    )


def _named(definition: Definition, language: str) -> Definition:
    """A certificate that has no name of its own by the quest's title: its code says nothing to a stranger."""
    title = localized(definition.title, language)

    def is_nameless(one: Promise) -> bool:
        return one.kind == "certificate" and not naming.title(f"certificate:{one.code}")

    def named(promises: tuple[Promise, ...]) -> tuple[Promise, ...]:
        return tuple(replace(one, code=title) if title and is_nameless(one) else one for one in promises)

    steps = tuple(replace(step, promises=named(step.promises)) for step in definition.steps)
    return replace(definition, steps=steps, each=named(definition.each))


def _bare(definition: Definition, language: str) -> str:
    """The quest's sentence without its title, which stands above it anyway."""
    title = words.title(definition.title)
    said = sentence(definition, language)
    bare = said.removeprefix(title).lstrip(":： ") if title else said
    return bare[:1].upper() + bare[1:]


def _room(text: str) -> int:
    return sum(2 if type_faces.is_chinese(sign) else 1 for sign in text)


def _who(visit: access.Visit) -> tuple[str, bytes | None, bool]:
    space_id, member_id = visit.space.id, visit.member_id
    face = members.faces(space_id=space_id, member_ids=[member_id]).get(member_id)
    is_staff = face is not None and face.is_staff
    if face is None or not members.has_consent(space_id=space_id, member_id=member_id, purpose=CONSENT):
        return "", None, is_staff
    avatar = None
    if face.avatar_id is not None:
        try:
            avatar = media.content(space_id=space_id, picture_id=face.avatar_id, size="small")
        except Refusal:
            avatar = None
    return chosen_name(member_id, face), avatar, is_staff


assert CONSENT in {purpose.slug for purpose in signin.PURPOSES}  # noqa: S101 - one purpose, asked for in one place
