"""Who does what to whom in a Universal Dependencies parse.

Pure functions over tokens of a parsed `Doc`. The parser errs in every sixth
attachment, so each answer has a fallback by word order and none of these raises.
Answers are heads of phrases; coordination is expanded by `conjuncts` alone.

Labels: Universal Dependencies v2 (https://universaldependencies.org/en/dep/).
"""

from collections.abc import Callable, Iterator

from spacy.tokens import Doc, Span, Token

from streams.language.wordlist import words

SUBJECTS = frozenset({"nsubj", "nsubj:pass", "nsubj:outer", "csubj", "csubj:pass"})
OBJECTS = frozenset({"obj", "iobj"})
OBLIQUES = frozenset({"obl", "obl:agent", "obl:unmarked", "nmod"})
CLAUSES = frozenset(
    {"ROOT", "ccomp", "xcomp", "advcl", "advcl:relcl", "acl", "acl:relcl", "csubj", "parataxis"}
)
NOUNS = frozenset({"NN", "NNS", "NNP", "NNPS", "PRP", "WP", "WDT", "DT", "CD", "EX"})
NEGATIONS = words("not n't n’t never no neither nor without")
# Verbs whose object is the understood subject of the infinitive: "urged Iran to withdraw".
OBJECT_CONTROL = words(
    """accuse advise allow ask authorise authorize bar beg beseech call cause challenge command
    compel convince deter direct enable encourage expect forbid force help impel implore induce
    instruct invite let make oblige order permit persuade press pressure prevent prod prompt push
    request require restrict see stop summon task tell tempt urge want warn"""
)
_LEADING = words(", ; : . - – — “ ” \" ' ‘ ’ ( [ that and but or")
_TRAILING = words(", ; : . ! ? - – — “ ” \" ' ‘ ’ ( ) ]")
SUBORDINATING = words("after before since until as")  # "the measures after soldiers overthrew"
FINITE = frozenset({"VBD", "VBZ", "VBP"})
NO_PREPOSITIONS = frozenset({"POS", "VBD", "VBZ"})  # "soldiers overthrew President X", misread
NEAR = 7  # tokens in which an object without a parse is looked for
MAX_CLIMB = 12  # a chain of governors longer than this is a parse gone wrong


def lemma(token: Token) -> str:
    """Return the token's lemma in lower case, its form where the pipeline gave none."""
    found = (token.lemma_ or token.text).lower()
    if token.tag_ == "VBZ" and found == token.lower_ and found.endswith("s") and len(found) > 3:
        return _without_s(found)  # where the part of speech misled the lemmatizer
    return found


def _without_s(form: str) -> str:
    if form.endswith("ies"):
        return form[:-3] + "y"
    if form.endswith(("sses", "shes", "ches", "xes", "zes", "oes")):
        return form[:-2]
    return form[:-1]


def is_verbal(token: Token) -> bool:
    """Say whether the token heads a clause as a verb or as a predicate."""
    return token.tag_.startswith("VB") or any(
        child.dep_ == "cop" or child.dep_ in SUBJECTS for child in token.children
    )


def is_passive(verb: Token) -> bool:
    """Say whether the verb is passive: an auxiliary says so, or it is a bare past participle."""
    if verb.tag_ != "VBN":
        return any(child.dep_ in ("aux:pass", "nsubj:pass") for child in verb.children)
    for child in verb.children:
        if child.dep_ in ("aux:pass", "nsubj:pass", "obl:agent"):
            return True
        if child.dep_ == "aux" and child.lower_ in ("has", "have", "had", "having", "'ve", "’ve"):
            return any(other.lower_ == "been" for other in verb.children)
    if verb.dep_ == "conj" and _is_verb(verb.head):
        return is_passive(verb.head)
    return verb.dep_ in ("acl", "acl:relcl", "advcl", "xcomp") and not _children(verb, OBJECTS)


def subjects(verb: Token) -> tuple[Token, ...]:
    """Return the heads of the clause's grammatical subject, own or understood.

    Understood ones come from the first of coordinated verbs, from the verb that
    governs an infinitive or participle, or from the noun that a relative clause
    or a participle describes.
    """
    for _ in range(MAX_CLIMB):
        own = _children(verb, SUBJECTS)
        if own:
            return tuple(_antecedent(token, verb) for token in own)
        beside = _noun_before(verb)
        if beside is not None:
            return (beside,)
        understood = _understood_subject(verb)
        if understood or verb.head is verb or not _shares_subject(verb):
            return understood
        verb = verb.head
    return ()


