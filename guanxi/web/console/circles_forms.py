"""What the console asks about a circle. The canvas comes first: without it nothing else is asked."""

from collections.abc import Mapping, Sequence
from datetime import date

from django import forms
from django.utils.translation import gettext, gettext_lazy

from guanxi.circles import actions, entry
from guanxi.circles import queries as circles
from guanxi.surveys import queries as surveys

PURPOSES = (
    ("seed_users", gettext_lazy("Seed members: find the first hundred who really care")),
    ("funnel", gettext_lazy("Funnel: let visitors become members, and members buyers")),
    ("product_iteration", gettext_lazy("Product: make it better with those who use it")),
    ("new_model", gettext_lazy("A new model: try a way of doing business")),
    ("other", gettext_lazy("Another purpose")),
)
ENTRIES = (
    ("open", gettext_lazy("Everybody who accepts the charter")),
    ("request", gettext_lazy("On request: the host decides")),
    ("survey", gettext_lazy("Whoever has answered a survey")),
    ("ticket", gettext_lazy("Whoever has a ticket")),
    ("invitation", gettext_lazy("Whoever was invited by a member of the circle")),
)
CHARTER = gettext_lazy(
    "1. We talk to one another as guests at one table.\n"
    "2. What sells something says so: it is marked as an ad.\n"
    "3. Ask before you share what somebody said here.\n"
    "4. Whoever hurts others is asked to be silent, with the reason."
)


class Canvas(forms.Form):
    """Background, purpose, goal (H1)."""

    background = forms.CharField(
        label=gettext_lazy("Background: what is there now, and what is missing?"),
        help_text=gettext_lazy("Two sentences. “Our regular customers only ever talk to the service desk.”"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    purpose = forms.ChoiceField(
        label=gettext_lazy("Purpose: what is the circle for?"), choices=PURPOSES, widget=forms.RadioSelect
    )
    goal = forms.CharField(
        label=gettext_lazy("Goal: what will have happened?"),
        help_text=gettext_lazy("Something that can be counted. “A hundred regulars talk every week.”"),
        max_length=200,
    )
    goal_number = forms.IntegerField(label=gettext_lazy("The number to reach"), min_value=1, max_value=10**12)
    goal_date = forms.DateField(label=gettext_lazy("By when"), widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: object, today: date, **named: object) -> None:
        super().__init__(*args, **named)  # type: ignore[arg-type]
        self.today = today

    def clean_goal_date(self) -> date:
        """A day that is not over yet; the one that a circle has already may stay."""
        asked: date = self.cleaned_data["goal_date"]
        if asked < self.today and asked != self.initial.get("goal_date"):
            raise forms.ValidationError(gettext("This day is over. Choose a later one."))
        return asked


class Look(forms.Form):
    """What members see, the charter, and who may come in."""

    name = forms.CharField(label=gettext_lazy("Its name"), max_length=40)
    trait = forms.CharField(
        label=gettext_lazy("What do its people have in common?"),
        help_text=gettext_lazy("A product or an inner need, in one line. Members read it."),
        max_length=200,
    )
    rule = forms.ChoiceField(label=gettext_lazy("Who may come in?"), choices=ENTRIES, widget=forms.RadioSelect)
    survey = forms.ChoiceField(label=gettext_lazy("The survey to be answered"), required=False)
    ticket = forms.CharField(
        label=gettext_lazy("The ticket"),
        help_text=gettext_lazy("Its short name, as quests and rewards give it: salon-2027."),
        required=False,
        max_length=40,
    )
    is_ticket_spent = forms.BooleanField(label=gettext_lazy("The ticket is spent at the door"), required=False)
    charter = forms.CharField(
        label=gettext_lazy("Charter"),
        help_text=gettext_lazy("Everybody accepts it when coming in. Later versions are kept beside the earlier ones."),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    cover = forms.ImageField(label=gettext_lazy("Cover"), required=False)

    def __init__(self, *args: object, space_id: int, **named: object) -> None:
        super().__init__(*args, **named)  # type: ignore[arg-type]
        asked = surveys.surveys(space_id=space_id, state="open")
        choices = [("", gettext("— choose —")), *((str(one.id), one.title) for one in asked)]
        self.fields["survey"].choices = choices  # type: ignore[attr-defined]
        # Pillow opens a file only after guanxi.media has measured it.
        self.fields["cover"] = forms.FileField(label=gettext("Cover"), required=False)
        if not asked:
            del self.fields["survey"]

    def clean(self) -> dict[str, object]:
        """The survey or the ticket, where the rule asks for one."""
        given = super().clean() or {}
        if given.get("rule") == "survey" and not given.get("survey"):
            self.add_error("rule", gettext("Choose the survey; when there is none yet, make it first."))
        if given.get("rule") == "ticket" and not given.get("ticket"):
            self.add_error("ticket", gettext("Say which ticket."))
        return given


class Place(forms.Form):
    """A group outside."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Where"),
        choices=(
            ("wecom", gettext_lazy("WeCom group")),
            ("wechat", gettext_lazy("WeChat group")),
            ("qq", gettext_lazy("QQ group")),
            ("forum", gettext_lazy("Forum")),
            ("other", gettext_lazy("Another place")),
        ),
    )
    name = forms.CharField(label=gettext_lazy("Its name"), max_length=60)


class Heads(forms.Form):
    """How many people are in a place."""

    count = forms.IntegerField(label=gettext_lazy("People"), min_value=0, max_value=1_000_000)


class Note(forms.Form):
    """A post in the brand's name."""

    text = forms.CharField(label=gettext_lazy("Your words"), max_length=5000, widget=forms.Textarea(attrs={"rows": 6}))
    is_ad = forms.BooleanField(
        label=gettext_lazy("This is an ad"),
        help_text=gettext_lazy("A link to a shop makes it one. It carries the word 广告."),
        required=False,
    )


def canvas_of(given: Mapping[str, object]) -> actions.Canvas:
    """A checked form as the domain takes it."""
    return actions.Canvas(**{name: given[name] for name in Canvas.base_fields})  # type: ignore[arg-type]


def rule_of(given: Mapping[str, object]) -> entry.Rule:
    """The entry rule of a checked form."""
    survey = str(given.get("survey") or "")
    return entry.Rule(
        name=str(given["rule"]),
        survey_id=int(survey) if survey else None,
        ticket=str(given.get("ticket") or ""),
        is_ticket_spent=bool(given.get("is_ticket_spent")),
    )


def initial_of(circle: circles.Circle) -> dict[str, object]:
    """A circle as the forms are filled with it."""
    return {
        **{name: getattr(circle, name) for name in (*Canvas.base_fields, "name", "trait", "charter")},
        "rule": circle.rule.name,
        "survey": str(circle.rule.survey_id or ""),
        "ticket": circle.rule.ticket,
        "is_ticket_spent": circle.rule.is_ticket_spent,
    }


def errors(form: forms.Form) -> Sequence[str]:
    """Everything that is wrong with a small form, in one line each."""
    return [str(problem) for problems in form.errors.values() for problem in problems]
