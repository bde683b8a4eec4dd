"""What a judgement finds: where in the quest, what is wrong, what to do."""

from dataclasses import dataclass

from guanxi.quests.definition import Definition

type Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong with a definition; `path` leads to it as the YAML nests."""

    path: Path
    reason: str
    suggestion: str = ""


def goal_path(definition: Definition, index: int) -> Path:
    """Where the goal of that index stands in the file."""
    return ("goal",) if definition.combine == "one" else ("goals", definition.combine, index)
