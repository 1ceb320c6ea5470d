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
    |^(?:REUTERS|(?-i:Reuters|AFP|EPA|AP\ Photo|Getty\ Images))/[A-Z][\w\ .’'-]+$
    |^\W*courtesy\ (?:of\ )?(?:the\ )?\w+(?:\ \w+){{0,5}}$
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
        |more|in\ pictures|video|opinion)\s*[:|»>]\s.*[^.]$
    |^\W*(?:(?:story|article)\ continues\ (?:below|after)(?:\ (?:the\ )?\w+)?|continue\ reading
        |load\ more|show\ more|copy\ link|comments\ \(\d+\)|(?:save|gift)\ (?:this\ )?(?:article
        |story)|listen\ to\ this\ (?:article|story)(?:\ \d+\ min(?:utes)?)?
        |\d+[\ -]min(?:ute)?\ read
        |recommended\ stories|list\ of\ \d+\ items|end\ of\ list|for\ immediate\ release
        |[#]{3}|-\ ?30\ ?-|[-–—]*\ ?ends?\ ?[-–—]+|sent\ from\ my\ \w+(?:\ \w+)?)\W*$
    |^\W*[#]{3,}\W*$|^home\ [>›»/]\ [^.]*$|^\W*(?:tags|filed\ under|keywords)\s*:\s[^.]*$
    |^\W*(?:media\ )?contacts?\s*:.*(?:@\w|\+?\d[\d\ ()-]{6,})
    |^\W*(?:we|this\ (?:web)?site)\ (?:and\ our\ partners\ )?uses?\ cookies\b
    |\b(?:our|the)\ use\ of\ cookies\W*$|^\W*to\ continue\ reading\b|^already\ a\ subscriber\b
    |^our\ standards:
    |^this\ (?:story|article|page)\ (?:was|has\ been)\ (?:last\ )?updated\ (?:at|on)\b
    |\b(?:our|your)\b.*\bdonate\ (?:today|now)\W*$
    |^\W*copyright\ (?:©\ |\(c\)\ )?(?:19|20)\d\d\b|\ball\ rights\ reserved\W*(?:$|\.)
    |^\W*(?:(?:read|see|view)\ )?(?:our\ )?(?:terms\ (?:of\ (?:use|service)|and\ conditions)
        |privacy\ policy|cookies?\ policy)\W*(?:$|[|·•&,]|and\b)
    |\b(?:agree|accept|subject)\b.*\b(?:terms\ (?:of\ (?:use|service)|and\ conditions)
        |privacy\ policy|cookies?\ policy)\b
    |\b(?:become\ a\ (?:patron|member|subscriber|supporter)
        |sign\ up\ (?:for|to|here|now|today)\b.*\b(?:newsletter|bulletin|e-?mail|alerts?|updates
        |inbox|subscribe|briefing)
        |subscribe\ (?:to|now|here|today)\b.*|(?:our|free|daily|weekly)\ newsletter|(?:follow|like
        |find)\ us\ on
        |click\ (?:here|on\ the|the|below|to\ share)|clicking\ on\ the
        |opens\ in\ (?:a\ )?new\ window
        |(?:support|donate\ to)\ (?:our|independent|quality)\ journalism|download\ (?:our|the)\ app
        |join\ (?:our|the\ conversation\ on)\ (?:telegram|whatsapp|newsletter|channel)
        |terms\ and\ conditions\ apply
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
    |^\W*(?:[Bb]y|[Ff]rom)\ (?:[A-Z][\w.'’-]*\ ?){2,4}$
    |^\W*[Bb]y\ (?:[A-Z][\w.'’-]*\ ){2,4}in\ (?:[A-Z][\w.'’-]*\ ?){1,3}$""",
    re.VERBOSE,
)
MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
DAY = r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*\.?"
TIME = re.compile(r"\W*\d{1,2}[:.]\d\d(?:\ ?(?:[ap]\.?m\.?|GMT|UTC|CET|CEST|EST|EDT|BST|IST))?\W*")
STAMPED = re.compile(r"\W*(?:(?:last\ )?updated|published|posted|modified)\b", re.IGNORECASE)
# What stands in "Published: 3 May 2024, 10:00 IST | Updated at 9.15 pm".
STAMP_WORD = re.compile(
    rf"""(?:\d{{1,4}}(?:st|nd|rd|th)?|\d{{1,4}}(?:[:./-]\d{{1,4}}){{1,2}}|{MONTH}|{DAY}|[AaPp]\.?[Mm]\.?
    |[A-Z]{{2,4}}|at|on|[Ll]ast|[Uu]pdated|[Pp]ublished|[Pp]osted|[Mm]odified)?[:,]?|[|·–—-]""",
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
    if count <= CREDIT_WORDS and is_stamp(paragraph):
        return True
    return count <= CREDIT_WORDS and CREDIT.search(paragraph) is not None


def is_stamp(paragraph: str) -> bool:
    """Say whether a paragraph is a time alone, or when it was published and updated."""
    if TIME.fullmatch(paragraph):
        return True
    return STAMPED.match(paragraph) is not None and all(
        STAMP_WORD.fullmatch(word) for word in paragraph.split()
    )


def is_navigation(paragraph: str) -> bool:
    """Say whether a paragraph is a small word or two alone, such as a section's name.

    True of a short paragraph that begins small and ends without a full stop; only to be
    asked within a text that has longer paragraphs.
    """
    words = paragraph.split()
    return len(words) <= NAVIGATION_WORDS and paragraph[0].islower() and paragraph[-1].isalnum()
