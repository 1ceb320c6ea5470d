"""Pictures of the terminal for the docs: real commands on a real broker, drawn as SVG.

    python -m tests.support.terminal_pictures [FOLDER]

writes docs/img/terminal-*.svg, or into FOLDER. Each picture is what the command printed, with its
colours; nothing is put in. tests/ops/test_terminal_pictures.py draws them anew and compares.
"""

import html
import json
import os
import re
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import MONOKAI
from rich.text import Text

from schemas.topics import ALERTS, DEAD_LETTERS, ESCALATION, RAW
from streams.broker.topics import provision
from streams.demo import ARTICLES, RISING
from streams.local import LocalKafka
from streams.settings import PREFIX, Settings, load_settings
from tests.support.broker import Sent, await_records, produce
from tests.support.worker import worker

ROOT = Path(__file__).resolve().parents[2]
IMAGES = ROOT / "docs" / "img"
WIDTH = 100
# Name of the picture, and what is typed: of the first article alone, and of all that came.
FIRST = {"tail": "crisiswire tail --from-beginning --limit 1"}
PICTURES = {
    "alert": "crisiswire tail --alerts --from-beginning --limit 1",
    "dlq": "crisiswire dlq list",
    "lag": "crisiswire lag",
    "doctor": "crisiswire doctor",
    "screen": 'crisiswire screen "Vladimir Potanin" --top 2',
}
REFUSED = (b'{"id": "no-text", "title": "A headline alone"}', b'{"id": "cut-off", "text": "It sto')
# rich's SVG names fonts on a server of others: a reader's own will do.
_NUMBER = re.compile(r"[\d.]*\d( (s|min|h)\b)?|─+")
_WEB_FONTS = re.compile(r"@font-face \{.*?\}\s*", re.S)


def draw(command: str, settings: Settings) -> str:
    """Run a command on a terminal of `WIDTH` columns; return what it printed as SVG."""
    printed = subprocess.run(
        ["bash", "-c", command],
        env={
            **os.environ,
            f"{PREFIX}KAFKA_BOOTSTRAP_SERVERS": settings.kafka_bootstrap_servers,
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "FORCE_COLOR": "1",
            "TERM": "xterm-256color",
            "COLUMNS": str(WIDTH),
        },
        capture_output=True,
        text=True,
        timeout=240,
        check=True,
    ).stdout
    console = Console(record=True, width=WIDTH, file=open(os.devnull, "w"), color_system="256")  # noqa: PTH123, SIM115
    console.print(Text(f"$ {command}", style="bold"))
    console.print(Text.from_ansi(printed.rstrip("\n")))
    identity = re.sub(r"\W+", "-", command)
    svg = console.export_svg(title="crisiswire", theme=MONOKAI, unique_id=identity)
    return _WEB_FONTS.sub("", svg).replace("Fira Code", "DejaVu Sans Mono, Menlo, Consolas")


def draw_all(folder: Path) -> None:
    """Start a broker and a worker, let articles through, and draw every picture."""
    with ExitStack() as stack:
        kafka = stack.enter_context(LocalKafka())
        logs = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        settings = load_settings(kafka_bootstrap_servers=kafka.bootstrap_servers)
        provision(settings)
        stack.enter_context(worker(kafka.bootstrap_servers, "", logs, pool_size="1"))
        first = json.dumps(json.loads((ARTICLES / "04-strait.json").read_bytes())).encode()
        rising = [line.encode() for line in RISING.read_text("utf-8").splitlines()]
        # One by one, as the news comes: between partitions no order is promised. With keys, so
        # that everything is on the same partitions each time.
        for done, value in enumerate((first, *REFUSED, *rising), start=1):
            produce(settings, RAW, [Sent(value, key=str(done).encode())])
            await_records(settings, [ESCALATION, DEAD_LETTERS], done)
            if done == 1:
                _draw_each(FIRST, settings, folder)
        await_records(settings, [ALERTS], 1)
        _draw_each(PICTURES, settings, folder)


def _draw_each(pictures: dict[str, str], settings: Settings, folder: Path) -> None:
    for name, command in pictures.items():
        path = folder / f"terminal-{name}.svg"
        path.write_text(draw(command, settings) + "\n", encoding="utf-8")


def words(picture: Path) -> list[str]:
    """Return the pieces of text in a picture without numbers and ages, to compare two of them."""
    texts = re.findall(r"<text [^>]*>(.*?)</text>", picture.read_text(encoding="utf-8"))
    shapes = [_NUMBER.sub("0", html.unescape(text)).split() for text in texts]
    return [" ".join(shape) for shape in shapes if shape]


if __name__ == "__main__":
    draw_all(Path(sys.argv[1]) if len(sys.argv) > 1 else IMAGES)
