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


def articles(count: int, *, seed: int = 0, sentences: int = 3) -> Iterator[tuple[str, bytes]]:
    """Yield (id, value) of `count` articles."""
    for number in range(count):
        fields = article(number, seed=seed, sentences=sentences)
        yield str(fields["id"]), json.dumps(fields).encode()
