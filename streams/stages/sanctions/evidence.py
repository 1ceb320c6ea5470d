"""How sure it is that the words report a sanctions event: an explained sum, no bare number."""

from streams.language import syntax
from streams.language.wordlist import words
from streams.stages.sanctions.cues import Cue
from streams.stages.sanctions.roles import Roles
from streams.stages.sanctions.scene import Scene
from streams.stages.sanctions.status import Reading
from streams.stages.sanctions.words import Words

# A mention is told at this score and above. Chosen on two thirds of our own sentences.
THRESHOLD = 0.5
STATE_SENDER = 0.15
FOREIGN_TARGET = 0.12
COMPANY_SENDER = 0.15
IN_ARTICLE = 0.12
USUAL_SENDER = 0.2
NO_PROHIBITION = -0.6
NO_OTHER_STATE = -1.5
BODY_NAME = -0.5
REACH_WORDS = 4
BEARING_WORDS = 9  # whom the verb is done to stands this near behind it
# A clause's own matter ends before these.
CLAUSE_ENDS = words(
    "after over because when while as following amid despite before ; . and but for"
)
BODY_NOUN_WORDS = 3
# Look-alikes that are told by who acts; named after the cue of a usual sender they are targets.
OF_OTHER_SENDERS = frozenset({"judicial", "discipline", "sport", "judicial_approval"})
BODY_NOUNS = words(
    """committee office chief policy coordinator lawyer expert adviser advisor monitor panel unit
    bureau department team weekly act law bill specialist compliance envoy official
    subcommittee desk secretary conference head director implementation newsletter enforcement
    chair guru practice software consultancy"""
)
INFORMATIVE_BODY_NOUNS = words("law bill act")


def weigh(
    cue: Cue, reading: Reading, roles: Roles, words: Words, scene: Scene, *, in_context: bool
) -> dict[str, float]:
    """Return the features that speak for and against one cue, by name; their sum is the score.

    `in_context`: the article has told of sanctions before.
    """
    usual = any(
        party.name in scene.lexicon.usual_senders and not party.inferred for party in roles.senders
    )
    features = {f"wording:{cue.wording.id}": cue.wording.weight}
    place = words.tokens.index(cue.head)
    acts = cue.wording.id == "sanctions" and (
        cue.verb is not None or "headline" in reading.operators
    )
    concerned = {
        cue.wording.id,
        *(("sanction_verb",) if acts else ()),
        *(("wide",) if cue.wording.id.startswith("wide_") else ()),
    }
    for blocker in scene.lexicon.blockers:
        if blocker.wordings and not blocker.wordings & concerned:
            continue
        window = blocker.window or len(words.forms)
        at = words.near(blocker.phrases, place, window, itself=True)
        if at is None or (usual and blocker.id in OF_OTHER_SENDERS and at > place):
            continue  # "the EU froze the assets of judges" is no freeze by judges
        features[blocker.id] = blocker.weight
    if usual:
        features["usual_sender_acts"] = USUAL_SENDER
    if in_context:
        features["sanctions_in_article"] = IN_ARTICLE
    if cue.wording.prohibits and not _prohibited(cue, words):
        features["no_prohibition"] = NO_PROHIBITION
    if cue.wording.relational and not _between_states(cue, roles, scene):
        features["no_other_state"] = NO_OTHER_STATE
    own, others = _states(words, scene)
    if own:
        features["state_sender"] = STATE_SENDER
    if others:
        features["foreign_target"] = FOREIGN_TARGET
    if cue.wording.private and _company_acts(reading, words, scene):
        features["company_sender"] = COMPANY_SENDER
        features.pop("state_sender", None)
    elif cue.wording.private:
        features["no_company"] = -0.4
    if _names_a_body(cue):
        features.pop("usual_sender_acts", None)
        features["body_name"] = BODY_NAME
    return features


def _prohibited(cue: Cue, words: Words) -> bool:
    """Say whether "not", "no longer", "no" or "out of reach" goes with the cue."""
    place = words.tokens.index(cue.head)
    around = words.forms[max(0, place - REACH_WORDS) : place + REACH_WORDS]
    forms = {form for pair in around for form in pair}
    return bool(
        forms & {"not", "n't", "n’t", "no", "never", "cannot", "nor", "unable", "barred", "without"}
    )


def _between_states(cue: Cue, roles: Roles, scene: Scene) -> bool:
    """Say whether the clause itself names a state that acts and another that bears it."""
    acting = {party.country or party.name for party in roles.senders if not party.inferred}
    if not acting:
        return False
    borne = {party.country for party in roles.targets if party.country}
    for token in scene.doc[cue.last.i + 1 : cue.last.i + 1 + BEARING_WORDS]:
        if token.lower_ in CLAUSE_ENDS:
            break
        party = scene.named(token) if scene.is_state(token) else None
        if party is not None and party.country:
            borne.add(party.country)
    return bool(borne - acting)


def _states(words: Words, scene: Scene) -> tuple[bool, bool]:
    """Say whether a state stands in the sentence, and whether a second, other one does."""
    names = {
        party.name
        for token in words.tokens
        if scene.is_state(token) and (party := scene.named(token)) is not None
    }
    return bool(names), len(names) > 1


def _company_acts(reading: Reading, words: Words, scene: Scene) -> bool:
    for token in syntax.agents(reading.predicate):
        for item in syntax.conjuncts(token):
            named = (item, *syntax.modifiers(item))
            if any(syntax.lemma(word) in scene.lexicon.groups["company"] for word in named):
                return True
            entity = scene.entities.get(item.i)
            if entity is not None and entity.label == "ORG" and not scene.is_state(item):
                official = scene.lexicon.groups["official"]
                return not any(word.lower() in official for word in entity.text.split())
    if syntax.agents(reading.predicate):
        return False
    before = scene.doc[words.tokens[0].i : reading.predicate.i]
    return any(syntax.lemma(token) in scene.lexicon.groups["company"] for token in before)


def _names_a_body(cue: Cue) -> bool:
    """Say whether the cue is but part of a name: "Sanctions Committee", "sanctions chief"."""
    head = cue.head
    if head.tag_.startswith("VB"):
        return False
    governor = head.head if head.dep_ in ("compound", "amod", "nmod") else None
    following = head.nbor(1) if head.i + 1 < len(head.doc) else None
    for noun in (governor, following):
        after = noun is not None and 0 < noun.i - head.i <= BODY_NOUN_WORDS
        if noun is not None and after and syntax.lemma(noun) in BODY_NOUNS:
            return True
    return False
