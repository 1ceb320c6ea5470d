"""How far along a measure is: what governs it, from the inside out.

"threatened to lift the embargo": the embargo, lifted, threatened. Each governing word
is looked up in the lexicon; operators (propose, threaten, agree, oppose, refuse) act on
what was found inside them.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from spacy.tokens import Token

from schemas import Measure
from schemas import SanctionsStatus as S
from streams.language import syntax
from streams.language.wordlist import words
from streams.stages.sanctions.cues import Cue
from streams.stages.sanctions.lexicon import SanctionsLexicon
from streams.stages.sanctions.words import Words

RELAXING = frozenset({S.LIFTED, S.EASED, S.SUSPENDED, S.LIFTING_PROPOSED, S.LAPSED})
SETTLED = RELAXING | {S.EXTENDED, S.EXPANDED, S.ALIGNED}
STEPS = 5
HEADLINE_SUBJECT_WORDS = 4
CONDITIONAL = words("would could might may should")
REPORTING = words("announce add back order sign declare")
PROJECTS = words("bill draft motion amendment legislation proposal")
FOLLOWING = words("follow match join mirror copy echo imitate shadow")
PARALLEL = words("""similar identical parallel matching corresponding comparable""")
ORDERING = words("may must shall nobody ordered decree order regulation resolution")
REOPENING = words("restore resume reopen return unfreeze readmit release")
REOPENED = frozenset(
    {Measure.DIPLOMATIC, Measure.AID_SUSPENSION, Measure.TRANSPORT, Measure.ASSET_FREEZE}
)
ADDITIONAL = words("further more additional another")
ADDED_WORDS = 6
INTENT_WORDS = 7
STANDING = words("remain stay keep be stand")


@dataclass(frozen=True, slots=True)
class Reading:
    """A status, the verb that the clause is about, and the words that led there."""

    status: S
    predicate: Token
    operators: tuple[str, ...]


def read_status(  # noqa: PLR0912, PLR0915  one rule after the other, in order
    cue: Cue, words: Words, lexicon: SanctionsLexicon
) -> Reading:
    """Return the status of the measure at the cue."""
    if cue.describes is not None:
        return Reading(cue.status or S.IN_FORCE, syntax.clause_head(cue.head), ("described",))
    verb = cue.verb
    head = verb or cue.head
    verbal = verb is not None
    if cue.wording.prohibits:
        ruled = ORDERING & {word for word, _ in words.forms}
        return Reading(S.IMPOSED if ruled else S.IN_FORCE, head, ("prohibited",))
    status: S | None = cue.status
    if verbal and status is None and _reopens(cue, head):
        status = S.LIFTED
    if verbal and status is None and cue.wording.tells_status:
        named = lexicon.status_words.get(syntax.lemma(head))
        status = combine(named, None, head, head) if named not in (None, "refused") else None
    if verbal and status is None:
        status = _own_status(head)
        named = lexicon.status_words.get(syntax.lemma(head))
        if named in ("lifted", "evaded") and syntax.lemma(head) not in (
            "end",
            "cancel",
            "drop",
            "withdraw",
            "abandon",
            "remove",
        ):
            status = S(named)
    predicate = head if verbal else None
    operators: list[str] = []
    for governor, label in _path(head):
        word = syntax.lemma(governor)
        operator = lexicon.status_words.get(word)
        if governor.tag_.startswith("VB") and predicate is None:
            predicate = governor
        if not governor.tag_.startswith(("VB", "NN")) and not governor.lower_.endswith("ing"):
            continue
        inner = _inner_operator(governor, label, head, lexicon)
        if inner is not None:
            operators.append(inner)
            status = combine(inner, status, governor, head)
        if operator is not None and _governs(governor, label, head, verbal):
            operators.append(operator)
            status = combine(operator, status, governor, head)
            if syntax.is_negated(governor):
                status = negated(status)
                operators.append("not")
    predicate = predicate or head
    if verbal and status is S.IMPOSED and not operators:
        intended = _intended(head, lexicon)
        if intended is not None:
            operators.append(intended)
            status = combine(intended, status, head, head)
    if status is S.IMPOSED and _adds(cue):
        status = S.EXPANDED
    if status in (None, S.IMPOSED, S.EXPANDED) and follows(predicate):
        return Reading(S.ALIGNED, predicate, (*operators, "aligned"))
    if status is None and not verbal and (syntax.objects(cue.head) or headline_object(cue.head)):
        status = S.IMPOSED  # a headline: "Oslo sanctions nine generals"
        operators.append("headline")
    if any(child.dep_ == "amod" and child.lower_ in PARALLEL for child in cue.head.children):
        return Reading(S.ALIGNED, predicate, (*operators, "parallel"))
    phrase = _phrase_status(predicate, head, words, lexicon)
    if phrase is not None and (status is None or status in (S.IMPOSED, S.IN_FORCE, S.SUSPENDED)):
        status = phrase
        operators.append(phrase.value)
    if status is None and words.forms[-1][0] == "?":
        return Reading(S.MENTIONED, predicate, (*operators, "question"))
    if status is None:
        status = _adjunct_status(head, lexicon) or _partner_status(cue, lexicon) or S.IN_FORCE
    if verbal and syntax.is_negated(head):
        status = negated(status)
        operators.append("not")
    status = _with_mood(status, predicate)
    if status in (S.IMPOSED, S.THREATENED, S.IN_FORCE) and _is_project(words, head):
        status = S.PROPOSED
    return Reading(status, predicate, tuple(operators))


def is_sure(reading: Reading, cues: Iterable[Cue]) -> bool:
    """Say whether the status was read off words, not taken for want of any."""
    plain = [cue for cue in cues if cue.wording.heads]
    standing = reading.status is S.IN_FORCE and any(cue.verb is not None for cue in plain)
    return standing or bool(reading.operators) or any(cue.wording.prohibits for cue in plain)


def _reopens(cue: Cue, verb: Token) -> bool:
    """Say whether ties, aid or ways are given back: "restored ties", "resumed its aid"."""
    return syntax.lemma(verb) in REOPENING and set(cue.measures) <= REOPENED


def _intended(verb: Token, lexicon: SanctionsLexicon) -> str | None:
    """Return what is said of an infinitive before it, where the parser hung it elsewhere.

    "agreed on Monday to freeze", "threatened at a meeting in Oslo to bar".
    """
    if verb.i == 0 or verb.nbor(-1).lower_ != "to":
        return None
    for token in reversed(verb.doc[max(0, verb.i - INTENT_WORDS) : verb.i - 1]):
        if token.is_sent_start or token.is_punct:
            return None
        if token.tag_.startswith("VB"):
            operator = lexicon.status_words.get(syntax.lemma(token))
            return operator if operator in ("agreed", "proposed", "threatened") else None
    return None


def _adds(cue: Cue) -> bool:
    """Say whether more are hit than before: "sanctions on nine further people"."""
    ahead = cue.head.doc[cue.head.i : cue.head.i + ADDED_WORDS]
    for token in ahead:
        if token.is_sent_start and token.i > cue.head.i:
            return False
        if token.lower_ in ADDITIONAL and token.i > cue.head.i:
            return token.lower_ != "more" or not (
                token.i + 1 < len(token.doc) and token.nbor(1).lower_ == "than"
            )
    return False


def _is_project(words: Words, head: Token) -> bool:
    """Say whether a bill or draft would do it: "a bill that would bar officers"."""
    before = [token for token in words.tokens if token.i < head.i]
    would = any(token.lower_ in ("would", "could") for token in before)
    return would and any(syntax.lemma(token) in PROJECTS for token in before)


def follows(predicate: Token) -> tuple[Token, ...]:
    """Return whom the sender follows: "banned them, following Canada", "joined Canada in"."""
    for child in predicate.children:
        if child.dep_ in ("advcl", "obl") and syntax.lemma(child) in FOLLOWING:
            found = syntax.objects(child)
            if found and any(token.tag_.startswith("NNP") for token in found):
                return found
    governor = predicate.head
    if predicate.dep_ in ("advcl", "xcomp") and syntax.lemma(governor) in FOLLOWING:
        return tuple(token for token in syntax.objects(governor) if token.tag_.startswith("NNP"))
    return ()


def headline_object(noun: Token) -> Token | None:
    """Return whom "sanctions" hits where it is a headline's verb that was read as a noun."""
    doc = noun.doc
    first = noun.i
    while first > 0 and noun.i - first < HEADLINE_SUBJECT_WORDS and not doc[first].is_sent_start:
        first -= 1
    at_start = doc[first].is_sent_start or first == 0
    if noun.lower_ != "sanctions" or not at_start or first == noun.i or noun.i + 1 >= len(doc):
        return None
    following = doc[noun.i + 1]
    if following.is_sent_start or not following.tag_.startswith(("NN", "JJ", "CD", "DT")):
        return None
    ahead = doc[following.i : following.i + 8]
    if any(token.tag_ in ("VBZ", "VBD", "VBP", "MD") for token in ahead):
        return None
    best = following
    for token in ahead:
        if not token.tag_.startswith(("NN", "JJ", "CD", "DT", "VBN")):
            break
        if token.tag_.startswith("NN"):
            best = token
    return best


