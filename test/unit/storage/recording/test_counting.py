"""The call of the plain counter, and the numbers that its views are given."""

import pytest

from page_tracker.errors import CounterUnusable, StorageUnavailable
from page_tracker.storage.recording.calls import CountCall

LARGEST = 2**63 - 1


def answered(answer: bytes, views: int) -> CountCall:
    """Make a call for so many views that has its answer."""
    call = CountCall()
    for _ in range(views):
        call.add()
    call.settle(answer)
    return call


def test_views_take_their_places_in_order() -> None:
    """Views take their indexes in order."""
    call = CountCall()

    assert [call.add() for _ in range(3)] == [0, 1, 2]
    assert call.views == 3


@pytest.mark.parametrize(
    ("answer", "numbers"),
    [
        pytest.param(b"1 1", [1], id="the first view ever"),
        pytest.param(b"10 3", [8, 9, 10], id="three views"),
        pytest.param(b"-1 2", [-2, -1], id="a counter below zero"),
        pytest.param(
            b"9223372036854775807 2",
            [LARGEST - 1, LARGEST],
            id="the end of the range, more than a double holds",
        ),
    ],
)
def test_each_view_of_a_batch_gets_its_own_number(
    answer: bytes, numbers: list[int]
) -> None:
    """Each view of a batch gets its own number, up to the counter's new value."""
    call = answered(answer, len(numbers))

    assert [call.number_of(place) for place in range(len(numbers))] == numbers


@pytest.mark.parametrize("place", [2, 3], ids=["the next view", "a later view"])
def test_a_view_that_no_longer_fitted_is_told_so(place: int) -> None:
    """Views beyond the counter's range raise an error; the others are counted."""
    call = answered(b"9223372036854775807 2", views=4)

    with pytest.raises(
        CounterUnusable, match="^the counter is at the end of its range$"
    ):
        call.number_of(place)


@pytest.mark.parametrize("answer", [b"", b"10", b"10 3 1", b"ten 3"])
def test_an_answer_that_is_not_the_scripts_is_an_error(answer: bytes) -> None:
    """A reply of another form raises an error."""
    call = answered(answer, views=1)

    with pytest.raises(StorageUnavailable, match="invalid reply"):
        call.number_of(0)
