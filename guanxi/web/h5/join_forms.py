"""What a newcomer is asked: a contact, a code, a name, and each agreement by itself."""

from django import forms
from django.utils.translation import gettext, gettext_lazy

from guanxi.members import signin

_LONGEST_CONTACT = 254
_LONGEST_NAME = 20


class ContactForm(forms.Form):
    """A phone number or an e-mail address."""

    contact = forms.CharField(max_length=_LONGEST_CONTACT)

    def __init__(self, *args: object, by: str, **rest: object) -> None:
        super().__init__(*args, **rest)  # type: ignore[arg-type]
        field = self.fields["contact"]
        if by == "phone":
            field.label = gettext("Phone number")
            attrs = {"type": "tel", "inputmode": "tel", "autocomplete": "tel"}
        else:
            field.label = gettext("E-mail address")
            attrs = {"type": "email", "inputmode": "email", "autocomplete": "email", "autocapitalize": "none"}
        field.widget = forms.TextInput(attrs=attrs)
        field.widget.input_type = attrs.pop("type")


class CodeForm(forms.Form):
    """Six digits, also with blanks between them or in full width, as phones paste them."""

    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=20,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "pattern": "[0-9 ]*", "autofocus": True}
        ),
    )

    def clean_code(self) -> str:
        """The digits alone."""
        digits = [str(int(sign)) for sign in self.cleaned_data["code"] if sign.isdecimal()]
        return "".join(digits)


def _without(purpose: signin.Purpose) -> str:
    words = gettext(purpose.without)
    return words if purpose.needed else gettext("Without it: %(without)s") % {"without": words}


class WelcomeForm(forms.Form):
    """No box is ticked before the member ticks it, and each is about one thing."""

    nickname = forms.CharField(
        label=gettext_lazy("What may we call you?"),
        help_text=gettext_lazy("Other members see this name. You can change it later."),
        max_length=_LONGEST_NAME,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )
    of_age = forms.BooleanField(
        label=gettext_lazy("I am 14 or older."),
        help_text=gettext_lazy("If you are younger, ask your father, mother or guardian to write to us."),
        required=False,
    )
    invitation = forms.CharField(
        label=gettext_lazy("Invitation code"),
        help_text=gettext_lazy("If a friend told you one. A link that you opened counts by itself."),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocapitalize": "characters", "autocomplete": "off"}),
    )

    def __init__(self, *args: object, space_name: str, **rest: object) -> None:
        super().__init__(*args, **rest)  # type: ignore[arg-type]
        for purpose in signin.AT_JOINING:
            self.fields[purpose.slug] = forms.BooleanField(
                label=gettext(purpose.words) % {"space": space_name},
                help_text=_without(purpose),
                required=False,
            )

    def needed(self) -> list[forms.BoundField]:
        """What somebody must say to be a member."""
        return [self["of_age"], self["service"]]

    def choices(self) -> list[forms.BoundField]:
        """What is up to them."""
        return [self[purpose.slug] for purpose in signin.AT_JOINING if not purpose.needed]