def _inner_operator(
    governor: Token, label: str, head: Token, lexicon: SanctionsLexicon
) -> str | None:
    """Return what happens to the measure inside the governor: "let sanctions lapse"."""
    if label not in ("obj", "nsubj", "obl", "nsubj:pass"):
        return None
    for child in governor.children:
        if child.dep_ in ("xcomp", "ccomp") and child.i > head.i:
            return lexicon.status_words.get(syntax.lemma(child))
    return None


def combine(  # noqa: PLR0911  a table of operators
    operator: str, status: S | None, governor: Token, head: Token
) -> S:
    """Return what the governing word makes of the status inside it."""
    if operator == "refused":
        if status is S.ALIGNED:
            return S.NOT_ALIGNED
        return S.IN_FORCE if status in RELAXING else S.OPPOSED
    if operator == "opposed":
        return S.IN_FORCE if status in RELAXING else S.OPPOSED
    if operator == "proposed":
        return S.LIFTING_PROPOSED if status in RELAXING else S.PROPOSED
    if operator == "threatened":
        return S.LIFTING_PROPOSED if status in RELAXING else S.THREATENED
    if operator == "agreed":
        return status if status in SETTLED and status is not None else S.AGREED
    if operator == "suspended" and status is S.IMPOSED and head.tag_.startswith("VB"):
        return status
    if operator in ("imposed", "in_force", "enforced") and status is not None:
        return status
    return S(operator)


