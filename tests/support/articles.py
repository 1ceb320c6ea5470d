"""Short articles of our own by the thousand; every one is different, some hold sanctions."""

import json
import random
from collections.abc import Iterator

PLACES = (
    ("Iran", "Tehran"), ("Israel", "Jerusalem"), ("North Korea", "Pyongyang"),
    ("South Korea", "Seoul"), ("Mali", "Bamako"), ("Niger", "Niamey"), ("China", "Beijing"),
    ("Taiwan", "Taipei"), ("Armenia", "Yerevan"), ("Azerbaijan", "Baku"), ("Serbia", "Belgrade"),
    ("Kosovo", "Pristina"), ("Sudan", "Khartoum"), ("Ethiopia", "Addis Ababa"),
    ("Venezuela", "Caracas"), ("Guyana", "Georgetown"), ("India", "New Delhi"),
    ("Pakistan", "Islamabad"), ("Russia", "Moscow"), ("Ukraine", "Kyiv"),
)  # fmt: skip
SENTENCES = (
    "{a} accused {b} of shelling a border post on {day}, officials in {capital} said.",
    "The European Union imposed sanctions on {n} companies in {a} over the attack.",
    "Troops from {a} moved closer to the frontier with {b}, a ministry in {capital} said.",
    "The foreign ministers of {a} and {b} held talks for {n} hours in Geneva.",
    "{b} threatened to close its airspace to aircraft from {a}.",
    "Farmers near {capital} said that the harvest would be {n} per cent smaller this year.",
)
# What most of a report is: background that tells of no event.
BACKGROUND = (
    "The region, which lies {n} kilometres from {capital}, is known for its orchards and mines.",
    "Prices in the markets of {capital} have risen by {n} per cent since the spring.",
    "Analysts say that the economy of {a} depends on what it earns from its ports and pipelines.",
    "The road from {capital} to the coast was built {n} years ago and has never been widened.",
    "Residents described a quiet {day}, with shops open and children at school.",
    "The report runs to {n} pages and will be presented in {capital} in the autumn.",
    "About {n} thousand people live in the district, many of them farmers and shopkeepers.",
)
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def article(number: int, *, seed: int = 0, sentences: int = 3) -> dict[str, object]:
    """Return article `number`; the same number and seed give the same article."""
    chance = random.Random(f"{seed}-{number}")
    (a, capital), (b, _) = chance.sample(PLACES, 2)
    text = " ".join(
        template.format(a=a, b=b, capital=capital, day=chance.choice(DAYS), n=chance.randint(2, 90))
        for template in chance.sample(SENTENCES, min(sentences, len(SENTENCES)))
    )
    return {
        "id": f"a-{seed}-{number}",
        "title": f"Report {number} from {capital}",
        "text": text,
        "published_at": f"2024-0{1 + number % 9}-1{number % 10}T08:00:00Z",
        "source": "test",
    }


def long_article(number: int, *, sentences: int = 36) -> dict[str, object]:
    """Return a wire story's length, some 580 words; one sentence in four tells of an event."""
    chance = random.Random(f"long-{number}")
    fields = article(number)
    told = []
    for position in range(sentences):
        (a, capital), (b, _) = chance.sample(PLACES, 2)
        template = chance.choice(SENTENCES if position % 4 == 0 else BACKGROUND)
        told.append(
            template.format(
                a=a, b=b, capital=capital, day=chance.choice(DAYS), n=chance.randint(2, 90)
            )
        )
    paragraphs = [" ".join(told[start : start + 3]) for start in range(0, sentences, 3)]
    return {**fields, "id": f"long-{number}", "text": "\n\n".join(paragraphs)}


def articles(count: int, *, seed: int = 0, sentences: int = 3) -> Iterator[tuple[str, bytes]]:
    """Yield (id, value) of `count` articles."""
    for number in range(count):
        fields = article(number, seed=seed, sentences=sentences)
        yield str(fields["id"]), json.dumps(fields).encode()
