"""What is kept of an article's text to know its near-duplicates: sizes and a sketch.

Three MinHash signatures (rensa's R-MinHash: order and repetition of shingles do not
matter) and a sample of the text's facts:

- `plain` of all shingles: how much of a text stands in another;
- `blotted`, the same with names and numbers blotted out: two bulletins from one template
  are alike in it, and unlike in what they tell;
- `lead` of the beginning, by which a copy that was cut down to a few lines is found;
- `facts`, hashes of the names and numbers themselves, the lowest of them where there are
  many: samples of two texts can be compared (a bottom-k sketch).
"""

import re
import unicodedata
from binascii import a2b_base64, b2a_base64
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from rensa import RMinHash

from schemas import ArticleSignature
from streams.language.wordlist import words

# Changes with anything below that changes a sketch: others are not compared with it.
METHOD = "1"
SHINGLE_WORDS = 4
PLAIN, BLOTTED, LEAD, FACTS = 128, 128, 32, 48  # numbers of 16 bits
LEAD_WORDS = 40
LEAD_SHINGLES = LEAD_WORDS - SHINGLE_WORDS + 1
SEED = 42
BLOT = "#"
# Headlines in capitals tell nothing of names.
SHOUTED = 0.5

Numbers = NDArray[np.uint16]

# A word, and before it what ends a sentence or opens one, if anything does.
WORD = re.compile(r"([.!?:;\n“”\"‘(\[•*–—]\s*)?(\d+(?:\.\d+)?|[^\W\d_]+)")
# "Ćatović" and "Catovic": houses differ.
ACCENT = re.compile("[\u0300-\u036f]")
THOUSANDS = re.compile(r",(?<=\d,)(?=\d{3})")
# "Iran's" is Iran; "don't" and "U.S." are one word.
INSIDE = re.compile(r"['’](?:s\b)?|\.(?<=\b[A-Za-z]\.)(?=[A-Za-z]\b)")
# "KYIV, May 3 (Reuters) - ", "NAIROBI — ", "Lima (dpa) -- "
DATELINE = re.compile(
    r"""^(?:[A-Z][A-Z.'’-]{2,}\b[^\n()–—]{0,40}?(?:\([^()\n]{2,40}\))?
        |[A-Z][^\n()–—]{0,40}?\([^()\n]{2,40}\))\s*(?:[–—-]{1,2}\s|:\s)""",
    re.VERBOSE,
)
NUMBER_WORDS = words("""
    two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred
    dozen thousand first second third fourth fifth sixth seventh eighth ninth tenth half twice
""")


@dataclass(frozen=True, slots=True)
class Sketch:
    """The sketch of a signature, taken apart; see the module."""

    plain: Numbers
    blotted: Numbers
    lead: Numbers
    facts: Numbers


def sign(article_id: str, text: str, title: str | None) -> ArticleSignature:
    """Return the article's signature; the same text gives the same bytes.

    Args:
        article_id: Whose text it is.
        text: The cleaned text.
        title: The headline; where the text begins with it, it is left out, for the
            same story runs under many.
    """
    tokens, is_fact = _read(_story(text, title))
    plain = _shingles(tokens)
    blotted = _shingles(_blot(tokens, is_fact))
    facts = {token for token, fact in zip(tokens, is_fact, strict=True) if fact}
    parts = (
        _min_hash(plain, PLAIN),
        _min_hash(blotted, BLOTTED),
        _min_hash(_shingles(tokens[:LEAD_WORDS]), LEAD),
        _bottom(facts),
    )
    return ArticleSignature(
        article_id=article_id,
        text_hash=blake2b(text.encode(), digest_size=16).hexdigest(),
        method=METHOD,
        shingles=len(plain),
        blotted=len(blotted),
        facts=len(facts),
        sketch=b2a_base64(np.concatenate(parts).astype("<u2").tobytes(), newline=False).decode(),
    )


def unpack(signature: ArticleSignature) -> Sketch:
    """Return the sketch of a signature.

    Raises:
        ValueError: it is none.
    """
    numbers = np.frombuffer(a2b_base64(signature.sketch, strict_mode=True), "<u2")
    fixed = PLAIN + BLOTTED + LEAD
    if not fixed <= len(numbers) <= fixed + FACTS:
        raise ValueError(f"a sketch of {len(numbers)} numbers")
    return Sketch(
        plain=numbers[:PLAIN],
        blotted=numbers[PLAIN : PLAIN + BLOTTED],
        lead=numbers[PLAIN + BLOTTED : fixed],
        facts=numbers[fixed:],
    )


def _story(text: str, title: str | None) -> str:
    """Return the text without its headline and its dateline."""
    first, _, rest = text.partition("\n\n")
    if rest and title and _words(first) == _words(title):
        text = rest
    return DATELINE.sub("", text, count=1)


def _words(text: str) -> list[str]:
    return [form for _, form in WORD.findall(text.casefold())]


def _read(text: str) -> tuple[list[str], list[bool]]:
    """Return the words, folded, and of each whether it is a name's or a number.

    A word is a name's where it has a capital within a sentence and never stands there
    without one; at the beginning of a sentence, too, once it is known.
    """
    text = ACCENT.sub("", unicodedata.normalize("NFKD", text))
    text = INSIDE.sub("", THOUSANDS.sub("", text))
    found = WORD.findall("\n" + text)
    folded = [form.casefold() for _, form in found]
    capital = [form[0].isupper() for _, form in found]
    if sum(capital) > SHOUTED * len(found):
        return folded, [word[0].isdigit() or word in NUMBER_WORDS for word in folded]
    small, large = set[str](), set[str]()
    for (opened, _), word, up in zip(found, folded, capital, strict=True):
        if not opened:
            (large if up else small).add(word)
    names = large - small
    return folded, [
        word[0].isdigit() or word in NUMBER_WORDS or (up and word in names)
        for word, up in zip(folded, capital, strict=True)
    ]


def _blot(tokens: Sequence[str], is_fact: Sequence[bool]) -> list[str]:
    """Put one blot for each run of facts: a name may have two words or four."""
    blotted = [BLOT if fact else token for token, fact in zip(tokens, is_fact, strict=True)]
    return blotted[:1] + [
        after for before, after in pairwise(blotted) if not (before == after == BLOT)
    ]


def _shingles(tokens: Sequence[str]) -> set[str]:
    """Return the different runs of words; of a shorter text the one that it is."""
    runs = zip(*(tokens[start:] for start in range(SHINGLE_WORDS)), strict=False)
    return set(map(" ".join, runs)) or {" ".join(tokens)}


def _min_hash(shingles: Iterable[str], length: int) -> Numbers:
    """Return a MinHash signature's lower halves: two differ by chance once in 65,536 times."""
    signature = RMinHash(num_perm=length, seed=SEED)
    signature.update(list(shingles))
    return np.array(signature.digest(), dtype=np.uint32).astype(np.uint16)


def _bottom(facts: Iterable[str]) -> Numbers:
    hashes = {int.from_bytes(blake2b(fact.encode(), digest_size=2).digest()) for fact in facts}
    return np.array(sorted(hashes)[:FACTS], dtype=np.uint16)
