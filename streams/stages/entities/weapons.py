"""Weapons and vehicles of war by designation, by ship's prefix, or by the noun behind the name."""

import re
from collections.abc import Iterator

from schemas.entity import EntityLabel
from streams.language.wordlist import words
from streams.stages.entities.candidate import Candidate, Source
from streams.stages.entities.runs import DEMONYM
from streams.stages.entities.wording import Wording

# Designations of which there is a weapon: "F-16", not "M-25" (a road) or "G-20".
SERIES = words("""
    MiG Mig Su Sukhoi Tu Tupolev Il Mi Ka Kh Yak An MQ RQ AH UH CH OH MH EA KC RPG AK AKM DF JL KN
    PL BM AIM AGM BTR BMP BRDM SS SA Hwasong Shahed Shaheen Agni Fateh TOW JF KJ HQ GBU JDAM LCA
    Zolfaghar Mohajer Pukguksong Pukkuksong Taepodong Rodong Nodong Scud Ababil Ghauri Hatf Babur
    Prithvi Bulava Yars Topol Akinci TB Mirage Jericho Sejjil Emad Qiam Khorramshahr Sayyad Bavar
    Samad PMN SM Qaher Burkan Raad Zelzal Orlan Geran Lancet Forpost Searcher Heron Hermes Skylark
    Buk Tor Kub Osa Strela Igla Kornet
    Smerch Uragan Tochka Iskander Kinzhal Kalibr Onyx Oniks Bastion Zircon Paveway Maverick Hellfire
""")
EXACT = {
    "F": words("4 5 14 15 15E 15I 15EX 16 16C 18 22 22A 35 35A 35B 35C 104 111 117"),
    "B": words("1 1B 2 21 29 47 52 52H"),
    "A": words("10 50"),
    "C": words("2 5 17 47 54 130 130J"),
    "P": words("3 3C 8 8A 800"),
    "E": words("2 2D 3 3A 7"),
    "U": words("2 2S"),
    "V": words("1 2 22"),
    "J": words("7 8 10 10C 11 15 16 20 31 35"),
    "H": words("6 6K 6N"),
    "Y": words("8 9 20"),
    "Z": words("9 10 19 20"),
    "K": words("2 9 4 15"),
    "T": words("14 34 54 55 62 64 72 72B3 80 84 90 90M"),
    "S": words("75 125 200 300 350 400 500 300PMU"),
    "M": words("1 16"),
    "R": words("77 73 37"),
    "L": words("39"),
    "X": words("37B"),
    "PAC": words("2 3"),
    "IRIS": words("T"),
}
JOINED = re.compile(
    r"(?:M(?:109|142|270|777|1A1|1A2|4A1)|GM200|TB2|AK47|Leopard\ [12](?:A\d)?|Challenger\ 2"
    r"|Merkava\ \w{1,3}|Patriot\ PAC-[23]|Mirage\ (?:2000|F1|III)|Type\ 0?\d\d[A-F]?\b"
    r"|F/A-18[A-G]?|AWACS|CAESAR|Caesar(?=\ (?:self-|howitzer|gun)))s?\b"
)
# Warships carry their navy's letters.
SHIP = re.compile(
    r"(?:USS|USNS|USCGC|HMS|HMAS|HMCS|HMNZS|INS|JS|ROKS|BRP|PNS|KRI|IRIS|TCG|ITS|HNoMS|HDMS|ORP"
    r"|RFS|FNS|KD|RSS|BNS|SLNS|CNS|SAS|ENS|UNS)\ [A-Z][\w’'-]+(?:\ (?:[A-Z][\w’'-]+|[IVX]+))?"
)
JOINED_FIRST = words("""
    M109 M142 M270 M777 M1A1 M1A2 M4A1 GM200 TB2 AK47 Leopard Challenger Merkava Patriot Mirage Type
    CAESAR Caesar F AWACS
""")
SHIP_FIRST = words("""
    USS USNS USCGC HMS HMAS HMCS HMNZS INS JS ROKS BRP PNS KRI IRIS TCG ITS HNoMS HDMS ORP RFS FNS
    KD RSS BNS SLNS CNS SAS ENS UNS
""")
NOUN = words("""
    missile missiles rocket rockets launcher launchers drone drones tank tanks helicopter
    helicopters fighter fighters jet jets bomber bombers warplane warplanes howitzer howitzers
    interceptor interceptors torpedo torpedoes rifle rifles gunship gunships radar radars
    battery batteries UAV UAVs mortar mortars munition munitions bomb bombs gun guns submarine
    submarines trainers pick-ups corvette corvettes
""")
# What stands between a weapon's name and its noun: "Harpoon anti-ship missiles".
KIND = words("""
    ballistic cruise air defence defense missile rocket anti ship tank surface to attack ground
    aircraft fighter jet multiple launch combat battle main self propelled loitering short medium
    long range guided nuclear capable stealth surveillance reconnaissance kamikaze suicide naval
    coastal transport utility portable shoulder fired intercontinental hypersonic
""")
NOT_A_NAME = words("""
    Ballistic Cruise Surface Air Anti Ground Nuclear Long Short Medium Intercontinental Guided
    Hypersonic Main Battle Attack Fighter Combat Military Army Navy Naval Coast Coastal The A An
    Its Their Two Three Four Five Six Several More Some Many Dozens Hundreds New Old Heavy Light
    Western Eastern Northern Southern Modern Armed Unmanned Suicide Kamikaze Precision Enemy
    Cluster Stealth Tactical Strategic Advanced Such These Those This That No Other Both All Each
    Ten Seven Eight Nine Twelve Twenty If When While After But And Fresh Stray Homemade Improvised
    Soviet-made Spy Cargo Police Rescue Presidential Government State Civilian Commercial Private
    Stock National Federal Foreign Their Our His Her My Your Of In On At By For From To With
""")
LONGEST = 3


