"""A circuit breaker: too many dead letters stop the worker instead of emptying the topic."""

from collections import deque


class TooManyDeadLettersError(Exception):
    """The breaker opened; the record at hand is left for the next worker."""


class Breaker:
    """Counts the outcomes of one stage, dead letter or not.

    Modelled on Sentry Arroyo's DlqLimit: a bad deploy or a wrong topic refuses
    everything, and dead-lettering a whole feed helps nobody.

    Args:
        consecutive: So many dead letters in a row open it.
        ratio: A higher share of dead letters among the last `ratio_records` opens
            it; the share is not judged before so many records were seen.
        ratio_records: See `ratio`.
    """

    def __init__(self, *, consecutive: int, ratio: float, ratio_records: int) -> None:
        self._consecutive = consecutive
        self._ratio = ratio
        self._recent: deque[bool] = deque(maxlen=ratio_records)
        self._in_a_row = 0
        self._refused = 0

    @property
    def fill(self) -> float:
        """How near it is to opening, from 0 to 1."""
        row = self._in_a_row / self._consecutive
        if len(self._recent) < (self._recent.maxlen or 0):
            return min(1.0, row)
        return min(1.0, max(row, self._refused / len(self._recent) / self._ratio))

    def check(self) -> None:
        """Call before a dead letter is written.

        Raises:
            TooManyDeadLettersError: one more would be too many.
        """
        if self._in_a_row >= self._consecutive:
            raise TooManyDeadLettersError(f"{self._in_a_row} dead letters in a row")
        if len(self._recent) == self._recent.maxlen and self._refused > self._ratio * len(
            self._recent
        ):
            raise TooManyDeadLettersError(
                f"{self._refused} of the last {len(self._recent)} records are dead letters"
            )

    def count(self, *, refused: bool) -> None:
        """Call when a record is done with."""
        if len(self._recent) == self._recent.maxlen:
            self._refused -= self._recent[0]
        self._recent.append(refused)
        self._refused += refused
        self._in_a_row = self._in_a_row + 1 if refused else 0
