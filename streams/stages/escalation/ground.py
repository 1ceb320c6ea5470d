"""What kind of article it is, and which of its parties act in public life."""

from collections import Counter
from dataclasses import dataclass

from schemas.party import Party
from streams.language.discourse import Discourse
from streams.language.wordlist import words
from streams.stages.escalation.lexicon import PUBLIC_LIFE, EscalationLexicon

# Bodies and people of public life that need no name: an army without a state is none.
PUBLIC = words(
    """army military navy government parliament militia rebel militant insurgent protester
    demonstrator soldier troop guerrilla separatist gunman junta regime opposition president
    premier jihadist peacekeeper gendarme coastguard ambassador diplomat envoy embassy dissident
    terrorist refugee migrant"""
)
# What a name without an entry in the lists tells of public life.
PUBLIC_NAMES = PUBLIC | words(
    """department ministry commission party front movement organization organisation council
    congress senate assembly tribunal king queen emir sheikh mayor governor minister chancellor
    secretary brotherhood brigade brigades alliance federation republic province"""
)
PUBLIC_KINDS = words(
    """leader region state demonym armed_group agency capital international ministry people bloc
    forces government alliance parliament party civil city"""
)
# An article is of another walk of life where that walk has this many of its words at least,
# and more than war, diplomacy and government together.
MOST_WORDS = 5


@dataclass(frozen=True, slots=True)
class Ground:
    """One article's public life.

    `public` are the names of its parties that are states, bodies of public life or
    their people, `people` the persons that are none; `walks` are the other walks of
    life that the article is about; `is_political` says that it names a party of public
    life, or speaks of public life more than of anything else.
    """

    public: frozenset[str]
    people: frozenset[str]
    walks: frozenset[str]
    is_political: bool

    def is_public(self, party: Party) -> bool:
        """Say whether the party acts in public life by what it is."""
        if party.country is not None or party.name in self.public:
            return True
        named = party.name[:1].isupper() and not party.name.startswith(("The ", "A ", "An "))
        telling = PUBLIC_NAMES if named else PUBLIC
        return not telling.isdisjoint(_singulars(party.name))

    def is_known(self, party: Party) -> bool:
        """Say whether the party has a name that tells more than a private person's."""
        if party.name in self.people and (self.walks or not self.is_political):
            return False
        return party.country is not None or party.kb_id is not None or party.name[:1].isupper()


def read_ground(
    discourse: Discourse, lemmas: tuple[str, ...], *, lexicon: EscalationLexicon
) -> Ground:
    """Return what kind of article it is."""
    mentions = discourse.referents.mentions
    public, people = set(), set()
    for mention in mentions:
        if mention.kind in PUBLIC_KINDS or mention.party.country or mention.stands_for:
            public.add(mention.party.name)
        elif mention.is_person:
            people.add(mention.party.name)
    counts: Counter[str] = Counter()
    for lemma in lemmas:
        for name in lexicon.walks_of.get(lemma, ()):
            counts[name] += 1
    own = counts[PUBLIC_LIFE]
    walks = (name for name in lexicon.domains if counts[name] >= max(MOST_WORDS, own + 1))
    political = bool(public) or own > max(counts[name] for name in lexicon.domains)
    return Ground(frozenset(public), frozenset(people), frozenset(walks), political)


def _singulars(name: str) -> frozenset[str]:
    found = name.lower().split()
    return frozenset([*found, *(word.removesuffix("s") for word in found)])
