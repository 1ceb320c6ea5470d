"""Articles of our own for the demo: several countries, a look-alike, one broken record."""

from pathlib import Path

ARTICLES = Path(__file__).parent / "articles"

# Of one dyad, in the order of publication: weeks of quiet, then a day that is none.
RISING = ARTICLES.parent / "rising.jsonl"
