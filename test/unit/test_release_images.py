"""The images of a release: their tags, their platforms and their dates."""

import os
import re
import subprocess
from pathlib import Path

import pytest

from support.sources import PROJECT
from support.workflows import jobs, script, text_of

RELEASE = text_of("release.yml")
JOBS = jobs(RELEASE)
CI = text_of("ci.yml")
MERGE = "Merge the platforms into one manifest, and tag it"
INSTALL = (PROJECT / "docs" / "install.md").read_text("utf-8")
DOCKERFILE = (PROJECT / "Dockerfile").read_text("utf-8")
TEXTS = [INSTALL, DOCKERFILE, CI, RELEASE]

# What GitHub makes of a step without `shell:`.
BASH = ["bash", "-e", "-c"]
# Prints its arguments to a file, and the digest that it is asked for.
DOCKER = """#!/bin/sh
echo "$@" >> "$(dirname "$0")/calls"
case "$*" in *inspect*json*) echo '"sha256:merged"' ;; *inspect*) echo a table ;; esac
"""

# Says when the commit was made, in seconds since 1970. The image that runs these tests
# has no git.
GIT = """#!/bin/sh
test "$*" = "log -1 --format=%ct" && echo 1795980723
"""


def program(folder: Path, name: str, text: str) -> None:
    """Write a script into a folder under the name of a program."""
    (folder / name).write_text(text, "utf-8")
    (folder / name).chmod(0o755)


def run(folder: Path, code: str, **variables: str) -> int:
    """Run a script of bash, and return its exit status.

    Args:
        folder: the working directory, whose programs come before those of the system.
        code: the script.
        variables: environment variables of the step.
    """
    env = {
        "PATH": f"{folder}:{os.environ['PATH']}",
        "GITHUB_OUTPUT": str(folder / "outputs"),
        "GITHUB_REPOSITORY": "Some-Owner/Page-Tracker",
        **variables,
    }
    return subprocess.run([*BASH, code], cwd=folder, env=env, check=False).returncode


def merge(folder: Path, version: str, suffix: str, digests: int = 2) -> int:
    """Run the script that tags an image with a ``docker`` that writes its calls down.

    Args:
        folder: the working directory.
        version: the version that is released.
        suffix: what the tags of this image end with.
        digests: the number of platforms whose image was pushed.

    Returns:
        The exit status of the script.
    """
    (folder / "digests").mkdir()
    for digest in range(digests):
        (folder / "digests" / f"d{digest}").touch()
    program(folder, "docker", DOCKER)
    return run(folder, script(JOBS["manifest"], MERGE), VERSION=version, SUFFIX=suffix)


@pytest.mark.parametrize(
    ("version", "suffix", "tags"),
    [
        pytest.param("0.1.0", "", ["0.1.0", "0.1"], id="0.x"),
        pytest.param("1.2.3", "", ["1.2.3", "1.2", "1"], id="three tags"),
        pytest.param("10.0.12", "", ["10.0.12", "10.0", "10"], id="two digits"),
        pytest.param("0.1.0", "-pypy", ["0.1.0-pypy", "0.1-pypy"], id="PyPy"),
    ],
)
def test_both_platforms_get_the_tags_of_the_version(
    tmp_path: Path, version: str, suffix: str, tags: list[str]
) -> None:
    """The index of both platforms gets the version's tags, and is signed."""
    image = "ghcr.io/some-owner/page-tracker"

    status = merge(tmp_path, version, suffix)

    assert status == 0
    create, inspect = (tmp_path / "calls").read_text("utf-8").splitlines()
    assert create.split() == [
        *("buildx", "imagetools", "create"),
        *(f"--tag={image}:{tag}" for tag in tags),
        *(f"{image}@sha256:d{n}" for n in range(2)),
    ]
    assert inspect.endswith(f" {image}:{version}{suffix}")
    assert (tmp_path / "outputs").read_text("utf-8").splitlines() == [
        f"image={image}",
        "digest=sha256:merged",
    ]


@pytest.mark.parametrize("digests", [0, 1, 3])
def test_an_image_without_one_of_its_platforms_gets_no_tag(
    tmp_path: Path, digests: int
) -> None:
    """A platform that is missing would be missed by those who have that machine."""
    assert merge(tmp_path, "1.2.3", "", digests) == 1
    assert not (tmp_path / "calls").exists()


@pytest.mark.parametrize(
    ("job", "step", "expected"),
    [
        pytest.param(
            JOBS["image"],
            "Name the image and the time of the commit",
            {"image": "ghcr.io/some-owner/page-tracker"},
            id="a release",
        ),
        pytest.param(
            jobs(CI)["publish"],
            "Name the time of the commit",
            {"stamp": "20261129T193203Z"},
            id="main",
        ),
    ],
)
def test_an_image_is_dated_by_its_commit_and_not_by_its_build(
    tmp_path: Path, job: str, step: str, expected: dict[str, str]
) -> None:
    """An image is dated by its commit, so that a rebuild has the same labels."""
    program(tmp_path, "git", GIT)

    status = run(tmp_path, script(job, step))

    assert status == 0
    lines = (tmp_path / "outputs").read_text("utf-8").splitlines()
    assert dict(line.split("=") for line in lines) == {
        "epoch": "1795980723",
        "created": "2026-11-29T19:32:03Z",
        **expected,
    }
    assert "SOURCE_DATE_EPOCH: ${{ steps." in job
    assert "rewrite-timestamp=true" in job


def test_pypy_is_the_same_everywhere() -> None:
    """The PyPy that CI tests is the one that a release publishes."""
    images = {image for text in TEXTS for image in re.findall(r"pypy:[\w.-]+", text)}

    assert len(images) == 1
