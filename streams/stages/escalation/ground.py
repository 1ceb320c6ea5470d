"""What kind of article it is, and which of its parties act in public life."""

from collections import Counter
from dataclasses import dataclass

from schemas.escalation import EventType
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
# Bodies and people that act without a name of their own.
UNNAMED = words(
    """police army military navy government court parliament authority official militia rebel
    militant insurgent protester demonstrator soldier troop force guerrilla separatist gunman junta
    regime opposition coalition union worker teacher student farmer miner crowd resident villager
    ministry minister president premier prosecutor judge commission committee council cabinet
    commander fighter jihadist activist migrant refugee civilian people journalist prisoner hostage
    detainee leader company bank agency ambassador diplomat envoy embassy delegation inspector
    observer peacekeeper faction group side party tribe community settler nationalist gendarme
    guard coastguard tribunal assembly senate electorate mob driver doctor nurse trader monk
    policeman officer general colonel secretary administration general-staff mission alliance
    mediator sailor crew fisherman priest nun imam dissident critic opponent suspect lawmaker
    deputy mayor governor bishop king queen prince emir sultan junta family man woman child boy
    girl youth victim passenger citizen national"""
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
    their people, `ranked` these parties, those named most
    often first; `walks` are the other walks of
    life that the article is about; `is_political` says that it names a party of public
    life, or speaks of public life more than of anything else.
    """

    public: frozenset[str]
    ranked: tuple[Party, ...]
    walks: frozenset[str]
    is_political: bool

    def concerns(self, kind: EventType, parties: tuple[Party, ...]) -> bool:
        """Say whether such an event between the parties is one of public life.

        It needs a party of public life: a state, an organisation, an armed group, an
        official; the police or a worker is one only where the article names such a
        party. For protests people are enough.
        """
        domestic = kind is EventType.PROTEST and not self.walks
        return self.is_political or domestic or any(map(self.is_public, parties))

    def is_public(self, party: Party) -> bool:
        """Say whether the party acts in public life by what it is."""
        if party.country is not None or party.name in self.public:
            return True
        named = party.name[:1].isupper() and not party.name.startswith(("The ", "A ", "An "))
        telling = PUBLIC_NAMES if named else PUBLIC
        return not telling.isdisjoint(singulars(party.name))


def read_ground(
    discourse: Discourse, lemmas: tuple[str, ...], *, lexicon: EscalationLexicon
) -> Ground:
    """Return what kind of article it is."""
    public = {
        mention.party.name
        for mention in discourse.referents.mentions
        if mention.kind in PUBLIC_KINDS or mention.party.country or mention.stands_for
    }
    named: Counter[str] = Counter()
    parties: dict[str, Party] = {}
    for mention in discourse.referents.mentions:
        party = mention.stands_for or mention.party
        if mention.kind in PUBLIC_KINDS or party.country or mention.stands_for:
            named[party.name] += 1
            parties.setdefault(party.name, party)
    ranked = tuple(parties[name] for name, _ in named.most_common())
    counts: Counter[str] = Counter()
    for lemma in lemmas:
        for name in lexicon.walks_of.get(lemma, ()):
            counts[name] += 1
    own = counts[PUBLIC_LIFE]
    walks = (name for name in lexicon.domains if counts[name] >= max(MOST_WORDS, own + 1))
    political = bool(public) or own > max(counts[name] for name in lexicon.domains)
    return Ground(frozenset(public), ranked, frozenset(walks), political)


def singulars(name: str) -> frozenset[str]:
    """Return the words of a name in lower case, with and without a final s."""
    found = name.lower().split()
    return frozenset([*found, *(word.removesuffix("s") for word in found)])
