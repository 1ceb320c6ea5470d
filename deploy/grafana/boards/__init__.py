"""The six dashboards, in the order in which one looks at them."""

import sys
from pathlib import Path

# The objectives are those of the rules.
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "prometheus"))
from boards.client import CLIENT
from boards.content import CONTENT
from boards.dead_letters import DEAD_LETTERS
from boards.lag import LAG
from boards.overview import OVERVIEW
from boards.stage import STAGES

BOARDS = (OVERVIEW, STAGES, LAG, DEAD_LETTERS, CLIENT, CONTENT)
