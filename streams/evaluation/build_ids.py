"""Build tests/gold/ids.json: the Wikidata ids of our corpus's canonical names.

    python -m streams.evaluation.build_ids

The ids are those that the product's lists have from their named sources (see
streams/language/data/README.md), for names that are written exactly as the corpus has them.
What the figure "Wikidata id right" then tells is whether each mention, however it is worded, leads
to the right entry; whether an entry's id is right is a matter of its source.
"""

import json

from streams.evaluation.corpus import read_corpus
from streams.evaluation.evaluate import IDS
from streams.language.knowledge import load_knowledge

SOURCE = "streams/language/data: territories.json, wikidata.toml, officials.tsv, with their sources"


def main() -> None:
    """Write the file."""
    knowledge = load_knowledge()
    names = {entity.canonical for article in read_corpus() for entity in article.entities}
    ids = {
        name: hit.value.kb_id
        for name in sorted(names)
        for hit in knowledge.find(name)
        if hit.start == 0 and hit.end == len(name) and hit.value.kb_id
        if hit.value.canonical == name
    }
    content = json.dumps({"source": SOURCE, "ids": ids}, indent=1, ensure_ascii=False)
    IDS.write_text(content + "\n", encoding="utf-8")
    print(len(ids), "of", len(names), "names have an id")


if __name__ == "__main__":
    main()
