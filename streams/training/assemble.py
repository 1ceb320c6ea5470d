"""The trained parts put together with rules for morphology and lemmas: what is shipped."""

import gzip
import json
from collections import Counter, defaultdict
from importlib.resources import files
from pathlib import Path
from typing import Any

import spacy
from spacy.language import Language
from spacy.lookups import Lookups
from spacy.tokens import DocBin

NAME = "geopol_sm"
VERSION = "0.3.0"
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
    ("Annotated articles of crisiswire, train part", "ours", "CC BY 4.0"),
    ("floret vectors trained on the texts above and open US government text", "ours",
     "CC BY-SA 4.0"),
    ("Lemma tables of spacy-lookups-data 1.0.5", "Explosion; Princeton's WordNet 3.0",
     "MIT; WordNet"),
)
# fmt: on
LEMMA_TABLES = ("lemma_rules", "lemma_exc", "lemma_index")
# The package's folder is read without importing it, so that no other part sees its tables.
LOOKUPS = "spacy_lookups_data"
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
# The treebank's commonest part of speech of a tag, but for one: most "VBZ" are auxiliaries,
# which a rule below finds by their place in the tree.
CORRECTED = {"VBZ": "VERB"}


def parts_of_speech(treebank: Path) -> dict[str, str]:
    """Return the commonest universal part of speech of each tag in a DocBin."""
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for doc in DocBin().from_disk(treebank).get_docs(spacy.blank("en").vocab):
        for token in doc:
            counts[token.tag_][token.pos_] += 1
    common = {tag: found.most_common(1)[0][0] for tag, found in sorted(counts.items())}
    return common | CORRECTED


def lemma_tables(folder: Path | None) -> Lookups:
    """Read the English lemma tables; None: those of the installed spacy-lookups-data."""
    data = files(LOOKUPS) / "data" if folder is None else folder
    lookups = Lookups()
    for name in LEMMA_TABLES:
        packed = (data / f"en_{name}.json.gz").read_bytes()
        table = json.loads(gzip.decompress(packed))
        if "verb" in table:
            table["aux"] = table["verb"]  # "is", "has", "does" have the lemmas of the verbs
        lookups.add_table(name, table)
    return lookups


def assemble(nlp: Language, parts: dict[str, str], lookups: Lookups) -> Language:
    """Add attribute ruler and lemmatizer to trained parts; changes and returns `nlp`.

    Args:
        nlp: With tok2vec, ner, tagger and parser; ner before the parser, because it may not
            cross sentence starts that the parser predicts.
        parts: Part of speech of each tag.
        lookups: The lemmatizer's tables.
    """
    ruler: Any = nlp.add_pipe("attribute_ruler", after="parser")
    for tag, part in parts.items():
        ruler.add([[{"TAG": tag}]], {"POS": part})
    for tag, features in MORPHOLOGY.items():
        ruler.add([[{"TAG": tag}]], {"MORPH": features})
    ruler.add([[{"IS_SPACE": True}]], {"POS": "SPACE", "TAG": "_SP", "MORPH": "_"})
    # Later patterns win: an auxiliary is one only by its place in the parse.
    auxiliary = {"TAG": {"IN": VERB_TAGS}, "DEP": {"IN": ["aux", "aux:pass", "cop"]}}
    ruler.add([[auxiliary]], {"POS": "AUX"})
    lemmatizer: Any = nlp.add_pipe("lemmatizer", config={"mode": "rule"})
    lemmatizer.initialize(lookups=lookups)
    # Where the data lay says nothing to whoever loads the model.
    nlp.config["paths"] = dict.fromkeys(nlp.config["paths"])
    nlp.config["initialize"]["vectors"] = None
    nlp.config["corpora"] = {}
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
