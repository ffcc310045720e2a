"""The threat model: what it promises is tested, or it is only a wish."""

import re

import pytest

from support.sources import PROJECT, functions

MODEL = (PROJECT / ".github" / "SECURITY.md").read_text("utf-8")

# A link to a test: its name, and its file as seen from the model.
TESTS = re.findall(r"\[(test_\w+)\]\(\.\./(test/[\w/]+\.py)\)", MODEL)


def promises(model: str) -> dict[str, str]:
    """Return what is said to prove each promise in the tables."""
    rows = re.findall(r"^\| (.+?) \| (.+) \|$", model, re.MULTILINE)
    return {
        promise: proof for promise, proof in rows if promise not in {"promise", "---"}
    }


@pytest.mark.parametrize(("name", "file"), sorted(set(TESTS)))
def test_a_test_that_is_named_is_there(name: str, file: str) -> None:
    """A test that was renamed takes the promise along."""
    assert name in functions(PROJECT / file)


@pytest.mark.parametrize("promise", promises(MODEL))
def test_a_promise_names_what_proves_it(promise: str) -> None:
    """Each promise links to the tests that prove it."""
    proof = promises(MODEL)[promise]

    assert re.fullmatch(r"(\[test_\w+\]\(\.\./test/[\w/]+\.py\)(, |$))+", proof), proof


def test_all_promises_are_seen() -> None:
    """Each table has some, and no row is passed over."""
    rows = [line for line in MODEL.splitlines() if line.startswith("| ")]

    assert len(promises(MODEL)) == len(rows) - 2 * MODEL.count("| proved by |")
    assert len(TESTS) == MODEL.count("](../test/")
