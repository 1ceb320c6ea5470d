"""Assemble the shipped spaCy pipeline from trained parts; reproducible, no network.

    python -m streams.language.build.assemble_model WHEEL_OR_FOLDER LOOKUPS streams/language/model

WHEEL_OR_FOLDER is the trained baseline (tok2vec, tagger, parser, ner; UD labels),
LOOKUPS the `data` folder of the PyPI package spacy-lookups-data 1.0.5 (MIT), whose
English lemma tables come from WordNet 3.0. What it changes in the baseline:
`senter` goes; `ner` stands first, because it may not cross sentence starts that the
parser predicts; the attribute ruler moves behind the parser, whose labels it reads,
and learns to set morphology; a rule lemmatizer with its tables is baked in.
"""

import argparse
import gzip
import json
import tempfile
import zipfile
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.lookups import Lookups

NAME = "geopol_sm"
VERSION = "0.2.0"
LICENCE = "CC BY-SA 4.0"
# fmt: off
SOURCES = (
    ("Universal Dependencies English EWT", "universaldependencies.org", "CC BY-SA 4.0"),
    ("Universal Dependencies English GUM, openly licensed genres", "gucorpling.org/gum",
     "CC BY 4.0, CC BY-SA 4.0"),
    ("Universal NER English EWT", "universalner.org", "CC BY-SA 4.0"),
    ("Groningen Meaning Bank (Voice of America texts), relabelled", "gmb.let.rug.nl",
     "texts public domain; annotations ODbL, CDLA-Sharing"),
    ("Wikigold", "Balasuriya et al. 2009", "CC BY 4.0"),
    ("re3d", "Dstl, github.com/dstl/re3d", "OGL v3, CC BY"),
    ("floret vectors trained on the texts above and open US government text", "ours",
     "CC BY-SA 4.0"),
    ("Lemma tables of spacy-lookups-data 1.0.5", "Explosion; Princeton's WordNet 3.0",
     "MIT; WordNet"),
)
# fmt: on
LEMMA_TABLES = ("lemma_rules", "lemma_exc", "lemma_index")
VERB_TAGS = ["VB", "VBD", "VBG", "VBN", "VBP", "VBZ"]
# Penn Treebank tag -> Universal Features, after the conversion table at
# universaldependencies.org/tagset-conversion/en-penn-uposf.html.
MORPHOLOGY = {
    "JJ": "Degree=Pos", "JJR": "Degree=Cmp", "JJS": "Degree=Sup",
    "NN": "Number=Sing", "NNS": "Number=Plur", "NNP": "Number=Sing", "NNPS": "Number=Plur",
    "RB": "Degree=Pos", "RBR": "Degree=Cmp", "RBS": "Degree=Sup",
    "VB": "VerbForm=Inf", "VBD": "Tense=Past|VerbForm=Fin",
    "VBG": "Aspect=Prog|Tense=Pres|VerbForm=Part", "VBN": "Aspect=Perf|Tense=Past|VerbForm=Part",
    "VBP": "Tense=Pres|VerbForm=Fin", "VBZ": "Number=Sing|Person=3|Tense=Pres|VerbForm=Fin",
    "MD": "VerbForm=Fin",
}  # fmt: skip


def baseline(path: Path) -> Language:
    """Load the trained baseline from a wheel or a pipeline's folder."""
    if path.is_dir():
        return spacy.load(path)
    with tempfile.TemporaryDirectory() as folder:
        zipfile.ZipFile(path).extractall(folder)
        (config,) = Path(folder).glob("*/*/config.cfg")
        return spacy.load(config.parent)


def lemma_tables(folder: Path) -> Lookups:
    """Read the English lemma tables of spacy-lookups-data."""
    lookups = Lookups()
    for name in LEMMA_TABLES:
        with gzip.open(folder / f"en_{name}.json.gz", "rt", encoding="utf-8") as stream:
            table = json.load(stream)
            if "verb" in table:
                table["aux"] = table["verb"]  # "is", "has", "does" have the lemmas of the verbs
            lookups.add_table(name, table)
    return lookups


def assemble(nlp: Language, lookups: Lookups) -> Language:
    """Put the parts in order; changes and returns `nlp`."""
    nlp.remove_pipe("senter")
    old = nlp.get_pipe("attribute_ruler").patterns  # type: ignore[attr-defined]
    nlp.remove_pipe("attribute_ruler")
    ruler = nlp.add_pipe("attribute_ruler", after="parser")
    # The baseline takes every third person singular for an auxiliary, which has no lemma rules.
    kept = [item for item in old if item["patterns"] != [[{"TAG": "VBZ"}]]]
    ruler.add_patterns(kept)  # type: ignore[attr-defined]
    ruler.add([[{"TAG": "VBZ"}]], {"POS": "VERB"})  # type: ignore[attr-defined]
    for tag, features in MORPHOLOGY.items():
        ruler.add([[{"TAG": tag}]], {"MORPH": features})  # type: ignore[attr-defined]
    ruler.add([[{"IS_SPACE": True}]], {"POS": "SPACE", "TAG": "_SP", "MORPH": "_"})  # type: ignore[attr-defined]
    # Later patterns win: an auxiliary is one only by its place in the parse.
    auxiliary = {"TAG": {"IN": VERB_TAGS}, "DEP": {"IN": ["aux", "aux:pass", "cop"]}}
    ruler.add([[auxiliary]], {"POS": "AUX"})  # type: ignore[attr-defined]
    lemmatizer = nlp.add_pipe("lemmatizer", config={"mode": "rule"})
    lemmatizer.initialize(lookups=lookups)  # type: ignore[attr-defined]
    nlp.config["paths"] = {"train": None, "dev": None, "vectors": None, "init_tok2vec": None}
    nlp.meta.update(
        name=NAME,
        version=VERSION,
        license=LICENCE,
        author="The crisiswire team",
        description="Compact English pipeline for world politics; UD labels",
        sources=[{"name": n, "url": u, "license": li} for n, u, li in SOURCES],
        performance={},
    )
    return nlp


def main() -> None:
    """Run the assembling from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("trained", type=Path)
    parser.add_argument("lookups", type=Path)
    parser.add_argument("target", type=Path)
    options = parser.parse_args()
    nlp = assemble(baseline(options.trained), lemma_tables(options.lookups))
    nlp.to_disk(options.target)


if __name__ == "__main__":
    main()
