"""Who imposes what on whom: senders and targets of one cue, read off the parse.

Answers are explicit only; what the article leaves to the reader is filled in by
context.py afterwards.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from spacy.tokens import Token

from schemas import Measure, Party, SanctionsStatus
from streams.language import syntax
from streams.language.wordlist import words
from streams.stages.sanctions.cues import Cue
from streams.stages.sanctions.scene import Scene
from streams.stages.sanctions.status import Reading, follows, headline_object

ON = ("on", "against", "upon", "over", "towards", "toward", "at")
CLAUSE_MARKS = ("after", "before", "since", "until", "as", "once", "because", "than")
OWN_PRONOUNS = words("its their his her")
GENERIC_OWNED = words(
    """asset account fund property holding wealth money wallet villa yacht reserve aid assistance
    support export import sale shipment delivery trade tie relation dealing business visa
    entry airspace sky border port licence license transaction access use share oil crude gas
    purchase arm weapon contact investment service flight cooperation billion credit loan
    operation production sanction embargo measure freeze ban list package curb"""
)

# Never sender or target.
INSTRUMENTS = frozenset({"SWIFT", "Euroclear", "Clearstream"})
# What a measure goes through or is about, never whom it is aimed at.
NO_TARGET = words(
    """swift market euroclear clearstream system sanction list grounds reserve response reason
    access cost part third time effect place force waiver package share measure step action"""
)


@dataclass(frozen=True, slots=True)
class Roles:
    """Senders and targets that the clause itself names."""

    senders: tuple[Party, ...]
    targets: tuple[Party, ...]
    aligned_with: tuple[Party, ...]


def read_roles(cue: Cue, reading: Reading, scene: Scene) -> Roles:
    """Return the parties of one cue."""
    verbal = cue.verb is not None
    if cue.describes is not None:
        target = scene.described(cue.describes)  # "a sanctioned bank"
        return Roles((), (target,) if target else (), ())
    if cue.wording.prohibits:
        return _forbidden(cue, reading, scene)
    owners, modified = (
        _around_noun(cue.head, scene) if not cue.head.tag_.startswith("VB") else ((), ())
    )
    if "headline" in reading.operators:
        return _headline(cue, owners, scene)
    subject_side = _subjects(cue, reading, scene)
    targets = _targets(cue, reading, scene, verbal)
    if not verbal:
        targets = _describe(_aimed_at(cue.head), scene) or modified or targets
    senders = [*owners]
    if reading.status in (SanctionsStatus.ALIGNED, SanctionsStatus.NOT_ALIGNED):
        beside = (
            *follows(reading.predicate),
            *syntax.obliques(reading.predicate, "with", "behind"),
        )
        followed = tuple(party for token in beside for party in scene.acting(token))
        if subject_side:
            return Roles(
                subject_side,
                unlike(targets or modified, subject_side),
                unlike((*owners, *followed), subject_side),
            )
    known = syntax.lemma(reading.predicate) in scene.lexicon.status_words
    acts = verbal or (known and reading.status is not SanctionsStatus.EVADED)
    if acts and not owners and not _is_patient_side(cue, reading):
        senders.extend(subject_side)
    return Roles(tuple(senders), unlike(targets or modified, senders), ())


def _forbidden(cue: Cue, reading: Reading, scene: Scene) -> Roles:
    """Read "the bank could not use its reserves" and "European firms may not buy Iranian gas".

    A subject of a usual sender is told by it not to deal with another; any other subject is
    itself whom it is aimed at.
    """
    barred = [
        token for token in syntax.subjects(reading.predicate) if not token.tag_.startswith("W")
    ]
    own = [
        party
        for token in barred
        for party in scene.acting(token)
        if party.name in scene.lexicon.usual_senders
    ]
    others = _describe(_of_verb(reading.predicate), scene)
    around = syntax.obliques(reading.predicate, "to", "from", "in", "for", "with")
    beyond = _describe([token for token in around if scene.is_state(token)], scene)
    if own:
        return Roles(tuple(own), unlike((*beyond, *others), own), ())
    if beyond and not any(party.country for party in _describe(barred, scene)):
        return Roles((), beyond, ())  # "weapons may no longer be sold to Serbia"
    return Roles((), _describe(barred, scene), ())


def _headline(cue: Cue, owners: tuple[Party, ...], scene: Scene) -> Roles:
    """Read "Oslo sanctions nine generals", whichever way the parser took it."""
    objects = syntax.objects(cue.head)
    other = headline_object(cue.head)
    heads = objects or ((other,) if other is not None else ())
    senders = owners
    if not senders and cue.head.i > 0:
        senders = scene.acting(cue.head.nbor(-1)) if scene.is_state(cue.head.nbor(-1)) else ()
    return Roles(senders, unlike(_describe(heads, scene), senders), ())


def _around_noun(head: Token, scene: Scene) -> tuple[tuple[Party, ...], tuple[Party, ...]]:
    """Sort "the EU's", "American", "Iran" before the noun into senders and targets."""
    senders: list[Party] = []
    targets: list[Party] = []
    possessive = syntax.possessors(head)
    for token in possessive:
        if token.lower_ not in ("its", "their", "his", "her"):  # the subject says it better
            senders.extend(scene.acting(token))
    for token in syntax.obliques(head, "by", "from"):
        if any(scene.is_state(item) for item in (token, *syntax.modifiers(token))):
            senders.extend(scene.acting(token))
    for token in syntax.modifiers(head):
        for item in (token, *syntax.modifiers(token)):
            if not scene.is_state(item):
                continue
            party = scene.named(item)
            if party is None or any(party.name == other.name for other in (*senders, *targets)):
                continue
            usual = party.name in scene.lexicon.usual_senders
            (senders if usual and not senders else targets).append(party)
    return tuple(senders), tuple(targets)


def _subjects(cue: Cue, reading: Reading, scene: Scene) -> tuple[Party, ...]:
    """Return the parties of state (or companies) that act in the clause."""
    found: list[Party] = []
    quoted = scene.discourse.is_quoted(cue.head)
    misread = _misread_subject(reading.predicate, scene)
    for token in (misread,) if misread is not None else syntax.agents(reading.predicate):
        if token.i == cue.head.i or (quoted and not scene.discourse.is_quoted(token)):
            continue  # who says "we impose sanctions" is not its subject
        if syntax.preposition(token) in ("in", "at", "near"):
            continue  # "leaders meeting in Accra agreed", misread
        if cue.wording.private and not _statelike(token, scene):
            described = _own_name(token, scene) or scene.described(token)
            if described is not None:
                found.append(described)
            continue
        if _statelike(token, scene):
            found.extend(party for party in scene.acting(token))
        elif syntax.lemma(token) in scene.lexicon.groups["official"]:
            described = scene.described(token)
            if described is not None:
                found.append(described)
    return tuple({party.name: party for party in found}.values())


def _own_name(token: Token, scene: Scene) -> Party | None:
    """Return the name behind a company's kind: "the furniture maker Holmstrand"."""
    if syntax.lemma(token) not in scene.lexicon.groups["company"] or token.i + 1 >= len(scene.doc):
        return None
    name = token.nbor(1)
    if name.tag_ not in ("NNP", "NNPS") or name.is_sent_start:
        return None
    end = name.i + 1
    while end < len(scene.doc) and scene.doc[end].tag_ in ("NNP", "NNPS"):
        end += 1
    span = scene.doc[name.i : end]
    return scene.named(name) or Party(name=span.text, start=span.start_char, end=span.end_char)


