"""`crisiswire demo`: everything on this machine, from a broker to what came out, and away again."""

import contextlib
import itertools
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from pathlib import Path

import typer
from kafka import KafkaProducer
from kafka.consumer.fetcher import ConsumerRecord
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from schemas import EnrichedArticle, EscalationAlert
from schemas.topics import ALERTS, DEAD_LETTERS, ESCALATION, RAW, topic_name
from streams.broker.client import connect_consumer, connect_producer
from streams.broker.deadletters import parse_letter
from streams.broker.publish import publish
from streams.broker.tail import tail
from streams.broker.topics import provision
from streams.cli.common import reporting
from streams.cli.render import render_article, render_letter
from streams.cli.render_series import render_alert
from streams.demo import ARTICLES, RISING
from streams.inputs import Draft, find_files, read_drafts
from streams.local import LocalKafka, LocalKafkaError
from streams.record import Record
from streams.settings import PREFIX, Settings, load_settings
from streams.wire import unwrap

START_SECONDS = 120.0
RESULT_SECONDS = 120.0
STOP_SECONDS = 40.0
ALERT_SECONDS = 30.0
THROUGHPUT_COPIES = 25
COUNTERS = (
    "crisiswire_messages_consumed_total",
    "crisiswire_messages_produced_total",
    "crisiswire_dead_letters_total",
)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("demo")(demo)


def demo() -> None:
    """Start a broker and a worker, publish sample articles, show what came out, and clean up.

    Needs Java and Maven, and nothing else: no Docker, no running broker, no free default port.

    Example: [bold]crisiswire demo[/bold]
    """
    console = Console(highlight=False)
    try:
        console.print("[bold]1[/] starting Apache Kafka on this machine ...")
        with reporting(), LocalKafka() as kafka:
            settings = load_settings(
                kafka_bootstrap_servers=kafka.bootstrap_servers, topic_prefix="demo."
            )
            _run(settings, console)
    except LocalKafkaError as error:
        console.print(f"[red]{escape(str(error))}[/]")
        raise typer.Exit(1) from None
    console.print("[dim]worker drained, broker stopped, nothing left behind[/]")


def _run(settings: Settings, console: Console) -> None:
    console.print(f"  it listens on {settings.kafka_bootstrap_servers}")
    console.print(f"[bold]2[/] topics: {len(provision(settings))} created")
    console.print("[bold]3[/] starting a worker: entities > sanctions > escalation > series ...")
    with contextlib.ExitStack() as stack:
        url, seconds = stack.enter_context(_worker(settings))
        console.print(f"  ready after {seconds:.1f} s; metrics at {url}/metrics")
        drafts = list(read_drafts(find_files([str(ARTICLES)])))
        console.print(f"[bold]4[/] publishing {len(drafts)} sample articles")
        consumer = stack.enter_context(contextlib.closing(connect_consumer(settings)))
        producer = stack.enter_context(contextlib.closing(connect_producer(settings)))
        names = [topic_name(topic, settings.topic_prefix) for topic in (ESCALATION, DEAD_LETTERS)]
        arrivals = tail(consumer, names, from_beginning=True, idle_seconds=RESULT_SECONDS)
        results = _publish_and_await(settings, console, drafts, producer, arrivals)
        refused = topic_name(DEAD_LETTERS, settings.topic_prefix)
        for record in sorted(results, key=lambda one: (one.topic == refused, one.timestamp)):
            console.print()
            if record.topic == refused:
                console.print(render_letter(parse_letter(record)))
            else:
                console.print(
                    render_article(EnrichedArticle.model_validate_json(unwrap(record.value)))
                )
        console.print()
        _show_rise(settings, console, producer, arrivals)
        console.print()
        console.print("[bold]6[/] throughput")
        drafts = _copies(drafts)
        begun = time.monotonic()
        _publish_and_await(settings, console, drafts, producer, arrivals)
        seconds = time.monotonic() - begun
        words = sum(len((draft.record.value or b"").split()) for draft in drafts)
        console.print(
            f"  {len(drafts)} articles in {seconds:.1f} s: {len(drafts) / seconds:.0f} articles/s,"
            f" {words / seconds:,.0f} words/s on {settings.pool_size} processes"
        )
        _print_counters(url, console)


