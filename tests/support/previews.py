"""Go through the loads, and draw each dashboard from what Prometheus answered.

    python -m tests.support.previews [FOLDER]

Takes some four minutes, and a machine with Java, Maven and Prometheus. The pictures are in the
docs (docs/dashboards.md); they are not compared with anything, since no two runs are the same.
"""

import sys
import tempfile
from pathlib import Path

from tests.support.dashboards import BOARDS, TOP
from tests.support.live import run_loads
from tests.support.preview import draw

PICTURES = TOP / "docs" / "img" / "previews"


def main(arguments: list[str]) -> int:
    """Write the pictures."""
    folder = Path(arguments[0]) if arguments else PICTURES
    with tempfile.TemporaryDirectory() as scratch:
        run = run_loads(Path(scratch))
    folder.mkdir(parents=True, exist_ok=True)
    for board in BOARDS:
        (folder / f"{board.file}.svg").write_text(draw(board, run), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
