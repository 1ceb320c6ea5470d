"""What the sentence and the article around a place tell: whose names, which walk of life."""

from collections import Counter
from collections.abc import Iterable

from streams.stages.escalation.columns import Columns
from streams.stages.escalation.lexicon import PUBLIC_LIFE, EscalationLexicon

PUBLIC = frozenset("SLAO")
MOST = 5
SENTENCE_STEP = 8  # tokens
SHORT = 60  # tokens: no article, a sentence or two; its shares tell nothing
MOST_WORDS = 3  # of one walk of life in a sentence


def sentence_features(
    start: int, end: int, columns: Columns, *, lexicon: EscalationLexicon
) -> list[str]:
    """Return the features of one sentence, a half-open range of token indices."""
    kinds = [kind for kind in columns.kinds[start:end] if kind]
    public = sum(kind in PUBLIC for kind in kinds)
    found = [f"sentence:{kind}" for kind in sorted(set(kinds))] or ["sentence without a name"]
    found.append(f"sentence public {min(public, MOST)}")
    found.append(f"sentence length {min((end - start) // SENTENCE_STEP, MOST)}")
    for name, number in sorted(count_walks(columns.lemmas[start:end], lexicon).items()):
        found.append(f"sentence {name} {min(number, MOST_WORDS)}")
    return found


def article_features(columns: Columns, *, lexicon: EscalationLexicon) -> list[str]:
    """Return the features of the whole article: shares of its words and of its names."""
    size = len(columns.lemmas)
    if size < SHORT:
        return ["article short"]
    counts = count_walks(columns.lemmas, lexicon)
    own = counts[PUBLIC_LIFE]
    found = []
    for name in (*lexicon.domains, PUBLIC_LIFE):
        found.append(f"article {name} {_share(counts[name], size)}")
        if name != PUBLIC_LIFE and counts[name] > own:
            found.append(f"article more {name}")
    public = sum(kind in PUBLIC for kind in columns.kinds)
    private = sum(kind in ("P", "o") for kind in columns.kinds)
    found.append(f"article public {_share(public, size)}")
    found.append(f"article private {_share(private, size)}")
    found.append(f"article states {_share(columns.kinds.count('S'), size)}")
    if private > public:
        found.append("article more private")
    return found


def count_walks(lemmas: Iterable[str], lexicon: EscalationLexicon) -> Counter[str]:
    """Return how many of the words are of which walk of life."""
    known = lexicon.walks_of
    return Counter(name for lemma in lemmas if lemma in known for name in known[lemma])


def _share(number: int, size: int) -> int:
    """Return words in a hundred, at most MOST."""
    return min(100 * number // size, MOST)