def negated(status: S | None) -> S:
    """Return the status of what is not done."""
    if status in RELAXING:
        return S.IN_FORCE
    if status is S.ALIGNED:
        return S.NOT_ALIGNED
    return S.OPPOSED if status in (S.IMPOSED, S.AGREED, S.OPPOSED) else S.MENTIONED


def _own_status(verb: Token) -> S:
    """A verb that is itself the measure: "froze", "are frozen", "has been barred since"."""
    passive = syntax.is_passive(verb)
    auxiliaries = syntax.auxiliaries(verb)
    if any(child.dep_ == "cop" for child in verb.children):
        return S.IN_FORCE
    standing = {"is", "are", "'s", "remain", "remains"} & set(
        auxiliaries
    ) and "being" not in auxiliaries
    since = any(child.lower_ == "since" for child in verb.subtree)
    if since and {"has", "have", "'s", "'ve"} & set(auxiliaries):
        return S.IN_FORCE
    if (
        passive
        and (standing or ("been" in auxiliaries and since))
        and not syntax.obliques(verb, "by")
    ):
        return S.IN_FORCE
    if syntax.lemma(verb.head) in STANDING and verb.dep_ == "xcomp":
        return S.IN_FORCE
    return S.IMPOSED


def _path(head: Token) -> list[tuple[Token, str]]:
    for child in head.children:
        own_subject = any(item.dep_ in syntax.SUBJECTS for item in child.children)
        if child.i < head.i and child.dep_ == "amod" and own_subject:
            return [(child, "obj")]  # "after Norway imposed sanctions", misread
    path = []
    for step, (governor, label) in enumerate(syntax.governors(head)):
        if step >= STEPS:
            break
        path.append((governor, label))
    return path


