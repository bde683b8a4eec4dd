"""What several recipes are made of: fields that recur, rewards, texts in both languages."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta

from django.utils import translation
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext, gettext_noop, ngettext, pgettext

from guanxi.quests.recipes.recipe import Answers, Field

LOCALES = ("zh-hans", "en")
POINTS_MOST = 1_000_000
STOCK_MOST = 1_000_000
DAYS_MOST = 366
POINTS_LAST_DAYS = 365

TITLE = (
    Field(name="title_zh", kind="line", label=gettext_noop("Title in Chinese"), most=60),
    Field(name="title_en", kind="line", label=gettext_noop("Title in English"), most=80),
)
CIRCLE = Field(
    name="circle",
    kind="circle",
    label=gettext_noop("Circle"),
    is_optional=True,
    empty=gettext_noop("the whole space"),
    hint=gettext_noop(
        "The quest inherits the circle’s background, purpose and goal, and is judged by them at the end."
    ),
)
OWN_CIRCLE = replace(
    CIRCLE,
    hint=gettext_noop(
        "Only its members can take part and count. The quest inherits the circle’s background, purpose and goal."
    ),
)
TERMS = (
    Field(
        name="more_zh",
        kind="text",
        label=gettext_noop("Further terms in Chinese"),
        is_optional=True,
        is_more=True,
        most=1000,
    ),
    Field(
        name="more_en",
        kind="text",
        label=gettext_noop("Further terms in English"),
        is_optional=True,
        is_more=True,
        most=1000,
    ),
)


def points(name: str, label: str, default: int, *, is_optional: bool = True) -> Field:
    """A field for an amount of points."""
    return Field(
        name=name,
        kind="whole",
        label=label,
        default=default,
        least=0 if is_optional else 1,
        most=POINTS_MOST,
        empty=gettext_noop("no points"),
        is_optional=is_optional,
    )


def gift(default: str = "") -> tuple[Field, Field]:
    """The fields for a thing that is given, and for how many there are of it."""
    return (
        Field(
            name="gift",
            kind="thing",
            label=gettext_noop("Gift"),
            default=default or None,
            most=60,
            empty=gettext_noop("+ a gift"),
            is_optional=True,
            hint=gettext_noop("The name as members will read it, such as 手作盖碗. Leave it empty for no gift."),
        ),
        Field(
            name="stock",
            kind="whole",
            label=gettext_noop("How many there are of it"),
            default=200,
            least=1,
            most=STOCK_MOST,
            hint=gettext_noop("All of them are set aside at the launch, so that every promise can be kept."),
        ),
    )


def coupon() -> tuple[Field, Field]:
    """The fields for a coupon, and for how many there are of it."""
    return (
        Field(
            name="coupon",
            kind="thing",
            label=gettext_noop("Coupon"),
            most=60,
            empty=gettext_noop("+ a coupon"),
            is_optional=True,
            hint=gettext_noop("The name as members will read it, such as 满100减10. Leave it empty for none."),
        ),
        Field(
            name="coupons",
            kind="whole",
            label=gettext_noop("How many coupons"),
            default=500,
            least=1,
            most=STOCK_MOST,
        ),
    )


def points_budget(default: int) -> Field:
    """The field for all points that the quest may give."""
    return Field(
        name="points_budget",
        kind="whole",
        label=gettext_noop("Points set aside"),
        default=default,
        least=1,
        most=1_000_000_000,
        hint=gettext_noop("All that the quest may ever give. What is left goes back when it is settled."),
    )


def first_day(days_ahead: int = 0) -> Field:
    """The field for the first day that counts."""
    return Field(name="first_day", kind="day", label=gettext_noop("First day"), days_ahead=days_ahead)


def last_day(days_ahead: int) -> Field:
    """The field for the last day that counts."""
    return Field(name="last_day", kind="day", label=gettext_noop("Last day"), days_ahead=days_ahead)


def whole(answers: Answers, name: str) -> int:
    """The number given in a field; 0 where it was left open."""
    value = answers.get(name)
    return int(value) if isinstance(value, int) else 0


def text(answers: Answers, name: str) -> str:
    """The text given in a field, without blanks around it; empty where it was left open."""
    value = answers.get(name)
    return value.strip() if isinstance(value, str) else ""


def day(answers: Answers, name: str) -> date | None:
    """The day given in a field."""
    value = answers.get(name)
    return value if isinstance(value, date) else None


def window(answers: Answers) -> Mapping[str, date]:
    """The window from the first day to the last, which both count."""
    first, last = day(answers, "first_day"), day(answers, "last_day")
    found = {} if first is None else {"from": first}
    return found if last is None else {**found, "to": last + timedelta(days=1)}


def points_promise(amount: int, *, pending_days: int = 0) -> Mapping[str, int]:
    """A promise of points that last a year."""
    pending = {"pending_days": pending_days} if pending_days else {}
    return {"points": amount, **pending, "expires_days": POINTS_LAST_DAYS}


def both(write: Callable[[], str]) -> dict[str, str]:
    """What `write` says in each of the languages that members read."""
    said = {}
    for locale in LOCALES:
        with translation.override(locale):
            said[locale] = write()
    return said


def titles(answers: Answers, fallback: Callable[[], str]) -> dict[str, str]:
    """The title in each language: as typed, or the recipe's own."""
    own = both(fallback)
    typed = {"zh-hans": text(answers, "title_zh"), "en": text(answers, "title_en")}
    return {locale: typed[locale] or own[locale] for locale in LOCALES}


