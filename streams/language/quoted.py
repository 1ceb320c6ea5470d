"""Who speaks each quotation: a cue beside it, else whoever spoke before."""

from collections.abc import Iterator

from streams.language.quotations import Paragraph, Quotation

STORY = 40  # a paragraph of so many characters without a quotation ends a speech


def attribute_quotations(
    text: str, paragraphs: tuple[Paragraph, ...], cues: tuple[int, ...]
) -> Iterator[tuple[Quotation, int | None]]:
    """Give each quotation the number of its cue, None where nobody is told to say it.

    Args:
        text: The article.
        paragraphs: Its paragraphs with their quotations.
        cues: Character offsets of the cues, in reading order.
    """
    previous: int | None = None
    for paragraph in paragraphs:
        told = [
            (at, number)
            for number, at in enumerate(cues)
            if paragraph.start <= at < paragraph.end
            and not any(quote.start <= at < quote.end for quote in paragraph.quotations)
        ]
        current: int | None = None
        for quote in paragraph.quotations:
            beside = _beside(text, quote, told)
            if beside is not None:
                current = beside
            elif _is_fragment(text, quote):
                yield quote, None
                continue
            elif current is None:
                opens = not text[paragraph.start : quote.start].strip("“”\"'‘ .,«")
                current = told[0][1] if told else (previous if opens else None)
            yield quote, current
        if current is None and told:
            current = told[-1][1]
        if current is not None:
            previous = current
        elif paragraph.end - paragraph.start > STORY and not paragraph.quotations:
            previous = None


def _beside(text: str, quote: Quotation, told: list[tuple[int, int]]) -> int | None:
    """Return the cue that stands before the opening or after the closing mark."""
    inside = text[quote.start : quote.end].rstrip()
    tail = text[quote.end + 1 : quote.end + 3].lstrip()
    ends_open = inside.endswith((",", "?", "!", "—")) or tail.startswith((",", "—"))
    lead = text[max(0, quote.start - 3) : quote.start].rstrip('“"‘« ')
    starts_after = lead.endswith((":", ",")) or lead[-1:].isalpha()
    before = [entry for entry in told if entry[0] < quote.start]
    after = [entry for entry in told if entry[0] >= quote.end]
    if ends_open and after and _same_sentence(text, quote.end, after[0][0]):
        return after[0][1]
    if starts_after and before and _same_sentence(text, before[-1][0], quote.start):
        return before[-1][1]
    if before and not ends_open:
        return before[-1][1] if not _is_fragment(text, quote) else None
    return None


def _same_sentence(text: str, start: int, end: int) -> bool:
    return ". " not in text[start:end] and "\n" not in text[start:end]


def _is_fragment(text: str, quote: Quotation) -> bool:
    """Say whether only some words are quoted, so that the clause is the article's own."""
    words_quoted = text[quote.start : quote.end]
    return not words_quoted[:1].isupper() or words_quoted.count(" ") < 2
