"""Workflows of GitHub Actions, read without a YAML library.

Only the layout that this project uses is understood: two blanks for each level, and
jobs with plain names. Any other layout raises an error, so that no job is overlooked.
"""

import re
from textwrap import dedent

from support.sources import PROJECT

FOLDER = PROJECT / ".github" / "workflows"
FILES = sorted(FOLDER.glob("*.y*ml"))


def text_of(name: str) -> str:
    """Return the text of a workflow by the name of its file."""
    return (FOLDER / name).read_text("utf-8")


def jobs(workflow: str) -> dict[str, str]:
    """Return the text of each job in a workflow by the job's name.

    Raises:
        ValueError: the workflow has a layout that this reader does not understand.
    """
    section = _only(re.findall(r"^jobs:\n((?:(?: .*)?\n)+)", workflow + "\n", re.M))
    found: dict[str, list[str]] = {}
    for line in _without_comments(section):
        if re.match(r" {4}", line):
            list(found.values())[-1].append(line)
        elif match := re.fullmatch(r" {2}([\w-]+):", line.rstrip()):
            found[match[1]] = []
        else:
            raise ValueError(f"not understood: {line!r}")
    return {name: "\n".join(lines) + "\n" for name, lines in found.items()}


def value(job: str, key: str) -> str:
    """Return the text after a key of a job, or an empty text if the key is missing."""
    pattern = rf"^ {{4}}{key}:(.*\n(?: {{5,}}.*\n| {{4}}- .*\n)*)"
    match = re.search(pattern, job, re.M)
    return match[1].strip() if match else ""


def needs(job: str) -> set[str]:
    """Return the names of the jobs that a job needs."""
    return set(re.findall(r"\w[\w-]*", value(job, "needs")))


def script(job: str, step: str) -> str:
    """Return the script of a job's step by the name of the step."""
    (found,) = [each for each in re.split(r"^ {6}- ", job, flags=re.M) if step in each]
    block = re.search(r"^ {8}run: (?:\|\n((?: {10}.*\n|\n)+)|(.+)\n)", found, re.M)
    assert block is not None, f"the step {step!r} has no script"
    return dedent(block[1]) if block[1] else block[2]


def sessions(workflow: str) -> set[str]:
    """Return the names of the nox sessions that a workflow runs."""
    lines = "\n".join(_without_comments(workflow))
    calls = re.findall(r"nox -s ((?:[a-z_0-9]+ ?)+)", lines)
    rows = re.findall(r"- session: (\w+)", lines)
    return {name for call in [*calls, *rows] for name in call.split()}


def _without_comments(text: str) -> list[str]:
    lines = [re.sub(r"(^| )\s*#( .*)?$", "", line) for line in text.splitlines()]
    return [line for line in lines if line.strip()]


def _only(found: list[str]) -> str:
    if len(found) != 1:
        raise ValueError(f"{len(found)} sections of jobs")
    return found[0]
