"""What the worker keeps of an article to know its near-duplicates: topic `articles.signatures`."""

from pydantic import Field

from schemas.base import WireModel

MOST = 2**31 - 1  # what the register's arrays hold


class ArticleSignature(WireModel):
    """A sketch of one version of an article; the worker's own, of no use to consumers.

    `sketch` is base64 of little-endian 16-bit numbers: MinHash of the text's shingles (128),
    of the same with names and numbers blotted out (128), of its beginning (32), then hashes
    of its names and numbers (at most 48). Sketches of different `method` do not compare.
    """

    article_id: str = Field(min_length=1)
    text_hash: str = Field(
        pattern=r"^[0-9a-f]{32}$", description="of the cleaned text; tells versions apart"
    )
    method: str
    shingles: int = Field(ge=1, le=MOST, description="number of different shingles")
    blotted: int = Field(ge=1, le=MOST, description="number of different blotted shingles")
    facts: int = Field(ge=0, le=MOST, description="number of different names and numbers")
    sketch: str
