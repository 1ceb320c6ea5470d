"""The judges of status and measures: what is learnt, what rules and encoder add."""

import numpy as np
import pytest

from schemas import Measure, SanctionsStatus
from streams.stages.sanctions.judges import Judge, Judges, load_judges

NEUTRAL = "near:nothing learnt"


def judge(*answers: str, **rows: list[float]) -> Judge:
    weights = np.array(list(rows.values()), dtype=np.float32)
    names = {name: at for at, name in enumerate(rows)}
    return Judge(answers, names, weights, np.zeros(len(answers), dtype=np.float32))


@pytest.fixture
def judges() -> Judges:
    return Judges(
        judge("imposed", "lifted", ban=[1.0, 0.0], undo=[0.0, 2.0]),
        judge(
            "company_withdrawal",
            "listing",
            "unspecified",
            sale=[3.0, 1.0, -2.0],
            name=[-2.0, 2.0, 1.0],
        ),
        judge("asserted", "denied", ban=[1.0, -1.0]),
    )


def test_the_likeliest_status_unless_a_governing_word_says_another(judges: Judges) -> None:
    assert judges.status(["ban", "undo"], None, None) is SanctionsStatus.LIFTED
    assert judges.status(["ban", "undo"], None, SanctionsStatus.IMPOSED) is SanctionsStatus.IMPOSED


def test_the_encoder_decides_what_was_not_learnt(judges: Judges) -> None:
    told = {SanctionsStatus.IMPOSED: 0.1, SanctionsStatus.LIFTED: 0.9}
    assert judges.status([NEUTRAL], told, None) is SanctionsStatus.LIFTED


def test_a_companys_step_has_no_other_measure_and_unspecified_stands_alone(judges: Judges) -> None:
    assert judges.measures(["sale"], None) == (Measure.COMPANY_WITHDRAWAL,)
    assert judges.measures(["name"], None) == (Measure.LISTING,)


def test_the_shipped_weights_know_every_status_and_modality() -> None:
    shipped = load_judges()
    assert set(shipped.of_status.answers) <= {one.value for one in SanctionsStatus}
    assert len(shipped.of_status.answers) == len(SanctionsStatus)
    assert set(shipped.of_measures.answers) <= {one.value for one in Measure}
    assert shipped.of_modality.odds(["said:denied"]) != shipped.of_modality.odds([NEUTRAL])
