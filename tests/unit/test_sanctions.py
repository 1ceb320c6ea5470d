"""Sanctions mentions over the shipped pipeline, on sentences and articles of our own."""

import json
import math
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from schemas import SanctionsMention
from streams.evaluation.reader import load_reader
from streams.language.discourse import read_discourse
from streams.language.knowledge import load_knowledge
from streams.language.model import load_model
from streams.profile import Profile
from streams.stages.entities import find_entities
from streams.stages.sanctions import find_sanctions, load_sanctions_lexicon

Reader = Callable[[str], tuple[SanctionsMention, ...]]
SHARED = Path(os.environ.get("CRISISWIRE_TEST_SHARED", "../shared"))
HAVANA = """The Organisation of American States met in Lima on Friday to talk about Nicaragua.

The United States imposed sanctions on Nicaragua's police chief and barred nine judges from \
entering the country. "We do not take these measures lightly," the secretary said.

Canada joined the United States in freezing the assets of the police chief. \
Costa Rica urged the bloc to suspend trade preferences for Managua.

A court in Managua sanctioned the sale of a bankrupt dairy, and the football federation \
banned a goalkeeper for two matches.

Photo: a market in Granada. Sign up for our newsletter."""


@pytest.fixture(scope="module")
def read() -> Reader:
    """Return the whole way from a text to its mentions."""
    nlp, knowledge, lexicon = load_model(), load_knowledge(), load_sanctions_lexicon()

    def run(text: str) -> tuple[SanctionsMention, ...]:
        doc = nlp(text)
        entities = find_entities(doc, knowledge=knowledge)
        discourse = read_discourse(doc, entities, knowledge=knowledge)
        return find_sanctions(
            doc, entities, discourse, article_id="a1", published_on=None, lexicon=lexicon
        )

    return run


@pytest.mark.parametrize(
    ("text", "measure", "status", "sender", "target"),
    [
        (
            "The United States imposed sanctions on Iran's central bank on Monday.",
            "unspecified",
            "imposed",
            "United States",
            "Iran",
        ),
        (
            "The European Union froze the assets of eleven Belarusian judges.",
            "asset_freeze",
            "imposed",
            "European Union",
            "Belarusian judges",
        ),
        (
            "Japan will ban exports of semiconductors to Russia from next month.",
            "export_control",
            "imposed",
            "Japan",
            "Russia",
        ),
        ("Canada lifted its arms embargo on Turkey.", "arms_embargo", "lifted", "Canada", "Turkey"),
        (
            "The Security Council extended the arms embargo on Libya for another year.",
            "arms_embargo",
            "extended",
            "United Nations",
            "Libya",
        ),
        (
            "Australia urged New Zealand to blacklist three Myanmar generals.",
            "listing",
            "proposed",
            "New Zealand",
            "Myanmar generals",
        ),
        (
            "Switzerland has aligned itself with the EU's sanctions against Moscow.",
            "unspecified",
            "aligned",
            "Switzerland",
            "Russia",
        ),
        (
            "Serbia refused to join the sanctions against Russia.",
            "unspecified",
            "not_aligned",
            "Serbia",
            "Russia",
        ),
        (
            "Germany expelled forty Russian diplomats on Tuesday.",
            "diplomatic",
            "imposed",
            "Germany",
            "Russian diplomats",
        ),
        (
            "ECOWAS closed its airspace to flights from Niger.",
            "transport",
            "imposed",
            "ECOWAS",
            "Niger",
        ),
        (
            "The Treasury designated two Houthi commanders under Executive Order 13224.",
            "listing",
            "imposed",
            "United States",
            "Houthi commanders",
        ),
        (
            "Hong Kong officials were barred from entering the United States.",
            "travel_ban",
            "imposed",
            "United States",
            "Hong Kong officials",
        ),
        (
            "Britain eased sanctions on Zimbabwe after the election.",
            "unspecified",
            "eased",
            "United Kingdom",
            "Zimbabwe",
        ),
        ("France opposed new sanctions on Mali.", "unspecified", "opposed", "France", "Mali"),
        (
            "Brussels suspended its aid to the government of Burkina Faso after the coup.",
            "aid_suspension",
            "imposed",
            "European Union",
            "Burkina Faso",
        ),
        (
            "Washington threatened to impose sanctions on North Korea.",
            "unspecified",
            "threatened",
            "United States",
            "North Korea",
        ),
    ],
)
def test_who_does_what_to_whom(
    read: Reader, text: str, measure: str, status: str, sender: str, target: str
) -> None:
    (mention,) = read(text)
    assert measure in mention.measures
    assert mention.status == status
    assert mention.legal
    assert [party.name for party in mention.senders] == [sender]
    assert any(target in party.name for party in mention.targets)


