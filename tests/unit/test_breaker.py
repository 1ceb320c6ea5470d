import pytest

from streams.agents.breaker import Breaker, TooManyDeadLettersError


def test_a_run_of_dead_letters_opens_it() -> None:
    breaker = Breaker(consecutive=3, ratio=1.0, ratio_records=1000)
    for _ in range(3):
        breaker.check()
        breaker.count(refused=True)
    with pytest.raises(TooManyDeadLettersError, match="3 dead letters in a row"):
        breaker.check()


def test_a_good_record_ends_the_run() -> None:
    breaker = Breaker(consecutive=3, ratio=1.0, ratio_records=1000)
    for _ in range(50):
        for refused in (True, True, False):
            breaker.check()
            breaker.count(refused=refused)


def test_the_share_among_the_last_records_opens_it() -> None:
    breaker = Breaker(consecutive=1000, ratio=0.5, ratio_records=10)
    for refused in [True, False] * 5:
        breaker.check()
        breaker.count(refused=refused)
    breaker.check()  # exactly half is still borne
    breaker.count(refused=True)  # the oldest, a refused one, falls out
    breaker.check()
    breaker.count(refused=True)  # now a good one falls out: 6 of 10
    with pytest.raises(TooManyDeadLettersError, match="6 of the last 10"):
        breaker.check()


def test_the_share_recovers() -> None:
    breaker = Breaker(consecutive=1000, ratio=0.5, ratio_records=10)
    for _ in range(10):
        breaker.count(refused=True)
    with pytest.raises(TooManyDeadLettersError):
        breaker.check()
    for _ in range(5):
        breaker.count(refused=False)
    breaker.check()


def test_few_records_are_not_judged_by_their_share() -> None:
    breaker = Breaker(consecutive=1000, ratio=0.5, ratio_records=100)
    for _ in range(99):
        breaker.check()
        breaker.count(refused=True)


def test_it_tells_how_near_it_is() -> None:
    breaker = Breaker(consecutive=4, ratio=0.5, ratio_records=10)
    assert breaker.fill == 0
    breaker.count(refused=True)
    breaker.count(refused=True)
    assert breaker.fill == 0.5  # two of four in a row; the share is not judged yet
    breaker.count(refused=False)
    assert breaker.fill == 0
    for refused in [False] * 5 + [False, True]:
        breaker.count(refused=refused)
    assert breaker.fill == 0.6  # three of the last ten, where five are borne
    for _ in range(9):
        breaker.count(refused=True)
    assert breaker.fill == 1
