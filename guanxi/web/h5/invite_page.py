"""The invite page in words: the poster, the link, the friends with their states, the steps, what waits and why."""

from collections.abc import Mapping, Sequence

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext, gettext_noop, ngettext

from guanxi.members import queries as members
from guanxi.posters import content
from guanxi.quests import standing as quests
from guanxi.quests.language.sentence import ACTIONS
from guanxi.referral import friends as referral
from guanxi.web import access, formats, listing, origins
from guanxi.web.h5 import invite_poster, words

_WAITS = {
    "ceiling": gettext_noop("the limit of that day was reached; a person looks at it"),
    "paused": gettext_noop("the quest is paused; it comes when the quest goes on"),
    "reserve": gettext_noop("it is not in stock at the moment; a person looks at it"),
}
_HELD = gettext_noop("a person looks at it before it is yours")
_IN_LINE = gettext_noop("all were taken; you are next in line when one comes back")


def page(
    request: HttpRequest,
    visit: access.Visit,
    *,
    code: str,
    standings: Sequence[quests.Standing],
    summary: referral.Summary,
) -> Mapping[str, object]:
    """Everything on the page."""
    offers = invite_poster.offers(visit, standings)
    wanted = invite_poster.wish(request, offers)
    offer = next(one for one in offers if one.slug == wanted.what)
    space_id, member_id = visit.space.id, visit.member_id
    found = referral.friends(space_id=space_id, member_id=member_id)
    inviting = [one for one in standings if one.is_open and invite_poster.is_inviting(one.definition)]
    link = invite_poster.link(request, space_id, code, quest=offer.slug)
    return {
        "poster": _poster(visit, wanted, offer),
        "offers": [_choice(one.title, one.slug == wanted.what, wanted, what=one.slug) for one in offers],
        "looks": [
            _choice(gettext(name), look == wanted.look, wanted, look=look)
            for look, name in invite_poster.LOOK_NAMES.items()
        ],
        "sizes": [
            _choice(gettext(name), size == wanted.size, wanted, size=size)
            for size, name in invite_poster.SIZE_NAMES.items()
        ],
        "link": link,
        "only_here": origins.is_only_here(link),
        "shows_me": members.has_consent(space_id=space_id, member_id=member_id, purpose=invite_poster.CONSENT),
        "quests": [_quest(one, visit) for one in inviting],
        "waiting": [_waiting(one, owed, visit) for one in inviting for owed in one.waiting],
        **friends(visit, found, summary),
    }


def friends(visit: access.Visit, found: referral.Friends, summary: referral.Summary) -> Mapping[str, object]:
    """The friends as faces with a state, and where the rest of the list is."""
    brought = ngettext("%(n)s friend came by your link", "%(n)s friends came by your link", summary.total)
    counted = ngettext("%(n)s of them counts", "%(n)s of them count", summary.qualified)
    return {
        "rule": rule_words(summary.rule),
        "friends": [_friend(one, summary.rule, visit) for one in found.friends],
        "brought": brought % {"n": formats.number(summary.total)},
        "counted": counted % {"n": formats.number(summary.qualified)},
        "has_friends": summary.total > 0,
        "more": _more(visit, found),
    }


def _more(visit: access.Visit, found: referral.Friends) -> str:
    if found.next is None:
        return ""
    return f"{reverse('h5:invite-friends', args=[visit.space.slug])}?{urlencode({'after': listing.cursor(found.next)})}"


def rule_words(rule: referral.Rule | None) -> str:
    """What makes a friend count, in one sentence."""
    if rule is None:
        return gettext("At the moment friends are welcome, and nothing is counted.")
    said = gettext("A friend counts once they are new here and %(act)s for the first time.") % {"act": _acts(rule)}
    return gettext("%(rule)s Further terms apply.") % {"rule": said} if rule.has_conditions else said


def _acts(rule: referral.Rule) -> str:
    named = [
        ACTIONS[event]() if event in ACTIONS else gettext("do “%(event)s”") % {"event": event}
        for event in rule.event_types
    ]
    return gettext(" or ").join(named)


def _poster(visit: access.Visit, wanted: invite_poster.Wish, offer: invite_poster.Offer) -> Mapping[str, object]:
    width, height = content.SIZES[wanted.size]
    return {
        "src": f"{reverse('h5:invite-poster', args=[visit.space.slug])}?{urlencode(_query(wanted))}",
        "width": width,
        "height": height,
        "alt": gettext("Poster: %(title)s. %(promise)s") % {"title": offer.title, "promise": offer.promise},
        "size": wanted.size,
        "file": f"{visit.space.slug}-{wanted.look}.jpg",
    }


def _choice(label: str, current: bool, wanted: invite_poster.Wish, **change: str) -> Mapping[str, object]:  # noqa: FBT001
    return {"label": label, "current": current, "address": f"?{urlencode({**_query(wanted), **change})}"}


def _query(wanted: invite_poster.Wish) -> dict[str, str]:
    return {"what": wanted.what, "look": wanted.look, "size": wanted.size}


def _friend(one: referral.Friend, rule: referral.Rule | None, visit: access.Visit) -> Mapping[str, object]:
    if one.qualified_at is not None:
        tone, state = "good", gettext("counts since %(day)s") % {"day": _day(one.qualified_at, visit)}
    elif not one.counts:
        tone, state = "bad", gettext("does not count: the brand found that it is against the rules")
    elif rule is None:
        tone, state = "quiet", gettext("joined")
    else:
        tone, state = "warn", gettext("joined; still to do: %(act)s") % {"act": _acts(rule)}
    return {
        "name": one.name or gettext("A friend"),
        "initial": (one.name or "·")[:1].upper(),
        "picture": words.picture(visit.space.slug, one.avatar_id),
        "since": _day(one.bound_at, visit),
        "state": state,
        "tone": tone,
    }


def _quest(one: quests.Standing, visit: access.Visit) -> Mapping[str, object]:
    language_title = words.title(one.definition.title, one.slug)
    now = one.measured()
    return {
        "title": language_title,
        "progress": words.progress(one, currency=visit.space.currency),
        "steps": [
            {
                "reach": ngettext("%(n)s friend", "%(n)s friends", step.reach) % {"n": formats.number(step.reach)},
                "reward": words.promises(step.promises, currency=visit.space.currency),
                "reached": step.no in one.reached,
                "left": ngettext("%(n)s to go", "%(n)s to go", max(0, step.reach - now))
                % {"n": formats.number(max(0, step.reach - now))},
            }
            for step in one.definition.steps
        ],
        "each": words.promises(one.definition.each, currency=visit.space.currency) if one.definition.each else "",
        "until": "" if one.last_day is None else gettext("until %(day)s") % {"day": formats.day(one.last_day)},
    }


def _waiting(one: quests.Standing, owed: quests.Waiting, visit: access.Visit) -> Mapping[str, object]:
    why = _WAITS.get(owed.reason or "", _HELD if owed.state == "held" else _IN_LINE)
    return {
        "what": formats.amount(owed.amount, unit=owed.code, currency=visit.space.currency),
        "quest": words.title(one.definition.title, one.slug),
        "why": gettext(why),
    }


def _day(moment: object, visit: access.Visit) -> str:
    return formats.day(formats.local(moment, zone=visit.space.time_zone).date())  # type: ignore[arg-type]
