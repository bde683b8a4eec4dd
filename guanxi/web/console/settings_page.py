"""The settings of a space, grouped by what they are about, each with its meaning; and what was changed before."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from django import forms
from django.conf import settings as installation
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop

from guanxi.connectors import codes, wechat
from guanxi.kernel.errors import Refusal
from guanxi.members import errors as member_errors
from guanxi.members import signin
from guanxi.posters import settings as posters
from guanxi.spaces import actions, brand
from guanxi.spaces import queries as spaces
from guanxi.spaces.settings import Setting, Value, declared
from guanxi.web import access, formats
from guanxi.web.console import actors

GROUPS = {
    "space": gettext_noop("Brand"),
    "signin": gettext_noop("Signing in"),
    "referral": gettext_noop("Invitations"),
    "circles": gettext_noop("Circles"),
    "moderation": gettext_noop("Moderation"),
    "challenges": gettext_noop("Challenges"),
    "media": gettext_noop("Pictures"),
}
LABELS = {
    actions.NAME: gettext_noop("Name of the brand"),
    "space.brand_colour": gettext_noop("Colour of the brand"),
    "signin.by_mail": gettext_noop("Codes by e-mail"),
    "signin.by_phone": gettext_noop("Codes by text message"),
    "signin.codes_per_address": gettext_noop("Most codes for one network in an hour"),
    "signin.codes_per_hour": gettext_noop("Most codes in an hour"),
    "signin.hand_over_key": gettext_noop("Key of your own app"),
    "signin.require_second_factor": gettext_noop("Staff need a second factor"),
    "referral.link_origin": gettext_noop("Address that links begin with"),
    "referral.validity_days": gettext_noop("How long an invitation link counts (days)"),
    "referral.protection_days": gettext_noop("How long the first inviter is protected (days)"),
    "referral.binding_hours": gettext_noop("How long a new member can name an inviter (hours)"),
    "referral.touch_window_minutes": gettext_noop("Clicks that count as one (minutes)"),
    "referral.guesses_per_hour": gettext_noop("Unknown codes in an hour before we stop listening"),
    "referral.retained_days": gettext_noop("When somebody counts as retained (days)"),
}
_LONGEST_TEXT = 2000
_LONGEST_NAME = 80


class SettingsForm(forms.Form):
    """The name of the brand, and a field for each declared setting.

    Field names have no dots, which HTML allows and people mistype.
    """

    def __init__(self, *args: object, name: str, held: Mapping[str, Value], **rest: object) -> None:
        super().__init__(*args, **rest)  # type: ignore[arg-type]
        self.held = held
        self.fields[field_name(actions.NAME)] = forms.CharField(
            label=label(actions.NAME),
            help_text=gettext("What members and staff read everywhere. Links and printed codes stay as they are."),
            initial=name,
            max_length=_LONGEST_NAME,
            widget=forms.TextInput(attrs={"autocomplete": "organization"}),
        )
        for one in _shown():
            self.fields[field_name(one.name)] = _field(one, held[one.name])

    def name(self) -> str:
        """What the brand is to be called; call when the form is valid."""
        return str(self.cleaned_data[field_name(actions.NAME)])

    def changed(self) -> dict[str, Value]:
        """What differs from what holds; call when the form is valid."""
        asked = {one.name: self.cleaned_data[field_name(one.name)] for one in _shown()}
        return {name: value for name, value in asked.items() if value != self.held[name]}

    def clean(self) -> None:
        """Colours, keys and addresses are judged here, beside their fields."""
        for one in _shown():
            name = field_name(one.name)
            if one.shape and isinstance(self.cleaned_data.get(name), str):
                try:
                    self.cleaned_data[name] = _shaped(one, self.cleaned_data[name])
                except Refusal as refusal:
                    self.add_error(name, str(refusal))

    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields under their headings."""
        order = list(GROUPS)
        settings = sorted((_place(one, order), one.name) for one in _shown())
        first = [actions.NAME, *(name for _, name in settings)]
        return [
            (gettext(GROUPS[group]) if group in GROUPS else group, [self[field_name(name)] for name in members])
            for group, members in groupby(first, key=lambda name: name.partition(".")[0])
        ]


