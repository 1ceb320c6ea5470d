"""Listed parties of one article: names found, graded by what speaks for and against them."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from datetime import date
from types import MappingProxyType

from spacy.tokens import Doc

from schemas import Entity, EntityLabel, ListedParty
from streams.stages.listed.compare import compare_names, load_weights
from streams.stages.listed.cues import (
    BEHIND_NAME,
    DAYS,
    IMO_NUMBER,
    PLANES,
    SANCTIONING,
    SANCTIONS_WORDS,
    SHIPS,
)
from streams.stages.listed.lists import BODIES, ListEntry, NameForm, SanctionsLists, sound_key
from streams.stages.listed.name_parts import TITLES, NameKind
from streams.stages.listed.weighing import (
    ACRONYM_LETTERS,
    BARE_ACRONYM,
    COMMON_WORD,
    COUNTRY_CONFLICT,
    COUNTRY_IN_ARTICLE,
    COUNTRY_IN_NAME,
    COUNTRY_IN_SENTENCE,
    FORM,
    IMO_AGREES,
    IMO_CONFLICT,
    LABEL_AGREES,
    LABEL_DISAGREES,
    LONG_FORM_ELSEWHERE,
    NAME_GOES_ON,
    NO_ENTITY,
    NO_PLANE_WORD,
    NO_SHIP_WORD,
    OBJECT_OF_SANCTIONS,
    PLANE_WORD,
    SANCTIONS_NEARBY,
    SHIP_WORD,
    SHORT_LETTERS,
    SPELLING,
    SPELLING_LETTERS,
    SPELLING_OF_COMMON,
    SPELLING_SCORE,
    THRESHOLD,
    name_features,
)
from streams.stages.listed.written import (
    KIND_NOUNS,
    POSSESSIVES,
    SMALL,
    Word,
    is_capital,
    plain_word,
    sentences_of,
    stand_together,
)

LABELS = {
    "P": frozenset({EntityLabel.PERSON}),
    "E": frozenset({EntityLabel.ORG, EntityLabel.FAC, EntityLabel.NORP}),
    "V": frozenset({EntityLabel.ORG, EntityLabel.WEAPON, EntityLabel.FAC}),
    "A": frozenset({EntityLabel.ORG, EntityLabel.WEAPON}),
}
NOTHING_MORE: Mapping[str, float] = MappingProxyType({})
BODY_FIRST_WORDS = frozenset(role.split()[0] for role in BODIES)


def find_listed_parties(
    doc: Doc,
    entities: tuple[Entity, ...],
    *,
    published_on: date | None,
    lists: SanctionsLists,
) -> tuple[ListedParty, ...]:
    """Return the parties of the article that stood on a list when it was published.

    Args:
        doc: Tokenised article; its text is the cleaned text.
        entities: Its entities, sorted by start.
        published_on: Day of publication in UTC; None counts every entry as listed.
        lists: The snapshot to look names up in.

    Returns:
        One record for each mention and list, in reading order. `listed_on` is None
        where the list does not say; such an entry is left out only where its legal
        basis is younger than the article. `features` add up to the score.
    """
    reader = _Reader(doc, entities, lists, published_on)
    found = [*reader.named(), *reader.bodies(), *reader.numbered()]
    found.extend(reader.sounding(found))
    found.extend(reader.explained(found))
    found.extend(reader.repeated(found))
    return tuple(sorted(found, key=lambda item: (item.start, -item.end, item.list, item.entry_id)))


class _Reader:
    """One article while its names are looked up."""

    def __init__(
        self,
        doc: Doc,
        entities: tuple[Entity, ...],
        lists: SanctionsLists,
        published_on: date | None,
    ) -> None:
        self.lists = lists
        self.published_on = published_on
        self.entities = entities
        # Columns: spaCy makes a Token anew each time that one is asked for, which was most of it.
        columns = doc.to_array(["ORTH", "IDX", "SENT_START", "SPACY"])
        strings = doc.vocab.strings
        self.tokens: list[str] = [strings[orth] for orth in columns[:, 0].tolist()]
        self.starts: list[int] = columns[:, 1].tolist()
        self.sentence_of = sentences_of(columns[:, 2].tolist())
        blanks = columns[:, 3].tolist()
        self.text = "".join(
            f"{token} " if blank else token
            for token, blank in zip(self.tokens, blanks, strict=True)
        )
        self.by_token: dict[int, Entity] = {}
        for entity in entities:
            first = max(0, bisect_right(self.starts, entity.start) - 1)
            for i in range(first, bisect_left(self.starts, entity.end)):
                if self._end(i) > entity.start:
                    self.by_token.setdefault(i, entity)
        self.sentences: dict[int, tuple[bool, frozenset[str]]] = {}
        self.bare: list[ListedParty] = []  # acronyms that nothing explains
        self.countries = {entity.country for entity in entities if entity.country}

    def named(self) -> Iterator[ListedParty]:
        """Look up every run of words that begins with a capital; the longest name wins."""
        words, tokens = self._words()
        longest_of, names = self.lists.first_words, self.lists.names
        place = 0
        while place < len(words):
            longest = longest_of.get(words[place], 0)
            taken = 0
            if longest and is_capital(self.tokens[tokens[place]]):
                for end in range(min(place + longest, len(words)), place, -1):
                    key = tuple(words[place:end])
                    forms = names.get(key)
                    if forms is None:
                        continue
                    run = [
                        Word(i, self.starts[i], self.tokens[i], word)
                        for i, word in zip(tokens[place:end], key, strict=True)
                    ]
                    if stand_together(run, self.text) and self._proper(run):
                        parties = list(self._graded(run, forms, key))
                        if parties:
                            yield from parties
                            taken = end - place
                            break
            place += taken or 1

    def _words(self) -> tuple[list[str], list[int]]:
        """Return the article's words, plain, and the number of each one's token."""
        words: list[str] = []
        tokens: list[int] = []
        for i, token in enumerate(self.tokens):
            text = plain_word(token)
            if text.isalnum():
                if token in POSSESSIVES:
                    continue
                if len(text) == 1 and token[0].isupper() and len(token) == 2:
                    continue  # an initial: "Vladimir V. Putin"
                words.append(text)
                tokens.append(i)
            elif "-" in text and any(mark.isdigit() for mark in text):  # "RA-82078"
                parts = [part for part in text.split("-") if part.isalnum()]
                words.extend(parts)
                tokens.extend([i] * len(parts))
        return words, tokens

    def _proper(self, run: list[Word]) -> bool:
        """Say whether the words are written as a name: with capitals, but for particles inside."""
        named = run[:-1] if len(run) > 1 and run[-1].plain in KIND_NOUNS else run
        return is_capital(named[-1].text) and all(
            is_capital(word.text) or word.plain in SMALL for word in named
        )

    def _graded(
        self,
        run: list[Word],
        forms: tuple[NameForm, ...],
        key: tuple[str, ...],
        extra: Mapping[str, float] = NOTHING_MORE,
    ) -> Iterator[ListedParty]:
        start, end = run[0].start, run[-1].end
        best: dict[str, tuple[float, str, NameForm, dict[str, float]]] = {}
        for form in forms:
            if not self._is_listed(form.entry):
                continue
            features = {**self._features(run, form, key), **extra}
            total = round(min(1.0, max(0.0, sum(features.values()))), 3)
            known = best.get(form.entry.list)
            if known is None or (-total, form.entry.entry_id) < (-known[0], known[1]):
                best[form.entry.list] = (total, form.entry.entry_id, form, features)
        for total, _, form, features in best.values():
            if total >= THRESHOLD:
                yield _party(self.text, start, end, form.entry, total, features)
            elif total - features.get("bare_acronym", 0.0) >= THRESHOLD:
                rest = {name: value for name, value in features.items() if name != "bare_acronym"}
                score = round(sum(rest.values()), 3)
                self.bare.append(_party(self.text, start, end, form.entry, score, rest))

    def _features(self, run: list[Word], form: NameForm, key: tuple[str, ...]) -> dict[str, float]:
        entry = form.entry
        features = name_features(form, key, self.lists.token_entries)
        entity = next((self.by_token[word.i] for word in run if word.i in self.by_token), None)
        if entity is None:
            features["no_entity"] = NO_ENTITY
        elif entity.label in LABELS[entry.kind]:
            covers = entity.start >= run[0].start - 5 and entity.end <= run[-1].end + 6
            features["entity_label"] = LABEL_AGREES if covers else 0.0
        else:
            features["entity_label"] = LABEL_DISAGREES
        features.update(self._country(run, entry, entity))
        if entry.kind == "P" and self._goes_on(run, entity):
            features["name_goes_on"] = NAME_GOES_ON
        told, _ = self._sentence(run[0].i)
        if told or features.get("country_of_name", 0.0) > 0.0:
            features.pop("common_name", None)
        if told:
            features["sanctions_nearby"] = SANCTIONS_NEARBY
        elif len(key) == 1 and self._bare_acronym(run[0], features):
            features["bare_acronym"] = BARE_ACRONYM
        before = run[0].i - 1
        if form.form == "surname" and before >= 0 and self.tokens[before].lower() in SANCTIONING:
            features["object_of_sanctions"] = OBJECT_OF_SANCTIONS
        if entry.kind in "VA":
            features.update(self._craft(run, entry))
        return features

    def _goes_on(self, run: list[Word], entity: Entity | None) -> bool:
        """Say whether the name has words before or behind those that were looked up."""
        behind = self.text[run[-1].end : run[-1].end + 2]
        if behind[:1] in ("-", "‑") and behind[1:].isalpha():
            return True  # "Kim Jong-il"
        if entity is None:
            return False
        before = self.text[entity.start : run[0].start].split()
        after = self.text[run[-1].end : entity.end].split()
        rest = [plain_word(word.strip(',()"')) for word in (*before, *after)]
        return any(
            len(word) > 2 and word.isalpha() and word not in TITLES and word not in DAYS
            for word in rest
            if word not in SMALL
        )

    def _bare_acronym(self, word: Word, features: dict[str, float]) -> bool:
        return (
            word.text.isupper()
            and len(word.text) <= ACRONYM_LETTERS
            and not any(name.startswith("country_") for name in features)
        )

    def sounding(self, found: list[ListedParty]) -> Iterator[ListedParty]:
        """Take persons whose names sound as listed ones do and are spelt otherwise."""
        taken = [(item.start, item.end) for item in found]
        for entity in self.entities:
            if entity.label is not EntityLabel.PERSON or " " not in entity.text:
                continue
            if any(start < entity.end and entity.start < end for start, end in taken):
                continue
            first = max(0, bisect_right(self.starts, entity.start) - 1)
            last = bisect_left(self.starts, entity.end)
            run = [
                Word(i, self.starts[i], self.tokens[i], text)
                for i in range(first, last)
                if (text := plain_word(self.tokens[i])).isalpha()
                and self.tokens[i] not in POSSESSIVES
            ]
            while len(run) > 2 and run[0].plain in TITLES:
                run = run[1:]
            words = tuple(word.plain for word in run)
            if len(words) < 2 or min(map(len, words)) < SPELLING_LETTERS:
                continue
            for key in self.lists.sounds.get(sound_key(words), ()):
                compared = compare_names(" ".join(words), " ".join(key), NameKind.PERSON)
                if sum(map(len, key)) <= SHORT_LETTERS or words == key:
                    continue
                if compared.score >= SPELLING_SCORE:
                    extra = {"spelling": SPELLING_OF_COMMON if _has_common(key) else SPELLING}
                    yield from self._graded(run, self.lists.names[key], key, extra)

    def explained(self, found: list[ListedParty]) -> Iterator[ListedParty]:
        """Take bare acronyms whose party the article names in another way too."""
        named = {(item.list, item.entry_id) for item in found}
        for item in self.bare:
            if (item.list, item.entry_id) in named:
                yield item

    def _craft(self, run: list[Word], entry: ListEntry) -> dict[str, float]:
        """Weigh the words round an aircraft's or ship's name, and the number behind a ship's."""
        first, end = run[0].i, run[-1].end
        if entry.kind == "A":
            near = {word.lower() for word in self.tokens[slice(*self.sentence_of[first])]}
            return {"aircraft": PLANE_WORD if near & PLANES else NO_PLANE_WORD}
        gap = BEHIND_NAME.match(self.text, end)
        number = IMO_NUMBER.match(self.text, gap.end() if gap else end)
        if number is not None and entry.imo is not None:
            agrees = number[1] == entry.imo
            return {"imo": IMO_AGREES if agrees else IMO_CONFLICT}
        near = {word.lower() for word in self.tokens[max(0, first - 4) : first]}
        return {"vessel": SHIP_WORD if near & SHIPS else NO_SHIP_WORD}

    def _country(
        self, run: list[Word], entry: ListEntry, entity: Entity | None
    ) -> dict[str, float]:
        if not entry.countries:
            return {}
        if entity is not None and entity.country:
            agrees = entity.country in entry.countries
            return {"country_of_name": COUNTRY_IN_NAME if agrees else COUNTRY_CONFLICT}
        _, near = self._sentence(run[0].i)
        if near & entry.countries:
            return {"country_in_sentence": COUNTRY_IN_SENTENCE}
        if self.countries & entry.countries:
            return {"country_in_article": COUNTRY_IN_ARTICLE}
        if self.countries:
            return {"other_countries": COUNTRY_CONFLICT}
        return {}

    def _sentence(self, i: int) -> tuple[bool, frozenset[str]]:
        """Return whether the token's sentence speaks of sanctions, and the countries in it."""
        start, end = self.sentence_of[i]
        known = self.sentences.get(start)
        if known is None:
            told = any(word.lower() in SANCTIONS_WORDS for word in self.tokens[start:end])
            near = frozenset(
                item.country
                for place in range(start, end)
                if (item := self.by_token.get(place)) is not None and item.country
            )
            known = self.sentences[start] = (told, near)
        return known

    def bodies(self) -> Iterator[ListedParty]:
        """Find bodies by what they are: "Russia's central bank", "the Iranian central bank"."""
        for i, token in enumerate(self.tokens):
            first = token.lower()
            if first not in BODY_FIRST_WORDS:
                continue
            for role in BODIES:
                last = min(i + len(role.split()), len(self.tokens))
                if self.text[self.starts[i] : self._end(last - 1)].lower() != role:
                    continue
                country, start, end = self._owner(i, last)
                for entry in self.lists.bodies.get((role, country or ""), ()):
                    if self._is_listed(entry):
                        features = {
                            "name:description": FORM["description"],
                            "country_of_name": COUNTRY_IN_NAME,
                        }
                        yield _party(self.text, start, end, entry, sum(features.values()), features)

    def numbered(self) -> Iterator[ListedParty]:
        """Find ships by their number: "the tanker (IMO 9187629)"."""
        for match in IMO_NUMBER.finditer(self.text):
            for entry in self.lists.by_imo.get(match[1], ()):
                if self._is_listed(entry):
                    features = {"name:imo": FORM["imo"]}
                    yield _party(self.text, *match.span(), entry, FORM["imo"], features)

    def _end(self, i: int) -> int:
        return self.starts[i] + len(self.tokens[i])

    def _owner(self, first: int, last: int) -> tuple[str | None, int, int]:
        """Return the country of a body: before it ("Russia's", "Russian") or after "of"."""
        end = self._end(last - 1)
        for back in range(first - 1, max(-1, first - 4), -1):
            entity = self.by_token.get(back)
            if (
                entity is not None
                and entity.country
                and entity.label in (EntityLabel.GPE, EntityLabel.NORP)
            ):
                return entity.country, entity.start, end
        start = self.starts[first]
        if last < len(self.tokens) and self.tokens[last].lower() == "of":
            for ahead in range(last + 1, min(len(self.tokens), last + 4)):
                entity = self.by_token.get(ahead)
                if entity is not None and entity.country:
                    return entity.country, start, entity.end
        inside = self.by_token.get(first)
        if inside is not None and inside.country:
            return inside.country, inside.start, max(inside.end, end)
        return None, start, end

    def repeated(self, found: list[ListedParty]) -> Iterator[ListedParty]:
        """Take short mentions of a party whose long form was found: "Putin"."""
        canonical: dict[str, dict[str, ListedParty]] = {}
        taken = {(item.start, item.list) for item in found}
        spans = [(item.start, item.end) for item in found]
        for item in found:
            entity = next(
                (e for e in self.entities if e.start < item.end and item.start < e.end), None
            )
            if entity is not None and entity.label in (EntityLabel.PERSON, EntityLabel.ORG):
                canonical.setdefault(entity.canonical, {}).setdefault(item.list, item)
        for entity in self.entities:
            for listing, item in sorted(canonical.get(entity.canonical, {}).items()):
                inside = any(start < entity.end and entity.start < end for start, end in spans)
                if (entity.start, listing) not in taken and not inside:
                    features = {"long_form_elsewhere": LONG_FORM_ELSEWHERE, "same_entity": 0.2}
                    yield ListedParty(
                        start=entity.start,
                        end=entity.end,
                        text=entity.text,
                        name=item.name,
                        list=listing,
                        entry_id=item.entry_id,
                        programmes=item.programmes,
                        listed_on=item.listed_on,
                        score=round(min(item.score, 0.7), 3),
                        features=features,
                    )

    def _is_listed(self, entry: ListEntry) -> bool:
        if self.published_on is None:
            return True
        since = entry.listed_on or entry.not_before
        return since is None or since <= self.published_on


def _has_common(key: tuple[str, ...]) -> bool:
    """Say whether one of two words is such as Mohammad: the other then says it all."""
    common = load_weights()[NameKind.PERSON].common
    return len(key) == 2 and min(common.get(word, 1.0) for word in key) < COMMON_WORD


def _party(
    article: str,
    start: int,
    end: int,
    entry: ListEntry,
    total: float,
    features: dict[str, float],
) -> ListedParty:
    return ListedParty(
        start=start,
        end=end,
        text=article[start:end],
        name=entry.name,
        list=entry.list,
        entry_id=entry.entry_id,
        programmes=entry.programmes,
        listed_on=entry.listed_on,
        score=round(min(1.0, total), 3),
        features={name: round(value, 3) for name, value in features.items()},
    )
