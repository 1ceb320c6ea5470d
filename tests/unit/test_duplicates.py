"""The register: first ones, roots, versions, window; the figures on our own pairs."""

import json
import os
import subprocess
import sys
from binascii import b2a_base64
from collections import Counter
from dataclasses import replace
from hashlib import sha256

import pytest

from schemas import ArticleSignature, EntitiesArticle
from streams.evaluation.duplicates import HELD_BACK, OPEN, measure_duplicates
from streams.inputs import Draft
from streams.offline import enrich
from streams.pipeline import STAGES, linked, run_stage
from streams.record import Record
from streams.resources import Resources
from streams.stages.duplicates import Answer, Register, sign
from streams.stages.duplicates.signature import METHOD
from tests.support.articles import long_article
from tests.support.syndication import STORIES, copy_of, original

HOUR = 3_600_000


def signed(fields: dict[str, object], name: str | None = None) -> ArticleSignature:
    return sign(name or str(fields["id"]), str(fields["text"]), str(fields["title"]))


def link(register: Register, fields: dict[str, object], at_ms: int = 0) -> str | None:
    return register.add(signed(fields), at_ms).duplicate_of


@pytest.mark.parametrize("number", range(len(STORIES)))
@pytest.mark.parametrize("kind", range(4))
def test_a_copy_is_linked_to_the_original_among_others(number: int, kind: int) -> None:
    register = Register()
    for other in range(len(STORIES)):
        assert link(register, original(other)) is None
    assert link(register, copy_of(number, kind)) == f"original-{number}"


def test_copies_of_a_copy_name_the_first() -> None:
    register = Register()
    link(register, copy_of(1, 2))
    for kind in (3, 0, 1):
        assert link(register, copy_of(1, kind)) == "copy-1-2"


def test_a_second_time_the_answer_is_the_same_whatever_came_between() -> None:
    register = Register()
    first = signed(copy_of(0, 1))
    assert register.add(first) == Answer(None)
    second = original(0)
    assert link(register, second) == "copy-0-1"
    assert link(register, copy_of(0, 0)) == "copy-0-1"
    assert register.add(first) == Answer(None)
    assert link(register, second) == "copy-0-1"
    assert register.look_up(first) == Answer(None)
    assert register.look_up(signed(original(3))) is None
    assert len(register) == 3


def test_a_new_version_is_no_duplicate_of_itself() -> None:
    register = Register()
    told = original(2)
    assert link(register, told) is None
    assert link(register, {**told, "text": f"{told['text']}\n\nNobody else was hurt."}) is None
    assert len(register) == 2


def test_an_original_stays_one_when_its_next_version_is_like_its_copy() -> None:
    register = Register()
    link(register, original(2))
    assert link(register, copy_of(2, 2)) == "original-2"
    assert link(register, {**copy_of(2, 2), "id": "original-2"}) is None
    assert link(register, copy_of(2, 3)) == "original-2"


def test_a_new_version_of_a_copy_is_one_too() -> None:
    register = Register()
    link(register, original(2))
    assert link(register, copy_of(2, 0)) == "original-2"
    assert link(register, {**copy_of(2, 2), "id": "copy-2-0"}) == "original-2"


def test_a_copy_that_became_a_story_of_its_own_is_an_original() -> None:
    register = Register()
    link(register, original(0))
    assert link(register, copy_of(0, 0)) == "original-0"
    assert link(register, {**original(3), "id": "copy-0-0"}) is None
    assert link(register, copy_of(3, 2)) == "copy-0-0"


def test_the_window_forgets_the_oldest() -> None:
    register = Register(window=3)
    link(register, original(0))
    for number in range(3):
        link(register, long_article(number))
    assert len(register) == 3
    assert register.look_up(signed(original(0))) is None
    assert link(register, copy_of(0, 0)) is None
    assert link(register, copy_of(0, 2)) == "copy-0-0"


def test_the_first_of_a_chain_is_named_after_it_was_forgotten() -> None:
    register = Register(window=2)
    link(register, original(0))
    for kind in (0, 2, 3, 1):
        assert link(register, copy_of(0, kind)) == "original-0"


