"""What an evaluation gives: figures, how much they rest on, and what went wrong."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Miss:
    """One error: where (article or sentence), what kind, and its words."""

    where: str
    what: str
    words: str


@dataclass(frozen=True, slots=True)
class Figures:
    """Figures by name; shares are percentages. `sizes` says over how many of what."""

    values: dict[str, float]
    sizes: dict[str, int] = field(default_factory=dict)
    misses: list[Miss] = field(default_factory=list)


def percent(part: float, whole: float) -> float:
    """Return a share in percent with one decimal; 0 of nothing is 0."""
    return round(100 * part / whole, 1) if whole else 0.0


def f1s(counts: Mapping[str, int], fields: Iterable[str]) -> dict[str, float]:
    """Return the F1 of each field, in percent, from the counts `<field> gold`, `told`, `both`."""
    return {
        f"{name} F1": percent(
            2 * counts[f"{name} both"], counts[f"{name} gold"] + counts[f"{name} told"]
        )
        for name in fields
    }
