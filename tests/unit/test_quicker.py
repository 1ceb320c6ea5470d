"""The quicker parts give the same parse as spaCy's own."""

from typing import Any

import numpy as np
import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

from streams.language.model import SHIPPED, load_model
from streams.language.quicker import quicken
from streams.language.quicker.lemmas import LemmaTable
from streams.language.quicker.ruler import RULER, AttributeTable
from streams.language.quicker.table import Remembered
from streams.language.quicker.tree import QuickTree, likely_ends
from streams.language.quicker.words import NAME, quick_tok2vec

ATTRIBUTES: list[int | str] = ["TAG", "POS", "MORPH", "DEP", "HEAD", "LEMMA", "ENT_IOB", "ENT_TYPE"]
TEXTS = (
    "Kenya's foreign minister has been asked to resign, and she will not.",
    "WARSAW, 3 May - Two MiG-29s weren't flying;  they'd been grounded.",
    "Does Fiji's parliament sit today? It's closing: members are leaving.",
    "“We’re not afraid,” said Dr. Amara Nwosu-Bello, who'd fled Khartoum in 2003.",
    "Zxqwv-77 floréal Ñandú naïveté 1,250.5% @home #peace e.g. U.S.-led",
    'No cuts: Gen. Ortiz paid approx. 40 euros. "Why?" he asked. "No." 3. Go on.',
    "The ferry left Suva at dawn. It carried rice! Nobody (so the mayor said.) was hurt. Rain fell",
    "",
    "   ",
)


def attributes(doc: Doc) -> list[list[int]]:
    rows: list[list[int]] = doc.to_array(ATTRIBUTES).tolist()
    return rows


@pytest.fixture(scope="module")
def plain() -> Language:
    return spacy.load(SHIPPED)


@pytest.fixture(scope="module")
def quick() -> Language:
    nlp = spacy.load(SHIPPED)
    quicken(nlp)
    return nlp


def test_each_part_is_replaced(quick: Language) -> None:
    assert isinstance(quick.get_pipe(RULER), AttributeTable)
    assert isinstance(quick.get_pipe("lemmatizer"), LemmaTable)
    assert isinstance(quick.get_pipe("parser"), QuickTree)
    pipe: Any = quick.get_pipe("tok2vec")
    assert pipe.model.name == NAME


def test_the_same_attributes_alone_and_in_a_batch(plain: Language, quick: Language) -> None:
    expected = [attributes(plain(text)) for text in TEXTS]
    assert [attributes(quick(text)) for text in TEXTS] == expected
    assert [attributes(doc) for doc in quick.pipe(TEXTS)] == expected


def test_texts_in_a_row_read_as_one_text(plain: Language, quick: Language) -> None:
    text = " ".join(text for text in TEXTS if text.endswith("."))
    assert attributes(quick(text)) == attributes(plain(text))


def test_a_paragraph_is_read_as_if_nothing_stood_before_it(quick: Language) -> None:
    paragraph = "Wall Street has been watching Nairobi."
    alone = load_model()(paragraph)
    behind = load_model()(f"“They will not win.”\n\n{paragraph}")
    assert [token.dep_ for token in behind[-len(alone) :]] == [token.dep_ for token in alone]


def test_a_sentence_is_cut_where_it_seems_to_end(quick: Language) -> None:
    doc = quick.make_doc("It ended (at last.) Why? “So.” He left…\n\nShe came.")
    assert [doc[place].text for place in likely_ends(doc)] == ["Why", "“", "He", "She"]


def test_words_that_are_forgotten_come_back_the_same(
    monkeypatch: pytest.MonkeyPatch, plain: Language
) -> None:
    monkeypatch.setattr("streams.language.quicker.table.REMEMBERED", 12)
    quick = spacy.load(SHIPPED)
    quicken(quick)
    for text in TEXTS[:5] * 2:
        assert attributes(quick(text)) == attributes(plain(text))


def test_a_words_numbers_do_not_depend_on_the_words_before(plain: Language) -> None:
    pipe: Any = plain.get_pipe("tok2vec")
    first, second = quick_tok2vec(pipe.model, plain), quick_tok2vec(pipe.model, plain)
    assert first is not None
    assert second is not None
    docs = [plain.make_doc(text) for text in TEXTS if text]
    forth = [first.predict([doc])[0] for doc in docs]
    back = [second.predict([doc])[0] for doc in docs[::-1]][::-1]
    assert all(np.array_equal(one, other) for one, other in zip(forth, back, strict=True))


def test_what_is_remembered_stays_within_its_limit() -> None:
    table: Remembered[int] = Remembered(limit=3)
    asked = []

    def ask(places: list[int]) -> list[int]:
        asked.append(len(places))
        return places

    assert table.all_of([b"a", b"b"], ask) == [0, 1]
    assert table.all_of([b"b", b"a", b"b"], ask) == [1, 0, 1]
    assert table.all_of([b"c", b"d"], ask) == [0, 1]
    assert table.all_of([b"a"], ask) == [0]
    assert asked == [2, 2, 1]


def test_a_ruler_that_asks_for_more_stays() -> None:
    nlp = spacy.blank("en")
    ruler = nlp.add_pipe(RULER)
    ruler.add([[{"LOWER": "new"}, {"LOWER": "york"}]], {"POS": "PROPN"})  # type: ignore[attr-defined]
    quicken(nlp)
    assert nlp.get_pipe(RULER) is ruler
    assert [token.pos_ for token in nlp("New York")] == ["PROPN", ""]
