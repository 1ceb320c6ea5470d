"""Learning the weights of features: drawn towards the written ones, and held within bounds."""

from streams.training.sanctions_weights import BOUND, Candidate, learn


def rows(name: str, written: float, right: bool, often: int) -> list[Candidate]:
    """Return candidates that have one feature."""
    return [Candidate({name: written}, right, 1.0) for _ in range(often)]


def test_what_is_always_right_gains_and_what_is_always_wrong_loses() -> None:
    weights = learn(
        [*rows("wording:wide_a", 0.3, True, 40), *rows("wording:wide_b", 0.3, False, 40)]
    )
    assert weights["wording:wide_a"] > 0.4
    assert weights["wording:wide_b"] < 0.2


def test_a_look_alike_never_counts_for_less_than_was_written() -> None:
    told = [Candidate({"wording:plain": 0.5, "sport": -0.4}, True, 1.0) for _ in range(40)]
    assert learn(told).get("sport", -0.4) <= -0.4


def test_context_stays_near_what_was_written() -> None:
    learnt = learn(rows("state_sender", 0.15, True, 200)).get("state_sender", 0.15)
    assert abs(learnt - 0.15) <= BOUND + 0.001


def test_a_word_that_is_seldom_seen_teaches_nothing() -> None:
    assert "head:embargo" not in learn(rows("head:embargo", 0.0, True, 2))