def _misread_subject(verb: Token, scene: Scene) -> Token | None:
    """Return the state right before the verb that the parser hung on "after" or "since".

    "hours after the United States imposed sanctions": no phrase of time, but a clause.
    """
    if verb.tag_ not in ("VBN", "VBD") or (syntax.is_passive(verb) and verb.dep_ != "advcl"):
        return None
    if any(child.dep_ in syntax.SUBJECTS or child.dep_ == "aux:pass" for child in verb.children):
        return None
    at = verb.i - 1
    while at > 0 and verb.doc[at].dep_ in ("advmod", "aux"):
        at -= 1
    noun = verb.doc[at] if at >= 0 else None
    if noun is None or noun.head is verb or not scene.is_state(noun):
        return None
    has_object = any(child.dep_ in syntax.OBJECTS for child in verb.children)
    return noun if has_object and syntax.preposition(noun) in CLAUSE_MARKS else None


def _statelike(token: Token, scene: Scene) -> bool:
    if token.lower_ in ("we", "it", "they", "he", "she", "which", "who"):
        return bool(scene.acting(token))
    reach = (
        token,
        *syntax.possessors(token),
        *syntax.modifiers(token),
        *syntax.obliques(token, "of"),
    )
    if syntax.lemma(token) in scene.lexicon.groups["company"] and token.i not in scene.authorities:
        return scene.is_state(token)
    return any(scene.is_state(item) for item in reach)


