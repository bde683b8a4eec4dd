"""Where the modules above have a say in merging, erasing, exporting and fields: they alone know something of it.

Each registers once, in its AppConfig.ready. All are called inside the transaction of the action, with the
members' subjects locked, and may refuse by raising a Refusal: then nothing has happened.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Protocol


class MergeCheck(Protocol):
    """Why `lose` must not become `keep`, in words for the operator; None when nothing speaks against it."""

    def __call__(self, *, space_id: int, keep: int, lose: int) -> str | None: ...  # noqa: D102 - said above


class MergeStep(Protocol):
    """Carry over to `keep` what belonged to `lose`: balances, the earlier binding. `event_id` is the cause."""

    def __call__(self, *, space_id: int, keep: int, lose: int, event_id: int, actor: str) -> None: ...  # noqa: D102 - above


class ErasureStep(Protocol):
    """Finish or give up what the member still holds (EV-4). Runs while the member can still be read."""

    def __call__(self, *, space_id: int, member_id: int, at: datetime, actor: str) -> None: ...  # noqa: D102 - above


class ExportPart(Protocol):
    """What a module knows about a member, as plain JSON-like data."""

    def __call__(self, *, space_id: int, member_id: int) -> object: ...  # noqa: D102 - above


class FieldUse(Protocol):
    """What of a module reads a profile field, each in words for people, such as: the survey “Spring tea”."""

    def __call__(self, *, space_id: int, field: str) -> Sequence[str]: ...  # noqa: D102 - above


_merge_checks: list[MergeCheck] = []
_merge_steps: list[MergeStep] = []
_erasure_steps: list[ErasureStep] = []
_export_parts: dict[str, ExportPart] = {}
_field_uses: list[FieldUse] = []
_facts: dict[str, str] = {}


def refuse_merge_when(check: MergeCheck) -> MergeCheck:
    """Ask `check` before two members are merged (RE-6: not an ancestor with a descendant)."""
    return _added(_merge_checks, check)


def after_merge(step: MergeStep) -> MergeStep:
    """Run `step` when two members have become one, after `member.merged` is recorded."""
    return _added(_merge_steps, step)


def before_erasure(step: ErasureStep) -> ErasureStep:
    """Run `step` before a member is erased: open payouts first, then the balance to forfeit (EV-4)."""
    return _added(_erasure_steps, step)


def export_also(name: str, part: ExportPart) -> None:
    """Let an export of a member contain `part` under `name`."""
    _export_parts[name] = part


def tell_field_uses(use: FieldUse) -> FieldUse:
    """Ask `use` before a profile field becomes another one or is dropped: what reads it must let go of it first."""
    return _added(_field_uses, use)


def declare_fact(name: str, meaning: str) -> str:
    """Reserve a fact that Guanxi itself writes with `set_facts`; no profile field can have that name."""
    return _facts.setdefault(name, meaning) and name


def merge_checks() -> tuple[MergeCheck, ...]:
    """All checks, in the order in which they were registered."""
    return tuple(_merge_checks)


def merge_steps() -> tuple[MergeStep, ...]:
    """All steps of merging, in their order."""
    return tuple(_merge_steps)


def erasure_steps() -> tuple[ErasureStep, ...]:
    """All steps before erasing, in their order."""
    return tuple(_erasure_steps)


def export_parts() -> Mapping[str, ExportPart]:
    """All further parts of an export, by name."""
    return dict(_export_parts)


def field_uses() -> tuple[FieldUse, ...]:
    """All who tell what reads a profile field."""
    return tuple(_field_uses)


def facts() -> Mapping[str, str]:
    """The facts that Guanxi itself writes, and what they mean."""
    return dict(_facts)


def _added[T: Callable[..., object]](steps: list[T], step: T) -> T:
    if step not in steps:
        steps.append(step)
    return step
