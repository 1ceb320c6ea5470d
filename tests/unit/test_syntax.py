"""Who does what to whom, on the shipped pipeline's own parses."""

import pytest
from spacy.tokens import Doc, Token

from streams.language import syntax
from tests.support.reading import parse, word


def texts(tokens: tuple[Token, ...]) -> list[str]:
    return [token.text for token in tokens]


@pytest.mark.parametrize(
    ("text", "verb", "agents", "patients"),
    [
        ("Chile recalled its ambassador on Monday.", "recalled", ["Chile"], ["ambassador"]),
        ("The ferry was seized by the coastguard.", "seized", ["coastguard"], ["ferry"]),
        ("Two ministers were arrested.", "arrested", [], ["ministers"]),
        ("Kenya plans to deport the envoys.", "deport", ["Kenya"], ["envoys"]),
        ("Peru closed the border and expelled two diplomats.", "expelled", ["Peru"], ["diplomats"]),
        ("Ghana urged Togo to release the fishermen.", "release", ["Togo"], ["fishermen"]),
        ("The tanker that Oman seized is still there.", "seized", ["Oman"], ["tanker"]),
        ("The army which shelled the town withdrew.", "shelled", ["army"], ["town"]),
        ("Norway has sent troops to the north.", "sent", ["Norway"], ["troops"]),
    ],
)
def test_agents_and_patients(text: str, verb: str, agents: list[str], patients: list[str]) -> None:
    token = word(parse(text), verb)
    assert texts(syntax.agents(token)) == agents
    assert texts(syntax.patients(token)) == patients


def test_coordinated_verbs_share_their_object() -> None:
    doc = parse("They have planned, built and tested missiles.")
    assert texts(syntax.patients(word(doc, "planned"))) == ["missiles"]


def test_arguments_of_a_noun() -> None:
    doc = parse("Oman condemned Iran's seizure of a tanker.")
    noun = word(doc, "seizure")
    assert texts(syntax.nominal_agents(noun)) == ["Iran"]


def test_coordination_and_noun_phrase() -> None:
    doc = parse("Envoys from Chad, Niger and Mali met the new president of the court.")
    assert texts(syntax.conjuncts(word(doc, "Chad"))) == ["Chad", "Niger", "Mali"]
    start, end = syntax.noun_phrase(word(doc, "president"))
    assert doc.text[start:end] == "the new president of the court"


def test_clause_leaves_out_the_reporting_clause_and_the_quotation_marks() -> None:
    doc = parse("“Brazil has closed two consulates,” the ministry said.")
    start, end = syntax.clause(word(doc, "closed"))
    assert doc.text[start:end] == "Brazil has closed two consulates"


@pytest.mark.parametrize(
    ("text", "form", "negated"),
    [
        ("Fiji did not send troops.", "send", True),
        ("Fiji never sent troops.", "sent", True),
        ("No troops were sent.", "troops", True),
        ("Fiji sent troops.", "sent", False),
    ],
)
def test_negation(text: str, form: str, negated: bool) -> None:
    assert syntax.is_negated(word(parse(text), form)) is negated


def test_lemma_of_a_verb_in_the_third_person() -> None:
    assert syntax.lemma(word(parse("Malta demands an answer."), "demands")) == "demand"


def test_sentences_parted_within_one_are_put_together() -> None:
    doc = parse("Guards had left the hall that summer.")
    parted = Doc(
        doc.vocab,
        words=[token.text for token in doc],
        spaces=[bool(token.whitespace_) for token in doc],
        sent_starts=[token.i in (0, 4) for token in doc],
    )
    assert len(list(parted.sents)) == 2
    assert [span.text for span in syntax.stretches(parted)] == [doc.text]


@pytest.mark.parametrize("text", ["", "Oil.", "“", "NATO NATO NATO", "if unless should", "\n\n"])
def test_nothing_raises_on_odd_text(text: str) -> None:
    for token in parse(text):
        for ask in (
            syntax.agents,
            syntax.patients,
            syntax.conjuncts,
            syntax.clause,
            syntax.noun_phrase,
            syntax.nominal_agents,
            syntax.auxiliaries,
            syntax.marker,
        ):
            assert ask(token) is not None
