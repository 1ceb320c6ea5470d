"""The labelled articles of the data folder in the shape of our own.

Their labels are coarser: entities are names without places, events have a CAMEO root, a
polarity and one actor and recipient; their types are read off the root.
"""

import datetime as dt
import json
import re
from pathlib import Path
from typing import Any

from schemas.escalation import EventType
from streams.evaluation.corpus import Article, Facts, GoldEntity, GoldEvent, GoldSanctions
from streams.stages.clean import clean

# PLOVER's types by CAMEO root, after labelmap.csv; 01 and 02 have none of their own.
TYPES = {
    "01": EventType.SUPPORT, "02": EventType.REQUEST, "03": EventType.AGREE,
    "04": EventType.CONSULT, "05": EventType.SUPPORT, "06": EventType.COOPERATE,
    "07": EventType.AID, "08": EventType.CONCEDE, "09": EventType.ACCUSE,
    "10": EventType.REQUEST, "11": EventType.ACCUSE, "12": EventType.REJECT,
    "13": EventType.THREATEN, "14": EventType.PROTEST, "15": EventType.MOBILIZE,
    "16": EventType.SANCTION, "17": EventType.COERCE, "18": EventType.ASSAULT,
    "19": EventType.ASSAULT, "20": EventType.ASSAULT,
}  # fmt: skip


def read_articles_dev(folder: Path) -> list[Article]:
    """Read the folder's articles; a quotation that the text does not hold word by word is left out.

    Entities are placed wherever their name stands.
    """
    return [_read(json.loads(path.read_text("utf-8"))) for path in sorted(folder.glob("*.json"))]


def _read(row: dict[str, Any]) -> Article:
    text = clean(row["text"], None)
    labels = row["annotations"]
    entities = {
        (match.start(), match.end()): GoldEntity(
            match.start(), match.end(), match.group(), label["type"], label["canonical"], None
        )
        for label in labels["entities"]
        for match in re.finditer(
            rf"(?<!\w){re.escape(' '.join(label['text'].split()))}(?!\w)", text
        )
    }
    sanctions = [
        GoldSanctions(
            evidence=quote,
            cue=quote,
            start=text.index(quote),
            **{field: label[field] for field in ("measures", "status", "senders", "targets")},
        )
        for label in labels["sanctions"]
        if (quote := " ".join(label["quote"].split())) in text
    ]
    events = [
        GoldEvent(
            evidence=quote,
            trigger=quote,
            type=TYPES[label["cameo_root"]],
            cameo=label["cameo_root"],
            actors=_named(label["actor"]),
            recipients=_named(label["recipient"]),
            modality=label["modality"],
            start=text.index(quote),
        )
        for label in labels["escalation"]
        if (quote := " ".join(label["quote"].split())) in text
    ]
    facts = Facts(
        topic=row["id"],
        region="",
        split="dev",
        kind=row["source_kind"],
        published=dt.date(2022, 1, 1),
        title=row["title"],
        annotator="",
    )
    return Article(
        row["id"],
        facts,
        text,
        tuple(entities[place] for place in sorted(entities)),
        tuple(sanctions),
        tuple(events),
    )


def _named(parties: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in parties.split(";") if name.strip())
