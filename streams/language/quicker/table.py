"""A component's answer by what it looks at: asked once, then looked up."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Generic, TypeVar

from spacy.tokens import Doc

# Rows of some 100 bytes and what is kept for them; when full the table begins anew.
REMEMBERED = 50_000

Kept = TypeVar("Kept")


class Remembered(Generic[Kept]):
    """Answers by key, at most `limit` of them.

    Of use where the answer depends on the key alone; then it does not matter which
    articles came before.
    """

    def __init__(self, limit: int | None = None) -> None:
        self._limit = REMEMBERED if limit is None else limit
        self._known: dict[bytes, Kept] = {}

    def all_of(
        self, keys: Sequence[bytes], ask: Callable[[list[int]], Iterable[Kept]]
    ) -> list[Kept]:
        """Return an answer a key; `ask` is given the places of keys that are not yet known."""
        known = self._known
        try:
            return [known[key] for key in keys]
        except KeyError:
            pass
        new = {key: place for place, key in enumerate(keys) if key not in known}
        if len(known) + len(new) > self._limit:
            known.clear()
            new = {key: place for place, key in enumerate(keys)}
        known.update(zip(new, ask(list(new.values())), strict=True))
        return [known[key] for key in keys]


def rows_as_keys(doc: Doc, attributes: Sequence[str]) -> tuple[list[bytes], Any]:
    """Return for each token the bytes of its attributes, and the attributes as an array."""
    rows = doc.to_array(list(attributes))
    return rows.view(f"V{rows.itemsize * len(attributes)}")[:, 0].tolist(), rows