def _is_patient_side(cue: Cue, reading: Reading) -> bool:
    """Say whether the predicate's subject suffers: "faces sanctions", "is under sanctions"."""
    word = syntax.lemma(reading.predicate)
    if word in (
        "face",
        "suffer",
        "risk",
        "endure",
        "be",
        "remain",
        "live",
        "lose",
        "survive",
        "escape",
        "fear",
    ):
        return not cue.head.tag_.startswith("VB")
    return False


def _targets(cue: Cue, reading: Reading, scene: Scene, verbal: bool) -> tuple[Party, ...]:
    head, predicate = cue.head, reading.predicate
    if verbal:
        heads = list(_of_verb(cue.verb or head))
        return _with_state_behind(cue.verb or head, _describe(heads, scene), scene)
    heads = [token for token in syntax.obliques(head, *ON, "for", "to") if not _is_time(token)]
    if not heads and predicate.tag_.startswith("VB"):
        heads = list(syntax.obliques(predicate, *ON))
    if not heads and syntax.preposition(head) in ("with", "under", "by", "from", "to"):
        heads = list(syntax.objects(predicate) or syntax.subjects(predicate))
    if not heads and _is_patient_side(cue, reading):
        heads = list(syntax.subjects(predicate))
    if not heads and head.dep_ in ("compound", "amod") and head.head.tag_.startswith("NN"):
        heads = list(syntax.obliques(head.head, *ON))
    return _describe(heads, scene)


def _with_state_behind(verb: Token, targets: tuple[Party, ...], scene: Scene) -> tuple[Party, ...]:
    """Return the state first where the verb falls on mere goods: "ban exports of chips to Oman"."""
    if not targets or any(party.country or party.kb_id for party in targets):
        return targets
    behind = syntax.obliques(verb, "to", "from", "against", "with", "of")
    states = _describe([token for token in behind if scene.is_state(token)], scene)
    return (*states, *targets)


def _aimed_at(noun: Token) -> list[Token]:
    """Return whom the noun itself says it is aimed at: "sanctions on", "embargo against"."""
    found = [token for token in syntax.obliques(noun, *ON, "for", "to") if not _is_time(token)]
    return [owner for token in found for owner in _whose(token)]


def _whose(token: Token) -> tuple[Token, ...]:
    """Return the owner of mere property: the bank of "a freeze on the bank's assets"."""
    if syntax.lemma(token) not in GENERIC_OWNED:
        return (token,)
    owners = _owners(token)
    return owners or (token,)


