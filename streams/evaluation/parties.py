"""Comparing the names that labels give with those that the pipeline gives."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from schemas import Party
from streams.language.knowledge import Knowledge
from streams.language.wordlist import words

SMALL_WORDS = words("the a an of its their his her s and for in on to")
# Labels name organs and departments, answers those that they act for.
ORGANS = {"un security council": "United Nations", "security council": "United Nations"}


@dataclass(frozen=True, slots=True)
class Names:
    """Says whether two names are one party's."""

    knowledge: Knowledge
    ids: dict[str, str]

    def same(self, one: str, other: str) -> bool:
        """Say whether two canonical names are one: spelt alike, or of one Wikidata id."""
        if _folded(one) == _folded(other):
            return True
        ids = {self._known(one), self._known(other)}
        return len(ids) == 1 and None not in ids

    def wikidata(self, canonical: str) -> str | None:
        """Return the id that the gold has for a name."""
        return self.ids.get(canonical)

    def shared(self, wanted: Iterable[str], parties: Iterable[Party]) -> bool:
        """Say whether one of the parties is one of those wanted, by a word of its name or state."""
        wanted = tuple(ORGANS.get(name.lower(), name) for name in wanted)
        told = frozenset(word for name in wanted for word in name_words(name))
        states = {state for name in wanted for state in self.states(name)}
        for party in parties:
            state = self.knowledge.state(party.country)
            if told & name_words(party.name) or (party.country and party.country in states):
                return True
            if state is not None and told & name_words(state.canonical):
                return True
            if states & self.states(party.name):
                return True
        return False

    def states(self, text: str) -> frozenset[str]:
        """Return the ISO codes of the states that a few words name: "Tehran's", "Iranian"."""
        found = (hit.value.country for hit in self.knowledge.find(text))
        return frozenset(country for country in found if country is not None)

    def _known(self, name: str) -> str | None:
        for hit in self.knowledge.find(name):
            if hit.end - hit.start >= len(name):
                return hit.value.kb_id or hit.value.canonical
        return None


def name_words(text: str) -> frozenset[str]:
    """Return the words of a name that tell it from others, in lower case."""
    plain = re.sub(r"['’]s\b", "", text.lower())
    return frozenset(re.findall(r"\w+", plain)) - SMALL_WORDS


def _folded(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.lower().removeprefix("the "))
    return re.sub(r"[^a-z0-9]+", "", "".join(c for c in plain if not unicodedata.combining(c)))