def _noun_before(verb: Token) -> Token | None:
    """Return the noun right before a finite verb that the parser gave no subject.

    "Latvia salutes voters" with Latvia as an adjective, "youths burned bins" with a participle.
    """
    finite = verb.tag_ in FINITE or any(child.dep_ == "aux" for child in verb.children)
    if not finite and not (verb.tag_ == "VBN" and verb.dep_ in ("ROOT", "amod")):
        return None
    doc, at = verb.doc, verb.i - 1
    while at >= 0 and (
        doc[at].tag_ in ("RB", "MD") or (doc[at].head is verb and (doc[at].dep_.startswith("aux")))
    ):
        at -= 1
    if at < 0 or (doc[at].sent_start == 1 and doc[at].is_punct):
        return None
    noun = doc[at]
    named = noun.tag_ in ("NN", "NNS", "NNP", "NNPS", "PRP") or (
        noun.is_title and noun.tag_ in ("JJ", "VBN")
    )
    if not named or (verb.dep_ == "amod" and noun.dep_ == "amod"):
        return None
    for _ in range(3):  # "the authorities of Tiraspol have": the phrase's head
        if noun.dep_ != "nmod" or noun.head.i >= noun.i or not _is_noun(noun.head):
            break
        if preposition(noun) in SUBORDINATING:
            break
        noun = noun.head
    if noun.dep_ == "conj" and doc[noun.left_edge.i].dep_ == "cc" and _is_noun(noun.head):
        return noun.head  # "Serbia and Kosovo agreed"
    return noun


def _noun_after(verb: Token) -> Token | None:
    """Return the noun right after an active verb that the parser gave no object."""
    doc, found = verb.doc, None
    for at in range(verb.i + 1, min(len(doc), verb.i + NEAR)):
        token = doc[at]
        if token.tag_ in ("NN", "NNS", "NNP", "NNPS"):
            found = token
        elif found is not None or token.tag_ not in ("DT", "JJ", "CD", "PRP$", "HYPH"):
            return found
    return found


def _understood_subject(verb: Token) -> tuple[Token, ...]:
    """Return the subject that a governing noun or object lends to an infinitive or participle."""
    head = verb.head
    if verb.dep_ == "acl" and verb.tag_ in ("VB", "TO"):
        # "its plan to seize" takes the planner, not the plan
        owners = _children(head, frozenset({"nmod:poss"}))
        return owners or (subjects(head.head) if _is_verb(head.head) else ())
    if verb.dep_ in ("acl", "acl:relcl"):
        return (head,)
    controls = verb.dep_ in ("xcomp", "advcl", "ccomp") and lemma(head) in OBJECT_CONTROL
    if controls and verb.tag_ in ("VB", "VBG"):
        return subjects(head) if is_passive(head) else _children(head, OBJECTS)
    return ()


def _shares_subject(verb: Token) -> bool:
    """Say whether a clause without a subject takes that of its governor."""
    if verb.dep_ in ("ccomp", "parataxis"):
        return verb.tag_ in ("VBG", "VB")
    return verb.dep_ in ("conj", "xcomp", "advcl", "dep", "aux")


def agents(verb: Token) -> tuple[Token, ...]:
    """Return who does it: the subject of an active verb, the by-phrase of a passive one."""
    if not is_passive(verb):
        return subjects(verb)
    by = obliques(verb, "by")
    return tuple(token for token in by if not _is_gerund(token))


def patients(verb: Token) -> tuple[Token, ...]:
    """Return whom it is done to: the direct object, or the subject of a passive verb."""
    if is_passive(verb):
        if verb.dep_ == "acl" and not _children(verb, SUBJECTS):
            return (verb.head,)
        return subjects(verb)
    return objects(verb)


def objects(verb: Token) -> tuple[Token, ...]:
    """Return the heads of the direct and indirect objects, own or shared by coordination."""
    own = _children(verb, OBJECTS)
    if own:
        return tuple(_antecedent(token, verb) for token in own)
    if _lacks_object(verb):
        return (verb.head,)  # "the ship that Iran seized"
    for child in verb.children:  # "designed, developed and deployed sanctions"
        if child.dep_ == "conj" and _is_verb(child) and not _children(child, SUBJECTS):
            shared = _children(child, OBJECTS)
            if shared and not any(word.dep_ == "obl" for word in verb.children):
                return shared
    if verb.tag_ in FINITE and not any(child.dep_ == "ccomp" for child in verb.children):
        beside = _noun_after(verb)
        return (beside,) if beside is not None and beside.dep_ not in SUBJECTS else ()
    return ()


