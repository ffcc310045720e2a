"""The call for a score, without a store."""

import pytest

from page_tracker.errors import StorageUnavailable
from page_tracker.storage.recording.batch import Batch
from page_tracker.storage.recording.calls import PageCountCall
from support.rules import RULES


def test_a_score_is_the_number_in_the_answer() -> None:
    """The sum is exact, even beyond the precision of a float."""
    call = PageCountCall(["a", "b"], "/")

    call.settle(b"9007199254740993")

    assert call.sum() == 9_007_199_254_740_993


@pytest.mark.parametrize("answer", [b"", b"nan", b"1.5"])
def test_an_answer_that_is_no_number_makes_no_sense(answer: bytes) -> None:
    """A reply that is not a number is an error of the store."""
    call = PageCountCall(["a"], "/")

    call.settle(answer)

    with pytest.raises(StorageUnavailable, match="invalid reply"):
        call.sum()


def test_a_score_names_its_lists_as_keys() -> None:
    """The lists are passed as keys, which a cluster needs."""
    arguments = PageCountCall(("a", "b"), "/").arguments("worker", 1, 0)

    assert arguments == (["a", "b"], ["/"])


def test_equal_questions_of_a_batch_are_asked_once() -> None:
    """Equal queries of a batch are merged, and different ones are not."""
    batch = Batch(RULES, deadline=0, at=0)

    for lists, member in ((["a"], "/"), (["a"], "/"), (["a", "b"], "/"), (["a"], "/b")):
        batch.score(lists, member)

    assert len(batch) == 3