def test_an_article_of_last_week_is_no_original() -> None:
    register = Register(hours=48)
    link(register, original(0), at_ms=HOUR)
    assert link(register, copy_of(0, 0), at_ms=49 * HOUR) == "original-0"
    register = Register(hours=48)
    link(register, original(0), at_ms=HOUR)
    assert link(register, copy_of(0, 0), at_ms=49 * HOUR + 1) is None


@pytest.mark.parametrize(
    "change",
    [
        {"method": METHOD + "x"},
        {"sketch": "not base64!"},
        {"sketch": b2a_base64(b"\0" * 10, newline=False).decode()},
        {"sketch": b2a_base64(b"\0" * 1000, newline=False).decode()},
        {"sketch": ""},
    ],
)
def test_what_is_no_signature_is_refused_and_changes_nothing(change: dict[str, str]) -> None:
    register = Register()
    with pytest.raises(ValueError, match=r".+"):
        register.add(signed(original(0)).model_copy(update=change))
    assert len(register) == 0
    assert link(register, original(0)) is None


def test_a_signature_is_the_same_in_every_process() -> None:
    program = (
        "from tests.support.syndication import original;"
        "from streams.stages.duplicates import sign;"
        "print(sign('a', original(1)['text'], None).model_dump_json())"
    )
    made = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert made == {sign("a", str(original(1)["text"]), None).model_dump_json() + "\n"}


def test_whoever_changes_the_sketch_changes_its_method() -> None:
    """Sketches on the log are compared with new ones for as long as it is kept."""
    sketches = "".join(signed(original(number)).sketch for number in range(len(STORIES)))
    assert (METHOD, sha256(sketches.encode()).hexdigest()[:16]) == ("1", "8b8ed528c4d6ea98")


@pytest.mark.parametrize("text", ["x", "…", "12", "Ceasefire", "a b c", "Ceasefire holds in Gaza."])
def test_the_shortest_texts_have_signatures(text: str) -> None:
    register = Register()
    assert register.add(sign("a", text, None)) == Answer(None)
    assert register.add(sign("b", text, None)) == Answer("a")
    assert register.add(sign("c", "Talks in Doha stall", None)) == Answer(None)


def test_headline_and_dateline_are_left_out() -> None:
    told = original(0)
    plain = str(told["text"]).removeprefix("LILONGWE - ")
    headed = f"{told['title']}\n\nLILONGWE, June 5 (Lakewire) — {plain}"
    one, other = sign("a", plain, None), sign("a", headed, str(told["title"]))
    assert one.sketch == other.sketch
    assert one.text_hash != other.text_hash


def test_a_duplicate_is_the_same_record_but_for_the_link(resources: Resources) -> None:
    value = json.dumps({**original(1), "extra": {"duplicate_of": None}}).encode()
    outcome = run_stage(STAGES[0], Record(value), resources)
    assert outcome.signature == signed(original(1))
    with_link = linked(outcome, 'x"y')
    (before,), (after,) = outcome.outputs, with_link.outputs
    assert (after.topic, after.key, after.headers) == (before.topic, before.key, before.headers)
    article = EntitiesArticle.model_validate_json(after.value)
    assert article.duplicate_of == 'x"y'
    assert (
        article.model_copy(update={"duplicate_of": None}).model_dump_json().encode() == before.value
    )
    assert with_link.counts == {**outcome.counts, ("duplicates", ""): 1}
    nothing = Counter({("mentions", "entities"): 0})
    assert linked(replace(outcome, counts=nothing), "x").counts.keys() > nothing.keys()


def test_offline_the_first_in_the_input_is_the_original(resources: Resources) -> None:
    told = (copy_of(2, 0), original(3), original(2), copy_of(2, 2), copy_of(2, 0))
    drafts = [Draft(Record(json.dumps(fields).encode()), str(fields["id"])) for fields in told]
    first, *others = enrich(drafts, resources)
    links = [json.loads(one.value or b"")["duplicate_of"] for one in others]
    assert links == [None, "copy-2-0", "copy-2-0", None]
    assert first.value == others[-1].value  # the same article again


def test_our_own_pairs_are_told() -> None:
    figures = measure_duplicates()
    assert figures[OPEN]["duplicates"] + figures[OPEN]["distinct"] >= 160
    assert figures[HELD_BACK]["duplicates"] + figures[HELD_BACK]["distinct"] >= 70
    for part in figures.values():
        assert part["found"] >= 0.95
        assert part["joined"] == 0
