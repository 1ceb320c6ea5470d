"""What speaks for a status or a measure: the words round a cue, the rules' own answers.

Features are names; `judges` weighs them as learnt. The cue is told by its main word: where it is
a noun, the verb that it hangs on tells as much ("lift", "sanctions").
"""

from collections.abc import Iterable, Iterator

from spacy.tokens import Token

from schemas import Measure, Modality, SanctionsStatus
from streams.language import syntax
from streams.stages.sanctions.cues import Cue
from streams.stages.sanctions.lexicon import SanctionsLexicon
from streams.stages.sanctions.status import Reading
from streams.stages.sanctions.words import Words

BEFORE, AFTER = 8, 12  # words round the cue in which a word counts
CLOSE = 3
GOVERNORS = 3


def main_word(cue: Cue, reading: Reading) -> Token:
    """Return the word that tells what is done, for want of the encoder's anchor."""
    return cue.head if cue.head.tag_.startswith("VB") else reading.predicate


def status_features(
    cue: Cue, main: Token, reading: Reading, words: Words, lexicon: SanctionsLexicon
) -> list[str]:
    """Return what tells how far along the measure of a cue is; each name once."""
    found = [f"rule:{reading.status}"]
    if reading.operators:
        found.append(f"grounded:{reading.status}")
        found.append(f"operator:{reading.operators[-1]}")
    found += [f"says:{cue.status}"] if cue.status is not None else []
    for token in dict.fromkeys((main, cue.head, reading.predicate)):
        found += _of_verb(token, lexicon)
    for step, (governor, label) in enumerate(syntax.governors(main)):
        if step >= GOVERNORS:
            break
        found += [f"under:{label}"] if step == 0 else []
        found += _word("above", syntax.lemma(governor), lexicon)
    for child in main.children:
        if child.dep_ in ("advmod", "obl", "obl:tmod", "advcl", "xcomp", "obj", "compound:prt"):
            found += _word("below", syntax.lemma(child), lexicon)
    for word, distance in _around(main, words):
        found += _word("near", word, lexicon)
        if abs(distance) <= CLOSE:
            found.append(f"close:{word}")
    last = words.forms[-1][0]
    found.append(f"ends:{last}" if last in ("", "?", "!") else "ends")
    return list(dict.fromkeys(found))


def modality_features(
    of_status: Iterable[str], status: SanctionsStatus, said: Modality
) -> list[str]:
    """Return what tells how a mention is put: how its clause is, and what tells its status."""
    return [*of_status, f"said:{said}", f"judged:{status}", f"judged:{status} said:{said}"]


def measure_features(
    own: Iterable[Measure],
    main: Token,
    words: Words,
    known: Iterable[Cue],
    lexicon: SanctionsLexicon,
) -> list[str]:
    """Return what tells the measures of a cue; each name once.

    `known`: the wordings of the lexicon that stand in the sentence.
    """
    found = [f"rule:{measure}" for measure in own]
    for cue in known:
        found.append(f"wording:{cue.wording.id}")
        if abs(cue.head.i - main.i) <= CLOSE:
            found.append(f"wording here:{cue.wording.id}")
    for word, distance in _around(main, words):
        found.append(f"near:{word}")
        if abs(distance) <= CLOSE:
            found.append(f"close:{word}")
        found += [f"class:{name}" for name in lexicon.classes.get(word, ())]
    found.append(f"main:{syntax.lemma(main)}")
    return list(dict.fromkeys(found))


def _of_verb(token: Token, lexicon: SanctionsLexicon) -> Iterator[str]:
    yield from _word("main", syntax.lemma(token), lexicon)
    yield f"tag:{token.tag_}"
    for auxiliary in syntax.auxiliaries(token):
        yield f"aux:{auxiliary}"
    if syntax.is_negated(token):
        yield "negated"
    if token.tag_.startswith("VB") and syntax.is_passive(token):
        yield "passive"
    if marker := syntax.marker(token):
        yield f"mark:{marker}"


def _word(where: str, word: str, lexicon: SanctionsLexicon) -> Iterator[str]:
    yield f"{where}:{word}"
    kind = lexicon.status_words.get(word)
    if kind is not None:
        yield f"{where}={kind}"


def _around(main: Token, words: Words) -> Iterator[tuple[str, int]]:
    """Yield the words in reach, as lemmas, with how far off they stand."""
    for place, (_, word) in zip(words.at, words.forms, strict=True):
        if -BEFORE <= place - main.i <= AFTER:
            yield word, place - main.i
