"""How much work an article is worth: the two profiles."""

from enum import StrEnum


class Profile(StrEnum):
    """Truth before speed, or the other way round; docs/model.md has the figures of both."""

    ACCURATE = "accurate"  # the encoder reads the sentences that may tell something
    FAST = "fast"  # the linear decisions alone
