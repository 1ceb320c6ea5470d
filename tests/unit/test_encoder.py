"""The encoder's runtime: its files, its vectors, what heads and texts say."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from spacy.tokens import Doc

from schemas.escalation import EventType
from streams.language.encoder import labels
from streams.language.encoder.encoded import EncodedText
from streams.language.encoder.encoder import Encoder, EncoderError, load_encoder
from streams.language.encoder.files import HEADS, MANIFEST, SHIPPED, TOKENIZER, TRUNK
from streams.language.encoder.heads import read_heads, softmax
from streams.language.encoder.sentences import LONGEST, read_sentences
from streams.profile import Profile
from streams.resources import Limits, Resources, load_resources

STRIKE = "Ethiopian jets bombed a depot near Mekelle on Friday ."
COOKING = "She bombed the exam and went home to bake bread with her sister ."


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return load_encoder()


def doc_of(resources: Resources, text: str) -> Doc:
    return resources.nlp(text)


def encoded(resources: Resources, encoder: Encoder, text: str) -> tuple[Doc, EncodedText]:
    doc = doc_of(resources, text)
    return doc, EncodedText(doc, (), encoder)


def place(doc: Doc, word: str) -> int:
    return next(token.i for token in doc if token.text == word)


@pytest.mark.parametrize("name", [TRUNK, HEADS, TOKENIZER])
def test_a_file_that_is_not_the_shipped_one_is_refused(tmp_path: Path, name: str) -> None:
    shutil.copytree(SHIPPED, tmp_path / "weights")
    broken = tmp_path / "weights" / name
    broken.write_bytes(broken.read_bytes()[:-1])
    with pytest.raises(EncoderError, match=f"{name} of the encoder has the SHA-256"):
        load_encoder(tmp_path / "weights")


def test_a_missing_file_is_told_by_its_folder(tmp_path: Path) -> None:
    shutil.copytree(SHIPPED, tmp_path / "weights")
    (tmp_path / "weights" / TRUNK).unlink()
    with pytest.raises(EncoderError, match="cannot be read"):
        load_encoder(tmp_path / "weights")


def test_the_manifest_names_every_file_and_what_training_began_with() -> None:
    manifest = json.loads((SHIPPED / MANIFEST).read_text())
    assert set(manifest["sha256"]) == {TRUNK, HEADS, TOKENIZER}
    assert manifest["pretrained"]["model.safetensors"].startswith("53aa5117")


def test_a_word_has_one_vector_and_an_empty_sentence_none(encoder: Encoder) -> None:
    vectors = encoder.read(STRIKE.split())
    assert vectors.shape == (10, 384)
    assert np.isfinite(vectors).all()
    assert encoder.read([]).shape == (0, 384)


def test_a_very_long_sentence_is_cut_not_refused(encoder: Encoder) -> None:
    vectors = encoder.read(["extraterritoriality"] * 200)
    assert vectors.shape == (200, 384)
    assert not vectors[-1].any()


def test_the_same_words_give_the_same_bytes_in_another_process(encoder: Encoder) -> None:
    code = (
        "import hashlib; from streams.language.encoder.encoder import load_encoder;"
        f"print(hashlib.sha256(load_encoder().read({STRIKE.split()!r}).tobytes()).hexdigest())"
    )
    runs = {
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        ).stdout
        for _ in range(2)
    }
    encoder.read(COOKING.split())
    import hashlib  # noqa: PLC0415

    own = hashlib.sha256(encoder.read(STRIKE.split()).tobytes()).hexdigest()
    assert runs == {own + "\n"}


def test_answers_do_not_depend_on_the_order_of_questions(
    resources: Resources, encoder: Encoder
) -> None:
    text = f"{STRIKE}\n{COOKING}\nRebels shelled the town ."
    doc, one = encoded(resources, encoder, text)
    other = EncodedText(doc, (), encoder)
    places = [token.i for token in doc if one.has(token.i)]
    forwards = [one.event(at).tobytes() for at in places]
    backwards = [other.event(at).tobytes() for at in reversed(places)]
    assert forwards == backwards[::-1]


def test_an_attack_is_told_from_a_failed_exam(resources: Resources, encoder: Encoder) -> None:
    doc, told = encoded(resources, encoder, STRIKE)
    odds = told.event(place(doc, "bombed"))
    best = labels.EVENTS[1 + int(odds.argmax())]
    assert (best, bool(odds.max() > 0)) == (EventType.ASSAULT, True)
    doc, told = encoded(resources, encoder, COOKING)
    assert told.event(place(doc, "bombed")).max() < odds.max()


def test_a_cue_of_sanctions_is_told_from_a_frozen_lake(
    resources: Resources, encoder: Encoder
) -> None:
    doc, told = encoded(resources, encoder, "Canada froze the assets of six Haitian gang leaders .")
    other, cold = encoded(resources, encoder, "The lake froze over early and children skated .")
    assert told.cue(place(doc, "froze")) > 0.5 > cold.cue(place(other, "froze"))
    measures = told.measures(place(doc, "froze"))
    assert max(measures, key=lambda measure: measures[measure]) == "asset_freeze"


def test_the_doer_is_told_from_the_one_it_is_done_to(
    resources: Resources, encoder: Encoder
) -> None:
    doc, told = encoded(resources, encoder, "Armenia accused Azerbaijan of shelling its villages .")
    roles = told.roles(place(doc, "accused"))
    doer, other = roles[place(doc, "Armenia")], roles[place(doc, "Azerbaijan")]
    assert doer["actor"] > 0.5 > doer["recipient"]
    assert other["recipient"] > 0.5 > other["actor"]


def test_long_sentences_are_read_in_pieces_and_blanks_not_at_all(resources: Resources) -> None:
    text = "Envoys met in Lusaka .\n\n" + " ".join(["talks"] * 200)
    doc = doc_of(resources, text)
    pieces = read_sentences(doc)
    assert max(map(len, pieces)) <= LONGEST
    told = [place for piece in pieces for place in piece]
    assert told == [token.i for token in doc if not token.is_space]


def test_steps_tell_before_from_behind() -> None:
    assert labels.distance(5, 4) != labels.distance(4, 5)
    assert labels.distance(0, 100) == labels.DISTANCES - 1
    assert {labels.distance(50, at) for at in range(100)} == set(range(labels.DISTANCES))


def test_heads_of_other_answers_are_refused() -> None:
    with np.load(SHIPPED / HEADS) as table:
        arrays = {name: table[name] for name in table.files}
    arrays["events.bias"] = arrays["events.bias"][:-1]
    with pytest.raises(ValueError, match="the head events tells"):
        read_heads(arrays)


def test_probabilities_sum_to_one_for_large_logits() -> None:
    told = softmax(np.array([[1e4, 0.0, -1e4]], dtype=np.float32))
    assert told.sum() == pytest.approx(1.0)


def test_the_fast_profile_loads_no_encoder() -> None:
    limits = Limits(1_000_000, 100_000)
    assert load_resources(model=None, limits=limits, profile=Profile.FAST).encoder is None
