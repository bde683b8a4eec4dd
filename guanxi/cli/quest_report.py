"""How the command line tells of quests: sentences for people, plain data for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from guanxi.quests.actions.whole_file import One
    from guanxi.quests.definition import Definition, WorstCase
    from guanxi.quests.errors import Problem


def plain(definition: Definition) -> str:
    """The quest in one sentence, in the language of the terminal."""
    from django.utils import translation

    from guanxi.quests import language

    return language.sentence(definition, translation.get_language() or "en")


def cost(definition: Definition) -> str:
    """The worst case in words: what is set aside for ever, and what may go out on one day at most."""
    from guanxi.quests.definition import worst_case

    cases = worst_case(definition)
    aside = [f"{case.total:,} {case.code}" for case in cases if case.total is not None]
    daily = [f"{case.per_day:,} {case.code}" for case in cases if case.total is None and case.per_day is not None]
    parts = []
    if aside:
        parts.append(f"sets aside {_listed(aside)}")
    if daily:
        parts.append(f"at most {_listed(daily)} a day")
    return ", ".join(parts) or "costs nothing"


def amounts(by_unit: Mapping[str, int]) -> str:
    """Amounts of several units, as a list."""
    return _listed([f"{amount:,} {unit}" for unit, amount in by_unit.items()])


def applied(one: One, *, state: str) -> str:
    """One quest of a file that was applied: what became of it, what it says, what it may cost."""
    lines = [f"{one.definition.slug} (version {one.version}): {state}", f"  {plain(one.definition)}"]
    if state != "unchanged":
        lines.append(f"  {cost(one.definition)}")
    return "\n".join(lines)


def facts(definition: Definition) -> dict[str, object]:
    """A quest as plain data."""
    from guanxi.quests.definition import worst_case

    return {
        "quest": definition.slug,
        "sentence": plain(definition),
        "worst_case": [_case(case) for case in worst_case(definition)],
    }


def problem_facts(problems: Iterable[Problem]) -> list[dict[str, object]]:
    """Problems of a file as plain data."""
    return [
        {
            "line": problem.line,
            "column": problem.column,
            "path": problem.path,
            "reason": problem.reason,
            "suggestion": problem.suggestion,
        }
        for problem in problems
    ]


def _case(case: WorstCase) -> dict[str, object]:
    return {"unit": case.code, "total": case.total, "per_day": case.per_day}


def _listed(parts: list[str]) -> str:
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)
