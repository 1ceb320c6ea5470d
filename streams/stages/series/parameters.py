"""What the series and their alerts can be set to; the defaults are those of the settings."""

import math
from dataclasses import dataclass

WEEK_DAYS = 7


@dataclass(frozen=True, slots=True)
class SeriesParameters:
    """See docs/series.md; workers of one group need the same.

    `lateness_hours`: an event older than the dyad's newest by more changes no window.
    `baseline_days`: a day is compared with so many before it.
    `history_days`: there is no alert before a partition was watched for so long, and of the
        days compared with, half as many must have seen an event of any dyad.
    `minimum_events`, `minimum_articles`: there is no alert of fewer.
    `clumping`: articles of one thing in a dyad, at least: what is expected of chance.
    `alert_p`: an episode begins on a day that is less probable than this.
    `keep_p`: and goes on while days are less probable than this.
    `quiet_days`: it ends when so many days have passed without one.
    """

    lateness_hours: int = 72
    baseline_days: int = 28
    history_days: int = 7
    minimum_events: int = 5
    minimum_articles: int = 2
    clumping: float = 1.5
    alert_p: float = 0.001
    keep_p: float = 0.05
    quiet_days: int = 3

    @property
    def epoch_days(self) -> int:
        """How long what is remembered must at least reach back."""
        return self.baseline_days + WEEK_DAYS + math.ceil(self.lateness_hours / 24)
