"""What is known by its form alone: dates, sums, laws, weapons, bodies, events, sites."""

from streams.stages.entities.candidate import Candidate
from streams.stages.entities.dates import find_dates
from streams.stages.entities.defined import find_defined
from streams.stages.entities.laws import find_laws
from streams.stages.entities.money import find_money
from streams.stages.entities.people import find_people
from streams.stages.entities.runs import find_by_last_word
from streams.stages.entities.weapons import find_weapons
from streams.stages.entities.wording import Wording


def find_patterns(wording: Wording, given_names: frozenset[str] = frozenset()) -> list[Candidate]:
    """Return what the rules of form propose; the spans may overlap.

    Args:
        wording: The text in words.
        given_names: First names, by which unlisted names are known for people's.
    """
    return [
        *find_laws(wording),
        *find_weapons(wording),
        *find_money(wording),
        *find_dates(wording),
        *find_by_last_word(wording),
        *find_defined(wording.text),
        *find_people(wording, given_names),
    ]
