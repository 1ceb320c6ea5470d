"""Page furniture in an article's text: captions, credits, prompts, navigation, sharing buttons.

Only what is surely furniture is cut here, for what is cut is gone; doubtful lines stay in
the text and are passed over later (see `streams.language.boilerplate`).
"""

import re

from streams.language.wordlist import words

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
    |(?:/|\(|\[|via\ |photo:?\ ){AGENCY}(?:\ [Pp]hoto)?(?:/[A-Z][\w\ .,-]+)?[\])]?\.?$
    |(?:^|[.—–)]\ )(?:photos?|images?|pictures?|photographs?|foto|video)(?:\ by\ |:\ )[A-Z][^.]*$
    |[\[(]\s*(?:photo|image|picture|file|video|credit|courtesy)s?\b[^\])]*[\])]\.?$
    |\|\s*(?:source|photo|credit)s?\b|^(?-i:FILE)\s*[–—-]\s
    |^image\ (?:source|caption|credit),?\s""",
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
# What buttons, counters and headings of a site's own are made of: a paragraph of such words
# alone, one of them of the second sort at least, is none of the story.
SITE_WORDS = words("""
    a about ago all already also an and article articles at audio back below by caption captions
    choice close content continue continues day days desk do does edition editions email error
    expand first for free from full get have here hide hour hours image images in is issue it its
    jump keep latest left like link list load loading me min mins minute minutes month more most my
    new news next not now of off older on one open our out page pages photo photos picture
    pictures play popular post posts previous problem read reading reader readers remaining
    see send show site size staff story stories text the this time to today top topic topics
    turn up us version via video videos view views viewed watch we week what with you your url
    screen editor's editors' picks picked selected special updated report an write create start
    down only after seconds
""")
TELLING_WORDS = words("""
    ad ads advertisement advertisements advertising sponsored promoted promotion share shared
    sharing save saved copy print tweet comment comments commented reply replies subscribe
    subscribed subscriber subscribers subscription newsletter newsletters register registered
    login log sign account password menu search skip trending recommended related caption
    captions transcript gallery slideshow download app bookmark follow facebook twitter instagram
    whatsapp telegram linkedin youtube tiktok reddit pinterest messenger x mute unmute pause
    listen ago loading editors picks viewed toggle hide expand edition url cookie cookies
    previous next older correspondent reporter writer duration keep play read error tap scroll
    notifications explore unlock
