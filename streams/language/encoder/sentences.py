"""What the encoder reads at a time: the words of one sentence, blanks left out."""

from spacy.tokens import Doc

from streams.language.syntax import stretches

# Longer sentences are read in pieces: more would cost more than the rest of the article.
LONGEST = 90  # words


def read_sentences(doc: Doc) -> list[list[int]]:
    """Return the token indices of each sentence's words, in reading order.

    Sentences that the parser parted within one are put together, as in `stretches`.
    """
    found = []
    for span in stretches(doc):
        places = [token.i for token in span if not token.is_space]
        pieces = -(-len(places) // LONGEST)
        size = -(-len(places) // pieces) if pieces else 0
        found += [places[at * size : (at + 1) * size] for at in range(pieces)]
    return found
