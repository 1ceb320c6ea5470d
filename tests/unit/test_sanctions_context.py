"""Whom a mention takes from its clause and its article, on texts of our own."""

from collections.abc import Callable

import pytest

from schemas import SanctionsMention
from streams.evaluation.reader import load_reader

Reader = Callable[[str], tuple[SanctionsMention, ...]]
ABUJA = """ECOWAS eased its stance on Guinea on Sunday.

West African leaders meeting in Accra agreed to lift most of the sanctions on Guinea, including \
the closure of its borders and the freeze on its central bank's assets, an official said.

The bloc had imposed the measures after officers seized power in Conakry. Individual travel bans \
on members of the junta remain in place."""
HARARE = """The European Union renewed its arms embargo on Zimbabwe on Monday.

The council in Harare approved the measures for the repair of the town's roads."""


@pytest.fixture(scope="module")
def read() -> Reader:
    """Return the whole way from a text to its mentions."""
    return load_reader().mentions


def names(mention: SanctionsMention, role: str) -> set[str]:
    """Return the names of one role."""
    parties = mention.senders if role == "sender" else mention.targets
    return {party.name for party in parties}


@pytest.mark.parametrize(
    ("text", "sender", "target"),
    [
        (
            "Eritrea held a naval parade on Monday, days after Canada imposed sanctions on a "
            "Dubai-based mining company.",
            "Canada",
            "Dubai-based mining company",
        ),
        (
            "Serbia seized a Panama-flagged freighter on the Danube, a week after Norway "
            "imposed sanctions on two Balkan arms dealers.",
            "Norway",
            "two Balkan arms dealers",
        ),
    ],
)
def test_the_measures_own_subject_sends_it(
    read: Reader, text: str, sender: str, target: str
) -> None:
    (mention,) = read(text)
    assert names(mention, "sender") == {sender}
    assert names(mention, "target") == {target}


@pytest.mark.parametrize(
    "text",
    [
        "Iran seized a Greek-owned tanker near the Strait of Hormuz on Friday.",
        "Pirates detained a Turkish freighter and its crew off Somalia.",
        "Peru's navy boarded a fishing boat and found a tonne of cocaine.",
        "Eritrea detained two Djiboutian soldiers near the border.",
    ],
)
def test_a_ship_or_a_man_that_is_seized_is_no_asset(read: Reader, text: str) -> None:
    assert read(text) == ()


def test_a_ship_seized_for_a_breach_is_enforcement(read: Reader) -> None:
    mentions = read(
        "Italy's finance police impounded a freighter that had carried rifles to Libya in "
        "violation of the arms embargo."
    )
    assert mentions
    assert {mention.status.value for mention in mentions} == {"enforced"}


def test_their_assets_are_those_of_the_party_named_before(read: Reader) -> None:
    mentions = read(
        "Moscow also announced sanctions against four Norwegian shipyards: their assets in "
        "Russia will be frozen and their directors are barred from entering the country."
    )
    told = {measure.value for mention in mentions for measure in mention.measures}
    assert told == {"asset_freeze", "travel_ban"}
    freeze = next(mention for mention in mentions if "asset_freeze" in mention.measures)
    assert names(freeze, "target") == {"four Norwegian shipyards"}
    assert all(names(mention, "sender") == {"Russia"} for mention in mentions)
    ban = next(mention for mention in mentions if "travel_ban" in mention.measures)
    assert "directors" in next(iter(names(ban, "target")))


def test_what_a_bloc_lifts_and_what_remains(read: Reader) -> None:
    mentions = read(ABUJA)
    lifted = next(mention for mention in mentions if mention.status == "lifted")
    assert {"transport", "central_bank_reserves"} <= {item.value for item in lifted.measures}
    assert names(lifted, "target") == {"Guinea"}
    before = next(mention for mention in mentions if mention.cue.text == "measures")
    assert before.status == "imposed"
    bans = next(mention for mention in mentions if mention.measures == ("travel_ban",))
    assert bans.status == "in_force"
    for mention in (lifted, before, bans):
        (sender,) = mention.senders
        assert sender.name in ("ECOWAS", "Economic Community of West African States")


