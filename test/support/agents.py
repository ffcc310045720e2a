"""User agents of people's browsers, and what a report should call them."""

from pathlib import Path
from typing import NamedTuple

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
"""A person's, for tests that need one and do not care which."""


class Known(NamedTuple):
    """A row of ``agents.tsv``: a user agent, and the names of what sends it."""

    who: str
    browser: str
    system: str
    device: str
    user_agent: str


def known_agents() -> list[Known]:
    """Read the table; none of its agents is a bot's."""
    text = Path(__file__).with_name("agents.tsv").read_text("utf-8")
    return [Known(*line.split("\t")) for line in text.splitlines()]
