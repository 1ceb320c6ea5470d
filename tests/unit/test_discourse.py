"""Who is meant, who says so, how it is put: over sentences of our own, on the shipped pipeline."""

import pytest
from spacy.tokens import Token

from schemas.modality import Modality
from schemas.party import Party
from streams.language.discourse import Discourse
from tests.support.reading import read, word


def names(parties: tuple[Party, ...]) -> list[str]:
    return [party.name for party in parties]


# --- parties


@pytest.mark.parametrize(
    ("text", "form", "expected"),
    [
        ("Moscow recalled its envoy.", "Moscow", ["Russia"]),
        ("The Kremlin recalled its envoy.", "Kremlin", ["Russia"]),
        ("Turkish warships left the strait.", "warships", ["Turkey"]),
        ("Iran's navy left the strait.", "navy", ["Iran"]),
        ("The foreign ministers of Kenya and Uganda met.", "ministers", ["Kenya", "Uganda"]),
        ("Talks between India and Pakistan resumed.", "India", ["India", "Pakistan"]),
        ("Hezbollah denied it.", "Hezbollah", ["Hezbollah"]),
        ("The alarm went off again.", "alarm", []),
    ],
)
def test_parties(text: str, form: str, expected: list[str]) -> None:
    doc, discourse = read(text)
    assert names(discourse.parties(word(doc, form))) == expected


def test_a_party_carries_its_country_and_its_words() -> None:
    doc, discourse = read("On Friday Turkish warships left the strait.")
    (party,) = discourse.parties(word(doc, "warships"))
    assert (party.country, party.inferred) == ("TR", False)
    assert party.start is not None
    assert doc.text[party.start : party.end] == "Turkish"


def test_what_a_state_backs_is_not_the_state() -> None:
    doc, discourse = read("Iran-backed militias fired on the convoy.")
    assert "Iran" not in names(discourse.parties(word(doc, "militias")))


@pytest.mark.parametrize(
    ("text", "form", "nth", "expected"),
    [
        ("Lavrov met the envoys. He left at noon.", "He", 0, ["Sergey Lavrov"]),
        ("NATO met in Riga. The alliance will send ships.", "alliance", 0, ["NATO"]),
        ("Japan and Peru signed it. Both countries had waited.", "countries", 0, ["Japan", "Peru"]),
        ("Ghana closed the road because it feared a raid.", "it", 0, ["Ghana"]),
    ],
)
def test_parties_concluded_from_the_context(
    text: str, form: str, nth: int, expected: list[str]
) -> None:
    doc, discourse = read(text)
    parties = discourse.parties(word(doc, form, nth))
    assert names(parties) == expected
    assert all(party.inferred for party in parties)


def test_they_is_not_a_party_when_the_subject_is_nobody_known() -> None:
    doc, discourse = read("Canada and Chile agreed. Small shops fear that they will close.")
    assert discourse.parties(word(doc, "they")) == ()


# --- speakers


def speaker(text: str, form: str, nth: int = 0) -> str | None:
    doc, discourse = read(text)
    found = discourse.speaker(word(doc, form, nth))
    return found.name if found is not None else None


@pytest.mark.parametrize(
    ("text", "form", "expected"),
    [
        ("Sudan said that rebels had shelled the town.", "shelled", "Sudan"),
        (
            "Rebels shelled the town, officials in Khartoum said.",
            "shelled",
            "officials in Khartoum",
        ),
        ("“Rebels shelled the town,” said Blinken.", "shelled", "Antony Blinken"),
        ("According to the governor, rebels shelled the town.", "shelled", "the governor"),
        ("Rebels shelled the town, according to the governor.", "shelled", "the governor"),
        ("Rebels, the governor said, shelled the town.", "shelled", "the governor"),
        ("Rebels shelled the town on Tuesday.", "shelled", None),
        ("Sudan said that rebels had shelled the town.", "said", None),
    ],
)
def test_speaker(text: str, form: str, expected: str | None) -> None:
    assert speaker(text, form) == expected


def test_the_speaker_goes_on_in_the_next_paragraphs_of_a_quotation() -> None:
    text = (
        "“We have closed the strait,” Lavrov said.\n\n"
        "“No tanker will pass.\n\n"
        "“Nobody should doubt it.”\n\n"
        "Prices rose on Monday."
    )
    assert speaker(text, "pass") == "Sergey Lavrov"
    assert speaker(text, "doubt") == "Sergey Lavrov"
    assert speaker(text, "rose") is None


def test_we_is_whom_the_speaker_speaks_for() -> None:
    doc, discourse = read("“We have sent two battalions,” NATO chief Jens Stoltenberg said.")
    assert names(discourse.parties(word(doc, "We"))) == ["NATO"]


def test_we_outside_a_quotation_is_nobody() -> None:
    doc, discourse = read("Blinken left. As we reported, talks continue.")
    assert discourse.parties(word(doc, "we")) == ()


JOINT = (
    "In a joint statement, Canadian Foreign Minister Marie Tremblay and EU foreign policy chief "
    "Josep Borrell said: “We have frozen the funds.”\n\nThe bank could not pay, "
    "the joint statement said."
)


def test_a_joint_statement_speaks_for_both() -> None:
    doc, discourse = read(JOINT)
    assert names(discourse.parties(word(doc, "We"))) == ["Canada", "European Union"]
    told = discourse.speaker(word(doc, "pay"))
    assert told is not None
    assert told.name == "Marie Tremblay and Josep Borrell"
    assert names(discourse.voice(word(doc, "pay"))) == ["Canada", "European Union"]


