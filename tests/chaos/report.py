"""What the runs of this session did, printed at its end: figures are worth more than a dot."""

from collections import Counter
from pathlib import Path

FIGURES: list[str] = []
_KEPT = Path(__file__).with_name("seeds.txt")


def tell(name: str, **figures: object) -> None:
    """Keep one line for the end of the session."""
    FIGURES.append(f"{name}: " + ", ".join(f"{word} {value}" for word, value in figures.items()))


def tally(counts: Counter[str]) -> str:
    """Counts in words, the most frequent first."""
    return " ".join(f"{word}={count}" for word, count in counts.most_common())


def kept_seeds(name: str) -> list[int]:
    """The seeds that once made the run `name` fail; they are run first, for ever."""
    if not _KEPT.exists():
        return []
    lines = [line.split() for line in _KEPT.read_text(encoding="utf-8").splitlines()]
    return [int(words[1]) for words in lines if words and words[0] == name]


def keep_seed(name: str, seed: int) -> None:
    """Add a seed that made the run `name` fail."""
    if seed not in kept_seeds(name):
        with _KEPT.open("a", encoding="utf-8") as file:
            file.write(f"{name} {seed}\n")
