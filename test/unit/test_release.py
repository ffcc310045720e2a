"""The release: only a commit that passed CI, under its own version, is published."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from support.sources import PROJECT
from support.workflows import jobs, needs, script, text_of, value

WORKFLOW = text_of("release.yml")
JOBS = jobs(WORKFLOW)
CI = text_of("ci.yml")
CHECK = "Compare the tag with pyproject.toml and CHANGELOG.md"
INSTALL = (PROJECT / "docs" / "install.md").read_text("utf-8")
METADATA = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["project"]
URLS = METADATA["urls"].values()

CHANGELOG = """# Changelog

## [Unreleased]

- Not yet.

## [1.2.3] - 2026-11-30

### Added

- A thing.

## [1.2.2] - 2026-11-01

- Another.
"""


def check(folder: Path, tag: str) -> tuple[int, str]:
    """Run the check of a release, and return its exit status and its outputs.

    Args:
        folder: the folder that holds pyproject.toml and CHANGELOG.md.
        tag: the tag that was pushed.
    """
    outputs = folder / "outputs"
    outputs.touch()
    env = {"GITHUB_REF_NAME": tag, "GITHUB_OUTPUT": str(outputs)}
    command = [sys.executable, "-c", script(JOBS["check"], CHECK)]
    done = subprocess.run(
        command, cwd=folder, env=env, capture_output=True, check=False
    )
    assert b"Traceback" not in done.stderr, done.stderr.decode()
    return done.returncode, outputs.read_text("utf-8")


def project(folder: Path, version: str, changelog: str = CHANGELOG) -> Path:
    """Write a project of some version with its changelog into a folder."""
    text = f'[project]\nname = "a"\nversion = "{version}"\n'
    (folder / "pyproject.toml").write_text(text, "utf-8")
    (folder / "CHANGELOG.md").write_text(changelog, "utf-8")
    return folder


def all_needs(job: str) -> set[str]:
    """Return the names of all jobs that have succeeded when a job begins."""
    direct = needs(JOBS[job])
    return direct.union(*map(all_needs, direct))


def who_may(permission: str) -> set[str]:
    """Return the names of the jobs that have a permission."""
    return {name for name, job in JOBS.items() if f"      {permission}\n" in job}


def test_a_tag_of_the_version_with_its_section_is_a_release(tmp_path: Path) -> None:
    """The section of the version, without its heading, becomes the release's notes."""
    project(tmp_path, "1.2.3")

    status, outputs = check(tmp_path, "v1.2.3")

    assert status == 0
    version, opening, *notes, closing = outputs.splitlines()
    assert version == "version=1.2.3"
    assert opening == f"notes<<{closing}"
    assert notes == ["### Added", "", "- A thing."]


@pytest.mark.parametrize("tag", ["v1.2.2", "1.2.3", "v1.2.3.1", "v1.2", "vv1.2.3", "v"])
def test_a_tag_of_another_version_is_no_release(tmp_path: Path, tag: str) -> None:
    """A package would be published under a version that is not the tag's."""
    assert check(project(tmp_path, "1.2.3"), tag) == (1, "")


@pytest.mark.parametrize(
    "heading",
    [
        pytest.param("## [Unreleased]", id="not released"),
        pytest.param("## [1.2.4] - 2026-11-30", id="another version"),
        pytest.param("## [1.2.30] - 2026-11-30", id="a longer version"),
        pytest.param("## [1x2x3] - 2026-11-30", id="other signs"),
        pytest.param("## [1.2.3]", id="no date"),
        pytest.param("### [1.2.3] - 2026-11-30", id="a lower heading"),
    ],
)
def test_a_version_without_its_section_is_no_release(
    tmp_path: Path, heading: str
) -> None:
    """A version without a section in the changelog is not released."""
    changelog = CHANGELOG.replace("## [1.2.3] - 2026-11-30", heading)

    assert check(project(tmp_path, "1.2.3", changelog), "v1.2.3") == (1, "")


