"""What an act of the staff says besides, as label and value in the reader's words; what has no label is left out."""

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext, pgettext_lazy

from guanxi.insight import acts
from guanxi.journal.types import DECLARED
from guanxi.members import signin
from guanxi.members.events import ERASED
from guanxi.web import access, formats, happenings
from guanxi.web.console import circles_forms, fields_page, member, moderation_words, settings_page, staff_page
from guanxi.web.h5 import circle_words

type _Text = str | Promise


@dataclass(frozen=True, kw_only=True)
class _Told:
    """An act, at whose desk it is read, and the staff of now by their name in the journal."""

    desk: access.Desk
    act: acts.Act
    names: Mapping[str, str]

    @property
    def facts(self) -> Mapping[str, object]:
        """What the event says, by its own names."""
        return self.act.props


_LABELS: Mapping[str, _Text] = {
    "name": pgettext_lazy("detail of an act", "Setting"),
    "quest": pgettext_lazy("detail of an act", "Quest"),
    "challenge": pgettext_lazy("detail of an act", "Quest"),
    "circle": pgettext_lazy("detail of an act", "Circle"),
    "survey": pgettext_lazy("detail of an act", "Survey"),
    "code": pgettext_lazy("detail of an act", "Code"),
    "slug": pgettext_lazy("detail of an act", "Short name"),
    "title": pgettext_lazy("detail of an act", "Title"),
    "field": pgettext_lazy("detail of an act", "Field"),
    "fields": pgettext_lazy("detail of an act", "Fields"),
    "question": pgettext_lazy("detail of an act", "Question"),
    "questions": pgettext_lazy("detail of an act", "Questions"),
    "user_id": pgettext_lazy("detail of an act", "Whose"),
    "role": pgettext_lazy("detail of an act", "Role"),
    "before": pgettext_lazy("detail of an act", "Before"),
    "after": pgettext_lazy("detail of an act", "Now"),
    "kind": pgettext_lazy("detail of an act", "Kind"),
    "outcome": pgettext_lazy("detail of an act", "Decision"),
    "ground": pgettext_lazy("detail of an act", "Ground"),
    "granted": pgettext_lazy("detail of an act", "The author was right"),
    "case": pgettext_lazy("detail of an act", "Case"),
    "event": pgettext_lazy("detail of an act", "Event"),
    "checkin": pgettext_lazy("detail of an act", "Event"),
    "certificate": pgettext_lazy("detail of an act", "Certificate"),
    "version": pgettext_lazy("detail of an act", "Version"),
    "amount": pgettext_lazy("detail of an act", "Amount"),
    "escrow": pgettext_lazy("detail of an act", "Set aside"),
    "returned": pgettext_lazy("detail of an act", "Returned"),
    "released": pgettext_lazy("detail of an act", "Released"),
    "lacking": pgettext_lazy("detail of an act", "What was lacking"),
    "until": pgettext_lazy("detail of an act", "Until"),
    "days": pgettext_lazy("detail of an act", "Days of silence"),
    "purpose": pgettext_lazy("detail of an act", "Purpose"),
    "basis": pgettext_lazy("detail of an act", "Ground"),
    "personal": pgettext_lazy("detail of an act", "Personal"),
    "retention_days": pgettext_lazy("detail of an act", "Kept for days"),
    "type": pgettext_lazy("detail of an act", "Type"),
    "filter": pgettext_lazy("detail of an act", "Narrowed by"),
    "tag": pgettext_lazy("detail of an act", "Tag"),
    "expected": pgettext_lazy("detail of an act", "Members"),
    "members": pgettext_lazy("detail of an act", "Members"),
    "changed": pgettext_lazy("detail of an act", "Changed"),
    "rows": pgettext_lazy("detail of an act", "Rows"),
    "seen": pgettext_lazy("detail of an act", "Rows read"),
    "joined": pgettext_lazy("detail of an act", "Joined"),
    "predicate": pgettext_lazy("detail of an act", "Condition"),
    "invitee_predicate": pgettext_lazy("detail of an act", "Condition for the invitee"),
    "event_types": pgettext_lazy("detail of an act", "What counts"),
    "lost_id": pgettext_lazy("detail of an act", "The other entry"),
    "inviter": pgettext_lazy("detail of an act", "Inviter"),
    "channel": pgettext_lazy("detail of an act", "Channel"),
    "campaign": pgettext_lazy("detail of an act", "Campaign"),
    "bait_cost_cents": pgettext_lazy("detail of an act", "Cost of the gift"),
    "leads_to": pgettext_lazy("detail of an act", "Leads to"),
    "is_ad": pgettext_lazy("detail of an act", "Ad"),
    "entry": pgettext_lazy("detail of an act", "Way in"),
    "parent": pgettext_lazy("detail of an act", "Part of"),
    "count": pgettext_lazy("detail of an act", "People"),
    "text_least": pgettext_lazy("detail of an act", "Characters at least"),
    "picture": pgettext_lazy("detail of an act", "Picture"),
    "hour_from": pgettext_lazy("detail of an act", "From the hour"),
    "hour_to": pgettext_lazy("detail of an act", "Before the hour"),
    "makeup_cards": pgettext_lazy("detail of an act", "Make-up cards"),
    "makeup_days": pgettext_lazy("detail of an act", "Days to make up"),
    "time_zone": pgettext_lazy("detail of an act", "Time zone"),
    "currency": pgettext_lazy("detail of an act", "Currency"),
    "is_demo": pgettext_lazy("detail of an act", "Demo"),
    "signer": pgettext_lazy("detail of an act", "Signed by"),
    "meaning": pgettext_lazy("detail of an act", "Meaning"),
}
"""In the order in which they are told."""
_FIELDS: Mapping[str, _Text] = {
    "background": pgettext_lazy("what was changed of a circle", "background"),
    "purpose": pgettext_lazy("what was changed of a circle", "purpose"),
    "goal": pgettext_lazy("what was changed of a circle", "goal"),
    "goal_number": pgettext_lazy("what was changed of a circle", "number to reach"),
    "goal_date": pgettext_lazy("what was changed of a circle", "day of the goal"),
    "name": pgettext_lazy("what was changed of a circle", "name"),
    "trait": pgettext_lazy("what was changed of a circle", "what its people have in common"),
    "cover_id": pgettext_lazy("what was changed of a circle", "picture"),
    "entry": pgettext_lazy("what was changed of a circle", "way in"),
    "survey_id": pgettext_lazy("what was changed of a circle", "survey at the door"),
    "ticket": pgettext_lazy("what was changed of a circle", "ticket"),
    "is_ticket_spent": pgettext_lazy("what was changed of a circle", "whether the ticket is used up"),
    "host": pgettext_lazy("what was changed of a circle", "host"),
}
_PICTURES: Mapping[str, _Text] = {
    "none": pgettext_lazy("picture of a check-in", "not asked for"),
    "optional": pgettext_lazy("picture of a check-in", "may be there"),
    "required": pgettext_lazy("picture of a check-in", "has to be there"),
}
_BULK: Mapping[str, _Text] = {
    "tag": pgettext_lazy("work on many members", "put a tag on"),
    "untag": pgettext_lazy("work on many members", "take a tag off"),
}
_LEFT_OUT = frozenset({"quest.launched_early.circle", "member.linked.user_id", "referral.code_created.kind"})
_JOINED: Mapping[str, _Text] = {
    "joined_from": pgettext_lazy("list of members", "joined from %(moment)s on"),
    "joined_before": pgettext_lazy("list of members", "joined before %(moment)s"),
}
_SETTING_CHANGED = "space.settings_changed"
_NUMBERS_OF_ROWS = frozenset({"case", "event", "checkin", "certificate", "version", "hour_from", "hour_to"})


