"""Write schemas/examples anew: one demo article through the pipeline, one dead letter, one alert.

    python -m tests.support.make_examples [FOLDER]

To be run when a record or a stage has changed. The clock's part is fixed: the article is
received, and the dead letter refused, a minute and a half after the article was published.
"""

import datetime as dt
import hashlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from schemas import DeadLetter, EscalationEvent, RawArticle
from schemas.topics import ESCALATION_EVENTS, RAW, SANCTIONS_EVENTS, SIGNATURES, TOPICS
from streams import PIPELINE_VERSION
from streams.demo import ARTICLES, RISING
from streams.inputs import read_drafts
from streams.pipeline import STAGES, run_stage
from streams.record import Output, Record
from streams.resources import Limits, Resources, load_resources
from streams.stages.series import PartitionSeries, SeriesParameters, series_outputs

EXAMPLES = Path(__file__).parents[2] / "schemas" / "examples"
ARTICLE = ARTICLES / "04-strait.json"
BROKEN = ARTICLES / "07-broken.jsonl"
DELAY = dt.timedelta(seconds=90)


def examples(resources: Resources) -> Iterator[tuple[str, str]]:
    """Yield each record's name and its JSON."""
    (draft,) = read_drafts([str(ARTICLE)])
    value = draft.record.value or b""
    published = RawArticle.model_validate_json(value).published_at
    if published is None:
        raise ValueError(f"{ARTICLE}: the example needs a date")
    received = published + DELAY
    yield "RawArticle", value.decode()
    record = Record(value, draft.record.key, timestamp_ms=round(received.timestamp() * 1000))
    names = {topic.name: topic.record.__name__ for topic in TOPICS}
    for stage in STAGES:
        outcome = run_stage(stage, record, resources)
        outputs = outcome.outputs
        if outcome.signature is not None:
            yield names[SIGNATURES.name], outcome.signature.model_dump_json()
        for name in (stage.sink.name, SANCTIONS_EVENTS.name, ESCALATION_EVENTS.name):
            first = next((output for output in outputs if output.topic == name), None)
            if first is not None:
                yield names[name], first.value.decode()
        record = Record(outputs[0].value, outputs[0].key, outputs[0].headers, record.timestamp_ms)
    for output in _series(resources):
        yield names[output.topic], output.value.decode()
    yield "DeadLetter", _dead_letter(received, resources).model_dump_json()


def _series(resources: Resources) -> list[Output]:
    """Return the windows of the first event of a dyad that rises, and its alert."""
    outputs: list[Output] = []
    series = PartitionSeries(SeriesParameters())
    for draft in read_drafts([str(RISING)]):
        published = RawArticle.model_validate_json(draft.record.value or b"").published_at
        if published is None:
            raise ValueError(f"{draft.origin}: the example needs a date")
        received_ms = round((published + DELAY).timestamp() * 1000)
        record = Record(draft.record.value, draft.record.key, timestamp_ms=received_ms)
        for stage in STAGES:
            produced = run_stage(stage, record, resources).outputs
            record = Record(produced[0].value, produced[0].key, produced[0].headers, received_ms)
        for event in produced:
            if event.topic == ESCALATION_EVENTS.name:
                told = EscalationEvent.model_validate_json(event.value)
                step = series.take(told, received_ms)
                outputs.extend(series_outputs(step, told, (), PIPELINE_VERSION))
    # Of each record the last: a week that holds something, and the alert.
    return list({output.topic: output for output in outputs}.values())


def _dead_letter(refused_at: dt.datetime, resources: Resources) -> DeadLetter:
    (draft,) = read_drafts([str(BROKEN)])
    value = draft.record.value or b""
    refusal = run_stage(STAGES[0], Record(value), resources).refusal
    if refusal is None:
        raise ValueError(f"{BROKEN} is taken")
    return DeadLetter(
        original_topic=RAW.name,
        original_partition=2,
        original_offset=17,
        original_timestamp=round(refused_at.timestamp() * 1000) - 40,
        original_size=len(value),
        original_sha256=hashlib.sha256(value).hexdigest(),
        consumer_group="crisiswire",
        stage=STAGES[0].name,
        reason=refusal.reason,
        error_class=refusal.error_class,
        message=refusal.message,
        attempt=1,
        first_failed_at=refused_at,
        pipeline_version=PIPELINE_VERSION,
    )


def main(folder: Path = EXAMPLES) -> None:
    """Write them all."""
    folder.mkdir(exist_ok=True)
    resources = load_resources(model=None, limits=Limits(4 * 1024 * 1024, 100_000))
    for name, value in examples(resources):
        pretty = json.dumps(json.loads(value), ensure_ascii=False, indent=2)
        (folder / f"{name}.1.json").write_text(pretty + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
