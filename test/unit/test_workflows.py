"""The workflows of CI: no job can fail, be skipped or be left out without notice."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from support.workflows import FILES, jobs, needs, script, text_of, value

CI = jobs(text_of("ci.yml"))
COMPLETE = "complete"
PUBLISH = "publish"

MAIN = ("push", "refs/heads/main")
PULL_REQUEST = ("pull_request", "refs/pull/7/merge")
NOTHING_TO_PUBLISH = [
    pytest.param(*PULL_REQUEST, id="a pull request"),
    pytest.param("workflow_dispatch", "refs/heads/main", id="a run by hand"),
    pytest.param("push", "refs/heads/feature", id="a push to another branch"),
    pytest.param("push", "refs/tags/v1.2.3", id="a release, which calls CI"),
]
EVERY_WORKFLOW = pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)


def is_complete(event: str, ref: str, **changed: str) -> bool:
    """Run the script of ``complete``, and return whether it succeeds.

    Args:
        event: the event that started the workflow.
        ref: the branch or tag, as GitHub names it.
        changed: results that are not "success", by job.
    """
    results = dict.fromkeys(needs(CI[COMPLETE]), "success") | changed
    known = {job: {"result": result} for job, result in results.items()}
    env = {"NEEDS": json.dumps(known), "GITHUB_EVENT_NAME": event, "GITHUB_REF": ref}
    code = script(CI[COMPLETE], "Every required job succeeded")
    done = subprocess.run(
        [sys.executable, "-c", code], env=env, capture_output=True, check=False
    )
    assert b"Traceback" not in done.stderr, done.stderr.decode()
    return done.returncode == 0


def test_the_required_check_needs_every_other_job() -> None:
    """A pull request cannot be merged while any job of CI has failed."""
    assert needs(CI[COMPLETE]) == set(CI) - {COMPLETE}


def test_the_image_is_published_after_every_job_that_tests() -> None:
    """A commit that fails any job of CI is never published."""
    assert needs(CI[PUBLISH]) == set(CI) - {COMPLETE, PUBLISH}


def test_the_required_check_runs_whatever_happened_before() -> None:
    """GitHub takes a check that was skipped for one that succeeded."""
    assert value(CI[COMPLETE], "if") == "always()"
    assert "shell: python\n" in CI[COMPLETE]
    assert "NEEDS: ${{ toJSON(needs) }}\n" in CI[COMPLETE]


def test_ci_is_complete_when_every_job_succeeded() -> None:
    """CI is complete once every job has succeeded, on a push to main."""
    assert is_complete(*MAIN)
    assert not is_complete(*MAIN, publish="skipped")


@pytest.mark.parametrize(("event", "ref"), NOTHING_TO_PUBLISH)
def test_ci_is_complete_without_the_image_where_none_is_published(
    event: str, ref: str
) -> None:
    """A pull request is complete without the job that publishes the image."""
    assert is_complete(event, ref, publish="skipped")
    assert not is_complete(event, ref)


@pytest.mark.parametrize("result", ["failure", "cancelled", "skipped"])
@pytest.mark.parametrize("job", sorted(set(CI) - {COMPLETE}))
def test_a_job_without_success_fails_a_push_to_main(job: str, result: str) -> None:
    """A failed, cancelled or skipped job fails a push to main."""
    assert not is_complete(*MAIN, **{job: result})


@pytest.mark.parametrize("result", ["failure", "cancelled", "skipped"])
@pytest.mark.parametrize("job", sorted(set(CI) - {COMPLETE, PUBLISH}))
def test_a_job_without_success_fails_a_pull_request(job: str, result: str) -> None:
    """A skipped job fails a pull request, unless it is the one that publishes."""
    assert not is_complete(*PULL_REQUEST, **{PUBLISH: "skipped", job: result})


@pytest.mark.parametrize("result", ["failure", "cancelled", "success"])
def test_a_pull_request_must_not_try_to_publish(result: str) -> None:
    """A job that publishes in a pull request fails it."""
    assert not is_complete(*PULL_REQUEST, publish=result)


@EVERY_WORKFLOW
def test_no_failure_is_ignored(file: Path) -> None:
    """A job whose step may fail would count as one that succeeded."""
    text = file.read_text("utf-8")

    assert "continue-on-error" not in text
    assert "|| true" not in text


@EVERY_WORKFLOW
def test_every_job_ends(file: Path) -> None:
    """Every job has a time limit; GitHub's default is six hours.

    A job that calls a workflow can have no limit; the jobs of that workflow do.
    """
    unlimited = {
        name
        for name, job in jobs(file.read_text("utf-8")).items()
        if not value(job, "timeout-minutes") and not value(job, "uses")
    }

    assert not unlimited


def test_a_layout_that_is_not_understood_is_an_error() -> None:
    """A job that the reader overlooks would be missing in every comparison."""
    for text in ('jobs:\n  "a":\n    b: c\n', "jobs:\n  a: {b: c}\n", "on: push\n"):
        with pytest.raises(ValueError):
            jobs(text)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("needs: a-b", id="one"),
        pytest.param("needs: [a-b] # c", id="a list with a comment"),
        pytest.param("needs:\n    - a-b", id="a list of lines"),
        pytest.param("needs:\n      - a-b\n      # c\n    if: d", id="indented"),
    ],
)
def test_each_way_to_need_a_job_is_read(text: str) -> None:
    """The comparisons above are worth what the reader can see."""
    found = jobs(f"jobs:\n  # e\n  job:\n    {text}\n\n  next:\n    needs: [f]\n")

    assert {name: needs(job) for name, job in found.items()} == {
        "job": {"a-b"},
        "next": {"f"},
    }
