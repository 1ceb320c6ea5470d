"""The reader of annotated articles, and the scores over them."""

from pathlib import Path

import pytest

from streams.evaluation.corpus import (
    ARTICLES,
    Article,
    CorpusError,
    read_article,
    read_corpus,
    unmarked,
)
from streams.evaluation.reader import Reader, load_reader
from streams.evaluation.whole_articles import (
    Read,
    read_articles,
    score_entities,
    score_events,
    score_offsets,
    score_sanctions,
)

HEAD = """+++
topic = "Lake ferries"
region = "Great Lakes"
split = "train"
kind = "wire"
published = 2019-05-14
annotator = "test"
+++
"""
TEXT = """KAMPALA - [Uganda](GPE|UG) banned all imports of fish from [Rwanda](GPE|RW) on \
[Tuesday](DATE), the [Foreign Ministry](ORG|UG) said. [Rwandan](NORP Rwanda|RW) troops shelled a \
customs post near [Katuna](GPE|UG) the day before, and [Rwanda](GPE) has refused to talk about it \
with the [East African Community](ORG) ([EAC](ORG East African Community)).
"""
REPORTS = """+++
[[sanctions]]
evidence = "Uganda banned all imports of fish from Rwanda on Tuesday"
cue = "banned all imports of fish"
measures = ["import_ban"]
status = "imposed"
senders = ["Uganda"]
targets = ["Rwanda"]
speaker = "Foreign Ministry"
[[escalation]]
evidence = "Rwandan troops shelled a customs post near Katuna"
trigger = "shelled"
type = "ASSAULT"
mode = "heavy-weapons"
cameo = "194"
actors = ["Rwanda"]
recipients = ["Uganda"]
location = "Katuna"
"""


def written(folder: Path, content: str) -> Path:
    path = folder / "lake-01.txt"
    path.write_text(content, encoding="utf-8")
    return path


@pytest.fixture
def article(tmp_path: Path) -> Article:
    return read_article(written(tmp_path, HEAD + TEXT + REPORTS))


@pytest.fixture(scope="module")
def reader() -> Reader:
    return load_reader(ids={"Uganda": "Q1036"})


@pytest.fixture
def read(article: Article, reader: Reader) -> Read:
    (found,) = read_articles([article], reader.resources)
    return found


def test_marks_become_offsets(article: Article) -> None:
    assert "[" not in article.text
    for entity in article.entities:
        assert article.text[entity.start : entity.end] == entity.text
    assert [(e.text, e.label, e.canonical, e.country) for e in article.entities[:2]] == [
        ("Uganda", "GPE", "Uganda", "UG"),
        ("Rwanda", "GPE", "Rwanda", "RW"),
    ]


def test_a_later_mark_of_the_same_words_takes_name_and_country(article: Article) -> None:
    later = [e for e in article.entities if e.text == "Rwanda"][1]
    assert (later.canonical, later.country) == ("Rwanda", "RW")


def test_reports_have_their_place(article: Article) -> None:
    (mention,), (event,) = article.sanctions, article.events
    assert article.text[mention.start :].startswith("Uganda banned")
    assert article.text[event.start :].startswith("Rwandan troops")


@pytest.mark.parametrize(
    ("before", "after", "complaint"),
    [
        ("(GPE|UG) banned", "(STATE|UG) banned", "no label STATE"),
        ("[Katuna](GPE|UG)", "[Katuna](GPE", "cannot be read"),
        ('near Katuna"', 'by Katuna"', "stands 0 times"),
        ('trigger = "shelled"', 'trigger = "bombed"', "not within its evidence"),
        ('"heavy-weapons"', '"swords"', "no mode swords"),
        ('"import_ban"', '"fish_ban"', "measures"),
        ('type = "ASSAULT"', 'type = "ASSAULT"\nweather = "fine"', "weather"),
        ('kind = "wire"', 'kind = "wire"\nlook_alike = true', "look-alike in which something"),
        ("+++\n[[sanctions]]", "[[sanctions]]", "three parts"),
    ],
)
def test_what_breaks_the_rules_is_told(
    tmp_path: Path, before: str, after: str, complaint: str
) -> None:
    content = (HEAD + TEXT + REPORTS).replace(before, after)
    assert content != HEAD + TEXT + REPORTS
    with pytest.raises(CorpusError, match=complaint):
        read_article(written(tmp_path, content))


def test_a_name_that_is_marked_once_and_bare_once_is_told(tmp_path: Path) -> None:
    bare = TEXT.replace("near [Katuna](GPE|UG)", "near [Katuna](GPE|UG), outside Katuna,")
    article = read_article(
        written(tmp_path, HEAD + bare + REPORTS.replace("near Katuna", "near Katuna"))
    )
    (line,) = unmarked(article)
    assert "'Katuna' is bare" in line


def test_scores_are_those_of_the_words(read: Read, reader: Reader) -> None:
    entities = score_entities([read], reader.names).values
    assert entities["strict R"] > 70
    assert entities["Wikidata id right"] == 100
    sanctions = score_sanctions([read], reader.names).values
    assert (sanctions["recall"], sanctions["measure right"], sanctions["sender right"]) == (
        100,
    ) * 3
    events = score_events([read], reader.names).values
    assert (events["recall"], events["type right"], events["actor F1"]) == (100,) * 3
    assert score_offsets([read]).values == {"spans that are not their words": 0}


def test_wrong_labels_cost(tmp_path: Path, reader: Reader) -> None:
    wrong = (
        (HEAD + TEXT + REPORTS)
        .replace("[Uganda](GPE|UG)", "[Uganda](ORG Wuganda|KE)")
        .replace('status = "imposed"', 'status = "lifted"')
        .replace('type = "ASSAULT"\nmode = "heavy-weapons"', 'type = "AID"')
        .replace('actors = ["Rwanda"]', 'actors = ["Norway"]')
    )
    (read,) = read_articles([read_article(written(tmp_path, wrong))], reader.resources)
    entities = score_entities([read], reader.names)
    assert any(miss.what == "missed ORG" for miss in entities.misses)
    assert any(miss.what == "country" for miss in entities.misses)
    assert score_sanctions([read], reader.names).values["status right"] == 0
    events = score_events([read], reader.names).values
    assert (events["type right"], events["actor F1"]) == (0, 0)


def test_what_is_told_where_nothing_is_labelled_is_a_false_alarm(
    tmp_path: Path, reader: Reader
) -> None:
    quiet = HEAD.replace('kind = "wire"', 'kind = "wire"\nlook_alike = true') + TEXT + "+++\n"
    (read,) = read_articles([read_article(written(tmp_path, quiet))], reader.resources)
    assert score_sanctions([read], reader.names).values["articles without that fire"] == 100
    assert score_events([read], reader.names).values["articles without that fire"] == 100


def test_offsets_follow_the_text_through_cleaning(tmp_path: Path, reader: Reader) -> None:
    dirty = TEXT.replace("KAMPALA - ", "Sign up for our newsletter\n\nKAMPALA - ")
    (read,) = read_articles(
        [read_article(written(tmp_path, HEAD + dirty + REPORTS))], reader.resources
    )
    assert "newsletter" not in read.told.text
    assert score_entities([read], reader.names).values["strict R"] > 70
    assert score_sanctions([read], reader.names).values["recall"] == 100


def test_the_corpus_keeps_its_rules() -> None:
    articles = read_corpus()
    topics: dict[str, set[str]] = {}
    for article in articles:
        topics.setdefault(article.facts.topic, set()).add(article.facts.split)
    assert ARTICLES.is_dir()
    assert articles
    assert [topic for topic, splits in topics.items() if len(splits) > 1] == []
