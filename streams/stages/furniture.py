"""Page furniture in an article's text: captions, credits, prompts, navigation, sharing buttons.

Only what is surely furniture is cut here, for what is cut is gone; doubtful lines stay in
the text and are passed over later (see `streams.language.boilerplate`).
"""

import re

AGENCY = (
    r"(?-i:AP|AFP|Reuters|EPA(?:-EFE)?|ANP|dpa|DPA|Getty(?:\ Images)?|Xinhua|TASS|Sputnik"
    r"|Bloomberg|Shutterstock|AA|Anadolu|Wikimedia(?:\ Commons)?|iStock|Alamy|Flickr|Pool|ANI"
    r"|PTI|Yonhap|Kyodo|Handout)"
)
CAPTION = re.compile(
    rf"""©|\(c\)\ (?:19|20)\d\d
    |^\W*(?:photos?|images?|pictures?|file\ photo|photograph|screenshot|illustration|graphic
    |credit|caption)
        (?:\ (?:credit|by|of|via|from|courtesy)\b[^:]{{0,60}})?\s*[:/|–—-]
    |^\W*(?:photo|image|picture|photograph)s?\ (?:by|courtesy\ of|credit)\b
    |^[\[(]\s*(?:photo|image|picture|file\ photo|video|ap\ photo|source)\b[^\])]*[\])]\.?$
    |(?:/|\(|\[|via\ |photo:?\ ){AGENCY}(?:\ [Pp]hoto)?(?:/[A-Z][\w\ .-]+)?[\])]?\.?$""",
    re.IGNORECASE | re.VERBOSE,
)
PROMPT = re.compile(
    r"""^\W*(?:advertisement|advertising|sponsored(?:\ content)?|skip\ to\ (?:main\ )?content
    |loading
        |share(?:\ this(?:\ (?:article|story|post))?|\ on\ \w+)?|tweet|print|e-?mail|comments?
        |related(?:\ \w+)?
        |most\ (?:read|popular)|trending|read\ (?:more|next|also)|see\ also|also\ read
        |more\ on\ this(?:\ \w+)?
        |back\ to\ top|home|menu|search|log\ ?in|sign\ (?:in|up)|subscribe|newsletters?|topics
        |tags)\W*$
    |^\W*(?:read\ (?:more|also|next)|also\ read|see\ also|related(?:\ (?:article|story|news
    |stories))?|watch|listen
        |more|in\ pictures|video|opinion|live)\s*[:|»>]\s
    |\b(?:become\ a\ (?:patron|member|subscriber|supporter)
        |sign\ up\ (?:for|to|here|now|today)\b.*\b(?:newsletter|bulletin|e-?mail|alerts?|updates
        |inbox|subscribe|briefing)
        |subscribe\ (?:to|now|here|today)\b.*|(?:our|free|daily|weekly)\ newsletter|(?:follow|like
        |find)\ us\ on
        |click\ (?:here|on\ the|the|below|to\ share)|clicking\ on\ the
        |opens\ in\ (?:a\ )?new\ window
        |(?:support|donate\ to)\ (?:our|independent|quality)\ journalism|download\ (?:our|the)\ app
        |join\ (?:our|the\ conversation\ on)\ (?:telegram|whatsapp|newsletter|channel)
        |all\ rights\ reserved|terms\ (?:of\ (?:use|service)|and\ conditions\ apply)
        |privacy\ policy|cookies?\ policy
        |(?:in|see)\ the\ playlist\ below|watch\ (?:our|the|more)\b[^.]*\b(?:videos?|below)
        |this\ (?:article|story|post|content)\ (?:was|is)\ (?:first|originally|also)\ (?:published
        |posted|appeared)
        |(?:has\ not\ been|was\ not)\ edited\ by\b[^.]*\bstaff
        |leave\ a\ (?:comment|reply)|you\ (?:may|might)\ also\ (?:like|be\ interested)
        |recommended\ for\ you
        |your\ email\ address|enable\ javascript|accept\ (?:all\ )?cookies)\b""",
    re.IGNORECASE | re.VERBOSE,
)
CREDIT = re.compile(
    r"""^\W*(?:(?:[Aa]dditional|[Ff]urther|[Ww]ith)\ )?
        (?:[Rr]eporting|[Ww]riting|[Ee]diting|[Cc]ompiled|[Ee]dited|[Ww]ritten|[Tt]ranslated)\ by
        (?:\ (?:[A-Z][\w.'’-]*|and|in|by|additional|reporting|editing|writing)[,;]?)+\W*$
    |^\W*(?:[Bb]y\ )?(?:[Tt]he\ )?(?:[A-Z][\w.]*\ ){1,4}staff(?:\ (?:writer|reporter))?s?\W*$
    |^\W*(?:[Bb]y|[Ff]rom)\ (?:[A-Z][\w.'’-]*\ ?){2,4}$""",
    re.VERBOSE,
)
# Longer paragraphs are the story's own, whatever phrase they hold.
CAPTION_WORDS = 40
PROMPT_WORDS = 45
CREDIT_WORDS = 25
NAVIGATION_WORDS = 3
QUOTED = re.compile(r"[“”\"]")


def is_furniture(paragraph: str) -> bool:
    """Say whether a paragraph is surely a caption, a credit or a prompt."""
    count = len(paragraph.split())
    if count <= CAPTION_WORDS and CAPTION.search(paragraph) and not QUOTED.search(paragraph):
        return True
    if count <= PROMPT_WORDS and PROMPT.search(paragraph) and not QUOTED.search(paragraph):
        return True
    return count <= CREDIT_WORDS and CREDIT.search(paragraph) is not None


def is_navigation(paragraph: str) -> bool:
    """Say whether a paragraph is a small word or two alone, such as a section's name.

    True of a short paragraph that begins small and ends without a full stop; only to be
    asked within a text that has longer paragraphs.
    """
    words = paragraph.split()
    return len(words) <= NAVIGATION_WORDS and paragraph[0].islower() and paragraph[-1].isalnum()