@pytest.mark.parametrize(
    "text",
    [
        "The court sanctioned the sale of the bankrupt airline.",
        "No deployment may go ahead without the sanction of parliament in Accra.",
        "FIFA sanctioned the Mexican federation with a fine over chants in the stadium.",
        "The governor froze the salaries of teachers in Peru.",
        "The United States raised tariffs on Chinese steel to 25 percent.",
        "The central bank of Nigeria raised interest rates to stop the fall of the naira.",
        "Voters in Algeria boycotted the election.",
        "The bakery chain closed its shops in Chile because of falling profits.",
        "The report is under embargo until Tuesday.",
        "A judge in Madrid froze the accounts of a football agent in a divorce case.",
        "The Sanctions Committee has a new chairman.",
        "The Office of Financial Sanctions Implementation has moved to Leeds.",
        "The airline halted flights to Reykjavik because of the snow.",
        "Uganda will not make any concessions in the talks with Rwanda.",
        "The rebels want to withdraw from the coalition.",
        "The stock exchange in Tehran remains closed since Sunday.",
        "The party expelled two members who had voted against the budget in Lisbon.",
    ],
)
def test_look_alikes_are_silent(read: Reader, text: str) -> None:
    assert read(text) == ()


def test_swift_is_the_instrument(read: Reader) -> None:
    (mention,) = read("Belarusian banks have been cut off from SWIFT since March.")
    assert mention.measures == ("swift_cutoff",)
    assert mention.status == "in_force"
    assert [party.name for party in mention.via] == ["SWIFT"]
    assert "SWIFT" not in [party.name for party in (*mention.senders, *mention.targets)]


def test_what_may_not_be_used_needs_no_word_for_sanctions(read: Reader) -> None:
    (mention,) = read(
        "Under the measures Venezuela's central bank could not use a large part of its reserves."
    )
    assert mention.measures == ("central_bank_reserves",)
    assert mention.status == "in_force"
    assert mention.modality == "asserted"
    assert mention.extent == "a large part"
    assert "Venezuela" in mention.targets[0].name
    assert read("Venezuela's central bank used a large part of its reserves last year.") == ()


def test_a_companys_own_step_is_private(read: Reader) -> None:
    (mention,) = read(
        "The furniture maker Holmstrand suspended production in Russia over the invasion."
    )
    assert mention.measures == ("company_withdrawal",)
    assert not mention.legal
    assert "Holmstrand" in mention.senders[0].name
    assert [party.name for party in mention.targets] == ["Russia"]


def test_an_article_is_read_as_a_whole(read: Reader) -> None:
    mentions = read(HAVANA)
    texts = [mention.evidence.text for mention in mentions]
    assert not any("dairy" in text or "goalkeeper" in text for text in texts)
    assert not any("newsletter" in text for text in texts)
    first = mentions[0]
    assert [party.name for party in first.senders] == ["United States"]
    follower = next(m for m in mentions if m.status == "aligned")
    assert [party.name for party in follower.senders] == ["Canada"]
    assert [party.name for party in follower.aligned_with] == ["United States"]
    anaphor = next(m for m in mentions if m.cue.text == "measures")
    assert [party.name for party in anaphor.senders] == ["United States"]
    assert all(party.inferred for party in anaphor.senders)


def test_spans_are_the_words_and_scores_explain_themselves(read: Reader) -> None:
    for mention in read(HAVANA):
        for span in (mention.evidence, mention.cue):
            assert HAVANA[span.start : span.end] == span.text
        for party in (*mention.senders, *mention.targets, *mention.aligned_with):
            assert (party.start is None) == (party.end is None)
        assert mention.features
        odds = sum(mention.features.values())
        assert mention.score == pytest.approx(1 / (1 + math.exp(-odds)), abs=0.002)


def test_same_article_same_output(read: Reader) -> None:
    once, again = read(HAVANA), read(HAVANA)
    assert [m.model_dump_json() for m in once] == [m.model_dump_json() for m in again]
    assert len({m.id for m in once}) == len(once)


@pytest.fixture(scope="module", params=list(Profile))
def profiled(request: pytest.FixtureRequest) -> Reader:
    """Return a reader of sanctions mentions for each profile."""
    return load_reader(profile=request.param).mentions


@pytest.mark.skipif(not (SHARED / "samples").is_dir(), reason="the sample articles are not here")
def test_the_sample_articles(profiled: Reader) -> None:
    gold = json.loads((SHARED / "data/sanctions/sample_articles_gold.json").read_text())
    text = (SHARED / "samples" / gold["seed_1"]["file"]).read_text()
    mentions = profiled(text)
    assert len(mentions) == len(gold["seed_1"]["mentions"])
    for want, mention in zip(gold["seed_1"]["mentions"], mentions, strict=True):
        assert mention.evidence.start < want["end"]
        assert want["start"] < mention.evidence.end
        assert sorted(mention.measures) == sorted(want["measure"])
        assert mention.status == want["status"]
        assert mention.legal == want.get("legal_measure", True)
        assert "RU" in {party.country for party in mention.targets}
        senders = {party.name for party in mention.senders}
        assert senders >= {name for name in want["sender"] if "unnamed" not in name}
        assert senders
        if "aligned_with" in want:
            assert {party.name for party in mention.aligned_with} == set(want["aligned_with"])
    quiet = (SHARED / "samples" / gold["seed_2"]["file"]).read_text()
    assert profiled(quiet) == ()