def page(desk: access.Desk, form: SettingsForm) -> Mapping[str, object]:
    """What the page shows beside the form."""
    names = actors.staff(desk)
    found = spaces.changes(space_id=desk.space.id, types=("space.settings_changed",))
    return {
        "form": form,
        "space": desk.space,
        "history": [
            {
                "label": label(str(one.props.get("name", ""))),
                "before": shown(one.props.get("before")),
                "after": shown(one.props.get("after")),
                "who": actors.who(one.actor, names),
                "at": formats.moment(one.at, zone=desk.space.time_zone),
            }
            for one in found
        ],
        "ways": _ways(desk),
    }


def address(desk: access.Desk, name: str) -> str:
    """Where a setting is changed; empty for who may not change it."""
    if not desk.can("space.settings"):
        return ""
    return f"{reverse('console:settings', args=[desk.space.slug])}#id_{field_name(name)}"


def reaches_nobody(desk: access.Desk) -> bool:
    """Whether nobody outside can come in: codes are only printed on the terminal, and there is no other way."""
    if not all(codes.are_printed(system=system) for system in ("email", "phone")) or wechat.is_on(slug=desk.space.slug):
        return False
    return not spaces.setting(space_id=desk.space.id, name=signin.HAND_OVER_KEY.name)


def label(name: str) -> str:
    """What a setting is called on the page; its own name, when nobody gave it one."""
    return gettext(LABELS[name]) if name in LABELS else name


def shown(value: object) -> str:
    """A value as people read it."""
    if isinstance(value, bool):
        return gettext("on") if value else gettext("off")
    text = str(value)
    return gettext("nothing") if text == "" else text


def field_name(name: str) -> str:
    """The name of a setting's field."""
    return name.replace(".", "-")


def _shown() -> tuple[Setting, ...]:
    return tuple(one for one in declared() if one.shown)


def _place(one: Setting, order: Sequence[str]) -> int:
    group = one.name.partition(".")[0]
    return order.index(group) if group in order else len(order)


def _field(one: Setting, held: Value) -> forms.Field:
    words: dict[str, Any] = {
        "label": label(one.name),
        "help_text": gettext(one.meaning),
        "initial": held,
        "required": False,
    }
    if one.kind == "boolean":
        return forms.BooleanField(**words)
    if one.kind == "integer":
        return forms.IntegerField(**{**words, "required": True}, min_value=one.least, max_value=one.most)
    if one.shape == "colour":
        return forms.CharField(**words, max_length=7, widget=forms.TextInput(attrs={"type": "color"}))
    attrs = {"autocomplete": "off", "spellcheck": "false"}
    return forms.CharField(**words, max_length=_LONGEST_TEXT, widget=forms.TextInput(attrs=attrs))


def _shaped(one: Setting, value: str) -> str:
    if one.shape == "colour":
        return brand.checked(value)
    if one.shape == "origin":
        return posters.checked_origin(value)
    if signin.public_keys(value) is None:
        raise member_errors.HandOverKeyUnreadable
    return " ".join(value.split())


def _ways(desk: access.Desk) -> list[Mapping[str, str]]:
    """How members can come in, as this installation is set up."""
    terminal = gettext("printed on the terminal: nobody outside gets it")
    return [
        {
            "name": gettext("E-mail"),
            "state": terminal if codes.are_printed(system="email") else gettext("a mail server"),
        },
        {
            "name": gettext("Text message"),
            "state": terminal if codes.are_printed(system="phone") else installation.GUANXI_SMS.provider,
        },
        {
            "name": gettext("WeChat"),
            "state": gettext("on") if wechat.is_on(slug=desk.space.slug) else gettext("off"),
        },
    ]
