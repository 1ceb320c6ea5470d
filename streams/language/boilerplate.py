"""Lines of an article that tell nothing: captions, credits, prompts, navigation."""

import re

CREDIT = re.compile(
    r"""©|\(\s*(?:photo|image|picture|file photo|graphic|illustration|screenshot|source)\b
    |^\s*(?:photo|image|picture|file\ photo|credit|caption|graphic|illustration|video|watch|listen
        |source)s?\s*(?:credit|by|of|:|[–—-])
    |\b(?:afp|reuters|epa|ap|anp|getty\ images|dpa|xinhua|tass|shutterstock|wikimedia)\s*$
    |/\s*(?:afp|reuters|epa|ap|getty|anadolu|pool)\b""",
    re.IGNORECASE | re.VERBOSE,
)
PROMPT = re.compile(
    r"""\b(?:click\ here|sign\ up|sign\ in|log\ in|subscribe|unsubscribe|newsletter|follow\ us
    |become\ a\ (?:patron|member|subscriber)|support\ (?:us|our|independent)\b|donate
    |(?:orange|red|blue|green)\ button|button\ below|playlist|terms\ of\ (?:use|service)
    |cookie|privacy\ policy|all\ rights\ reserved|copyright\b|download\ (?:our|the)\ app
    |share\ (?:this|on)|leave\ a\ comment|join\ our|our\ homepage|for\ the\ rest\ of\ the
    |read\ (?:more|also|next|the\ full)|related\ (?:articles|stories|news)|see\ also\s*:
    |watch\ (?:our|the|more|live)|listen\ to\ (?:our|the)\ podcast|most\ read|advertisement)\b""",
    re.IGNORECASE | re.VERBOSE,
)
SPEECH = re.compile(r"[“”\"]")
HEADING_WORDS = 3
SHORT_LINE_WORDS = 40


def boilerplate_lines(text: str) -> tuple[tuple[int, int], ...]:
    """Return the character ranges of the lines that are no part of the story, in order.

    A line is a caption or credit when it names a photographer or agency as such, a
    prompt when it asks the reader to do something with the site, and navigation
    when it is a lower-case word or two standing alone.
    """
    found = []
    start = 0
    for line in text.split("\n"):
        end = start + len(line)
        if line.strip() and _is_boilerplate(line):
            found.append((start, end))
        start = end + 1
    return tuple(found)


def _is_boilerplate(line: str) -> bool:
    stripped = line.strip()
    count = len(stripped.split())
    unfinished = stripped[-1] not in ".!?”\"'’…:;,"
    if count <= HEADING_WORDS and unfinished and (stripped[0].islower() or count == 1):
        return True
    if count > SHORT_LINE_WORDS:
        return False
    if CREDIT.search(stripped):
        return True
    return bool(PROMPT.search(stripped)) and not SPEECH.search(stripped)