def test_a_title_beside_an_unknown_name_tells_the_country() -> None:
    doc, discourse = read("“We will not pay,” Ghana's finance minister, Kwame Badu-Osei, said.")
    assert names(discourse.voice(word(doc, "pay"))) == ["Ghana"]


def test_a_quoted_fragment_is_the_article_s_own_clause() -> None:
    assert speaker("The alliance wants to “listen to all concerns” in Vienna.", "listen") is None


# --- modality


@pytest.mark.parametrize(
    ("text", "form", "expected"),
    [
        ("Sweden sent troops to the island.", "sent", Modality.ASSERTED),
        ("Sweden is sending troops to the island.", "sending", Modality.ASSERTED),
        ("Sweden will send troops to the island.", "send", Modality.PLANNED),
        ("Sweden plans to send troops to the island.", "send", Modality.PLANNED),
        ("Sweden is to send troops to the island.", "send", Modality.PLANNED),
        ("Sweden said it would send troops.", "send", Modality.PLANNED),
        ("Sweden may send troops to the island.", "send", Modality.HYPOTHETICAL),
        ("If Sweden sends troops, trade will stop.", "sends", Modality.HYPOTHETICAL),
        ("Should Sweden send troops, trade will stop.", "send", Modality.HYPOTHETICAL),
        ("Sweden threatened to send troops.", "send", Modality.THREATENED),
        ("Sweden warned that it would send troops.", "send", Modality.THREATENED),
        ("Sweden urged Finland to send troops.", "send", Modality.DEMANDED),
        ("Finland must send troops.", "send", Modality.DEMANDED),
        ("Finland demanded that Sweden withdraw.", "withdraw", Modality.DEMANDED),
        ("Sweden did not send troops.", "send", Modality.DENIED),
        ("Sweden denied that it had sent troops.", "sent", Modality.DENIED),
        ("No troops were sent to the island.", "sent", Modality.DENIED),
        ("Sweden refused to send troops.", "send", Modality.DENIED),
        ("In 1974 Sweden sent troops to the island.", "sent", Modality.HISTORIC),
        ("Two decades ago Sweden sent troops.", "sent", Modality.HISTORIC),
        ("The 1998 war left scars.", "war", Modality.HISTORIC),
        ("Sweden called for a ceasefire.", "ceasefire", Modality.DEMANDED),
        ("Sweden fears a possible attack.", "attack", Modality.HYPOTHETICAL),
        ("Sweden condemned the attack.", "attack", Modality.ASSERTED),
        ("Sweden did not condemn the attack.", "attack", Modality.ASSERTED),
    ],
)
def test_modality(text: str, form: str, expected: Modality) -> None:
    doc, discourse = read(text)
    assert discourse.modality(word(doc, form)) is expected


def test_what_hangs_on_a_condition_threatens_when_it_is_hostile() -> None:
    doc, discourse = read("If the ships cross the line, Oman will sink them.")
    assert discourse.modality(word(doc, "sink"), hostile=True) is Modality.THREATENED
    assert discourse.modality(word(doc, "sink")) is not Modality.THREATENED


# --- boilerplate


@pytest.mark.parametrize(
    "line",
    [
        "(Photo of the minister: Reuters)",
        "Border guards near the crossing © AP",
        "Sign up for our daily newsletter",
        "Watch our news videos in the playlist below:",
        "Become a Patron!",
        "sideways",
        "Read more: talks resume in Doha",
    ],
)
def test_boilerplate(line: str) -> None:
    doc, discourse = read(f"Qatar hosted the talks.\n\n{line}\n\nNobody signed.")
    at = doc.text.index(line)
    inside = [token for token in doc if at <= token.idx < at + len(line)]
    assert all(discourse.boilerplate(token) for token in inside if not token.is_space)
    assert not discourse.boilerplate(word(doc, "hosted"))
    assert not discourse.boilerplate(word(doc, "signed"))


@pytest.mark.parametrize(
    "line",
    [
        "Chad recalls envoy",
        "The minister watched the parade.",
        "Reuters said its reporter was held.",
        "The union urged members to donate blood, “for the wounded”.",
        "Subscribers to the treaty met in Oslo.",
    ],
)
def test_what_only_looks_like_boilerplate(line: str) -> None:
    doc, discourse = read(f"{line}\n\nQatar hosted the talks.")
    assert not any(discourse.boilerplate(token) for token in doc)


# --- all of it


def test_reading_is_the_same_each_time() -> None:
    def told() -> list[tuple[object, ...]]:
        doc, discourse = read(JOINT)
        return [_everything(discourse, token) for token in doc]

    def _everything(discourse: Discourse, token: Token) -> tuple[object, ...]:
        return (
            discourse.parties(token),
            discourse.speaker(token),
            discourse.voice(token),
            discourse.modality(token),
            discourse.boilerplate(token),
        )

    assert told() == told()


@pytest.mark.parametrize(
    "text", ["", "“", "“We", "he", "if", "said that", "said: “", "\n\n\n", "it"]
)
def test_odd_texts_are_read(text: str) -> None:
    doc, discourse = read(text)
    for token in doc:
        discourse.parties(token)
        discourse.speaker(token)
        discourse.voice(token)
        discourse.modality(token)
