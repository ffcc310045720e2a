"""The ``console`` blocks of README and docs, run as they stand."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from support.documents import PAGES, Block, blocks_of
from support.service import Start
from support.sources import PROJECT

ADDRESS = "127.0.0.1:8000"  # of the service, in the docs

# A page whose blocks are run, one after the other, beside one service.
RUN = [page for page in PAGES if any(not each.reason for each in blocks_of(page))]


def programs(folder: Path) -> Path:
    """Write ``page-tracker`` and ``curl`` into a folder, and return the folder."""
    folder.mkdir()
    for name, module in {
        "page-tracker": "page_tracker",
        "curl": "support.curl",
    }.items():
        file = folder / name
        file.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m {module} "$@"\n')
        file.chmod(0o755)
    return folder


def script_of(blocks: list[Block], address: str) -> str:
    """Return a shell script that runs blocks, and marks where each command ends."""
    lines = ["shopt -s expand_aliases"]
    for block in blocks:
        for command, _ in block.steps:
            lines += [command.replace(ADDRESS, address), 'echo; echo "-- $?"']
    return "\n".join(lines)


def matches(printed: str, expected: list[str]) -> bool:
    """Return whether a command has printed what a block says; "..." is anything."""
    pattern = re.escape("\n".join(expected)).replace(r"\.\.\.", "(?s:.*)")
    return not expected or re.fullmatch(pattern, printed.strip()) is not None


# Some twenty programs start, one after the other; a busy machine takes its time.
@pytest.mark.timeout(300)
@pytest.mark.parametrize("page", RUN, ids=lambda page: str(page.relative_to(PROJECT)))
def test_the_blocks_of_a_page_do_what_the_page_says(
    page: Path, serve: Start, tmp_path: Path
) -> None:
    """Each command succeeds beside a new service, and prints what stands below it."""
    service = serve()
    blocks = [block for block in blocks_of(page) if block.reason is None]
    steps = [step for block in blocks for step in block.steps]
    environ = {
        **os.environ,
        "PATH": f"{programs(tmp_path / 'bin')}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
        "PAGE_TRACKER_DATA_DIR": str(service.directory / "data"),
        "REDIS_URL": "",
    }

    ran = subprocess.run(
        ["bash", "-c", script_of(blocks, service.address.removeprefix("http://"))],
        cwd=tmp_path,
        env=environ,
        capture_output=True,
        stdin=subprocess.DEVNULL,
        check=True,
        encoding="utf-8",
    )

    parts = re.split(r"\n-- (\d+)\n", ran.stdout)
    printed, statuses = parts[:-1:2], parts[1::2]
    results = zip(steps, printed, statuses, strict=True)
    wrong = [
        (command, text, status)
        for (command, expected), text, status in results
        if status != "0" or not matches(text, expected)
    ]
    assert not wrong, f"{wrong}\n{ran.stderr}"


@pytest.mark.parametrize(
    ("printed", "expected", "is_match"),
    [
        pytest.param("a\n", ["a"], True, id="the same"),
        pytest.param("a\nb\nc\n", ["a", "..."], True, id="any lines"),
        pytest.param('{"a":1}', ['{"a":...'], True, id="the rest of a line"),
        pytest.param("a\n", [], True, id="nothing said"),
        pytest.param("a\nb\n", ["a"], False, id="more than was said"),
        pytest.param("axb", ["a.b"], False, id="a point is a point"),
    ],
)
def test_what_is_printed_is_compared_with_the_block(
    printed: str, expected: list[str], is_match: bool
) -> None:
    """The verdicts above are worth what the comparison sees."""
    assert matches(printed, expected) is is_match
