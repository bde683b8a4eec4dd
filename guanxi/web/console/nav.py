"""The console's navigation: by the loop, and only what the person may see."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from django.urls import ResolverMatch, reverse
from django.utils.translation import gettext, gettext_noop

if TYPE_CHECKING:
    from guanxi.web import access

GROUPS = {
    "overview": "",
    "acquire": gettext_noop("Acquire"),
    "circles": gettext_noop("Circles"),
    "quests": gettext_noop("Quests"),
    "value": gettext_noop("Value"),
    "trust": gettext_noop("Trust"),
    "settings": gettext_noop("Settings"),
}


@dataclass(frozen=True, kw_only=True)
class Item:
    """A place in the navigation: the page, what its visitor needs, its icon; the places `inside` it stay marked."""

    group: str
    label: str
    route: str
    needs: str
    icon: str
    inside: tuple[str, ...] = ()


ITEMS: tuple[Item, ...] = (
    Item(
        group="circles",
        label=gettext_noop("Circles"),
        route="console:circles",
        needs="circles.read",
        icon="circles",
        inside=(
            "console:circle",
            "console:circle-new",
            "console:circle-edit",
            "console:circle-archive",
            "console:circle-members",
            "console:circle-member",
            "console:circle-place",
            "console:circle-posts",
        ),
    ),
    Item(
        group="circles",
        label=gettext_noop("Reviews"),
        route="console:reviews",
        needs="circles.read",
        icon="thumb-up",
    ),
    Item(
        group="acquire",
        label=gettext_noop("Channel codes"),
        route="console:codes",
        needs="insight.read",
        icon="qrcode",
        inside=("console:codes-new", "console:code", "console:code-close"),
    ),
    Item(group="overview", label=gettext_noop("Overview"), route="overview", needs="space.read", icon="home"),
    Item(
        group="overview",
        label=gettext_noop("Members"),
        route="console:members",
        needs="members.read",
        icon="users",
        inside=(
            "console:member",
            "console:member-event",
            "console:member-why",
            "console:member-void",
            "console:member-reveal",
            "console:member-merge",
            "console:member-erase",
            "console:members-tag",
            "console:members-work",
            "console:members-export",
            "console:member-export",
        ),
    ),
    Item(
        group="overview",
        label=gettext_noop("Segments"),
        route="console:segments",
        needs="members.read",
        icon="filter",
        inside=("console:segment", "console:segment-new", "console:segment-drop"),
    ),
    Item(
        group="acquire",
        label=gettext_noop("Bring in customers"),
        route="console:imports",
        needs="members.import",
        icon="upload",
        inside=("console:import",),
    ),
    Item(
        group="acquire",
        label=gettext_noop("Surveys"),
        route="console:surveys",
        needs="surveys.read",
        icon="clipboard-list",
        inside=(
            "console:survey",
            "console:survey-new",
            "console:survey-about",
            "console:survey-delete",
            "console:survey-results",
            "console:survey-answers",
            "console:survey-take",
            "console:survey-question",
            "console:survey-remove",
        ),
    ),
    Item(
        group="settings",
        label=gettext_noop("Staff and roles"),
        route="console:staff",
        needs="staff.write",
        icon="users-group",
        inside=("console:staff-role", "console:staff-remove", "console:staff-withdraw"),
    ),
    Item(
        group="settings",
        label=gettext_noop("Profile fields"),
        route="console:fields",
        needs="members.fields",
        icon="id",
        inside=("console:field", "console:field-new", "console:field-drop"),
    ),
    Item(
        group="settings",
        label=gettext_noop("Settings"),
        route="console:settings",
        needs="space.settings",
        icon="settings",
    ),
    Item(
        group="quests",
        label=gettext_noop("Quests"),
        route="console:quests",
        needs="quests.read",
        icon="target-arrow",
        inside=(
            "console:quest",
            "console:quest-new",
            "console:quest-canvas",
            "console:quest-recipe",
            "console:quest-yaml",
            "console:quest-launch",
            "console:challenge-board",
        ),
    ),
    Item(
        group="quests",
        label=gettext_noop("Certificates"),
        route="console:certificates",
        needs="quests.read",
        icon="certificate",
        inside=("console:certificate", "console:certificate-names", "console:certificate-name"),
    ),
    Item(
        group="value",
        label=gettext_noop("Names of gifts and honours"),
        route="console:things",
        needs="quests.read",
        icon="tag",
        inside=("console:thing",),
    ),
    Item(
        group="value",
        label=gettext_noop("Grants"),
        route="console:grants",
        needs="ledger.read",
        icon="gift",
        inside=("console:grants-held", "console:grant-decide"),
    ),
    Item(
        group="value",
        label=gettext_noop("Ledger"),
        route="console:ledger",
        needs="ledger.read",
        icon="ledger",
        inside=("console:ledger-fund",),
    ),
    Item(group="trust", label=gettext_noop("Audit"), route="console:audit", needs="insight.read", icon="scale"),
    Item(group="trust", label=gettext_noop("Who did what"), route="console:acts", needs="journal.acts", icon="history"),
    Item(
        group="trust",
        label=gettext_noop("Moderation"),
        route="console:moderation",
        needs="moderation.read",
        icon="flag",
        inside=("console:moderation-case", "console:moderation-history", "console:moderation-check"),
    ),
)
"""In the order of the page; those of one group beside each other."""


@dataclass(frozen=True, kw_only=True)
class Link:
    """An item as it is shown."""

    label: str
    url: str
    icon: str
    current: bool


@dataclass(frozen=True, kw_only=True)
class Group:
    """The links of one part of the loop; no label where one of them says the same."""

    label: str
    links: tuple[Link, ...]


def groups(desk: access.Desk, *, current: ResolverMatch | None) -> tuple[Group, ...]:
    """What this person may open, and where they are."""
    here = current.view_name if current else ""
    seen = [item for item in sorted(ITEMS, key=_place) if desk.can(item.needs)]
    return tuple(
        _group(name, tuple(_link(item, slug=desk.space.slug, here=here) for item in items))
        for name, items in groupby(seen, key=lambda item: item.group)
    )


def _group(name: str, links: tuple[Link, ...]) -> Group:
    label = gettext(GROUPS[name]) if GROUPS[name] else ""
    return Group(label="" if label in {link.label for link in links} else label, links=links)


def _place(item: Item) -> int:
    return list(GROUPS).index(item.group)


def _link(item: Item, *, slug: str, here: str) -> Link:
    return Link(
        label=gettext(item.label),
        url=reverse(item.route, args=[slug]),
        icon=f"icons/{item.icon}.html",
        current=here == item.route or here in item.inside,
    )
