"""What came out of a survey as words: a title that is the answer, a bar a line, the table that the bars are."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from guanxi.members import segments
from guanxi.members.queries import MASK
from guanxi.surveys import queries, results
from guanxi.surveys.questions import Question
from guanxi.web import access, formats, listing, survey_form
from guanxi.web.console import surveys_page

TEXTS = 20
_TEXTS_SHOWN = 5


def page(
    desk: access.Desk,
    found: results.Results,
    newest: Sequence[queries.Answered],
    *,
    chosen: str,
    kept: Sequence[segments.Segment],
) -> Mapping[str, object]:
    """All outcomes, of everybody or of a segment."""
    survey = found.survey
    answers = ngettext("%(n)s member answered", "%(n)s members answered", found.members)
    address = reverse("console:survey-results", args=[desk.space.slug, survey.id])
    narrowing = urlencode({"segment": chosen}) if chosen else ""
    return {
        "survey": survey,
        "answers": answers % {"n": formats.number(found.members)},
        "outcomes": [_outcome(one, found.members, newest) for one in found.outcomes] if found.members else [],
        "segments": [(one.slug, one.name, one.slug == chosen) for one in kept],
        "is_narrowed": bool(chosen),
        "csv": f"{address}?format=csv" + (f"&{narrowing}" if narrowing else ""),
        "take": reverse("console:survey-take", args=[desk.space.slug, survey.id])
        + (f"?{narrowing}" if narrowing else "")
        if desk.can("members.export") and any(one.is_sealed for one in survey.questions)
        else "",
        "link": reverse("console:survey-answers", args=[desk.space.slug, survey.id])
        + (f"?{narrowing}" if narrowing else ""),
    }


def clear(desk: access.Desk) -> queries.Clear:
    """What a reader sees of what is sealed: free words and accounts, when they may take members' data away."""
    return "words" if desk.can("members.export") else "nothing"


def heads(survey: queries.Survey) -> list[str]:
    """The heads of the answers as a table."""
    return [gettext("Member"), gettext("Answered"), gettext("Version"), *(one.title for one in survey.questions)]


def line(desk: access.Desk, survey: queries.Survey, one: queries.Answered) -> list[object]:
    """One member's answers as a line of the table."""
    words = {told.question.key: told.words for told in one.told}
    at = one.answered_at.astimezone(desk.space.zone).isoformat(timespec="minutes")
    return [one.member_id, at, one.version, *(words.get(asked.key, "") for asked in survey.questions)]


def texts(
    desk: access.Desk, survey: queries.Survey, found: Sequence[queries.Answered], *, has_more: bool, chosen: str = ""
) -> Mapping[str, object]:
    """Answer by answer."""
    zone = desk.space.time_zone
    last = found[-1] if found else None
    after = listing.cursor((last.answered_at, last.member_id)) if has_more and last else ""
    return {
        "survey": survey,
        "answers": [
            {
                "who": gettext("Member %(number)d") % {"number": one.member_id},
                "href": reverse("console:member", args=[desk.space.slug, one.member_id]),
                "moment": formats.moment(one.answered_at, zone=zone),
                "told": [{"question": told.question.title, "words": told.words or "–"} for told in one.told],
            }
            for one in found
        ],
        "back": f"?{urlencode({'segment': chosen})}" if chosen else "",
        "next": f"?{urlencode({'segment': chosen, 'after': after} if chosen else {'after': after})}" if after else "",
    }


def _outcome(one: results.Outcome, members: int, newest: Sequence[queries.Answered]) -> Mapping[str, object]:
    question = one.question
    whole = max(one.answered, 1)
    lines = [
        {
            "option": _option(question, count.option),
            "members": formats.number(count.members),
            "percent": _percent(count.members, whole),
        }
        for count in one.counts
    ]
    if one.others:
        words, percent = gettext("others"), _percent(one.others, whole)
        lines.append({"option": words, "members": formats.number(one.others), "percent": percent})
    written = [
        told.words
        for answered in newest
        for told in answered.told
        if told.question.key == question.key and told.words and told.words != MASK
    ]
    return {
        "question": question.title,
        "answer": _answer(one),
        "meaning": _meaning(one, members),
        "lines": lines,
        "texts": written[:_TEXTS_SHOWN] if question.kind == "text" else [],
        "kind": surveys_page.kind(question.kind),
    }


def _answer(one: results.Outcome) -> str:
    """The outcome in words: what a reader would say who looks at the bars."""
    question = one.question
    if not one.answered:
        return gettext("Nobody has answered this yet.")
    if not question.is_counted:
        words = ngettext("%(n)s member answered.", "%(n)s members answered.", one.answered)
        return words % {"n": formats.number(one.answered)}
    if one.spread is not None and question.kind != "account":
        return _of_numbers(one, one.spread)
    if one.spread is not None:
        facts = {"median": formats.number(int(one.spread.median)), "most": formats.number(int(one.spread.most))}
        return gettext("Half have at least %(median)s followers, the most have %(most)s.") % facts
    return _most(one)


def _most(one: results.Outcome) -> str:
    top = max(one.counts, key=lambda count: count.members)
    facts = {"option": _option(one.question, top.option), "percent": _percent(top.members, one.answered)}
    match one.question.kind:
        case "date":
            return gettext("Most in %(option)s: %(percent)d %%.") % facts
        case "place":
            return gettext("Most live in %(option)s: %(percent)d %%.") % facts
        case _:
            return gettext("“%(option)s” is chosen most: %(percent)d %%.") % facts


def _of_numbers(one: results.Outcome, spread: results.Spread) -> str:
    facts = {
        "mean": _decimal(spread.mean),
        "median": _decimal(spread.median),
        "last": one.question.ends[1],
        "unit": one.question.unit,
    }
    if one.question.kind == "scale":
        return gettext("%(mean)s of %(last)d on average.") % facts
    return (gettext("%(mean)s %(unit)s on average, %(median)s in the middle.") % facts).replace("  ", " ")


def _meaning(one: results.Outcome, members: int) -> str:
    facts = {"n": formats.number(one.answered), "all": formats.number(members)}
    return gettext("%(n)s of %(all)s who sent the survey answered this question.") % facts


def _percent(part: int, whole: int) -> int:
    """Rounded to the nearest; a bar of a few among many may be 0."""
    return round(100 * part / whole)


def _option(question: Question, option: str) -> str:
    return survey_form.platform(option) if question.kind == "account" else option


def _decimal(number: Decimal) -> str:
    rounded = round(Decimal(number), 1)
    return f"{rounded:,.0f}" if rounded == rounded.to_integral_value() else f"{rounded:,}"
