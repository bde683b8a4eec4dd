"""What somebody sees who comes by a code: who invites, to what, by which rule, and one button."""

from collections.abc import Mapping
from datetime import date, datetime

from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.utils.http import urlencode
from django.utils.translation import gettext

from guanxi.members import queries as members
from guanxi.posters import words as poster_words
from guanxi.quests import queries as quests
from guanxi.referral import browsing, queries, wording
from guanxi.spaces import queries as spaces
from guanxi.web import formats
from guanxi.web.h5 import invite_poster, words

OPEN = "launched"
MOST_SHOWN = 3


def page(space: spaces.Space, code: queries.Code, *, in_wechat: bool) -> Mapping[str, object]:
    """Everything on the page; call inside the space."""
    language = translation.get_language() or "en"
    landing = browsing.landing_of(space_id=space.id, code_id=code.id)
    target = _target(space, landing.leads_to if landing else "", language)
    inviter = _inviter(space, code)
    text = (landing.text if landing else "") or target["promise"]
    return {
        "space_name": space.name,
        "title": (landing.title if landing else "") or target["title"] or space.name,
        "text": "" if in_wechat and wording.findings(text) else text,
        "bait": code.bait,
        "picture": _picture(code, landing),
        "is_ad": landing.is_ad if landing else False,
        "invited_by": gettext("%(name)s invites you") % {"name": inviter} if inviter else gettext("You are invited"),
        "is_personal": code.member_id is not None,
        "rule": _rule(code),
        "disclosure": poster_words.disclosure(language) if code.member_id is not None else "",
        "terms": target["terms"],
        "going_on": [] if target["title"] else _going_on(space, language),
        "join": _join(space, target["inside"]),
        "code": code.code,
    }


def _rule(code: queries.Code) -> str:
    if code.bait:
        return gettext("Join, and you get: %(bait)s.") % {"bait": code.bait}
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


def _target(space: spaces.Space, leads_to: str, language: str) -> Mapping[str, str]:
    """Where it leads: a quest with its sentence, a circle, or simply inside."""
    kind, _, name = leads_to.partition(":")
    nothing = {"title": "", "promise": "", "terms": "", "inside": ""}
    if kind == "circle":
        return {**nothing, "inside": _inside("h5:circle", space.slug, name)}
    if kind != "quest":
        return nothing
    quest = quests.find(space_id=space.id, slug=name)
    if quest is None or quest.state != OPEN:
        return nothing
    until = quest.definition.window_to
    return {
        "title": words.title(quest.definition.title, quest.slug),
        "promise": invite_poster.promise_of(quest.definition, language),
        "terms": "" if until is None else gettext("Open until %(day)s") % {"day": _day(until, space)},
        "inside": _inside("h5:today", space.slug),
    }


def _going_on(space: spaces.Space, language: str) -> list[Mapping[str, str]]:
    """What a newcomer can do here now: the latest quests that are not about inviting."""
    running = [
        one
        for one in quests.listing(space_id=space.id)
        if one.state == OPEN and not invite_poster.is_inviting(one.definition)
    ]
    return [
        {
            "title": words.title(one.definition.title, one.slug),
            "promise": invite_poster.promise_of(one.definition, language),
        }
        for one in running[: -MOST_SHOWN - 1 : -1]
    ]


def _day(edge: date, space: spaces.Space) -> str:
    return formats.day(formats.local(edge, zone=space.time_zone).date() if isinstance(edge, datetime) else edge)


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