def obliques(head: Token, *prepositions: str) -> tuple[Token, ...]:
    """Return the heads of prepositional phrases under a verb or a noun.

    Args:
        head: Verb or noun.
        prepositions: Wanted prepositions in lower case ("according to" for fixed ones);
            none given means any.
    """
    found = []
    for child in head.children:
        if child.dep_ in OBLIQUES or (child.dep_ in ("advcl", "acl") and _is_noun(child)):
            case = preposition(child)
            if case and (not prepositions or case in prepositions):
                found.append(child)
    return tuple(found)


def preposition(token: Token) -> str:
    """Return the preposition of a phrase, with its fixed parts ("according to"); "" if none."""
    for child in token.children:
        if (
            child.dep_ in ("case", "mark")
            and child.tag_ not in NO_PREPOSITIONS
            and child.i < token.i
        ):
            fixed = [part.lower_ for part in child.children if part.dep_ == "fixed"]
            return " ".join([child.lower_, *fixed])
    return ""


def possessors(noun: Token) -> tuple[Token, ...]:
    """Return whose it is: "Iran's seizure", "its seizure"."""
    return _children(noun, frozenset({"nmod:poss"}))


def modifiers(noun: Token) -> tuple[Token, ...]:
    """Return adjectives and nouns before the noun: "Russian troop" of "Russian troop build-up"."""
    return tuple(
        child
        for child in noun.children
        if child.dep_ in ("amod", "compound", "nmod", "nmod:desc", "nmod:unmarked", "flat")
        and child.i < noun.i
        and not preposition(child)
    )


def nominal_agents(noun: Token) -> tuple[Token, ...]:
    """Return candidates for who does what the noun tells, best first.

    "Iran's seizure of a tanker", "the seizure by Iran", "Russian shelling",
    "talks between A and B"; whether a modifier is a party is for the caller to see.
    """
    between = obliques(noun, "between", "among")
    return (*obliques(noun, "by"), *possessors(noun), *between, *modifiers(noun))


def stretches(doc: Doc) -> Iterator[Span]:
    """Yield the sentences, those put together that the parser parted within one.

    A sentence ends with a full stop, a mark of exclamation or question, or its line.
    """
    start = 0
    for sentence in doc.sents:
        if sentence.end < len(doc) and not _ends(doc[sentence.end - 1]):
            continue
        yield doc[start : sentence.end]
        start = sentence.end
    if start < len(doc):
        yield doc[start : len(doc)]


def _ends(token: Token) -> bool:
    return token.text in (".", "!", "?", "…", ":") or token.is_quote or token.is_space


def conjuncts(token: Token) -> tuple[Token, ...]:
    """Return the token and everything coordinated with it further on, in reading order."""
    found = [token]
    for item in found:
        for child in item.children:
            if child.dep_ == "conj":
                found.append(child)
            elif child.dep_ == "flat":  # "Burkina Faso and Mali", hung on the second word
                found.extend(inner for inner in child.children if inner.dep_ == "conj")
        if len(found) > 64:
            break
    return tuple(sorted(found, key=lambda item: item.i))


def noun_phrase(token: Token) -> tuple[int, int]:
    """Return the character range of the phrase that the token heads.

    Determiners, modifiers and prepositional attributes belong to it; relative
    clauses, appositions, coordinated phrases and the phrase's own preposition do not.
    """
    return _range(token, _inside_phrase)


def clause(token: Token) -> tuple[int, int]:
    """Return the character range of the clause around a token, for use as evidence.

    Subordinate parts belong to it; clauses coordinated with it, asides and the
    reporting clause do not. Surrounding punctuation and quotes are left out.
    """
    head = clause_head(token)
    start, end = _range(head, _inside_clause)
    return (min(start, token.idx), max(end, token.idx + len(token)))


def clause_head(token: Token) -> Token:
    """Return the verb or predicate that heads the innermost clause around the token."""
    for _ in range(MAX_CLIMB):
        if token.dep_ == "ROOT" or (token.dep_ in CLAUSES and is_verbal(token)):
            return token
        if token.dep_ == "conj" and is_verbal(token):
            return token
        token = token.head
    return token


def governors(token: Token) -> Iterator[tuple[Token, str]]:
    """Yield each governor upwards with the label of the step that leads to it."""
    for _ in range(MAX_CLIMB):
        if token.head is token or token.dep_ == "ROOT":
            return
        yield token.head, token.dep_
        token = token.head