""")
SITE_WORD = re.compile(r"[^\W\d_]+(?:['’][a-z]+)?")
# Others, as a whole.
BUTTON = re.compile(
    rf"""\d+\ ?/\ ?\d+|(?:images?|photos?|slide)\ \d+\ of\ \d+|\[?e-?mail\W(?:protected|address)\]?
    |(?:also\ )?(?:more|also)\ (?:from|in|on)\ (?:this\ |today's\ )?(?-i:(?:[A-Z]\w+\ ?)+
        |(?:edition|issue)(?::.*)?)
    |advertisement\W+(?:scroll|story|article|continue|skip)\b.*
    |(?:reading\ time|listen|video\ duration)\W.*\b(?:min(?:ute)?s?|seconds?)\b.*
    |(?:with\ )?(?:agency\ )?inputs?(?:\ from\ (?:agencies|{AGENCY}(?:\W+{AGENCY})*))?
    |(?:with\ )?(?:news\ )?agencies|(?:the\ )?{AGENCY}(?:\W+(?:and\ )?{AGENCY})*(?:/\w+(?:\ \w+)?)?
    |sources?:\ [^.]*\b(?:agencies|{AGENCY})|(?:[#]\w+\W*)+|follow\ (?:\w+\ )?(?:on\ \w+\W+)?@\w+
    |compiled\ from\b[^.]*|(?:read|see)\ (?:the|our)\ full\ \w+(?:\ here)?\W*(?:https?:\S+)?
    |(?:must[- ]read|don['’]t\ miss|in\ case\ you\ missed\ it|topics|more\ topics)\ ?:\s[^.]*""",
    re.IGNORECASE | re.VERBOSE,
)
BUTTON_WORDS = 14
SITE_LINE_WORDS = 9
NOTE = re.compile(
    r"""^\W*this\ is\ a\ (?:developing|breaking)\b[^.]*\b(?:story|report)\b
    |^\W*(?:the\ )?(?:views|opinions)\ expressed
        \ (?:in\ this\ \w+|here(?:in)?|above|by\ the\ \w+)\ (?:are|do|belong)\b
    |^\W*(?:get|receive)\b[^.]*\b(?:delivered|straight|sent)
        \ (?:directly\ )?to\ your\ (?:inbox|phone)
    |^\W*(?:register|sign\ up|sign\ in|log\ in|subscribe)\b[^.]*
        \ to\ (?:read|continue|access|comment|unlock|view)\b
    |^\W*join\b[^.]*\b(?:readers|subscribers)\b
    |\bfree\ (?:articles?|stories|story)\b[^.]*\b(?:left|remaining)(?:\ this\ \w+)?\W*$
    |\bcontributed\ to\ this\ (?:report|story|article)\W*$|^\W*be\ the\ first\ to\ \w+\W*$
    |^\W*(?:originally|first)\ (?:published|appeared)\ (?:by|in|on|at)\b|^\W*try\ (?:it|us)\ free\b
    |^\W*this\ content\ is\b|^\W*(?:section|language|category|filed\ under):\ \w+$
    |^\W*add\b[^.]*\bpreferred\ source\b|^\W*from\ our\ (?:\w+\ )?correspondents?\b
    |^\W*enjoy(?:ing|ed)?\ (?:this|our)\b[^.]*\?|^\W*your\ support\ (?:makes|helps|keeps)\b""",
    re.IGNORECASE | re.VERBOSE,
)
CREDIT = re.compile(
    r"""^\W*(?:(?:[Aa]dditional|[Ff]urther|[Ww]ith)\ )?
        (?:[Rr]eporting|[Ww]riting|[Ee]diting|[Cc]ompiled|[Ee]dited|[Ww]ritten|[Tt]ranslated
            |[Rr]eport|[Tt]ext|[Ww]ords|[Gg]raphics?|[Pp]roduced|[Pp]roducer|[Ii]llustrations?
            |[Ee]ditors?|[Rr]eporters?|[Cc]orrespondents?|[Aa]uthors?|[Pp]hotograph(?:er|y|s)?)
        (?:\ by:?|:)
        (?:\ (?:[A-Z][\w.'’-]*|and|in|by|additional|reporting|editing|writing|translated)[,;]?)+\W*$
    |^\W*(?:[Bb]y\ )?(?:[Tt]he\ )?(?:[A-Z][\w.]*\ ){1,4}staff(?:\ (?:writer|reporter))?s?\W*$
    |^\W*(?:[Bb]y|[Ff]rom)\ (?:[A-Z][\w.'’-]*\ ?){2,4}$
    |^\W*[Bb]y\ (?:[A-Z][\w.'’-]*\ ){2,4}in\ (?:[A-Z][\w.'’-]*\ ?){1,3}$
    |^\W*[Bb]y\ (?:[A-Z][\w.'’-]*\ ){1,3}[A-Z][\w.'’-]*,\ (?:[A-Z][\w.'’-]*\ ?){1,4}$
    |^\W*[Ww]ith\ additional\ reporting\ by\ .*$""",
    re.VERBOSE,
)
MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
DAY = r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*\.?"
TIME = re.compile(
    r"(?:\W*\d{1,2}[:.]\d\d\W*/)?\W*\d{1,2}[:.]\d\d"
    r"(?:\ ?(?:[ap]\.?m\.?|GMT|UTC|CET|CEST|EST|EDT|BST|IST))?\W*"
)
YEAR, HOUR = re.compile(r"\b(?:19|20)\d\d\b"), re.compile(r"\b\d{1,2}[:.]\d\d\b")
STAMPED = re.compile(
    r"\W*(?:first\ )?(?:(?:last\ )?updated|published|posted|modified)\b", re.IGNORECASE
)
# What stands in "Published: 3 May 2024, 10:00 IST | Updated at 9.15 pm".
STAMP_WORD = re.compile(
    rf"""(?:\d{{1,4}}(?:st|nd|rd|th)?|\d{{1,4}}(?:[:./-]\d{{1,4}}){{1,2}}|{MONTH}|{DAY}|[AaPp]\.?[Mm]\.?
    |[A-Z]{{2,4}}|at|on|[Ll]ast|[Uu]pdated|[Pp]ublished|[Pp]osted|[Mm]odified|[Ff]irst)?[:,]?|[|·–—-]""",
    re.VERBOSE,
)
# Longer paragraphs are the story's own, whatever phrase they hold.
CAPTION_WORDS = 40
PROMPT_WORDS = 45
CREDIT_WORDS = 25
NAVIGATION_WORDS = 3
EDGES = " |·•>»-–—*.…()"
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
    if count <= BUTTON_WORDS and (
        BUTTON.fullmatch(paragraph.strip(EDGES)) or is_of_the_site(paragraph)
    ):
        return True
    if count <= PROMPT_WORDS and NOTE.search(paragraph):
        return True
    return count <= CREDIT_WORDS and CREDIT.search(paragraph) is not None


def is_of_the_site(paragraph: str) -> bool:
    """Say whether a paragraph is a button, a counter or a heading of the site's own."""
    found = [word.replace("’", "'") for word in SITE_WORD.findall(paragraph.lower())]
    return (
        not TELLING_WORDS.isdisjoint(found)
        and all(word in SITE_WORDS or word in TELLING_WORDS for word in found)
        and len(found) <= SITE_LINE_WORDS
    )


def is_stamp(paragraph: str) -> bool:
    """Say whether a paragraph is a time alone, or when it was published and updated."""
    if TIME.fullmatch(paragraph):
        return True
    # A day alone may be a heading in a chronicle; with an hour it is a stamp.
    stamped = STAMPED.match(paragraph) or (YEAR.search(paragraph) and HOUR.search(paragraph))
    return stamped is not None and all(STAMP_WORD.fullmatch(word) for word in paragraph.split())


def is_navigation(paragraph: str) -> bool:
    """Say whether a paragraph is a small word or two alone, such as a section's name.

    True of a short paragraph that begins small and ends without a full stop; only to be
    asked within a text that has longer paragraphs.
    """
    words = paragraph.split()
    return len(words) <= NAVIGATION_WORDS and paragraph[0].islower() and paragraph[-1].isalnum()
