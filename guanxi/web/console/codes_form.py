"""The forms of codes: opening one, and writing what its visitors see."""

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext, gettext_lazy

from guanxi.challenges import rules
from guanxi.circles import queries as circles
from guanxi.quests import queries as quests
from guanxi.referral.actions import landing
from guanxi.web import access
from guanxi.web.h5 import words


def _bait_hint() -> str:
    """The words that stand before it, as paper and the page say them, and an example that keeps them true."""
    paper = gettext("Scan, join, and get: %(bait)s") % {"bait": "…"}
    example = gettext("Scan, join, and get: %(bait)s") % {"bait": gettext("a bag of white tea to try")}
    text = gettext(
        "It is printed behind the words “%(paper)s”, so everybody who joins must get it at once, as in “%(example)s”."
        " What has to be done for it belongs into the title or the text, on the next page."
    )
    return text % {"paper": paper, "example": example}


class CodeForm(forms.Form):
    """A channel's code: where it hangs, what it costs."""

    channel = forms.CharField(
        label=gettext_lazy("Channel"),
        help_text=gettext_lazy("One word for the source: parcel-card, weibo, shop-door. It stays with the members."),
        max_length=60,
    )
    label = forms.CharField(
        label=gettext_lazy("Name for yourselves"),
        help_text=gettext_lazy("Such as: spring parcels, second printing."),
        max_length=120,
        required=False,
    )
    leads_to = forms.ChoiceField(
        label=gettext_lazy("Leads to"),
        help_text=gettext_lazy("Where somebody stands who has joined by it. It can be changed later."),
        required=False,
    )
    campaign = forms.CharField(
        label=gettext_lazy("Campaign"),
        help_text=gettext_lazy("Only a word for your own figures, such as spring 2027. Nobody who joins reads it."),
        max_length=60,
        required=False,
    )
    bait = forms.CharField(
        label=gettext_lazy("What whoever joins gets"),
        help_text=lazy(_bait_hint, str)(),
        max_length=120,
        required=False,
    )
    cost = forms.DecimalField(
        label=gettext_lazy("What one of these costs you"),
        help_text=gettext_lazy("For the cost per member who stays."),
        min_value=0,
        max_digits=12,
        decimal_places=2,
        required=False,
    )

    def __init__(self, *args: object, desk: access.Desk, leads_to: str | None = None, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        offered = _offer(self.fields["leads_to"], desk)
        self.initial["leads_to"] = leads_to if leads_to in offered else _only_challenge(desk)

    def cents(self) -> int:
        """The cost in the smallest part."""
        cost = self.cleaned_data["cost"]
        return 0 if cost is None else int(cost * 100)


class LandingForm(forms.Form):
    """What visitors see."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=landing.LONGEST_TITLE, required=False)
    text = forms.CharField(
        label=gettext_lazy("Text"),
        help_text=gettext_lazy("Why somebody would want to be here. Reward results, never the act of sharing."),
        max_length=landing.LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    leads_to = forms.ChoiceField(label=gettext_lazy("Leads to"), required=False)
    picture = forms.FileField(
        label=gettext_lazy("Picture"),
        help_text=gettext_lazy("JPEG, PNG or WebP. It is made anew from its pixels; positions and other notes go."),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )
    no_picture = forms.BooleanField(label=gettext_lazy("Show no picture"), required=False)
    is_ad = forms.BooleanField(
        label=gettext_lazy("This is an advertisement"),
        help_text=gettext_lazy("Marked as such, which the law asks for."),
        required=False,
    )

    def __init__(self, *args: object, desk: access.Desk, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        _offer(self.fields["leads_to"], desk)


def targets(desk: access.Desk) -> list[tuple[str, str]]:
    """Where a code can lead: inside, a circle, a quest that runs."""
    space_id = desk.space.id
    found = [("", gettext("Joining, then today’s page"))]
    found += [
        (f"circle:{one.slug}", gettext("Circle: %(name)s") % {"name": one.name})
        for one in circles.circles(space_id=space_id)
    ]
    found += [
        (f"quest:{one.slug}", gettext("Quest: %(name)s") % {"name": words.title(one.definition.title, one.slug)})
        for one in quests.listing(space_id=space_id)
        if one.state == "launched"
    ]
    return found


def _offer(field: forms.Field, desk: access.Desk) -> set[str]:
    """Let a field offer where a code can lead; the values that it offers."""
    assert isinstance(field, forms.ChoiceField)  # noqa: S101 - both forms say so
    field.choices = found = targets(desk)
    return {value for value, _ in found}


def _only_challenge(desk: access.Desk) -> str:
    """The challenge that runs, when there is exactly one: it is what a first poster is for. Else joining."""
    launched = [one for one in quests.listing(space_id=desk.space.id) if one.state == "launched"]
    found = [one.slug for one in launched if rules.is_challenge(one.definition)]
    return f"quest:{found[0]}" if len(found) == 1 else ""
