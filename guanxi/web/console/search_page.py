"""What is found, in the reader's words. Members are found by number, contact or an id elsewhere, exactly."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext

from guanxi.circles import queries as circles
from guanxi.members import browsing as members
from guanxi.quests import reports
from guanxi.referral import browsing as codes
from guanxi.surveys import queries as surveys
from guanxi.web import access, wording
from guanxi.web.console import links, quests_words

MOST = 8
READ_THROUGH = 100
"""Circles and surveys are few: that many of the newest are looked through by name."""


@dataclass(frozen=True, kw_only=True)
class Hit:
    """Something that was found: its kind, its name, a word about it, and where it is."""

    kind: str
    name: str
    text: str
    href: str


def found(desk: access.Desk, words: str) -> list[Hit]:
    """Everything that is called like `words` and that this person may see."""
    hits: list[Hit] = []
    if desk.can("members.read"):
        hits += _members(desk, words)
    if desk.can("quests.read"):
        hits += _quests(desk, words)
    if desk.can("space.read"):
        hits += [*_circles(desk, words), *_codes(desk, words), *_surveys(desk, words)]
    return hits


def _members(desk: access.Desk, words: str) -> Iterator[Hit]:
    for number in members.called(space_id=desk.space.id, words=words)[:MOST]:
        name = gettext("Member %(number)d") % {"number": number}
        yield Hit(kind=gettext("Member"), name=name, text="", href=links.member(desk.space.slug, number))


def _quests(desk: access.Desk, words: str) -> Iterator[Hit]:
    for one in reports.listed(space_id=desk.space.id, words=words, limit=MOST):
        yield Hit(
            kind=gettext("Quest"),
            name=quests_words.title(one.definition),
            text=wording.state(one.state),
            href=reverse("console:quest", args=[desk.space.slug, one.slug]),
        )


def _circles(desk: access.Desk, words: str) -> Iterator[Hit]:
    listed = circles.circles(space_id=desk.space.id, state=None, limit=READ_THROUGH)
    matching = [one for one in listed if _is_called(words, one.name, one.slug, one.trait)]
    for one in matching[:MOST]:
        href = links.to("console:circle", desk.space.slug, one.slug)
        yield Hit(kind=gettext("Circle"), name=one.name, text=one.trait, href=href)


def _codes(desk: access.Desk, words: str) -> Iterator[Hit]:
    for one in codes.channel_page(space_id=desk.space.id, query=words).rows[:MOST]:
        href = links.to("console:code", desk.space.slug, one.code)
        yield Hit(kind=gettext("Code"), name=one.label or one.code, text=one.channel, href=href)


def _surveys(desk: access.Desk, words: str) -> Iterator[Hit]:
    listed = surveys.surveys(space_id=desk.space.id, limit=READ_THROUGH)
    for one in [one for one in listed if _is_called(words, one.title, one.slug)][:MOST]:
        href = links.to("console:survey", desk.space.slug, one.id)
        yield Hit(kind=gettext("Survey"), name=one.title, text="", href=href)


def _is_called(words: str, *names: str) -> bool:
    return any(words.casefold() in name.casefold() for name in names)
