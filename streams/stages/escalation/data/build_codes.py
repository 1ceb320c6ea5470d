"""Build codes.json (the event scales) from PLOVER's and CAMEO's tables.

Usage: python build_codes.py FOLDER, where FOLDER holds plover.json and cameo_extended.csv.

Source: PLOVER manual 2021 (openeventdata/PLOVER, CC BY-SA 4.0); CAMEO codes with their
Goldstein scores (public research tables). Corrections made here, each for a known fault:

- quad classes are PLOVER's, not GDELT's, which has 2 for root 09 and 3 for root 14;
- ACCUSE's score is printed as 3 in the manual; it is a sign error, both modes are negative;
- an international sanction (CAMEO 163) is SANCTION, as the manual says, not COERCE;
- 176, "attack cybernetically", which ICEWS and its users have beyond the codebook of 2012, is
  there, with the Goldstein score of its root 17.
"""

import csv
import json
import sys
from pathlib import Path

DE_ESCALATORY = (
    "1054",
    "1055",
    "1056",
    "106",
    "107",
    "108",
    "0254",
    "0255",
    "0256",
    "026",
    "027",
    "028",
)
POLARITY = {
    "escalatory": (
        "ASSAULT", "COERCE", "MOBILIZE", "SANCTION", "THREATEN", "REJECT", "ACCUSE", "PROTEST",
    ),
    "de-escalatory": ("AGREE", "CONSULT", "CONCEDE", "RETREAT"),
    "neutral": ("SUPPORT", "COOPERATE", "AID", "REQUEST"),
}  # fmt: skip
SCORE_CORRECTIONS = {"ACCUSE": -3.0}
ADDED = {"176": ("17", ["cyber"])}


def build(folder: Path) -> dict[str, object]:
    """Return the tables: event types with scores, modes and quad class; codes with Goldstein."""
    plover = json.loads((folder / "plover.json").read_text("utf-8"))
    polarity = {kind: name for name, kinds in POLARITY.items() for kind in kinds}
    types = {}
    for name, entry in plover["event_types"].items():
        default = SCORE_CORRECTIONS.get(name, entry["score"])
        types[name] = {
            "quad_class": entry["quad_class"],
            "plover_score": default,
            "polarity": polarity[name],
            "modes": {mode["mode"]: mode.get("score", default) for mode in entry["modes"]},
        }
    with (folder / "cameo_extended.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    goldstein = {row["code"]: float(row["goldstein"]) for row in rows}
    known = {entry["context"] for entry in plover["contexts"]}
    contexts = {
        row["code"]: [name for name in row["plover_context"].split("; ") if name in known]
        for row in rows
    }
    for code, (root, names) in ADDED.items():
        goldstein[code] = goldstein[root]
        contexts[code] = names
    return {
        "source": "PLOVER manual 2021 (CC BY-SA 4.0); CAMEO codes and Goldstein scores",
        "licence": "CC BY-SA 4.0",
        "built_by": "build_codes.py",
        "types": types,
        "goldstein": goldstein,
        "contexts": {code: names for code, names in contexts.items() if names},
        "de_escalatory": sorted(DE_ESCALATORY),
    }


if __name__ == "__main__":
    target = Path(__file__).with_name("codes.json")
    target.write_text(
        json.dumps(build(Path(sys.argv[1])), indent=1, sort_keys=True, ensure_ascii=False) + "\n",
        encoding="utf-8",
    )