def test_an_empty_section_is_no_release(tmp_path: Path) -> None:
    """The text of the next section does not count as this section's."""
    changelog = CHANGELOG.replace("### Added\n\n- A thing.\n", "")

    assert check(project(tmp_path, "1.2.3", changelog), "v1.2.3") == (1, "")


@pytest.mark.parametrize("version", ["1.2.3rc1", "1.2", "1.2.3-beta.1", "1.2.3.dev0"])
def test_a_version_that_pypi_and_images_write_differently_is_no_release(
    tmp_path: Path, version: str
) -> None:
    """PyPI and the tags of images agree on three numbers, and on no other form."""
    changelog = CHANGELOG.replace("1.2.3", version)

    assert check(project(tmp_path, version, changelog), f"v{version}") == (1, "")


def test_this_version_can_be_released(tmp_path: Path) -> None:
    """The project's version has its section in the project's changelog."""
    for name in ("pyproject.toml", "CHANGELOG.md"):
        (tmp_path / name).write_bytes((PROJECT / name).read_bytes())

    status, outputs = check(tmp_path, f"v{METADATA['version']}")

    assert status == 0
    assert outputs.startswith(f"version={METADATA['version']}\n")


def test_nothing_is_built_before_the_check_and_ci_have_succeeded() -> None:
    """Each job of a release waits for all gates on the very commit of the tag."""
    assert value(JOBS["ci"], "uses") == "$/.github/workflows/ci.yml"
    assert "  workflow_call:" in CI
    for name in set(JOBS) - {"check", "ci"}:
        assert {"check", "ci"} <= all_needs(name)
        assert not value(JOBS[name], "if")


def test_a_tag_does_not_run_ci_a_second_time() -> None:
    """A tag starts the release, which calls CI, and no other workflow."""
    assert re.search(r"^ {4}tags:", WORKFLOW, re.M)
    assert not re.search(r"^ {4}tags:", CI, re.M)


def test_a_release_does_not_wait_for_itself() -> None:
    """CI has another group than the release that calls it, or both would hang."""
    groups = [re.findall(r"^  group: (.+)$", text, re.M) for text in (WORKFLOW, CI)]

    assert groups == [["release"], ["${{ github.workflow }}-${{ github.ref }}"]]


def test_pypi_comes_last_of_what_cannot_be_taken_back() -> None:
    """A version that PyPI has once had can never be uploaded again."""
    assert all_needs("pypi") == set(JOBS) - {"pypi", "publish"}
    assert all_needs("publish") == set(JOBS) - {"publish"}
    assert value(JOBS["pypi"], "environment").startswith("name: pypi\n")


def test_each_permission_is_given_to_the_job_that_needs_it_alone() -> None:
    """A job that builds can sign nothing, and a job that signs can change no code."""
    assert who_may("id-token: write") == {"manifest", "pypi"}
    assert who_may("attestations: write") == {"manifest", "pypi"}
    assert who_may("contents: write") == {"publish"}
    assert who_may("packages: write") == {"ci", "image", "manifest"}


def test_no_code_of_the_project_runs_where_something_is_signed() -> None:
    """The jobs that sign only fetch what other jobs have built."""
    for name in who_may("id-token: write") | who_may("contents: write"):
        assert "actions/checkout" not in JOBS[name]
        assert "actions/download-artifact" in JOBS[name]


def test_the_docs_verify_what_this_repository_publishes() -> None:
    """The commands in docs/install.md name the repository of pyproject.toml."""
    _, section = INSTALL.split("\n## Verify what you run\n")
    section = section.split("\n## ")[0]
    repository = METADATA["urls"]["Source"].removeprefix("https://github.com/")

    assert set(re.findall(r"--repo (\S+)", section)) == {repository}
    assert set(re.findall(r"ghcr\.io/([\w/-]+)", section)) == {repository}
    assert f"page-tracker=={METADATA['version']}\n" in section
    assert set(re.findall(r"page-tracker:(\d\S+?)(?:-pypy)?[` ]", INSTALL)) == {
        METADATA["version"]
    }
    assert all(url.startswith(METADATA["urls"]["Source"]) for url in URLS)