def test_measures_of_another_kind_are_not_taken_up(read: Reader) -> None:
    assert len(read(HARARE)) == 1


@pytest.mark.parametrize(
    ("text", "sender", "target"),
    [
        ("Turkey halted its trains to Armenia.", "Turkey", "AM"),
        ("Kenya shut its tea auctions to Ugandan growers.", "Kenya", "UG"),
        ("Mali revoked the permits of Danish aid groups.", "Mali", "DK"),
    ],
)
def test_one_state_stops_what_is_anothers(
    read: Reader, text: str, sender: str, target: str
) -> None:
    (mention,) = read(text)
    assert names(mention, "sender") == {sender}
    assert target in {party.country for party in mention.targets}


@pytest.mark.parametrize(
    "text",
    [
        "Ukraine halted a Russian attack near Kupiansk.",
        "Germany beat Spain and shut out Portugal in the final.",
        "Poland limits speed on the road to Germany.",
        "Hungary stopped Syrian refugees at the border.",
        "Qatar cancelled a friendly match with Serbia.",
        "Rwandan officials refused to confirm that troops had entered Burundi.",
        "The health ministry took action against three clinics that sold fake vaccines.",
        "The United States took action against Houthi missile positions with airstrikes.",
        "The report was embargoed, and reporters were given embargoed access to the report.",
    ],
)
def test_what_only_looks_alike_stays_silent(read: Reader, text: str) -> None:
    assert read(text) == ()


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Brussels stopped short of sanctions on Banjul.", "mentioned"),
        ("Ghana does not recognise the American sanctions on Managua.", "not_aligned"),
        ("The arms embargo on Ivory Coast expired at midnight.", "lapsed"),
        ("The ambassadors reached a deal on sanctions against Minsk.", "agreed"),
        ("Washington ejected Gabon from its duty-free scheme over the coup.", "imposed"),
        ("Traders brushed aside the embargo on Haiti.", "evaded"),
    ],
)
def test_status_by_what_is_said_of_it(read: Reader, text: str, status: str) -> None:
    assert [mention.status.value for mention in read(text)] == [status]


def test_a_statement_named_after_two_people_is_theirs(read: Reader) -> None:
    mentions = read(
        "Ursula von der Leyen and Antony Blinken met in Oslo.\n\n"
        "“By now, over 20 countries aligned with our sanctions on Belarus,” the Von der "
        "Leyen-Blinken statement said."
    )
    (speaker,) = [mention.speaker for mention in mentions]
    assert speaker is not None
    assert speaker.name == "Ursula von der Leyen and Antony Blinken"


def test_all_members_of_a_list_are_targets(read: Reader) -> None:
    (mention,) = read(
        "Canada, Norway and Iceland froze the assets of a bank in Minsk, a shipping firm in "
        "Latakia and two generals from Naypyidaw."
    )
    assert names(mention, "sender") == {"Canada", "Norway", "Iceland"}
    told = " ".join(names(mention, "target"))
    assert all(word in told for word in ("bank", "firm", "generals"))


@pytest.mark.parametrize(
    ("text", "sender", "target"),
    [
        ("Eritrea was sanctioned by Canada.", "Canada", "Eritrea"),
        ("Norwegian firms may no longer buy Gabonese crude oil.", "Norway", "Gabon"),
    ],
)
def test_states_that_sanction_and_forbid(read: Reader, text: str, sender: str, target: str) -> None:
    (mention,) = read(text)
    assert names(mention, "sender") == {sender}
    assert target in names(mention, "target") or any("Gabon" in n for n in names(mention, "target"))


def test_another_state_does_the_same() -> None:
    mentions = load_reader().mentions(
        "Kenya closed its airspace to Somali planes on Monday. Uganda did the same a day later."
    )
    assert [names(mention, "sender") for mention in mentions] == [{"Kenya"}, {"Uganda"}]
    assert mentions[1].measures == mentions[0].measures
    assert mentions[1].status == "aligned"


def test_a_thing_that_is_approved_is_no_sanction(read: Reader) -> None:
    assert read("The purchase was sanctioned by the tribunal in Quito.") == ()
    assert read("The company will not buy crude oil this month, the refinery in Suva said.") == ()
