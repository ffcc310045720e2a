"""README and docs, as their readers use them: links, headings, and blocks to run."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from support.sources import PROJECT

PAGES = sorted(
    [
        PROJECT / "README.md",
        PROJECT / "CHANGELOG.md",
        *(PROJECT / "docs").glob("*.md"),
        *(PROJECT / ".github").glob("*.md"),
    ]
)

_FENCE = re.compile(
    r"^(?:<!-- not run: (?P<reason>[^>]+?) -->\n)?```console\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
_ANY_FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(([^()\s]+(?:\([^()]*\))?)\)")
_SOURCE = re.compile(r'(?:src|srcset)="([^"]+)"')


class Block(NamedTuple):
    """A ``console`` block: commands with what they print.

    ``reason`` is why it is not run, None if it is.
    """

    page: Path
    line: int
    reason: str | None
    steps: list[tuple[str, list[str]]]


def blocks_of(page: Path) -> list[Block]:
    """Return the ``console`` blocks of a page, in order."""
    text = page.read_text("utf-8")
    return [
        Block(
            page, text[: found.start()].count("\n") + 1, found["reason"], _steps(found)
        )
        for found in _FENCE.finditer(text)
    ]


def links_of(page: Path) -> list[str]:
    """Return the targets of all links and pictures, without those in code."""
    text = _ANY_FENCE.sub("", page.read_text("utf-8"))
    text = re.sub(r"`[^`]*`", "", text)
    return [*_LINK.findall(text), *_SOURCE.findall(text)]


def anchors_of(page: Path) -> set[str]:
    """Return the anchors that GitHub gives to the headings of a page."""
    text = _ANY_FENCE.sub("", page.read_text("utf-8"))
    return set(map(anchor, re.findall(r"^#+ (.+)$", text, re.MULTILINE)))


def anchor(heading: str) -> str:
    """Return the anchor of a heading: lower case, hyphens, and no punctuation."""
    kept = re.sub(r"[^\w\- ]", "", heading.lower())
    return kept.replace(" ", "-")


def _steps(found: re.Match[str]) -> list[tuple[str, list[str]]]:
    return list(_commands(found["text"].splitlines()))


def _commands(lines: list[str]) -> Iterator[tuple[str, list[str]]]:
    command, printed = "", list[str]()
    for line in lines:
        if line.startswith("$ "):
            if command:
                yield command, printed
            command, printed = line.removeprefix("$ "), []
        else:
            printed.append(line)
    yield command, printed
