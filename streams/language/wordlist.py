"""Word lists as they read best: words with blanks between them."""


def words(listing: str) -> frozenset[str]:
    """Return the words of a listing with blanks between; an underscore is a blank inside one."""
    return frozenset(word.replace("_", " ") for word in listing.split())
