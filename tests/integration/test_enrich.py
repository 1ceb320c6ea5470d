"""`crisiswire enrich` as a user runs it: files in, lines out, refusals apart."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from schemas import EnrichedArticle
from streams.demo import ARTICLES
from tests.support.articles import article


def crisiswire(
    *arguments: str, stdin: bytes = b"", **variables: str
) -> "subprocess.CompletedProcess[bytes]":
    kept = {k: v for k, v in os.environ.items() if not k.startswith("CRISISWIRE_")}
    return subprocess.run(
        [sys.executable, "-m", "streams", *arguments],
        input=stdin,
        capture_output=True,
        env={**kept, **variables},
        timeout=120,
        check=False,
    )


def test_the_demo_articles(tmp_path: Path) -> None:
    rejects = tmp_path / "rejects.jsonl"
    ran = crisiswire("enrich", str(ARTICLES), "--rejects", str(rejects))
    assert ran.returncode == 0, ran.stderr.decode()
    articles = [EnrichedArticle.model_validate_json(line) for line in ran.stdout.splitlines()]
    assert len(articles) == 6
    (refused,) = [json.loads(line) for line in rejects.read_text().splitlines()]
    assert refused["reason"] == "not_json"
    assert refused["origin"].endswith("07-broken.jsonl:1")
    by_id = {a.article_id: a for a in articles}
    assert by_id["demo-strait"].summary.has_sanctions
    assert not by_id["demo-look-alike"].summary.has_sanctions
    assert "newsletter" not in by_id["demo-sahel-bloc"].text

    again = crisiswire("enrich", str(ARTICLES), "--rejects", str(rejects))
    assert again.stdout == ran.stdout


def test_standard_input_and_exit_codes() -> None:
    good = json.dumps(article(1)).encode()
    some = crisiswire("enrich", "-", stdin=good + b"\n[1]\n")
    assert some.returncode == 0
    assert json.loads(some.stdout)["article_id"] == "a-0-1"
    assert json.loads(some.stderr)["reason"] == "not_an_object"
    none = crisiswire("enrich", "-", stdin=b'{"text": ""}\n')
    assert none.returncode == 1
    assert none.stdout == b""
    assert json.loads(none.stderr)["reason"] == "empty_text"


@pytest.mark.parametrize(
    ("variables", "told"),
    [
        ({"CRISISWIRE_POOL_SIZE": "two"}, "CRISISWIRE_POOL_SIZE"),
        ({"CRISISWIRE_UNHEARD_OF": "1"}, "CRISISWIRE_UNHEARD_OF"),
    ],
)
def test_a_bad_variable_is_one_line_and_exit_2(variables: dict[str, str], told: str) -> None:
    ran = crisiswire("enrich", "-", stdin=b"", **variables)
    assert ran.returncode == 2
    assert told in ran.stderr.decode()
    assert len(ran.stderr.splitlines()) == 1


def test_a_model_that_is_not_there_is_named() -> None:
    ran = crisiswire("enrich", "-", stdin=b'{"text": "x"}', CRISISWIRE_MODEL="en_nowhere_sm")
    assert ran.returncode != 0
    assert "CRISISWIRE_MODEL" in ran.stderr.decode()
    assert "Traceback" not in ran.stderr.decode()