def details(desk: access.Desk, one: acts.Act, names: Mapping[str, str]) -> list[str]:
    """What the event says besides, each as “label: value”."""
    told = _Told(desk=desk, act=one, names=names)
    said = []
    for name, label in _LABELS.items():
        value = told.facts.get(name)
        is_empty = value is None or (value in ("", [], {}) and one.type != _SETTING_CHANGED)
        words = "" if is_empty or f"{one.type}.{name}" in _LEFT_OUT else _words(told, name, value)
        if words:
            said.append(pgettext("detail of an act", "%(label)s: %(value)s") % {"label": label, "value": words})
    return said


def yes_or_no(value: object) -> str:
    """A truth in a word."""
    return pgettext("a truth", "yes") if value else pgettext("a truth", "no")


def reason(act: acts.Act) -> str:
    """Why, in the words of whoever did it, or of the list they chose from."""
    return str(member.ERASING.get(act.reason, act.reason)) if act.type == ERASED.name else act.reason


def _words(told: _Told, name: str, value: object) -> str:
    own = _OWN.get(f"{told.act.type}.{name}") or _OWN.get(name)
    if own is not None:
        return own(told, value)
    return _plain(told, name, value)


def _plain(told: _Told, name: str, value: object) -> str:
    """A value as its declared type is written."""
    declared = DECLARED.get(told.act.type)
    kind = declared.props.get(name) if declared else None
    if isinstance(value, bool):
        return yes_or_no(value)
    if isinstance(value, int):
        return str(value) if name in _NUMBERS_OF_ROWS else formats.number(value)
    if isinstance(value, list):
        return ", ".join(map(str, value))
    with suppress(ValueError):
        if kind == "instant":
            return formats.moment(datetime.fromisoformat(str(value)), zone=told.desk.space.time_zone)
        if kind == "date":
            return formats.day(date.fromisoformat(str(value)))
    return str(value) if isinstance(value, str) else ""


