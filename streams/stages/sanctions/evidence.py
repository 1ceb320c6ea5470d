"""How sure it is that the words report a sanctions event: an explained sum, no bare number."""

from collections.abc import Mapping

from streams.language import syntax
from streams.language.wordlist import words
from streams.stages.sanctions.cues import Cue
from streams.stages.sanctions.lexicon import SanctionsLexicon
from streams.stages.sanctions.roles import Roles
from streams.stages.sanctions.scene import Scene
from streams.stages.sanctions.status import Reading
from streams.stages.sanctions.words import Words

# Evidence of even odds; see `encoded.weighed`.
THRESHOLD = 0.5
STATE_SENDER = 0.15
FOREIGN_TARGET = 0.12
COMPANY_SENDER = 0.15
NO_COMPANY = -0.8
COMPANY_ACTS = -0.4  # a company stops its own sales, no state's
LOOSE_WEIGHT = 0.35  # wordings that say little alone weigh less than this
IN_ARTICLE = 0.12
THROUGHOUT = 4  # sentences that tell of measures, in an article about them
USUAL_SENDER = 0.2
STATE_SANCTIONS = 0.1
NOT_FORBIDDEN = -0.3  # "will not buy" may be a choice, "may not buy" is none
NO_OTHER_STATE = -1.5
BODY_NAME = -0.5
REACH_WORDS = 4
MANY_HEADS = 10  # wordings as wide as this lean on which of their words stand there
BEARING_WORDS = 9  # whom the verb is done to stands this near behind it
# A clause's own matter ends before these.
CLAUSE_ENDS = words(
    "after over because when while as following amid despite before ; . and but for"
)
BODY_NOUN_WORDS = 3
# Look-alikes that are told by who acts; named after the cue of a usual sender they are targets.
APPROVALS = frozenset({"approval", "judicial_approval"})
PROHIBITING = words("not n't n’t no never cannot nor unable barred without nobody none neither")
FORBIDDING = words(
    """may can cannot could must shall allowed able unable barred longer nobody none permitted
    forbidden"""
)
OF_OTHER_SENDERS = frozenset({"judicial", "discipline", "sport", "judicial_approval"})
BODY_NOUNS = words(
    """committee office chief policy coordinator lawyer expert adviser advisor monitor panel unit
    bureau department team weekly act law bill specialist compliance envoy official
    subcommittee desk secretary conference head director implementation newsletter enforcement
    chair guru practice software consultancy"""
)


def weigh(  # noqa: PLR0912  one feature after the other
    cue: Cue, reading: Reading, roles: Roles, words: Words, scene: Scene
) -> dict[str, float]:
    """Return the features that speak for and against one cue, by name; their sum is the score."""
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
    state_acts = cue.wording.id == "sanction_verb" and bool(roles.senders)
    if state_acts:
        features["state_sanctions"] = STATE_SANCTIONS
    for blocker in scene.lexicon.blockers:
        if blocker.wordings and not blocker.wordings & concerned:
            continue
        window = blocker.window or len(words.forms)
        at = words.near(blocker.phrases, place, window, itself=True)
        if at is None or (usual and blocker.id in OF_OTHER_SENDERS and at > place):
            continue  # "the EU froze the assets of judges" is no freeze by judges
        if state_acts and blocker.id in APPROVALS:
            continue  # "was sanctioned by Canada" is no approval, "by the court" is one
        features[blocker.id] = blocker.weight
    if usual:
        features["usual_sender_acts"] = USUAL_SENDER
    if cue.wording.prohibits and not _forms_around(cue, words) & FORBIDDING:
        features["not_forbidden"] = NOT_FORBIDDEN
    if cue.wording.relational and not _between_states(cue, roles, scene):
        features["no_other_state"] = NO_OTHER_STATE
    own, others = _states(words, scene)
    if not own and any(party.country for party in roles.senders):
        features["state_understood"] = STATE_SENDER
    if own:
        features["state_sender"] = STATE_SENDER
    if others:
        features["foreign_target"] = FOREIGN_TARGET
    if cue.wording.private and _company_acts(reading, words, scene):
        features["company_sender"] = COMPANY_SENDER
        features.pop("state_sender", None)
    elif cue.wording.private:
        features["no_company"] = NO_COMPANY
    if _is_loose(cue) and not roles.senders and _company_acts(reading, words, scene):
        features["company_acts"] = COMPANY_ACTS
    if _names_a_body(cue):
        features.pop("usual_sender_acts", None)
        features["body_name"] = BODY_NAME
    known = scene.lexicon.weights
    features.update((name, 0.0) for name in word_features(cue) if name in known)
    return {name: known.get(name, value) for name, value in features.items()}


def _is_loose(cue: Cue) -> bool:
    return not cue.wording.private and cue.wording.weight < LOOSE_WEIGHT


def word_features(cue: Cue) -> tuple[str, ...]:
    """Return the names of the features that the cue's own words are: weighed only if learnt."""
    if len(cue.wording.heads) < MANY_HEADS or cue.wording.relational:
        return ()
    near = {f"near:{syntax.lemma(word)}" for word in cue.partners}
    return (f"head:{syntax.lemma(cue.head)}", *sorted(near))


def in_article(
    features: Mapping[str, float], others: int, lexicon: SanctionsLexicon
) -> dict[str, float]:
    """Return a cue's features with what the article's other sentences add.

    `others`: how many of them tell of a measure by their own words.
    """
    found = dict(features)
    if others >= 1:
        found["sanctions_in_article"] = IN_ARTICLE
    if others >= THROUGHOUT:
        found["sanctions_throughout"] = IN_ARTICLE
    return {name: lexicon.weights.get(name, value) for name, value in found.items()}


def is_prohibited(cue: Cue, words: Words) -> bool:
    """Say whether "not", "no longer", "no" or "nobody" goes with the cue."""
    return bool(_forms_around(cue, words) & PROHIBITING)


def _forms_around(cue: Cue, words: Words) -> set[str]:
    """Return the words right before and behind the cue, where "not" and "no longer" stand."""
    place = words.tokens.index(cue.head)
    around = words.forms[max(0, place - REACH_WORDS) : place + REACH_WORDS]
    return {form for pair in around for form in pair}


def _between_states(cue: Cue, roles: Roles, scene: Scene) -> bool:
    """Say whether the clause itself names a state that acts and another that bears it."""
    acting = {party.country or party.name for party in roles.senders}
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
