"""The quicker parts give the same parse as spaCy's own."""

import spacy
from spacy.tokens import Doc

from streams.language.model import SHIPPED, load_model
from streams.language.quicker import RULER, quicken

ATTRIBUTES: list[int | str] = ["TAG", "POS", "MORPH", "DEP", "HEAD", "LEMMA", "ENT_IOB", "ENT_TYPE"]
TEXTS = (
    "Kenya's foreign minister has been asked to resign, and she will not.",
    "WARSAW, 3 May - Two MiG-29s weren't flying;  they'd been grounded.",
    "Does Fiji's parliament sit today? It's closing: members are leaving.",
    "“We’re not afraid,” said Dr. Amara Nwosu-Bello, who'd fled Khartoum in 2003.",
    "Zxqwv-77 floréal Ñandú naïveté 1,250.5% @home #peace e.g. U.S.-led",
    "A headline without a stop\n\nThe first paragraph, then.\n\n\nThe second one.",
    "",
    "   ",
)


def attributes(doc: Doc) -> list[list[int]]:
    rows: list[list[int]] = doc.to_array(ATTRIBUTES).tolist()
    return rows


def test_the_same_attributes_alone_and_in_a_batch() -> None:
    plain = spacy.load(SHIPPED)
    quick = spacy.load(SHIPPED)
    quicken(quick)
    assert type(quick.get_pipe(RULER)) is not type(plain.get_pipe(RULER))
    expected = [attributes(plain(text)) for text in TEXTS]
    assert [attributes(quick(text)) for text in TEXTS] == expected
    assert [attributes(doc) for doc in quick.pipe(TEXTS)] == expected


def test_words_that_are_forgotten_come_back_the_same(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr("streams.language.quicker.REMEMBERED_WORDS", 12)
    plain, quick = spacy.load(SHIPPED), load_model()
    for text in TEXTS[:5] * 2:
        keys = [token.orth for token in plain(text)]
        told = quick.vocab.vectors.get_batch([quick.vocab.strings.add(t.text) for t in plain(text)])
        assert (told == plain.vocab.vectors.get_batch(keys)).all()


def test_a_ruler_that_asks_for_more_stays() -> None:
    nlp = spacy.blank("en")
    ruler = nlp.add_pipe(RULER)
    ruler.add([[{"LOWER": "new"}, {"LOWER": "york"}]], {"POS": "PROPN"})  # type: ignore[attr-defined]
    quicken(nlp)
    assert nlp.get_pipe(RULER) is ruler
    assert [token.pos_ for token in nlp("New York")] == ["PROPN", ""]