def _governs(governor: Token, label: str, head: Token, verbal: bool) -> bool:
    """Say whether the governing word acts on the measure rather than merely reports it."""
    if label in ("parataxis", "conj", "acl:relcl", "advcl:relcl", "appos", "list"):
        return False
    if label == "ccomp":
        return syntax.lemma(governor) not in REPORTING
    if label == "advcl" and syntax.lemma(governor) in FOLLOWING:
        return True
    if label == "advcl":
        return not syntax.marker(head) and governor.i < head.i and verbal is False
    if verbal and label in ("nsubj", "obl"):
        return governor.tag_.startswith("NN")
    return True


def _phrase_status(
    predicate: Token, head: Token, words: Words, lexicon: SanctionsLexicon
) -> S | None:
    for phrase, name in lexicon.status_phrases:
        if phrase[0] not in words.places:
            continue
        for place in words.find(phrase):
            if abs(words.tokens[place].i - head.i) <= 9:
                return S(name)
    return None


def _partner_status(cue: Cue, lexicon: SanctionsLexicon) -> S | None:
    """Read the status off the verb that made the noun a measure: "ejected from the scheme"."""
    if cue.verb is not None:
        return None
    for partner in cue.partners:
        if partner.tag_.startswith("VB") and partner.dep_ != "amod":
            operator = lexicon.status_words.get(syntax.lemma(partner))
            plain = operator in (None, "imposed", "suspended", "lifted", "in_force")
            return S.IMPOSED if plain and operator != "lifted" else None
    return None


def _adjunct_status(head: Token, lexicon: SanctionsLexicon) -> S | None:
    """Read a status off the noun's own modifiers: "expired sanctions", "proposed sanctions"."""
    for child in head.children:
        if child.dep_ in ("amod", "acl", "acl:relcl", "compound") and child.i != head.i:
            operator = lexicon.status_words.get(syntax.lemma(child))
            if operator not in (None, "refused", "agreed", "opposed"):
                return S(operator)
    return None


def _takes_none(predicate: Token) -> bool:
    return any(
        child.lower_ == "no" for item in syntax.objects(predicate) for child in item.children
    )


def _with_mood(status: S, predicate: Token) -> S:
    """Turn "would impose" into a threat or a proposal."""
    auxiliaries = set(syntax.auxiliaries(predicate))
    conditional = bool(auxiliaries & CONDITIONAL) and "have" not in auxiliaries
    if "may" in auxiliaries and (syntax.is_negated(predicate) or _takes_none(predicate)):
        conditional = False  # "may receive no weapons" forbids
    hanging = syntax.marker(predicate) in ("if", "unless", "should")
    if status in (S.IMPOSED, S.EXPANDED, S.AGREED) and (conditional or hanging):
        if any(
            syntax.lemma(item) in ("bill", "draft", "plan", "proposal", "law", "text", "motion")
            for item in syntax.subjects(predicate)
        ):
            return S.PROPOSED
        return S.THREATENED
    if status in (S.LIFTED, S.EASED, S.SUSPENDED) and (conditional or hanging):
        return S.LIFTING_PROPOSED
    return status