def find_weapons(wording: Wording) -> Iterator[Candidate]:
    """Yield weapons and warships by the form of their names.

    Names by the noun behind them ("Harop drones") are weak: whose drones they are stands there
    as often ("Houthi drones"), so listed names, and what the recogniser knows, come first.
    """
    text = wording.text
    for at in wording.find(JOINED_FIRST | SHIP_FIRST):
        pattern = JOINED if wording.words[at] in JOINED_FIRST else SHIP
        if match := pattern.match(text, wording.starts[at]):
            yield Candidate(*match.span(), EntityLabel.WEAPON, Source.RULE)
    for at in (*wording.numbers, *wording.find({"T"})):
        yield from _designation(wording, at)
    for at in wording.find(NOUN):
        yield from _before_noun(wording, at)


def _designation(wording: Wording, at: int) -> Iterator[Candidate]:
    """Yield "F-16s" and "Hwasong-17": a series, a hyphen, a number."""
    if at == 0 or wording.gap(at) not in ("-", "‑", "–"):
        return
    series, number = wording.word(at - 1), wording.words[at]
    start, end = wording.starts[at - 1], wording.end(at)
    if start and wording.text[start - 1] in "-./":
        return
    plain = number.removesuffix("s")
    known = plain in EXACT.get(series, ()) or (series in SERIES and len(plain) <= LONGEST + 2)
    if known or (_is_code(series) and _is_weapon(wording, at)):
        yield Candidate(start, end, EntityLabel.WEAPON, Source.RULE)


def _is_code(series: str) -> bool:
    return len(series) <= LONGEST and series.isupper()


def _is_weapon(wording: Wording, at: int) -> bool:
    """Say whether a weapon's noun stands right behind, or right before."""
    after = [wording.word(at + step) for step in (1, 2, 3)]
    for word in after:
        if word in NOUN:
            return True
        if word not in KIND:
            break
    return wording.word(at - 2) in NOUN and wording.gap(at - 1) == " "


def _before_noun(wording: Wording, at: int) -> Iterator[Candidate]:
    """Yield the capitalised words before "missiles" and the like."""
    last = at - 1
    while last >= 0 and wording.word(last) in KIND and wording.gap(last + 1) in (" ", "-"):
        last -= 1
    if last < 0 or wording.gap(last + 1) != " ":
        return
    first = last + 1
    while first > 0 and last - first + 1 < LONGEST:
        word = wording.word(first - 1)
        if not _is_name(word) or (first <= last and wording.gap(first) not in (" ", "-")):
            break
        first -= 1
    while first <= last and (
        wording.word(first) in NOT_A_NAME or DEMONYM.search(wording.word(first))
    ):
        first += 1
    if first > last or wording.word(first)[0].isdigit():
        return
    # A sentence's first word has its capital from there.
    if first == last and _begins_sentence(wording, first):
        return
    yield Candidate(wording.starts[first], wording.end(last), EntityLabel.WEAPON, Source.REPEAT)


def _is_name(word: str) -> bool:
    return bool(word) and (word[0].isupper() or word[0].isdigit())


def _begins_sentence(wording: Wording, at: int) -> bool:
    gap = wording.gap(at)
    return at == 0 or any(mark in gap for mark in '.!?\n:“"')
