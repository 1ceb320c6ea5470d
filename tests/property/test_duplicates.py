"""However often and in whatever order the log repeats itself, the answers stay as they were."""

from hypothesis import given, settings
from hypothesis import strategies as st

from schemas import ArticleSignature
from streams.stages.duplicates import Register, sign
from tests.support.syndication import STORIES, copy_of, original

KINDS = 4
FAST = settings(max_examples=150, deadline=None)


def every_version() -> list[ArticleSignature]:
    """Originals, copies, and versions of both under ids that are shared."""
    made = []
    for number in range(len(STORIES)):
        for fields in (original(number), *(copy_of(number, kind) for kind in range(KINDS))):
            made.append(sign(str(fields["id"]), str(fields["text"]), str(fields["title"])))
        other = copy_of(number, 2)
        made.append(sign(f"original-{number}", str(other["text"]), str(other["title"])))
        made.append(sign("shared", str(other["text"]), str(other["title"])))
    return made


VERSIONS = every_version()
orders = st.lists(st.sampled_from(range(len(VERSIONS))), min_size=1, max_size=40)


def answers(register: Register, order: list[int]) -> list[str | None]:
    return [register.add(VERSIONS[index]).duplicate_of for index in order]


@FAST
@given(orders, st.data())
def test_repetitions_on_the_log_change_no_answer(order: list[int], data: st.DataObject) -> None:
    """A crash between writing a signature and its output writes it again, at any later place."""
    plain = dict(zip(order[::-1], answers(Register(), order)[::-1], strict=True))
    first = list(dict.fromkeys(order))
    repeated: list[int] = []
    for position, index in enumerate(first):
        repeated.append(index)
        repeated += data.draw(st.lists(st.sampled_from(first[: position + 1]), max_size=3))
    for index, answer in zip(repeated, answers(Register(), repeated), strict=True):
        assert answer == plain[index]


@FAST
@given(orders)
def test_a_link_leads_to_an_original_that_came_before(order: list[int]) -> None:
    linked: set[str] = set()
    seen: set[str] = set()
    targets: set[str] = set()
    originals: set[str] = set()
    for index, answer in zip(order, answers(Register(), order), strict=True):
        own = VERSIONS[index].article_id
        assert answer != own
        if answer is None:
            originals.add(own)
        else:
            linked.add(own)
            targets.add(answer)
            assert answer in seen
            assert answer in originals
        seen.add(own)


@FAST
@given(orders, st.integers(1, 6))
def test_a_small_window_still_answers_and_keeps_its_size(order: list[int], window: int) -> None:
    register = Register(window=window)
    for index, answer in zip(order, answers(register, order), strict=True):
        assert answer != VERSIONS[index].article_id
        assert len(register) <= window
    known = [v for v in VERSIONS if register.look_up(v) is not None]
    assert len(known) == len(register)
