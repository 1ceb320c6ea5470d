"""The article's own text, fixed for ever: every later offset refers to what `clean` returns."""

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise

import trafilatura

from streams.stages.furniture import is_furniture, is_navigation

PARAGRAPH = "\n\n"
LINE_BREAKS = re.compile("\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
    "\ud800-\udfff\ufff9-\ufffb]"
)
BLANKS = re.compile("[ \t\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
# UTF-8 read as Windows-1252, as feeds deliver it.
MISREAD = {
    "â€™": "’", "â€˜": "‘", "â€œ": "“", "â€\x9d": "”", "â€�": "”", "â€“": "–", "â€”": "—",
    "â€¦": "…", "Â£": "£", "Â\xa0": " ", "Ã©": "é", "Ã¨": "è", "Ã¼": "ü", "Ã¶": "ö", "Ã¡": "á",
    "Ã±": "ñ",
}  # fmt: skip
MISREAD_RE = re.compile("|".join(map(re.escape, MISREAD)))
TAG = re.compile(
    r"</?(?:p|br|div|span|a|b|i|u|em|strong|ul|ol|li|h[1-6]|img|figure|figcaption|blockquote|section"
    r"|article|table|tr|td|tbody|font|small|sup|sub|hr)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
BLOCK_TAG = re.compile(r"</?(?:p|br|div|li|h[1-6]|figure|blockquote|section|tr)\b", re.IGNORECASE)
ENTITY = re.compile(
    r"&(nbsp|amp|quot|apos|lt|gt|rsquo|lsquo|rdquo|ldquo|ndash|mdash|hellip|#39|#8217);"
)
ENTITIES = {
    "nbsp": " ", "amp": "&", "quot": '"', "apos": "'", "lt": "<", "gt": ">", "rsquo": "’",
    "lsquo": "‘", "rdquo": "”", "ldquo": "“", "ndash": "–", "mdash": "—", "hellip": "…",
    "#39": "'", "#8217": "’",
}  # fmt: skip
# "crisis ukraineNATO continues", "belowNato ministers": a heading runs into the next line.
GLUED = re.compile(r"(?<![\w@#/.=&?%+~:-])([a-z]{4,})(?=[A-Z]{2,}\b|[A-Z][a-z]{2,}\b)")
GLUED_YEAR = re.compile(r"(?<![\w.=&?%/:-])((?:19|20)\d\d)(?=[A-Z][a-z]{2,}\b)")
# "he said.The minister": a sentence runs into the next.
GLUED_SENTENCE = re.compile(r"(?<![\w.@/-])([a-z]{3,}[.!?][”\"]?)(?=[A-Z][a-z]+\ )")
# Names that are written so.
JOINED = re.compile(r"^(?:mac|open|face|insta|linked|you|tele|pay|black|deep|gazprom|euro|inter)$")
STRAY = re.compile(r"^([.,;]+)\s*(?=[“\"‘])")
SENTENCE_END = (".", "!", "?", "”", '"', "…", ":", "’", ")", ";")
WRAPPED_LINES = 4
WRAPPED_CHARACTERS = (35, 90)
ITEM = re.compile(r"(?:[-–—*•·▪►]|\(?\w{1,2}[.)])\s")
# Takes the place of a picture in a quoted message.
PICTURE_LINK = re.compile(r"\s*\bpic\.(?:twitter|x)\.com/\w+")
# Stops at the next opening tag, so that many of them take no longer.
SCRIPT = re.compile(
    r"<(script|style)\b[^<>]*>(?:(?!<(?:script|style)\b).)*?</\1>", re.IGNORECASE | re.DOTALL
)
STORY_WORDS = 8
STORY_PARAGRAPHS = 2
MAX_PASSES = 20
# Paragraphs that are remembered, because most come out of a pass as they went into it.
REPEATED = 256
_is_furniture = lru_cache(maxsize=REPEATED)(is_furniture)


def clean(text: str | None, html: str | None, title: str | None = None) -> str:
    """Return the article's text without markup and page furniture, paragraph by paragraph.

    Args:
        text: Plain text, which wins; stray tags and entities are taken out of it.
        html: A page, used where there is no text.
        title: The headline; where the text runs on from it without a break, one is put in.

    Returns:
        Paragraphs parted by a blank line; NFC, without control characters, odd blanks or
        blank ends; empty where nothing is left. Cleaning what is clean changes nothing.
    """
    raw = text if text and text.strip() else extract(html) if html else ""
    # A pass may uncover what the next takes away ("&amp;nbsp;"); each only takes away.
    for _ in range(MAX_PASSES):
        cleaned = _pass(_part_title(raw, title))
        if cleaned == raw:
            break
        raw = cleaned
    return raw


def extract(html: str) -> str:
    """Return the main text of a page, paragraph by paragraph; empty where there is none.

    Deterministic, without network; comments and tables are left out.
    """
    found = trafilatura.extract(
        html,
        fast=True,
        include_comments=False,
        include_tables=False,
        include_formatting=False,
        deduplicate=False,
    )
    return PARAGRAPH.join((found or "").splitlines())


def _part_title(text: str, title: str | None) -> str:
    head = (title or "").strip()
    stripped = text.lstrip()
    if head and stripped.startswith(head) and stripped[len(head) : len(head) + 1].isalpha():
        return head + PARAGRAPH + stripped[len(head) :]
    return text


def _pass(text: str) -> str:
    text = LINE_BREAKS.sub("\n", text)
    text = MISREAD_RE.sub(lambda match: MISREAD[match.group()], text)
    text = PICTURE_LINK.sub("", SCRIPT.sub(" ", text))
    text = TAG.sub(lambda match: PARAGRAPH if BLOCK_TAG.match(match.group()) else "", text)
    text = ENTITY.sub(lambda match: ENTITIES[match.group(1)], text)
    text = unicodedata.normalize("NFC", INVISIBLE.sub("", text))
    paragraphs = _paragraphs(text)
    paragraphs = [part for whole in paragraphs for part in _unglued(whole)]
    return PARAGRAPH.join(_without_furniture(_restored(paragraphs)))


def _paragraphs(text: str) -> list[str]:
    """Split at blank lines, and at line breaks too where lines are no mere wrapping."""
    lines = [BLANKS.sub(" ", line).strip() for line in text.split("\n")]
    wrapped = _is_wrapped(lines)
    paragraphs: list[str] = []
    fresh = True
    for line in lines:
        if not line:
            fresh = True
            continue
        runs_on = paragraphs and not paragraphs[-1].endswith(SENTENCE_END) and line[0].islower()
        if not fresh and (wrapped or runs_on):
            paragraphs[-1] += " " + line
        else:
            paragraphs.append(line)
        fresh = False
    return paragraphs


def _is_wrapped(lines: list[str]) -> bool:
    """Say whether most lines that another follows are as long as a mail's or a wire's.

    Wrapping breaks sentences, so that most such lines end within one; items of a list
    are lines of their own.
    """
    followed = [line for line, following in pairwise(lines) if line and following]
    low, high = WRAPPED_CHARACTERS
    fitting = sum(low <= len(line) <= high and not ITEM.match(line) for line in followed)
    broken = sum(not line.endswith(SENTENCE_END) for line in followed)
    enough = len(followed) >= WRAPPED_LINES and broken * 2 >= len(followed)
    return enough and fitting * 10 >= len(followed) * 8


@lru_cache(maxsize=REPEATED)
def _unglued(paragraph: str) -> tuple[str, ...]:
    def part(match: re.Match[str]) -> str:
        return match.group() if JOINED.match(match.group(1)) else match.group() + "\n"

    paragraph = GLUED_SENTENCE.sub(r"\1 ", paragraph)
    paragraph = GLUED_YEAR.sub("\\1\n", GLUED.sub(part, paragraph))
    return tuple(line.strip() for line in paragraph.split("\n") if line.strip())


def _restored(paragraphs: list[str]) -> list[str]:
    """Put a full stop that fell to the next paragraph's front back where it belongs."""
    found: list[str] = []
    for paragraph in paragraphs:
        stray = STRAY.match(paragraph)
        rest = paragraph[stray.end() :] if stray else paragraph
        if stray and found and not found[-1].endswith((".", "!", "?")):
            found[-1] += stray.group(1)
        if rest and (not found or found[-1] != rest):
            found.append(rest)
    return found


def _without_furniture(paragraphs: list[str]) -> list[str]:
    kept = [paragraph for paragraph in paragraphs if not _is_furniture(paragraph)]
    story = sum(len(paragraph.split()) >= STORY_WORDS for paragraph in kept)
    if story < STORY_PARAGRAPHS:
        return kept
    return [paragraph for paragraph in kept if not is_navigation(paragraph)]
