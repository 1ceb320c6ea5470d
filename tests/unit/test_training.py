"""What is trained on is labelled right, and training makes a pipeline that works."""

import random
from dataclasses import replace
from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import DocBin

from streams.language.model import SHIPPED, load_model
from streams.training.assemble import assemble, parts_of_speech
from streams.training.corpora import named_trees, own_articles, paragraphs, save, treebank
from streams.training.pieces import (
    UNKNOWN,
    Piece,
    Tree,
    capitals,
    joined,
    names_of,
    of_sentence,
    of_tree,
    spans_of,
    title_case,
    without_full_stop,
)
from streams.training.sentences import Sentence, lines_of, sentence
from streams.training.swap import Names, gather, swapped
from streams.training.train import LAST, train

NLP = spacy.blank("en")


@pytest.fixture(scope="module")
def teacher() -> Language:
    return load_model()


def marked(text: str) -> Sentence:
    """Read "[Ayşe Kaya](PERSON) left [Izmir](GPE)"; the label ? is unknown."""
    plain, names, unknown = "", [], []
    while "[" in text:
        before, _, rest = text.partition("[")
        name, _, rest = rest.partition("](")
        label, _, text = rest.partition(")")
        start = len(plain) + len(before)
        plain += before + name
        if label == "?":
            unknown.append((start, len(plain)))
        else:
            names.append((start, len(plain), label))
    return sentence(plain + text, names, unknown)


def shown(one: Sentence) -> list[tuple[str, str]]:
    return [(one.text[start:end], label) for start, end, label in one.names]


def tree(words: str, tags: str, heads: str, deps: str) -> Piece:
    """Heads are places from 1, as in CoNLL-U, and 0 for the root."""
    parts = words.split()
    places = [int(head) - 1 if head != "0" else place for place, head in enumerate(heads.split())]
    return Piece(
        tuple(parts),
        (True,) * len(parts),
        (UNKNOWN,) * len(parts),
        Tree(tuple(tags.split()), tuple(places), tuple(deps.split())),
    )


MARCHED = tree(
    "Troops marched through Gao .",
    "NNS VBD IN NNP .",
    "2 0 4 2 2",
    "nsubj ROOT case obl punct",
)


def test_kinds_of_places_are_one_label_and_what_the_model_does_not_learn_is_no_name() -> None:
    one = marked("[Accra](GPE) lies near the [Volta](LOC); [Tema Harbour](FAC) cost [$2bn](MONEY)")
    assert shown(one) == [("Accra", "LOC"), ("Volta", "LOC"), ("Tema Harbour", "LOC")]


def test_a_name_becomes_labels_of_words() -> None:
    piece = of_sentence(NLP, marked("[Nana Akufo](PERSON) met [ECOWAS](ORG) envoys"))
    assert piece.names == ("B-PERSON", "I-PERSON", "O", "B-ORG", "O")


def test_a_name_that_ends_within_a_word_is_unknown() -> None:
    piece = of_sentence(NLP, marked("The [Peru](LOC)vian envoy left [Lima](LOC)"))
    assert piece.words[1] == "Peruvian"
    assert piece.names == ("O", UNKNOWN, "O", "O", "B-LOC")


def test_what_the_set_does_not_know_stays_unknown() -> None:
    piece = of_sentence(NLP, marked("The [Bishkek Talks](?) ended"))
    assert piece.names == ("O", UNKNOWN, UNKNOWN, "O")


def test_lines_keep_their_names_in_place() -> None:
    lines = lines_of(marked("[Quito](GPE) votes\n\nPolls in [Guayaquil](GPE) open"))
    assert [(line.text, shown(line)) for line in lines] == [
        ("Quito votes", [("Quito", "LOC")]),
        ("Polls in Guayaquil open", [("Guayaquil", "LOC")]),
    ]


def test_swapped_names_stay_aligned_and_the_same_name_stays_the_same() -> None:
    one = marked(
        "[Ayşe Kaya](PERSON) of [Petrolux](ORG) left [Izmir](GPE) on [Monday](DATE). "
        "In [Izmir](GPE), [Ayşe Kaya](PERSON) and the [Guild](?) had met."
    )
    names = Names(
        {
            ("PERSON", 2): ("Sun-hee Bak", "Wanjiru Otieno"),
            ("ORG", 1): ("Gasvia",),
            ("LOC", 1): ("Cuzco", "Ulaanbaatar"),
        }
    )
    changed = 0
    for seed in range(20):
        other = swapped(one, names, random.Random(seed))
        before, after = shown(one), shown(other)
        assert [label for _, label in after] == [label for _, label in before]
        assert after[0] == after[5]
        assert after[2] == after[4]
        assert after[3] == ("Monday", "DATE")
        (start, end) = other.unknown[0]
        assert other.text[start:end] == "Guild"
        assert {name for name, _ in after} <= {
            "Ayşe Kaya", "Sun-hee Bak", "Wanjiru Otieno", "Petrolux", "Gasvia", "Izmir", "Cuzco",
            "Ulaanbaatar", "Monday",
        }  # fmt: skip
        changed += other.text != one.text
    assert changed >= 18


def test_names_are_gathered_by_label_and_length() -> None:
    names = gather(
        [marked("[Lagos](GPE) and [Port Louis](GPE) and [Lagos](GPE) on [Friday](DATE)")]
    )
    assert names.by_shape == {("LOC", 1): ("Lagos",), ("LOC", 2): ("Port Louis",)}