def _chosen(known: Mapping[str, _Text]) -> Callable[[_Told, object], str]:
    """Words for a code; the code, where there are none."""
    return lambda _told, value: str(known.get(str(value), value))


def _translated(known: Mapping[str, str]) -> Callable[[_Told, object], str]:
    """The same for words that wait to be translated."""
    return lambda _told, value: gettext(known[str(value)]) if str(value) in known else str(value)


def _amount(told: _Told, value: object) -> str:
    unit = told.facts.get("unit")
    if not isinstance(value, int) or not isinstance(unit, str):
        return ""
    return formats.amount(value, unit=unit, currency=told.desk.space.currency)


def _amounts(told: _Told, value: object) -> str:
    if not isinstance(value, Mapping):
        return ""
    currency = told.desk.space.currency
    return ", ".join(
        formats.amount(amount, unit=str(unit), currency=currency)
        for unit, amount in value.items()
        if isinstance(amount, int) and amount
    )


def _narrowed(told: _Told, value: object) -> str:
    """Whom a list was narrowed to: the values that were asked for, and when people joined."""
    with suppress(ValueError):
        kept = json.loads(str(value))
        asked = kept.items() if isinstance(kept, dict) else ()
        said = [_asked(told, name, str(part)) for name, part in asked if part and name != "states"]
        return " · ".join(said) or pgettext("list of members", "all of them")
    return ""


def _asked(told: _Told, name: str, part: str) -> str:
    if name not in _JOINED:
        return part
    return str(_JOINED[name]) % {"moment": formats.moment(datetime.fromisoformat(part), zone=told.desk.space.time_zone)}


def _staff(told: _Told, value: object) -> str:
    return told.names.get(f"staff:{value}") or gettext("somebody who worked here (%(actor)s)") % {
        "actor": f"staff:{value}"
    }


def _member(_told: _Told, value: object) -> str:
    return gettext("Member %(number)d") % {"number": value} if isinstance(value, int) else ""


def _setting(told: _Told, value: object) -> str:
    del told
    return settings_page.shown(value)


_ROLE = _chosen(dict(staff_page.ROLES))
_ROLE_IN_CIRCLE = _translated(circle_words.ROLES)
_OWN: Mapping[str, Callable[[_Told, object], str]] = {
    "amount": _amount,
    "escrow": _amounts,
    "returned": _amounts,
    "released": _amounts,
    "filter": _narrowed,
    "user_id": _staff,
    "lost_id": _member,
    "inviter": _member,
    "referral.rebound.before": _member,
    "role": _ROLE,
    "staff.role_changed.before": _ROLE,
    "staff.role_changed.after": _ROLE,
    "circle.role_changed.role": _ROLE_IN_CIRCLE,
    "circle.role_changed.before": _ROLE_IN_CIRCLE,
    "space.settings_changed.name": lambda _told, value: settings_page.label(str(value)),
    "space.settings_changed.before": _setting,
    "space.settings_changed.after": _setting,
    "circle.opened.purpose": _chosen(dict(circles_forms.PURPOSES)),
    "circle.changed.fields": lambda _told, value: (
        ", ".join(str(_FIELDS.get(str(one), one)) for one in value) if isinstance(value, list) else ""
    ),
    "purpose": _translated({one.slug: one.title for one in signin.PURPOSES}),
    "basis": lambda _told, value: dict(fields_page.grounds()).get(str(value), str(value)),
    "profile.field_defined.type": lambda _told, value: dict(fields_page.types()).get(str(value), str(value)),
    "entry": _translated(circle_words.WAYS_SHORT),
    "circle.place_added.kind": _translated(circle_words.PLACES),
    "members.work_started.kind": _chosen(_BULK),
    "members.work_stopped.kind": _chosen(_BULK),
    "kind": lambda _told, value: moderation_words.kind(str(value)),
    "outcome": lambda _told, value: str(moderation_words.DECIDED.get(str(value), value)),
    "ground": lambda _told, value: moderation_words.ground(str(value)),
    "picture": _chosen(_PICTURES),
    "event_types": lambda _told, value: (
        ", ".join(happenings.told(str(one), who=gettext("Somebody")) for one in value)
        if isinstance(value, list)
        else ""
    ),
    "bait_cost_cents": lambda told, value: (
        formats.money(value, currency=told.desk.space.currency) if isinstance(value, int) and value else ""
    ),
}
"""How a value is said: by "type.prop" where a type means something of its own, else by the prop."""
