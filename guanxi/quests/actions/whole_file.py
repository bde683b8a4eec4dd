"""Applying all quests of a file at once: either every one of them counts afterwards, or nothing has changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from guanxi import ledger
from guanxi.kernel.tenancy import acting_in
from guanxi.quests import errors, queries, rules
from guanxi.quests.actions import applying, stages
from guanxi.quests.definition import Definition


@dataclass(frozen=True, kw_only=True)
class One:
    """What became of one quest: `changed` says that a version was written, `launch` what launching it meant."""

    definition: Definition
    version: int
    changed: bool
    launch: stages.Launched | None


@dataclass(frozen=True, kw_only=True)
class Whole:
    """What became of a file, in its order, and by unit what was added to the reserve for it."""

    quests: tuple[One, ...]
    funded: Mapping[str, int]


def apply_all(
    *, space_id: int, definitions: Sequence[Definition], actor: str, launching: bool = True, funding: bool = False
) -> Whole:
    """Apply `definitions` and launch those that do not count yet, in one transaction.

    What is there already stays as it is. `funding` adds to the reserve what the budgets miss; without it a reserve
    that is short is refused, with all that is missing. Refuses WrongState, BudgetShrinks, ReserveShort.
    """
    missing: dict[str, int] = {}
    with acting_in(space_id):
        rules.exclusively(space_id=space_id)  # first of all: whoever holds it shared cannot wait for it
        quests = tuple(_one(space_id, definition, actor, missing, launching=launching) for definition in definitions)
        if missing and not funding:
            raise errors.ReserveShort(missing)
    return Whole(quests=quests, funded=missing)


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What somebody looked at before they launched: the version, and by unit what the reserve lacked for it."""

    version: int
    short: Mapping[str, int]


def launch_funded(
    *, space_id: int, slug: str, actor: str, funding: bool = False, seen: Seen | None = None
) -> tuple[stages.Launched, dict[str, int]]:
    """Launch the newest version of a quest; also what was added to the reserve for it, by unit. See `apply_all`.

    With `seen`, nothing else is launched or added than that. Refuses UnknownQuest, WrongState, BudgetShrinks,
    ReserveShort, ChangedMeanwhile.
    """
    missing: dict[str, int] = {}
    with acting_in(space_id):
        rules.exclusively(space_id=space_id)
        launched = _launched(space_id, slug, actor, missing)
        if seen is not None and (launched.version, missing) != (seen.version, dict(seen.short)):
            raise errors.ChangedMeanwhile(quest=slug)
        if missing and not funding:
            raise errors.ReserveShort(missing)
    return launched, missing


def _one(space_id: int, definition: Definition, actor: str, missing: dict[str, int], *, launching: bool) -> One:
    applied = applying.apply_definition(space_id=space_id, definition=definition, actor=actor)
    counting = {version.version_id for version in queries.counting_versions(space_id=space_id)}
    launch = None
    if launching and applied.version_id not in counting:
        launch = _launched(space_id, applied.slug, actor, missing)
    return One(definition=definition, version=applied.version, changed=applied.changed, launch=launch)


def _launched(space_id: int, slug: str, actor: str, missing: dict[str, int]) -> stages.Launched:
    """Launch, adding to the reserve whatever it turns out to lack; the caller decides whether that may stand."""
    while True:
        try:
            return stages.launch(space_id=space_id, slug=slug, actor=actor)
        except errors.NotCovered as refusal:
            unit, short = str(refusal.facts["unit"]), refusal.short
            ledger.fund(space_id=space_id, unit=unit, amount=short, actor=actor)
            missing[unit] = missing.get(unit, 0) + short