def is_negated(token: Token) -> bool:
    """Say whether the clause or noun is negated: "did not", "never", "no troops"."""
    return negation(token) is not None


def negation(token: Token) -> Token | None:
    """Return the word that negates the clause or noun."""
    for child in token.children:
        if child.lower_ in NEGATIONS and child.dep_ in (
            "advmod", "det", "cc:preconj", "mark", "aux",
        ):  # fmt: skip
            return child
    return None


def auxiliaries(verb: Token) -> tuple[str, ...]:
    """Return the verb's auxiliaries in lower case, shared ones of coordinated verbs included."""
    return tuple(word.lower_ for word in auxiliary_words(verb))


def auxiliary_words(verb: Token) -> tuple[Token, ...]:
    """Return the verb's auxiliaries, shared ones of coordinated verbs included."""
    own = tuple(child for child in verb.children if child.dep_ in ("aux", "aux:pass", "cop"))
    if own or verb.dep_ != "conj" or verb.tag_ != verb.head.tag_ or _children(verb, SUBJECTS):
        return own
    return auxiliary_words(verb.head) if _is_verb(verb.head) else ()


def marker(verb: Token) -> str:
    """Return the word that subordinates the clause ("if", "that", "to"), "" if none."""
    for child in verb.children:
        if child.dep_ == "mark" or (child.tag_ == "WRB" and child.i < verb.i):
            return child.lower_
    return ""


def _children(token: Token, labels: frozenset[str]) -> tuple[Token, ...]:
    return tuple(child for child in token.children if child.dep_ in labels)


def _is_verb(token: Token) -> bool:
    return token.tag_.startswith("VB")


def _is_noun(token: Token) -> bool:
    return token.tag_ in NOUNS


def _is_gerund(token: Token) -> bool:
    return token.tag_ == "VBG"


def _antecedent(token: Token, verb: Token) -> Token:
    if token.lower_ in ("who", "which", "that", "whom") and verb.dep_ == "acl:relcl":
        return verb.head
    return token


def _relative_subject(verb: Token) -> bool:
    return any(
        child.dep_ in SUBJECTS and child.lower_ in ("who", "which", "that")
        for child in verb.children
    )


def _lacks_object(verb: Token) -> bool:
    """Say whether a relative clause describes its verb's object."""
    return (
        verb.dep_ == "acl:relcl"
        and bool(_children(verb, SUBJECTS))
        and not _relative_subject(verb)
        and not any(child.tag_ == "WRB" for child in verb.children)
    )


def _inside_phrase(child: Token) -> bool:
    if child.dep_ == "nmod" and any(
        word.dep_ == "case" and word.tag_ in NO_PREPOSITIONS - {"POS"} for word in child.children
    ):
        return False
    return child.dep_ not in (
        "punct", "conj", "cc", "case", "appos", "acl:relcl", "acl", "advcl", "parataxis", "cop",
        "nsubj", "aux", "mark",
    )  # fmt: skip


def _inside_clause(child: Token) -> bool:
    if child.dep_ == "conj" and is_verbal(child):
        return False
    return child.dep_ not in ("punct", "parataxis", "cc", "discourse", "vocative")


def _range(head: Token, keep: Callable[[Token], bool]) -> tuple[int, int]:
    """Return the characters from the first to the last kept token of the head's subtree."""
    first = last = head
    waiting = [head]
    while waiting:
        token = waiting.pop()
        if token.i < first.i:
            first = token
        elif token.i > last.i:
            last = token
        waiting.extend(child for child in token.children if keep(child) or _glues(child))
    doc, low, high = head.doc, first.i, last.i
    while low < high and (doc[low].is_space or doc[low].lower_ in _LEADING):
        low += 1
    while high > low and (doc[high].is_space or doc[high].text in _TRAILING):
        high -= 1
    while high + 2 < len(doc) and _is_hyphen(doc[high + 1]) and not doc[high].whitespace_:
        high += 2  # "to strengthen co-operation", hung elsewhere
    while low >= 2 and _is_hyphen(doc[low - 1]) and not doc[low - 2].whitespace_:
        low -= 2
    return doc[low].idx, doc[high].idx + len(doc[high])


def _is_hyphen(token: Token) -> bool:
    """Say whether the token is a hyphen inside a word."""
    return token.text == "-" and not token.whitespace_


def _glues(child: Token) -> bool:
    """Say whether the punctuation is part of a word: the hyphen of "build-up", a bracket's 's."""
    return child.dep_ == "punct" and child.tag_ in ("HYPH", "AFX", "$")