def _of_verb(verb: Token) -> Iterable[Token]:
    """Return the heads of what a verb's measure falls on, owners of assets before the assets."""
    found = syntax.patients(verb) if verb.tag_.startswith("VB") else syntax.subjects(verb)
    patients = [token for token in found if not _is_time(token)]
    owned: list[Token] = []
    direct: list[Token] = []
    for patient in patients:
        for token in syntax.conjuncts(patient):
            owner = syntax.possessors(token)
            if syntax.lemma(token) in GENERIC_OWNED or any(
                item.tag_.startswith(("PRP", "WP")) for item in owner
            ):
                owned.extend(_owners(token))
                owned.extend(
                    syntax.obliques(token, "of", "to", "on", "against", "with", "for", "from")
                )
            else:
                direct.append(token)
    if direct or owned:
        return dict.fromkeys((*direct, *owned))
    if patients and (syntax.is_passive(verb) or not verb.tag_.startswith("VB")):
        return [token for token in patients if not _is_their_own(token)]
    around = [
        token
        for token in syntax.obliques(verb, "to", "from", "on", "against", "with", "of", "for", "in")
        if syntax.lemma(token) not in GENERIC_OWNED and not _is_time(token)
    ]
    return around or [token for token in patients if syntax.lemma(token) not in GENERIC_OWNED]


def _is_their_own(token: Token) -> bool:
    """Say whether it belongs to somebody named before: "their assets will be frozen"."""
    return syntax.lemma(token) in GENERIC_OWNED and any(
        owner.lower_ in OWN_PRONOUNS for owner in syntax.possessors(token)
    )


def _owners(token: Token) -> tuple[Token, ...]:
    """Return whose it is, where a noun says so."""
    return tuple(
        owner for owner in syntax.possessors(token) if not owner.tag_.startswith(("PRP", "WP"))
    )


def _describe(heads: Iterable[Token], scene: Scene) -> tuple[Party, ...]:
    found: list[Party] = []
    for head in heads:
        for token in _coordinated(head, scene):
            if syntax.lemma(token) in NO_TARGET or token.tag_.startswith(("W", "PRP")):
                continue
            party = scene.described(token)
            if party is not None and all(party.name != other.name for other in found):
                found.append(party)
    return tuple(found)


def _coordinated(head: Token, scene: Scene) -> Iterable[Token]:
    """Return the phrases of a list, those too that the parser hung on a place in it.

    "a bank in Minsk, a firm in Latakia and two generals": a firm is no second Minsk.
    """
    found = {token.i: token for token in (*syntax.conjuncts(head), *_listed_after(head))}
    for token in list(found.values()):
        for child in token.children:  # "a bank in Minsk, a firm in Latakia and two generals"
            own = {word.lower_ for word in child.children if word.dep_ == "det"}
            if child.dep_ == "appos" and child.i > token.i and own & {"a", "an"}:
                found[child.i] = child
    for token in list(found.values()):
        for place in syntax.obliques(token, "in", "from", "of", "near", "at"):
            if scene.is_state(place) or place.i in scene.entities:
                for other in syntax.conjuncts(place)[1:]:
                    if other.tag_ in ("NN", "NNS") and other.i not in scene.entities:
                        found[other.i] = other
    return [found[at] for at in sorted(found)]


def _listed_after(head: Token) -> list[Token]:
    """Return nouns of the list that the parser set beside the whole clause instead."""
    verb = next((item for item in head.ancestors if item.tag_.startswith("VB")), None)
    return [
        child
        for child in (verb.children if verb is not None else ())
        if child.dep_ == "parataxis"
        and child.tag_ in ("NN", "NNS")
        and child.i > head.i
        and not any(word.dep_ in syntax.SUBJECTS for word in child.children)
        and any(word.text == "," and word.i < child.i for word in child.children)
    ]


def _is_time(token: Token) -> bool:
    return token.ent_type_ in ("DATE", "TIME") or syntax.lemma(token) in (
        "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "week",
        "month", "year", "day", "today", "yesterday", "january", "february", "march", "april",
        "may", "june", "july", "august", "september", "october", "november", "december",
    )  # fmt: skip


def unlike(parties: Iterable[Party], others: Iterable[Party]) -> tuple[Party, ...]:
    """Return the parties without those whose name is one of the others'."""
    names = {party.name for party in others}
    return tuple(party for party in parties if party.name not in names)


def is_company_measure(measures: tuple[Measure, ...]) -> bool:
    """Say whether the measures are a private company's own step."""
    return measures == (Measure.COMPANY_WITHDRAWAL,)
