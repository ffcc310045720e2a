"""A sentence for each journal says why its views wait, and what sends them."""

import pytest

from page_tracker.storage.health.findings import MESSAGES, make_finding
from page_tracker.storage.journal.strays import reason_of
from page_tracker.storage.journal.survey import JournalStatus

HERE, THERE = "127.0.0.1:6379/0", "redis.example:6379/0"
FOUND = JournalStatus(HERE, "w", False, 100, 0, 12, 1_795_000_000)
WAITING = "12 views wait since 2026-11-18 11:06:40Z"

EVICTS, FULL = make_finding("evicting"), make_finding("out_of_memory")


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        pytest.param(
            FOUND._replace(in_use=True),
            f"{WAITING}, or are on their way. A running worker sends them.",
            id="a worker",
        ),
        pytest.param(
            FOUND._replace(store="localhost:6379/0", in_use=True),
            f"{WAITING}, or are on their way. A running worker sends them.",
            id="another name of the machine",
        ),
        pytest.param(
            FOUND._replace(store=THERE, in_use=True),
            f"{WAITING} for another store. A running worker sends them there.",
            id="another service",
        ),
        pytest.param(FOUND._replace(views=0, since=None), None, id="nothing"),
    ],
)
def test_views_that_wait_have_a_reason(
    found: JournalStatus, sentence: str | None
) -> None:
    """A warning about the store is none; where nothing waits, there is no reason."""
    assert reason_of(found, HERE, [EVICTS]) == sentence


def test_views_that_nobody_sends_have_a_command_that_does() -> None:
    """The reason for stranded views names the command that sends them."""
    left = reason_of(FOUND, HERE, [])
    stranded = reason_of(FOUND._replace(store=THERE), HERE, [FULL])

    assert left is not None and stranded is not None
    assert left.endswith("run: page-tracker journal --drain")
    assert stranded.endswith(f"'page-tracker journal --drain --from {THERE}'.")


@pytest.mark.parametrize("in_use", [True, False])
def test_a_store_that_refuses_writes_is_the_reason(in_use: bool) -> None:
    """The reason is the finding that rejects writes, if there is one."""
    found = FOUND._replace(in_use=in_use)

    sentence = f"{WAITING}: {MESSAGES['out_of_memory']}"
    assert reason_of(found, HERE, [FULL, EVICTS]) == sentence


def test_a_journal_that_cannot_be_read_has_the_reason_of_the_system() -> None:
    """The reason for an unreadable journal quotes the system, even without views."""
    found = FOUND._replace(views=0, since=None, problem="1: Input/output error")

    reason = reason_of(found, HERE, [])

    assert reason is not None
    assert reason.startswith("The journal cannot be read (1: Input/output error)")
