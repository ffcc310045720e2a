"""The nightly workflow: a failure fails its job, and its summary has the seed."""

import os
import subprocess
from pathlib import Path

import pytest

from support.workflows import jobs, script, sessions, text_of

WORKFLOW = text_of("nightly.yml")
JOBS = jobs(WORKFLOW)
LONG = JOBS["long"]
NEWEST = JOBS["newest"]
RUN = "Run the session"
SUMMARISE = "Put the seed and the account into the summary"

# What GitHub makes of `shell: bash`; without that line, there is no pipefail.
BASH = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c"]


def run(step: str, folder: Path, session: str) -> int:
    """Run the script of a step in a folder, and return its exit status.

    Args:
        step: the name of the step.
        folder: the working directory, in which ``nox`` may be.
        session: the session of nox with its arguments.
    """
    env = {
        "PATH": f"{folder}:{os.environ['PATH']}",
        "GITHUB_STEP_SUMMARY": str(folder / "summary.md"),
        "SESSION": session,
    }
    done = subprocess.run([*BASH, script(LONG, step)], cwd=folder, env=env, check=False)
    return done.returncode


def nox_that_ends_with(status: int, folder: Path) -> None:
    """Put a ``nox`` into a folder that prints its arguments and ends."""
    nox = folder / "nox"
    nox.write_text(f'#!/bin/sh\necho "$#: $*"\necho "failed" >&2\nexit {status}\n')
    nox.chmod(0o755)


@pytest.mark.parametrize("status", [0, 1])
def test_a_session_that_fails_fails_its_job(tmp_path: Path, status: int) -> None:
    """The copy of the output hides neither a status nor the standard error."""
    nox_that_ends_with(status, tmp_path)

    ended_with = run(RUN, tmp_path, "simulate -- --minutes 60")

    assert "defaults:\n  run:\n    shell: bash" in WORKFLOW
    assert ended_with == status
    account = (tmp_path / "account.txt").read_text("utf-8")
    assert account == "5: -s simulate -- --minutes 60\nfailed\n"


@pytest.mark.parametrize(
    "seed",
    [
        pytest.param("--seed 7301", id="a simulation or a soak"),
        pytest.param("again with: nox -s fuzz -- --seed 7301", id="the fuzzer"),
    ],
)
def test_the_summary_has_the_seed_and_the_end_of_the_account(
    tmp_path: Path, seed: str
) -> None:
    """The seed is printed first, and hours of output may follow."""
    lines = ["nox > pytest", seed, *(f"line {n}" for n in range(9999)), "1 failed"]
    (tmp_path / "account.txt").write_text("\n".join([*lines, ""]), "utf-8")

    status = run(SUMMARISE, tmp_path, "soak")

    summary = (tmp_path / "summary.md").read_text("utf-8").splitlines()
    assert status == 0
    assert summary[:3] == ["### nox -s soak", "~~~~", seed]
    assert summary[3:] == [*lines[-100:], "~~~~"]


def test_a_summary_is_below_the_limit_of_github(tmp_path: Path) -> None:
    """GitHub rejects a summary of more than 1 MiB as a whole."""
    (tmp_path / "account.txt").write_text(f"{'x' * 50_000}\n" * 200, "utf-8")

    assert run(SUMMARISE, tmp_path, "soak") == 0
    assert (tmp_path / "summary.md").stat().st_size < 2**20


def test_a_session_that_has_not_started_has_a_summary(tmp_path: Path) -> None:
    """A failed installation is the only failure that the job shows."""
    assert run(SUMMARISE, tmp_path, "soak") == 0
    assert (tmp_path / "summary.md").read_text("utf-8").startswith("### nox -s soak\n")


def test_every_seed_reaches_the_disk_at_once() -> None:
    """A time-out kills the session, and what Python has buffered is lost."""
    assert 'PYTHONUNBUFFERED: "1"' in LONG


def test_the_newest_releases_pass_all_gates_of_a_change() -> None:
    """The nightly run renews all pins and then runs the gates of a change."""
    upgrade = script(NEWEST, "Pin the newest release of every dependency")

    assert "nox -s constraints -- --upgrade\n" in upgrade
    assert sessions(NEWEST) == {"constraints", "lint", "tests", "browser"}
    assert NEWEST.index("--upgrade") < NEWEST.index("nox -s lint tests browser")
