"""Articles of our own for the demo: several countries, a look-alike, one broken record."""

from pathlib import Path

ARTICLES = Path(__file__).parent / "articles"