def test_joined_sentences_keep_trees_and_names_and_a_line_break_is_a_word() -> None:
    named = Piece(MARCHED.words, MARCHED.spaces, ("O", "O", "O", "B-LOC", "O"), MARCHED.tree)
    doc = joined([named, MARCHED], ["\n\n", ""], NLP.vocab)
    assert doc.text == "Troops marched through Gao .\n\nTroops marched through Gao ."
    assert [span.text for span in doc.ents] == ["Gao"]
    assert [sent.root.text for sent in doc.sents] == ["marched", "marched"]
    assert doc[5].head.i == 4
    assert [token.text for token in doc] == [token.text for token in NLP(doc.text)]


def test_a_headline_loses_its_full_stop_and_changes_its_letters_alone() -> None:
    short = without_full_stop(MARCHED)
    assert short.words == ("Troops", "marched", "through", "Gao")
    assert short.tree is not None
    assert short.tree.heads == (1, 1, 3, 1)
    assert capitals(short).text == "TROOPS MARCHED THROUGH GAO"
    assert title_case(short).text == "Troops Marched Through Gao"
    assert without_full_stop(short) == short


def test_a_full_stop_that_governs_stays() -> None:
    odd = tree("Gao fell again .", "NNP VBD RB .", "2 0 4 2", "nsubj ROOT advmod punct")
    assert without_full_stop(odd) == odd


def test_a_tree_gets_the_names_of_the_same_sentence() -> None:
    named, known = named_trees([MARCHED], [marked("Troops marched through [Gao](LOC) .")])
    assert spans_of(named[0]) == [(3, 4, "LOC")]
    assert known == {"TroopsmarchedthroughGao."}
    bare, none = named_trees([MARCHED], [marked("Troops left [Gao](LOC) .")])
    assert bare == [MARCHED]
    assert not none


def test_every_sentence_is_in_a_paragraph_once() -> None:
    pieces = [of_sentence(NLP, Sentence(f"Number {place} came home.", ())) for place in range(40)]
    docs = paragraphs(pieces, NLP.vocab, random.Random(3))
    text = " ".join(doc.text.lower() for doc in docs)
    assert all(text.count(f"number {place} came") == 1 for place in range(40))
    assert any("\n" in doc.text for doc in docs)


def test_our_articles_are_read_with_the_models_labels() -> None:
    article = own_articles(Path("tests/gold/articles"), "train")[0]
    assert {label for *_, label in article.names} <= {
        "PERSON", "ORG", "LOC", "NORP", "DATE", "EVENT",
    }  # fmt: skip


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory, teacher: Language) -> Path:
    """A pipeline trained for a few steps on twenty documents that the shipped model labelled."""
    folder = tmp_path_factory.mktemp("training")
    towns = ("Gao", "Lima", "Pune", "Oslo", "Minsk")
    rows = [
        marked(f"{count} envoys of the [Red Cross](ORG) flew to [{town}](LOC) on [{day}](DATE).")
        for count in ("Two", "Four")
        for town in towns
        for day in ("Monday", "Friday")
    ]
    parsed = [teacher(row.text) for row in rows]
    pieces = [
        replace(of_tree(doc[:]), names=names_of(doc, row))
        for doc, row in zip(parsed, rows, strict=True)
    ]
    docs = [joined([piece], [""], NLP.vocab) for piece in pieces]
    save(docs, folder / "train.spacy")
    DocBin(attrs=["TAG", "POS", "HEAD", "DEP"], docs=parsed).to_disk(folder / "tree.spacy")
    for run in ("first", "second"):
        train(
            folder / "train.spacy",
            folder / "train.spacy",
            None,
            folder / run,
            {
                "training.max_steps": 40,
                "training.eval_frequency": 40,
                "training.optimizer.learn_rate.warmup_steps": 5,
                "components.tok2vec.model.embed.include_static_vectors": False,
                "components.tok2vec.model.embed.rows": [200, 200, 200, 200, 50],
                "components.tok2vec.model.embed.width": 32,
                "components.tok2vec.model.encode.width": 32,
                "components.parser.min_action_freq": 1,
            },
        )
    return folder


def test_a_trained_pipeline_has_every_part_and_has_learnt(tiny: Path) -> None:
    tables = spacy.load(SHIPPED).get_pipe("lemmatizer").lookups  # type: ignore[attr-defined]
    parts = parts_of_speech(tiny / "tree.spacy")
    nlp = assemble(spacy.load(tiny / "first" / LAST), parts, tables)
    nlp.to_disk(tiny / "finished")
    # Neither it nor the shipped one tells where the data lay.
    for model in (tiny / "finished", SHIPPED):
        assert str(tiny) not in (settings := (model / "config.cfg").read_text("utf-8"))
        assert '= "/' not in settings
    doc = load_model(str(tiny / "finished"))("Two envoys of the Red Cross flew to Pune on Friday.")
    assert [(ent.text, ent.label_) for ent in doc.ents] == [
        ("Red Cross", "ORG"), ("Pune", "LOC"), ("Friday", "DATE"),
    ]  # fmt: skip
    assert doc[6].lemma_ == "fly"
    assert doc[6].pos_ == "VERB"
    assert doc[1].head == doc[6]


def test_the_same_command_gives_the_same_weights(tiny: Path) -> None:
    for name in ("tok2vec", "ner", "tagger", "parser"):
        first = (tiny / "first" / LAST / name / "model").read_bytes()
        assert first == (tiny / "second" / LAST / name / "model").read_bytes()


def test_a_treebank_is_read_sentence_by_sentence(tiny: Path) -> None:
    pieces = treebank(NLP, tiny / "tree.spacy")
    assert len(pieces) == 20
    assert {set(piece.names) == {UNKNOWN} for piece in pieces} == {True}
