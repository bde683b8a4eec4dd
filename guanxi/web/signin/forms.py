"""What is asked of staff: who they are, and what their space is called."""

import functools
from zoneinfo import available_timezones

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext, gettext_lazy, pgettext_lazy

_FIRST_ZONES = (
    ("Asia/Shanghai", gettext_lazy("China (Shanghai, Beijing)")),
    ("Asia/Hong_Kong", gettext_lazy("Hong Kong")),
    ("Asia/Taipei", gettext_lazy("Taipei")),
    ("Asia/Singapore", gettext_lazy("Singapore")),
    ("Asia/Tokyo", gettext_lazy("Tokyo")),
    ("Europe/Berlin", gettext_lazy("Berlin, Paris, Madrid")),
    ("Europe/London", gettext_lazy("London")),
    ("America/New_York", gettext_lazy("New York")),
    ("America/Los_Angeles", gettext_lazy("Los Angeles")),
    ("UTC", "UTC"),
)
_AREAS = ("Africa/", "America/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/")
CURRENCIES = ("CNY", "HKD", "TWD", "SGD", "JPY", "EUR", "GBP", "USD")
LOCALES = (("zh-Hans", "简体中文"), ("en", "English"))


@functools.cache  # they are looked for in six hundred files
def _zones() -> list[tuple[str, object]]:
    likely = {name for name, _ in _FIRST_ZONES}
    rest = [(name, name) for name in sorted(available_timezones()) if name.startswith(_AREAS) and name not in likely]
    return [
        (pgettext_lazy("time zones", "Often chosen"), list(_FIRST_ZONES)),  # type: ignore[list-item]
        (pgettext_lazy("time zones", "All others"), rest),  # type: ignore[list-item]
    ]


class NameForm(forms.Form):
    """What others read."""

    name = forms.CharField(
        label=gettext_lazy("Your name"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )


class NewPasswordForm(NameForm):
    """A name and a first password."""

    password = forms.CharField(
        label=gettext_lazy("Password"),
        help_text=gettext_lazy(
            "10 characters or more, and not digits alone; no common password, nothing like your name or address."
        ),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def ask_again(self) -> None:
        """Say beside an empty password why it is empty: the page came back, and no page carries a password."""
        if not self.has_error("password"):
            self.add_error("password", gettext("Type the password again: no page carries it."))


class OwnerForm(NewPasswordForm):
    """The first owner, with the address they sign in with."""

    field_order = ("name", "email", "password")
    email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        help_text=gettext_lazy("You sign in with it. Nobody else sees it but those who work with you."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class SpaceForm(forms.Form):
    """A brand: what it is called, where its days begin, what it counts money in."""

    space_name = forms.CharField(
        label=gettext_lazy("Name of the brand"), max_length=80, help_text=gettext_lazy("What your members read.")
    )
    slug = forms.RegexField(
        r"^[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?\Z",
        label=gettext_lazy("Short name"),
        max_length=40,
        strip=True,
        error_messages={
            "invalid": gettext_lazy(
                "Only small English letters, digits and hyphens, with no hyphen at either end: for example spring-tea."
            )
        },
        help_text=format_lazy(
            "{} {}",
            gettext_lazy("Part of every link. Only small English letters, digits and hyphens: for example spring-tea."),
            gettext_lazy("It stays, because printed codes point to it."),
        ),
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false", "autocomplete": "off"}),
    )
    time_zone = forms.ChoiceField(
        label=gettext_lazy("Time zone"),
        choices=_zones,
        initial="Asia/Shanghai",
        help_text=gettext_lazy("Decides when a day begins, so when a streak is kept. It stays as it is."),
    )
    currency = forms.ChoiceField(
        label=gettext_lazy("Currency"), choices=[(code, code) for code in CURRENCIES], initial="CNY"
    )
    locale = forms.ChoiceField(label=gettext_lazy("Language of your members"), choices=LOCALES, initial="zh-Hans")
