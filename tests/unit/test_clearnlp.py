"""ClearNLP's trees become UD's, for a pipeline of the scheme of spaCy's own models, too."""

from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example
from thinc.api import Adam, fix_random_seed

from schemas import EventType
from streams.evaluation.reader import load_reader
from streams.language.clearnlp import Tree, convert, is_clearnlp
from streams.language.model import SHIPPED, load_model

# word/TAG/head/label a token, as ClearNLP's guidelines have it; heads count from 1, 0 is the root.
TREES = {
    "object": "Turkey/PROPN/2/nsubj sent/VERB/0/ROOT troops/NOUN/2/dobj",
    "preposition": "Mali/PROPN/2/nsubj fought/VERB/0/ROOT in/ADP/2/prep Kidal/PROPN/3/pobj",
    "noun phrase": "talks/NOUN/0/ROOT with/ADP/1/prep the/DET/4/det rebels/NOUN/2/pobj",
    "passive": "Iran/PROPN/3/nsubjpass was/AUX/3/auxpass sanctioned/VERB/0/ROOT by/ADP/3/agent "
    "Canada/PROPN/4/pobj",
    "copula": "Serbia/PROPN/2/nsubj is/AUX/0/ROOT not/PART/2/neg a/DET/5/det member/NOUN/2/attr "
    "of/ADP/5/prep NATO/PROPN/6/pobj",
    "adjective": "He/PRON/2/nsubj was/AUX/0/ROOT ready/ADJ/2/acomp to/PART/5/aux talk/VERB/3/xcomp",
    "place": "Troops/NOUN/2/nsubj are/AUX/0/ROOT in/ADP/2/prep Goma/PROPN/3/pobj",
    "there": "There/PRON/2/expl was/AUX/0/ROOT a/DET/4/det raid/NOUN/2/attr",
    "infinitive": "Seoul/PROPN/2/nsubj refused/VERB/0/ROOT to/PART/4/aux yield/VERB/2/xcomp",
    "conjuncts": "Chad/PROPN/6/nsubj ,/PUNCT/1/punct Mali/PROPN/1/conj and/CCONJ/3/cc "
    "Niger/PROPN/3/conj left/VERB/0/ROOT",
    "two phrases": "Fighting/NOUN/0/ROOT in/ADP/1/prep Sudan/PROPN/2/pobj and/CCONJ/2/cc "
    "in/ADP/2/conj Chad/PROPN/5/pobj",
    "clause": "It/PRON/2/nsubj accused/VERB/0/ROOT Kyiv/PROPN/2/dobj of/ADP/2/prep "
    "shelling/VERB/4/pcomp villages/NOUN/5/dobj",
    "double preposition": "They/PRON/2/nsubj pulled/VERB/0/ROOT out/ADP/2/prep of/ADP/3/prep "
    "Herat/PROPN/4/pobj",
    "dative": "Qatar/PROPN/2/nsubj gave/VERB/0/ROOT Gaza/PROPN/2/dative fuel/NOUN/2/dobj",
    "relative": "the/DET/2/det man/NOUN/0/ROOT who/PRON/4/nsubj fled/VERB/2/relcl",
}
WANTED = {
    "object": "2/nsubj 0/ROOT 2/obj",
    "preposition": "2/nsubj 0/ROOT 4/case 2/obl",
    "noun phrase": "0/ROOT 4/case 4/det 1/nmod",
    "passive": "3/nsubj:pass 3/aux:pass 0/ROOT 5/case 3/obl:agent",
    "copula": "5/nsubj 5/cop 5/advmod 5/det 0/ROOT 7/case 5/nmod",
    "adjective": "3/nsubj 3/cop 0/ROOT 5/mark 3/xcomp",
    "place": "4/nsubj 4/cop 4/case 0/ROOT",
    "there": "4/expl 4/cop 4/det 0/ROOT",
    "infinitive": "2/nsubj 0/ROOT 4/mark 2/xcomp",
    "conjuncts": "6/nsubj 1/punct 1/conj 5/cc 1/conj 0/ROOT",
    "two phrases": "0/ROOT 3/case 1/nmod 6/cc 6/case 3/conj",
    "clause": "2/nsubj 0/ROOT 2/obj 5/mark 2/advcl 5/obj",
    "double preposition": "2/nsubj 0/ROOT 5/case 5/case 2/obl",
    "dative": "2/nsubj 0/ROOT 2/iobj 2/obj",
    "relative": "2/det 0/ROOT 4/nsubj 2/acl:relcl",
}
LEMMAS = {"is": "be", "was": "be", "are": "be"}


def rows(name: str) -> list[tuple[str, str, int, str]]:
    found = []
    for i, item in enumerate(TREES[name].split()):
        word, tag, head, label = item.rsplit("/", 3)
        found.append((word, tag, i if head == "0" else int(head) - 1, label))
    return found


@pytest.mark.parametrize("name", TREES)
def test_tree(name: str) -> None:
    table = rows(name)
    words = [row[0].lower() for row in table]
    tree = Tree(
        [row[2] for row in table],
        [row[3] for row in table],
        [row[1] for row in table],
        words,
        [LEMMAS.get(word, word) for word in words],
    )
    convert(tree)
    told = " ".join(
        f"{0 if head == i else head + 1}/{label}"
        for i, (head, label) in enumerate(zip(tree.heads, tree.labels, strict=True))
    )
    assert told == WANTED[name]


def gold(nlp: Language, name: str) -> Doc:
    table = rows(name)
    return Doc(
        nlp.vocab,
        words=[row[0] for row in table],
        heads=[row[2] for row in table],
        deps=[row[3] for row in table],
    )


@pytest.fixture(scope="module")
def clearnlp_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a pipeline of that scheme: a parser trained on the trees above, the rest ours."""
    fix_random_seed(0)
    nlp = spacy.load(SHIPPED)
    nlp.remove_pipe("parser")
    nlp.add_pipe("parser", after="tagger", config={"min_action_freq": 1})
    docs = [gold(nlp, name) for name in TREES]
    examples = [Example(Doc(nlp.vocab, [token.text for token in doc]), doc) for doc in docs]
    parser = nlp.get_pipe("parser")
    parser.initialize(lambda: examples, nlp=nlp)  # type: ignore[attr-defined]
    optimizer = Adam(0.003)
    for _ in range(60):
        parser.update(examples, sgd=optimizer)  # type: ignore[attr-defined]
    folder = tmp_path_factory.mktemp("model") / "en_clearnlp"
    nlp.to_disk(folder)
    return folder


def test_a_pipeline_of_that_scheme_speaks_ud(clearnlp_model: Path) -> None:
    assert is_clearnlp(spacy.load(clearnlp_model))
    nlp = load_model(str(clearnlp_model))
    doc = nlp("Iran was sanctioned by Canada")
    assert [token.dep_ for token in doc] == WANTED_LABELS
    assert [entity.text for entity in doc.ents] == ["Iran", "Canada"]
    assert {entity.label_ for entity in doc.ents} == {"LOC"}


def test_the_stages_work_on_it(clearnlp_model: Path) -> None:
    reader = load_reader(str(clearnlp_model))
    (event,) = reader.indicators("Turkey sent troops")
    assert event.event_type is EventType.MOBILIZE
    assert [party.country for party in event.actors] == ["TR"]


WANTED_LABELS = ["nsubj:pass", "aux:pass", "ROOT", "case", "obl:agent"]


def test_ours_is_left_alone() -> None:
    assert not is_clearnlp(load_model())
