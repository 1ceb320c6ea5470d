"""Two names compared: what makes them one party's, and what tells them apart."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.stages.listed.compare import SAME_WORDS, compare_names
from streams.stages.listed.legal_forms import split_legal_forms
from streams.stages.listed.name_parts import NameKind, name_parts
from streams.stages.listed.spelling import latin, skeleton, sound

PERSON, BODY, SHIP = NameKind.PERSON, NameKind.ORGANISATION, NameKind.VESSEL


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        ("Dzmitry Kavalionak", "Dmitri Kovalyonok", PERSON),
        ("Muhammad al-Qasimi", "Mohammed El Kassimi", PERSON),
        ("Евгений Щербаков", "Yevgeny Shcherbakov", PERSON),
        ("محمد سالم", "Mohammed Salem", PERSON),
        ("Νίκος Παπαδάκης", "Nikos Papadakis", PERSON),
        ("VARNHOLT, Ilse Maren", "Ilse Varnholt", PERSON),
        ("Ilse Varnholt", "Varnholt Ilse", PERSON),
        ("I. M. Varnholt", "Ilse Maren Varnholt", PERSON),
        ("Dr. Ilse von Varnholt", "Ilse Varnholt", PERSON),
        ("Abd al-Rahman Tawfiq", "Abdulrahman Tawfik", PERSON),
        ("Bill Hargreave", "William Hargreave", PERSON),
        ("Ilse Varnhotl", "Ilse Varnholt", PERSON),
        ("OOO Severnaya Gavan", "Severnaya Gavan LLC", BODY),
        ("Severnaya Gavan", "Limited Liability Company Severnaya Gavan", BODY),
        ("Severnaya Gavan P.J.S.C.", "PJSC Severnaya Gavan", BODY),
        ("First Harbour Bank", "1st Harbour Bank", BODY),
        ("Rostagro & Partners", "Rostagro and Partners", BODY),
        ("NHDC", "Northern Harbour Development Company", BODY),
        ("Goldwater Shipping", "Gold Water Shipping", BODY),
        ("MV Northern Petrel", "NORTHERN PETREL", SHIP),
        ("Petrel VII", "PETREL 7", SHIP),
    ],
)
def test_spellings_of_one_name(one: str, other: str, kind: NameKind) -> None:
    assert compare_names(one, other, kind).same
    assert compare_names(other, one, kind).same


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        ("Ilse Varnholt", "Jonas Varnholt", PERSON),
        ("Ilse Varnholt", "Ilse Okonkwo", PERSON),
        ("Ruslan Akhmedovich Tagirov", "Ruslan Ibragimovich Tagirov", PERSON),
        ("Ilse G. Varnholt", "Ilse W. Varnholt", PERSON),
        ("Ahmad Hasan al-Basri", "Ahmad Hasan al-Kufi", PERSON),
        ("王伟明", "王伟民", PERSON),
        ("Varnholt", "Okonkwo", PERSON),
        ("Severnaya Gavan", "Severnaya Zvezda", BODY),
        ("Bank of Ostrova", "Bank of Varnholt", BODY),
        ("Petrel 3", "Petrel 4", SHIP),
        ("Petrel", "Petrel 4", SHIP),
        ("", "Ilse Varnholt", PERSON),
        ("?!", "?!", BODY),
    ],
)
def test_names_of_two(one: str, other: str, kind: NameKind) -> None:
    assert not compare_names(one, other, kind).same


def test_the_score_is_accounted_for() -> None:
    near = compare_names("Ilse Varnhold", "VARNHOLT, Ilse Maren", PERSON)
    assert {"left_out", "worst", "bias"} <= near.features.keys()
    assert near.words == ("ilse", "varnhold~varnholt (spelling 0.90)") or len(near.words) == 2
    less = compare_names("Ilse Farnold", "VARNHOLT, Ilse Maren", PERSON)
    assert less.score < near.score < SAME_WORDS


def test_another_legal_form_counts_against() -> None:
    same = compare_names("Severnaya Gavan OOO", "Severnaya Gavan LLC", BODY)
    other = compare_names("Severnaya Gavan OAO", "Severnaya Gavan LLC", BODY)
    assert same.score == SAME_WORDS
    assert other.score < same.score
    assert other.features["form_conflict"] < 0


def test_common_words_count_less() -> None:
    common = compare_names("Mohammad Okonkwo", "Mohammad Varnholt", PERSON)
    rare = compare_names("Ilseke Okonkwo", "Ilseke Varnholt", PERSON)
    assert common.score <= rare.score


def test_parts_of_names() -> None:
    assert name_parts("VARNHOLT, Ilse Maren Jr.", PERSON).words == ("ilse", "maren", "varnholt")
    parts = name_parts("Forty-Four Harbour Street Bank, L.L.C.", BODY)
    assert parts.words == ("harbour", "street", "bank")
    assert set(parts.numbers | parts.forms) == {"44", "LLC"}
    assert split_legal_forms(("limited",)) == (("limited",), frozenset())
    assert latin("Łukasz Müller’s") == "lukasz mullers"
    assert sound("shcherbakov") == sound("scherbakov")
    assert skeleton("qadhafi") == skeleton("kadafi")


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=60), st.text(max_size=60), st.sampled_from(NameKind))
def test_any_two_texts_compare(one: str, other: str, kind: NameKind) -> None:
    found = compare_names(one, other, kind)
    assert 0.0 <= found.score <= 1.0
    again = compare_names(one, one, kind)
    if name_parts(one, kind).words:
        assert again.score >= SAME_WORDS
