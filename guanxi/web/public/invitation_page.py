"""What somebody sees who comes by a code: who invites, to what, by which rule, and one button."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.utils.http import urlencode
from django.utils.translation import gettext

from guanxi import journal
from guanxi.challenges import rules
from guanxi.members import queries as members
from guanxi.posters import words as poster_words
from guanxi.quests import queries as quests
from guanxi.quests import standing
from guanxi.referral import browsing, queries, wording
from guanxi.spaces import queries as spaces
from guanxi.web import formats
from guanxi.web.h5 import invite_poster, words

MOST_SHOWN = 3


@dataclass(frozen=True, kw_only=True)
class _Target:
    """Where a code leads: to a quest with its sentence, to a circle, or simply inside. Empty where there is none."""

    slug: str = ""
    title: str = ""
    promise: str = ""
    terms: str = ""
    inside: str = ""
    is_ad: bool = False


def page(space: spaces.Space, code: queries.Code, *, in_wechat: bool, quest: str = "") -> Mapping[str, object]:
    """Everything on the page; call inside the space. `quest` is what the poster promised: it comes first while it runs.

    In WeChat's own browser no text of the brand is shown that rewards or forces sharing, wherever it came from.
    """
    language = translation.get_language() or "en"
    sayable = _sayable if in_wechat else _anything
    landing = browsing.landing_of(space_id=space.id, code_id=code.id)
    today = journal.now(space_id=space.id).astimezone(space.zone).date()
    known = quests.listing(space_id=space.id)
    running = _running(space, known, today)
    leads_to = landing.leads_to if landing else ""
    asked = "" if leads_to else quest
    target = _target(space, f"quest:{asked}" if asked else leads_to, running, language)
    inviter = sayable(_inviter(space, code))
    titles = (landing.title if landing else "", target.title, space.name)
    texts = (landing.text if landing else "", target.promise)
    may_gain = any(
        invite_poster.rewards_inviting(one.state, one.definition, zone=space.zone, day=today) for one in known
    )
    others = [one for one in running if one.slug != target.slug and not invite_poster.is_inviting(one.definition)]
    return {
        "space_name": space.name,
        "seal": poster_words.seal(space.name),
        "title": next((title for title in titles if sayable(title)), space.name),
        "text": sayable(next((text for text in texts if text), "")),
        "bait": sayable(code.bait),
        "picture": _picture(code, landing),
        "is_ad": target.is_ad or (landing.is_ad if landing else False),
        "invited_by": gettext("%(name)s invites you") % {"name": inviter} if inviter else gettext("You are invited"),
        "is_personal": code.member_id is not None,
        "rule": _rule(sayable(code.bait)),
        "disclosure": poster_words.disclosure(language) if code.member_id is not None and may_gain else "",
        "terms": target.terms,
        "going_on": [] if target.title and not asked else _going_on(others, language, sayable),
        "join": _join(space, target.inside),
        "code": code.code,
    }


def _anything(text: str) -> str:
    return text


def _sayable(text: str) -> str:
    """The text, or nothing where it says what WeChat forbids."""
    return "" if wording.findings(text) else text


def _rule(bait: str) -> str:
    if bait:
        return gettext("Join, and you get: %(bait)s.") % {"bait": bait}
    return gettext("Joining costs nothing. You say what you agree to, and you can leave at any time.")


def _inviter(space: spaces.Space, code: queries.Code) -> str:
    """The name of whoever invites, when they agreed that it is seen."""
    if code.member_id is None:
        return ""
    agreed = members.has_consent(space_id=space.id, member_id=code.member_id, purpose=invite_poster.CONSENT)
    if not agreed:
        return ""
    face = members.faces(space_id=space.id, member_ids=[code.member_id]).get(code.member_id)
    return invite_poster.chosen_name(code.member_id, face)


def _running(space: spaces.Space, known: Sequence[quests.Quest], today: date) -> list[quests.Quest]:
    """The quests for which something can be done on the space's day of today, the oldest first."""
    return [
        one
        for one in known
        if one.state == invite_poster.RUNNING and standing.counts_on(one.definition, zone=space.zone, day=today)
    ]


def _target(space: spaces.Space, leads_to: str, running: Sequence[quests.Quest], language: str) -> _Target:
    """Where it leads. A quest that has not begun, or is over, is none."""
    kind, _, name = leads_to.partition(":")
    if kind == "circle":
        return _Target(inside=_inside("h5:circle", space.slug, name))
    quest = next((one for one in running if kind == "quest" and one.slug == name), None)
    if quest is None:
        return _Target()
    last = standing.last_day_of(quest.definition, zone=space.zone)
    is_challenge = rules.is_challenge(quest.definition)
    return _Target(
        slug=quest.slug,
        title=words.title(quest.definition.title, quest.slug),
        promise=invite_poster.whole_promise(quest.definition, language),
        terms="" if last is None else gettext("Open until %(day)s") % {"day": formats.day(last)},
        inside=_inside("h5:today", space.slug) + ("#challenge-" + quest.slug if is_challenge else "#quests"),
        is_ad=invite_poster.is_for_sale(quest.definition),
    )


def _going_on(running: Sequence[quests.Quest], language: str, sayable: Callable[[str], str]) -> list[Mapping[str, str]]:
    """What a newcomer can do here now: the latest of the quests."""
    found = [
        {
            "title": words.title(one.definition.title, one.slug),
            "promise": invite_poster.promise_of(one.definition, language),
        }
        for one in running[: -MOST_SHOWN - 1 : -1]
    ]
    return [one for one in found if sayable(one["title"]) and sayable(one["promise"])]


def _inside(name: str, *arguments: str) -> str:
    try:
        return reverse(name, args=arguments)
    except NoReverseMatch:
        return ""


def _join(space: spaces.Space, inside: str) -> str:
    join = reverse("h5:join", args=[space.slug])
    return f"{join}?{urlencode({'next': inside})}" if inside else join


def _picture(code: queries.Code, landing: browsing.Landing | None) -> str:
    return "" if landing is None or landing.picture_id is None else reverse("invitation-picture", args=[code.code])
