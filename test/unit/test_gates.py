"""The gates as CONTRIBUTING lists them, held to those that run."""

import re
from pathlib import Path

import pytest

from support.sources import PROJECT, constant, functions, keys_of
from support.workflows import FILES, jobs, sessions, text_of

RELIABILITY = (PROJECT / "docs" / "reliability.md").read_text("utf-8")
CONTRIBUTING = (PROJECT / ".github" / "CONTRIBUTING.md").read_text("utf-8")
DOCKERFILE = (PROJECT / "Dockerfile").read_text("utf-8")
NOXFILE = PROJECT / "noxfile.py"
EVENTS = PROJECT / "test" / "simulation" / "events.py"

SESSIONS = functions(NOXFILE, "nox.session")
GROUPS = {
    "lint": set(constant(NOXFILE, "STATIC").split()),
    "tests": set(constant(NOXFILE, "TESTS").split()),
}

# Sessions that make a file or an environment, and judge nothing.
MAKERS = {"build", "constraints", "linters", "pictures", "sources", "testers"}
GATES = SESSIONS - set(GROUPS) - MAKERS


def cells_of(text: str, heading: str) -> list[list[str]]:
    """Return the rows of the table whose first heading is given, without its head."""
    tables = re.findall(r"(?:^\|.*\|\n)+", text, re.MULTILINE)
    rows = [
        [cell.strip() for cell in line[1:-1].split("|")]
        for table in tables
        if table.startswith(f"| {heading} |")
        for line in table.splitlines()[2:]
    ]
    assert rows, f"there is no table of {heading!r}"
    return rows


def codes(text: str) -> list[str]:
    """Return what a text has between backticks."""
    return re.findall(r"`([^`]+)`", text)


def run_by(workflow: str) -> set[str]:
    """Return the gates that a workflow runs, by their names or in a group."""
    named = sessions(text_of(workflow))
    return named.union(*(GROUPS[group] for group in named & set(GROUPS)))


def run_by_docker() -> set[str]:
    """Return the gates that `docker build` runs."""
    (gates,) = re.findall(r'^ARG GATES="(.+)"$', DOCKERFILE, re.MULTILINE)
    return set(gates.split())


def command_of(gate: str) -> str:
    """Return the command by which a developer runs a gate."""
    groups = [group for group, members in GROUPS.items() if gate in members]
    return f"nox -s {(groups or [gate])[0]}"


ROWS = cells_of(CONTRIBUTING, "gate")
OUTAGES = cells_of(RELIABILITY, "failure")


def test_the_guide_for_contributors_lists_each_gate_once() -> None:
    """A new gate gets a row in the table, and a row goes with its gate."""
    listed = [name for row in ROWS for name in codes(row[0])]

    assert sorted(listed) == sorted(GATES)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0].replace("`", ""))
def test_a_row_says_who_runs_its_gates(row: list[str]) -> None:
    """The columns are true of developer, Docker build, each push, and each night."""
    names, _, developer, docker, ci = row
    nightly = sessions(jobs(text_of("nightly.yml"))["long"])

    for gate in codes(names):
        assert codes(developer) == [command_of(gate)]
        assert (docker == "yes") is (gate in run_by_docker())
        assert ci.startswith("yes") is (gate in run_by("ci.yml"))
        assert ("nightly" in ci) is (gate in nightly)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_a_session_that_a_workflow_runs_is_there(file: Path) -> None:
    """A session that was renamed is renamed in the workflows."""
    called = sessions(file.read_text("utf-8"))

    assert called
    assert called <= SESSIONS


def test_what_the_docker_build_runs_is_there() -> None:
    """A gate that was renamed is renamed in the Dockerfile."""
    assert run_by_docker() <= GATES


def test_every_gate_is_run_by_ci_or_each_night() -> None:
    """Every session of the gate is run by CI or at night."""
    assert run_by("ci.yml") | run_by("nightly.yml") >= GATES


@pytest.mark.parametrize("row", OUTAGES, ids=lambda row: row[0])
def test_a_promise_about_outages_names_tests_and_events_that_are_there(
    row: list[str],
) -> None:
    """Each name means exactly one file of tests, or one event of the simulation."""
    _, _, tests, simulated = row
    files = list((PROJECT / "test").rglob("test_*.py"))

    of_name = {
        name: [file for file in files if file.as_posix().endswith(f"/{name}")]
        for name in codes(tests)
    }

    assert of_name
    assert {name for name, found in of_name.items() if len(found) != 1} == set()
    assert codes(simulated)
    assert set(codes(simulated)) <= keys_of(EVENTS, "EVENTS")


def test_a_table_is_read_with_its_empty_cells() -> None:
    """The comparisons above are worth what the reader can see."""
    text = "| a | b | c |\n|---|---|---|\n| `d` `e` | | f |\n| g | h |  |\n\n| x |\n"

    assert cells_of(text, "a") == [["`d` `e`", "", "f"], ["g", "h", ""]]
    assert codes("`d` `e`, f") == ["d", "e"]
