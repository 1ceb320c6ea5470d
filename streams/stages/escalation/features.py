"""What a place in the text shows of being an event: named features, present or not.

A name tells a relation and what stands there: "o=tank" the object's lemma, "o:S" that it
is a state, "l+q=fire on" the verb with its preposition. None needs the whole parse to be
right: neighbours by word order stand beside what the tree says.
"""

from collections.abc import Callable

from streams.language.syntax import OBJECTS, SUBJECTS
from streams.stages.escalation.columns import MODIFIERS, Columns

PHRASES = frozenset(
    {"obl", "nmod", "obl:agent", "obl:unmarked", "nmod:poss", "nmod:unmarked", "nmod:desc"}
)
SMALL = frozenset({"compound:prt", "compound", "amod", "flat", "advmod"})
CLAUSES = frozenset({"xcomp", "ccomp", "advcl", "acl", "acl:relcl", "parataxis"})
AUXILIARIES = frozenset({"aux", "aux:pass", "cop"})
NOT = frozenset({"not", "n't", "n’t", "never", "no"})
CLIMB = 4  # steps up to the verb that lends its subject

Classes = dict[str, tuple[str, ...]]


def word_features(place: int, columns: Columns, classes: Classes) -> list[str]:
    """Return the features of a verb or noun: itself, its arguments and neighbours.

    Args:
        place: Its token index.
        columns: Of the article.
        classes: Noun classes of the lexicon by lemma.
    """
    lemma, tag, label = columns.lemmas[place], columns.tags[place], columns.labels[place]
    found = [f"l={lemma}", f"l/t={lemma}/{tag[0]}", f"t={tag}", f"d={label}", f"t+d={tag} {label}"]
    head = columns.heads[place]
    if head != place:
        governor = columns.lemmas[head]
        found += [f"g={label} {governor}", f"g:{label} {columns.tags[head][:2]}"]
        found.append(f"l+g={lemma} {governor}")
    subject = item = None
    auxiliaries: list[str] = []
    for child in columns.children[place]:
        label = columns.labels[child]
        if label in SUBJECTS:
            subject = child
        elif label in OBJECTS:
            item = child
        elif label in AUXILIARIES:
            auxiliaries.append(columns.forms[child])
        read = READERS.get(label)
        if read is not None:
            found += read(lemma, child, columns, classes)
    found += [f"a={form}" for form in sorted(set(auxiliaries))]
    if auxiliaries:
        found.append("a=" + "+".join(auxiliaries))
    if subject is None and tag[0] == "V":
        found += _lent_subject(place, columns)
    if item is None:
        found.append("no o")
    else:
        found += _inside_object(lemma, item, columns)
    return found + _neighbours(place, columns)


def _subject(lemma: str, child: int, columns: Columns, classes: Classes) -> list[str]:
    word, kind = columns.lemmas[child], columns.kind(child)
    found = [f"s:{kind}", f"s={word}", f"l+s:{lemma} {kind}"]
    return found + [f"s@{name}" for name in classes.get(word, ())]


def _object(lemma: str, child: int, columns: Columns, classes: Classes) -> list[str]:
    word, kind = columns.lemmas[child], columns.kind(child)
    found = [f"o:{kind}", f"o={word}", f"l+o={lemma} {word}", f"l+o:{lemma} {kind}"]
    for name in classes.get(word, ()):
        found += [f"o@{name}", f"l+o@{lemma} {name}"]
    return found


def _phrase(lemma: str, child: int, columns: Columns, classes: Classes) -> list[str]:
    word, kind = columns.lemmas[child], columns.kind(child)
    by = columns.preposition(child) or columns.labels[child]
    found = [f"q={by}", f"q:{by} {kind}", f"q={by} {word}"]
    found += [f"l+q={lemma} {by}", f"l+q:{lemma} {by} {kind}"]
    return found + [f"q@{by} {name}" for name in classes.get(word, ())]


def _small(lemma: str, child: int, columns: Columns, _: Classes) -> list[str]:
    word = columns.lemmas[child]
    found = [f"m={word}", f"l+m={lemma} {word}"]
    if columns.kinds[child]:
        found.append(f"m:{columns.kinds[child]}")
    if columns.forms[child] in NOT:
        found += ["not", f"l+not={lemma}"]
    return found


def _clause(lemma: str, child: int, columns: Columns, _: Classes) -> list[str]:
    label = columns.labels[child]
    return [f"x:{label}", f"x={label} {columns.lemmas[child]}", f"l+x:{lemma} {label}"]


def _function_word(_: str, child: int, columns: Columns, __: Classes) -> list[str]:
    return [f"{columns.labels[child]}={columns.forms[child]}"]


def _conjunct(_: str, child: int, columns: Columns, __: Classes) -> list[str]:
    return [f"c={columns.lemmas[child]}"]


# What is read off a child, by its label.
READERS: dict[str, Callable[[str, int, Columns, Classes], list[str]]] = {
    **dict.fromkeys(sorted(SUBJECTS), _subject),
    **dict.fromkeys(sorted(OBJECTS), _object),
    **dict.fromkeys(sorted(PHRASES), _phrase),
    **dict.fromkeys(sorted(SMALL), _small),
    **dict.fromkeys(sorted(CLAUSES), _clause),
    **dict.fromkeys(("mark", "case", "det"), _function_word),
    "conj": _conjunct,
}


def _lent_subject(place: int, columns: Columns) -> list[str]:
    """Return the features of the subject that a governor lends to a verb without one."""
    head, label = columns.heads[place], columns.labels[place]
    if label in ("acl", "acl:relcl"):
        return [f"s:{columns.kind(head)}", f"s={columns.lemmas[head]}"]
    if label not in ("conj", "xcomp", "advcl"):
        return ["no s"]
    for _ in range(CLIMB):
        for child in columns.children[head]:
            if columns.labels[child] in SUBJECTS:
                return [f"s:{columns.kind(child)}", f"s={columns.lemmas[child]}"]
        head = columns.heads[head]
    return ["no s"]


def _inside_object(lemma: str, item: int, columns: Columns) -> list[str]:
    found = []
    for child in columns.children[item]:
        if columns.labels[child] in MODIFIERS and child < item:
            word = columns.lemmas[child]
            found += [f"om={word}", f"l+om={lemma} {word}"]
        elif columns.labels[child] == "nmod":
            found.append(f"on:{columns.preposition(child)} {columns.kind(child)}")
    return found


def _neighbours(place: int, columns: Columns) -> list[str]:
    start, end = columns.sentences[place]
    lemma, forms, kinds = columns.lemmas[place], columns.forms, columns.kinds
    found = []
    if place + 1 < end:
        after = forms[place + 1]
        found += [f"+1={after}", f"l+1={lemma} {after}", f"+1:{kinds[place + 1]}"]
        if place + 2 < end:
            found += [f"+2={columns.lemmas[place + 2]}", f"+12={after} {columns.lemmas[place + 2]}"]
    if place > start:
        before = forms[place - 1]
        found += [f"-1={before}", f"l-1={lemma} {before}", f"-1:{kinds[place - 1]}"]
        if place - 1 > start:
            found.append(f"-2={columns.lemmas[place - 2]}")
    return found
