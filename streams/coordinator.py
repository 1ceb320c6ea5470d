"""Questions about a consumer group, asked again while the group has no broker."""

import time
from collections.abc import Callable
from typing import TypeVar

from kafka.errors import (
    CoordinatorLoadInProgressError,
    CoordinatorNotAvailableError,
    NotCoordinatorError,
)

# On a new cluster the first question for a group makes the broker create its offsets
# topic and answer "not available": kafka-python's admin client does not ask again.
COORDINATOR_SECONDS = 15.0
_PAUSE_SECONDS = 0.2
_NOT_YET = (CoordinatorNotAvailableError, CoordinatorLoadInProgressError, NotCoordinatorError)

Answer = TypeVar("Answer")


def patiently(question: Callable[[], Answer]) -> Answer:
    """Return the answer to a question about a group; blocks.

    Raises:
        KafkaError: it cannot be answered.
    """
    deadline = time.monotonic() + COORDINATOR_SECONDS
    while True:
        try:
            return question()
        except _NOT_YET:
            if time.monotonic() > deadline:
                raise
            time.sleep(_PAUSE_SECONDS)