def terms(answers: Answers, sentences: Callable[[], list[str]]) -> dict[str, str]:
    """The terms in each language: what the recipe says, and what the operator added to it."""

    def said() -> str:
        parts = [part for part in sentences() if part]
        return "".join(parts) if (translation.get_language() or "").startswith("zh") else " ".join(parts)

    further = {"zh-hans": text(answers, "more_zh"), "en": text(answers, "more_en")}
    return {locale: f"{words}\n{further[locale]}" if further[locale] else words for locale, words in both(said).items()}


def promised(answers: Answers, *, points_name: str = "points") -> str:
    """What is given, in a few words of the language spoken now: 30 points, “cup” and coupon “ten off”."""
    found = []
    if amount := whole(answers, points_name):
        found.append(ngettext("%(n)s point", "%(n)s points", amount) % {"n": f"{amount:,}"})
    if name := text(answers, "gift"):
        found.append(gettext("“%(name)s”") % {"name": name})
    if name := text(answers, "coupon"):
        found.append(gettext("the coupon “%(name)s”") % {"name": name})
    return pgettext("between rewards", " and ").join(found)


def stock_term(answers: Answers) -> str:
    """How many there are of what is given; nothing where no thing is given."""
    said = []
    for name, count in (("gift", "stock"), ("coupon", "coupons")):
        if thing := text(answers, name):
            facts = {"count": whole(answers, count), "name": thing}
            said.append(gettext("There are %(count)d of “%(name)s”, given in the order of fulfilment.") % facts)
    blank = "" if (translation.get_language() or "").startswith("zh") else " "
    return blank.join(said)


def shown(value: date | None) -> str:
    """A day as the terms say it."""
    return "" if value is None else format_date(value, pgettext("day format", "j M Y"))


def dates_term(answers: Answers) -> str:
    """From when until when; both days count."""
    first, last = day(answers, "first_day"), day(answers, "last_day")
    if first is None or last is None:
        return ""
    facts = {"first": shown(first), "last": shown(last)}
    return gettext("From %(first)s to %(last)s, both days included.") % facts


def things(answers: Answers) -> list[Mapping[str, object]]:
    """The promises of the gift and the coupon."""
    found: list[Mapping[str, object]] = []
    if name := text(answers, "gift"):
        found.append({"item": name})
    if name := text(answers, "coupon"):
        found.append({"coupon": name})
    return found


def budget(answers: Answers, *, has_points: bool) -> dict[str, int]:
    """What stands behind the promises of the fields above."""
    found: dict[str, int] = {}
    if has_points:
        found["points"] = whole(answers, "points_budget")
    if name := text(answers, "gift"):
        found[f"item:{name}"] = whole(answers, "stock")
    if name := text(answers, "coupon"):
        found[f"coupon:{name}"] = whole(answers, "coupons")
    return found


def audience(answers: Answers) -> str | None:
    """The condition that whoever takes part is in the circle; None where the quest is for everybody."""
    circle = text(answers, "circle")
    return f"has(member.circles, {quoted(circle)})" if circle else None


def circle_term(answers: Answers) -> str:
    """For whom it is; nothing where it is for everybody."""
    name = text(answers, "circle_name")
    return gettext("For members of the circle “%(circle)s”.") % {"circle": name} if name else ""


def quoted(value: str) -> str:
    """A text inside a condition."""
    return "'" + value.replace("'", "''") + "'"