def _show_rise(
    settings: Settings,
    console: Console,
    producer: KafkaProducer,
    arrivals: Iterator[ConsumerRecord],
) -> None:
    """Publish the reports of one dyad in their order; show the alert that it raises.

    Raises:
        typer.Exit: one of them does not come out, or no alert does.
    """
    drafts = list(read_drafts([str(RISING)]))
    console.print(
        f"[bold]5[/] two neighbours in {len(drafts)} reports: three weeks of quiet, then one day"
    )
    topic = topic_name(RAW, settings.topic_prefix)
    for draft in drafts:
        # One by one, as the news comes: between partitions no order is promised.
        publish([draft], producer, topic=topic)
        record = next(arrivals, None)
        if record is None or record.topic.endswith(DEAD_LETTERS.name):
            console.print(f"[red]{escape(draft.origin)} did not come out[/]")
            raise typer.Exit(1)
        article = EnrichedArticle.model_validate_json(unwrap(record.value))
        console.print(
            f"  [dim]{article.published_at:%d %b %H:%M}[/]  {escape(article.title or '')}"
        )
    with contextlib.closing(connect_consumer(settings)) as consumer:
        names = [topic_name(ALERTS, settings.topic_prefix)]
        alerts = tail(consumer, names, from_beginning=True, idle_seconds=ALERT_SECONDS)
        found = next(alerts, None)
    if found is None:
        console.print("[red]no alert was raised[/]")
        raise typer.Exit(1)
    console.print()
    console.print(render_alert(EscalationAlert.model_validate_json(unwrap(found.value))))


def _publish_and_await(
    settings: Settings,
    console: Console,
    drafts: Sequence[Draft],
    producer: KafkaProducer,
    arrivals: Iterator[ConsumerRecord],
) -> list[ConsumerRecord]:
    """Publish, then wait until each draft has come out as an article or as a dead letter.

    Raises:
        typer.Exit: not everything was confirmed, or not everything came out in time.
    """
    with _progress(console) as bar:
        sending = bar.add_task("published", total=len(drafts))
        coming = bar.add_task("enriched", total=len(drafts))
        published = publish(
            drafts,
            producer,
            topic=topic_name(RAW, settings.topic_prefix),
            on_done=lambda confirmed: bar.advance(sending),
        )
        results = []
        for record in itertools.islice(arrivals, published.confirmed):
            results.append(record)
            bar.advance(coming)
    for failure in published.failures:
        console.print(f"[red]not confirmed: {failure.origin}: {failure.error}[/]")
    if len(results) < len(drafts):
        console.print(f"[red]{len(results)} of {len(drafts)} articles came out[/]")
        raise typer.Exit(1)
    return results


def _copies(drafts: Sequence[Draft]) -> list[Draft]:
    """Return the good samples many times over, each copy an article of its own."""
    copies = []
    for number in range(THROUGHPUT_COPIES):
        for draft in drafts:
            try:
                fields = json.loads(draft.record.value or b"")
            except ValueError:
                continue  # the broken sample
            fields["id"] = f"copy-{number}-{draft.origin.rsplit('/', 1)[-1]}"
            key = fields["id"].encode()
            copies.append(Draft(Record(value=json.dumps(fields).encode(), key=key), draft.origin))
    return copies


@contextlib.contextmanager
def _worker(settings: Settings) -> Iterator[tuple[str, float]]:
    """Run a worker in a process of its own; yield its address and how long it took to be ready."""
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(PREFIX)},
        f"{PREFIX}KAFKA_BOOTSTRAP_SERVERS": settings.kafka_bootstrap_servers,
        f"{PREFIX}TOPIC_PREFIX": settings.topic_prefix,
        f"{PREFIX}POOL_SIZE": str(settings.pool_size),
        f"{PREFIX}METRICS_PORT": "0",
    }
    with tempfile.TemporaryDirectory(prefix="crisiswire-demo-") as folder:
        log, out = Path(folder) / "log", Path(folder) / "out"
        begun = time.monotonic()
        with log.open("wb") as errors, out.open("wb") as prints:
            process = subprocess.Popen(
                [sys.executable, "-m", "streams", "worker"],
                env=environment, stdin=subprocess.DEVNULL, stdout=prints, stderr=errors,
            )  # fmt: skip
        try:
            url = _await_ready(process, out, log)
            yield url, time.monotonic() - begun
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _await_ready(process: "subprocess.Popen[bytes]", out: Path, log: Path) -> str:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        found = re.search(r"http://\S+", out.read_text())
        if found:
            try:
                with urllib.request.urlopen(f"{found[0]}/health/ready", timeout=2):  # noqa: S310
                    return found[0]
            except OSError:
                pass  # not ready yet
        time.sleep(0.1)
    raise typer.BadParameter(f"the worker did not become ready:\n{log.read_text()[-2000:]}")


def _print_counters(url: str, console: Console) -> None:
    """Show what Prometheus would see."""
    with urllib.request.urlopen(f"{url}/metrics", timeout=5) as answer:  # noqa: S310
        lines = answer.read().decode().splitlines()
    console.print("  [dim]from /metrics:[/]")
    for line in lines:
        name, _, value = line.rpartition(" ")
        if name.startswith(COUNTERS) and float(value) > 0:
            console.print(f"  [dim]{escape(name)}[/] {float(value):g}", soft_wrap=True)


def _progress(console: Console) -> Progress:
    return Progress(
        TextColumn("  {task.description:<10}"),
        BarColumn(bar_width=40),
        MofNCompleteColumn(),
        console=console,
    )
