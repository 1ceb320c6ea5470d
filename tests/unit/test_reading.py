"""A second stage finds what the first has read, and nothing else."""

import datetime as dt

import pytest

from streams.evaluation.reader import Reader, load_reader
from streams.language.parse import pack_parse
from streams.language.reading import REMEMBERED, Readings

TEXT = "Fiji recalled its ambassador from Suva's old rival. Its navy left Rotuma on Sunday."


@pytest.fixture(scope="module")
def reader() -> Reader:
    return load_reader()


@pytest.fixture
def readings(reader: Reader) -> Readings:
    return Readings(reader.resources.nlp.vocab, reader.resources.knowledge)


def test_the_same_article_is_read_once(reader: Reader, readings: Readings) -> None:
    doc, entities = reader.parsed(TEXT)
    packed, day = pack_parse(doc), dt.date(2020, 5, 4)
    first = readings.read(packed, TEXT, entities, day)
    assert readings.read(bytes(packed), TEXT, tuple(entities), day) is first
    assert first.doc.text == TEXT


def test_other_entities_or_another_day_are_another_reading(
    reader: Reader, readings: Readings
) -> None:
    doc, entities = reader.parsed(TEXT)
    packed, day = pack_parse(doc), dt.date(2020, 5, 4)
    first = readings.read(packed, TEXT, entities, day)
    assert readings.read(packed, TEXT, entities[:1], day) is not first
    assert readings.read(packed, TEXT, entities, None) is not first


def test_another_text_is_refused(reader: Reader, readings: Readings) -> None:
    doc, entities = reader.parsed(TEXT)
    for _ in ("cold", "warm"):
        with pytest.raises(ValueError, match="another text"):
            readings.read(pack_parse(doc), TEXT + " ", entities, None)
        assert readings.read(pack_parse(doc), TEXT, entities, None).doc.text == TEXT
    with pytest.raises(ValueError, match="not a packed parse"):
        readings.read(b"no parse", TEXT, entities, None)


def test_old_articles_are_forgotten(reader: Reader, readings: Readings) -> None:
    docs = [reader.parsed(f"Vessel {number} left Apia.") for number in range(REMEMBERED + 1)]
    packed = [pack_parse(doc) for doc, _ in docs]
    read = [
        readings.read(data, doc.text, entities, None)
        for data, (doc, entities) in zip(packed, docs, strict=True)
    ]
    assert readings.read(packed[-1], docs[-1][0].text, docs[-1][1], None) is read[-1]
    assert readings.read(packed[0], docs[0][0].text, docs[0][1], None) is not read[0]
