"""Batches, and the numbers that their views are given."""

import pytest

from page_tracker.errors import CounterUnusable
from page_tracker.storage.batch import Batch, Tally

LARGEST = 2**63 - 1


@pytest.mark.parametrize(
    ("tally", "numbers"),
    [
        pytest.param(Tally(1, 1), [1], id="the first view ever"),
        pytest.param(Tally(10, 3), [8, 9, 10], id="three views"),
        pytest.param(Tally(-1, 2), [-2, -1], id="a counter below zero"),
        pytest.param(
            Tally(LARGEST, 2), [LARGEST - 1, LARGEST], id="the end of the range"
        ),
    ],
)
def test_each_view_of_a_batch_gets_its_own_number(
    tally: Tally, numbers: list[int]
) -> None:
    """In order and without gaps, up to the value that the counter has now."""
    assert [tally.number(place) for place in range(tally.counted)] == numbers


@pytest.mark.parametrize("place", [2, 3], ids=["the next view", "a later view"])
def test_a_view_that_no_longer_fitted_is_told_so(place: int) -> None:
    """At the end of the range a part of a batch is counted; the rest is not."""
    tally = Tally(LARGEST, 2)

    with pytest.raises(
        CounterUnusable, match="^the counter is at the end of its range$"
    ):
        tally.number(place)


@pytest.mark.parametrize(
    ("answer", "tally"),
    [
        pytest.param(b"10 3", Tally(10, 3), id="three views"),
        pytest.param(b"-1 2", Tally(-1, 2), id="a counter below zero"),
        pytest.param(
            b"9223372036854775807 1", Tally(LARGEST, 1), id="more than a double holds"
        ),
    ],
)
def test_the_answer_of_the_script_is_read_to_the_last_digit(
    answer: bytes, tally: Tally
) -> None:
    """Lua would lose digits above 2^53, so the answer is a text."""
    assert Tally.parse(answer) == tally


@pytest.mark.parametrize("answer", [b"", b"10", b"10 3 1", b"ten 3"])
def test_an_answer_that_is_not_the_scripts_is_an_error(answer: bytes) -> None:
    """Nothing is guessed from half an answer."""
    with pytest.raises(ValueError):
        Tally.parse(answer)


def test_a_new_batch_has_not_been_sent() -> None:
    """Until it was, it may be dropped without asking the store."""
    assert not Batch(sequence=1, views=2, deadline=3.0).sent
