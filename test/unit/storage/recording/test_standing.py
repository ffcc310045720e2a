"""Where each view of a batch stands, as if it had been the last one."""

import pytest

from page_tracker.errors import StorageUnavailable
from page_tracker.storage.recording.outcomes import Counted, Numbers, RecordReply


def numbers(*values: int) -> Counted:
    """Make the answer to a sender: views and visitors of page and site."""
    return Counted(Numbers(*values[:2]), Numbers(*values[2:]))


@pytest.mark.parametrize(
    ("answer", "pages", "expected"),
    [
        pytest.param(b"1 1 0 -3 1 1", [1], [numbers(1, 1, 1, 1)], id="the first view"),
        pytest.param(
            b"12 5 0 -0 7 3", [1], [numbers(7, 3, 12, 5)], id="a visitor who is known"
        ),
        pytest.param(
            b"12 5 0 -320 7 3",
            [1, 1, 1],
            [numbers(5, 2, 10, 5), numbers(6, 3, 11, 5), numbers(7, 3, 12, 5)],
            id="three of one page, two by new visitors of it",
        ),
        pytest.param(
            b"4 2 0 -312 3 2 1 1",
            [1, 1, 2],
            [numbers(2, 2, 2, 1), numbers(3, 2, 3, 2), numbers(1, 1, 4, 2)],
            id="two pages, the site's visitor no new one of a page",
        ),
        pytest.param(
            b"3 1 0 -320 -1 -1 9 4",
            [1, 2, 1],
            [
                Counted(None, Numbers(1, 1)),
                numbers(9, 4, 2, 1),
                Counted(None, Numbers(3, 1)),
            ],
            id="a page without a place",
        ),
        pytest.param(
            b"900719925474099 2 0 -0 900719925474098 1",
            [1],
            [numbers(900719925474098, 1, 900719925474099, 2)],
            id="more than Lua prints as it is",
        ),
    ],
)
def test_each_view_gets_the_numbers_that_it_would_have_had_alone(
    answer: bytes, pages: list[int], expected: list[Counted]
) -> None:
    """The later views of the batch are taken off again, one by one."""
    standing = RecordReply(answer, pages)

    assert [standing.of(place) for place in range(len(pages))] == expected


def test_an_event_is_told_the_numbers_of_the_site() -> None:
    """An event gets the numbers of the site."""
    standing = RecordReply(b"12 5 0 -0 7 3", [1])

    assert standing.of(-1) == Counted(None, Numbers(12, 5))


@pytest.mark.parametrize("skipped", [0, 3])
def test_it_says_how_much_was_set_aside(skipped: int) -> None:
    """The reply says how many changes were skipped."""
    assert RecordReply(b"1 1 %d -3 1 1" % skipped, [1]).skipped == skipped


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"1 1 0", id="no views"),
        pytest.param(b"1 1 0 -33 1 1", id="a view too many"),
        pytest.param(b"1 1 0 - 1 1", id="a view too few"),
        pytest.param(b"1 1 0 -3", id="no page"),
        pytest.param(b"1 1 0 -3 1", id="half a page"),
        pytest.param(b"1 1 0 -3 x 1", id="a word for a number"),
        pytest.param(b"1.5 1 0 -3 1 1", id="half a view"),
    ],
)
def test_an_answer_that_is_not_the_scripts_is_an_error(answer: bytes) -> None:
    """A reply of another form raises an error."""
    with pytest.raises(StorageUnavailable, match="invalid reply"):
        RecordReply(answer, [1])
