"""The sources of visits, and links that were widely shared."""

from collections.abc import Mapping
from typing import NamedTuple

from page_tracker.demo.pages import BLOG, MAIN, MANUAL


class Source(NamedTuple):
    """A source of visits: a page with a link, or none, and the link's query."""

    referrer: str = ""
    query: str = ""


class Round(NamedTuple):
    """A post that is widely shared, from ``age`` days before today on.

    It brings ``visits`` on its first day, and on each later one the share ``lasting``
    of the day before. ``sources`` are those of the visits, with their shares.
    """

    age: int
    path: str
    visits: int
    lasting: float
    sources: Mapping[Source, float]


DIRECT = Source()

Sections = Mapping[str, float]

_SEARCH: Sections = {MAIN: 40, MANUAL: 45, BLOG: 15}
_LINK: Sections = {MAIN: 60, MANUAL: 10, BLOG: 30}
_TALK: Sections = {MAIN: 25, MANUAL: 5, BLOG: 70}
_KNOWN: Sections = {MAIN: 68, MANUAL: 20, BLOG: 12}

_AD = "utm_source=duckduckgo&utm_medium=ad&utm_campaign=notes"

# Of a hundred visits on a quiet day: their sources, and the sections they begin in.
USUAL: dict[Source, tuple[float, Sections]] = {
    DIRECT: (35, _KNOWN),
    Source("https://www.google.com/"): (27, _SEARCH),
    Source("https://duckduckgo.com/"): (7.5, _SEARCH),
    Source("https://www.bing.com/"): (3.5, _SEARCH),
    Source("https://www.ecosia.org/"): (1, _SEARCH),
    Source("https://kagi.com/"): (0.9, _SEARCH),
    Source("https://search.brave.com/"): (0.7, _SEARCH),
    Source("https://github.com/"): (5.5, _LINK),
    Source("https://www.reddit.com/"): (3.6, _TALK),
    Source("https://chatgpt.com/"): (2.4, _SEARCH),
    Source("https://mastodon.social/"): (2, _TALK),
    Source("https://news.ycombinator.com/"): (1.6, _TALK),
    Source("https://www.youtube.com/"): (1.5, _LINK),
    Source("https://bsky.app/"): (1, _TALK),
    Source("https://lobste.rs/"): (0.8, _TALK),
    Source("https://www.linkedin.com/"): (0.7, _TALK),
    Source("https://www.perplexity.ai/"): (0.6, _SEARCH),
    Source("https://plain-text.example/tools"): (1.5, _LINK),
    Source("https://quiet-software.example/notes"): (1, _LINK),
    Source("https://teachers.example/forum/note-taking"): (0.7, _LINK),
    Source("https://desk.example/setup"): (0.4, _LINK),
    Source("", "ref=app"): (1.4, _KNOWN),
    Source("https://duckduckgo.com/", _AD): (0.9, {MAIN: 1}),
}

_HACKER_NEWS = Source("https://news.ycombinator.com/item?id=1")
_REDDIT = Source("https://www.reddit.com/r/notes/")
_LOBSTERS = Source("https://lobste.rs/s/notes")
_MASTODON = Source("https://mastodon.social/")
_X = Source("https://t.co/notes")
_WEEKLY = Source("https://weekly-links.example/issues/212")
_NEWS = Source("https://news.example/technology/no-app-store")

# Visits by the letter to the readers, which announces each post on the next day.
LETTER_VISITS, LETTER_LASTING = 34, 0.35

_HACKERS = {_HACKER_NEWS: 58, DIRECT: 26, _X: 8, _MASTODON: 5, _WEEKLY: 3}

ROUNDS = (
    Round(
        11, "/blog/one-file-no-server", 560, 0.55, {_LOBSTERS: 5, _REDDIT: 3, DIRECT: 2}
    ),
    Round(23, "/blog/driftwood-3-1", 170, 0.6, {_MASTODON: 4, _REDDIT: 3, DIRECT: 3}),
    Round(
        46, "/blog/what-we-deleted", 480, 0.45, {_LOBSTERS: 4, _WEEKLY: 2, DIRECT: 2}
    ),
    Round(72, "/blog/driftwood-3-0", 3600, 0.42, _HACKERS),
    Round(120, "/blog/reading-a-million-notes", 1300, 0.4, {_LOBSTERS: 3, DIRECT: 2}),
    Round(213, "/blog/the-bug-of-the-year", 4700, 0.38, _HACKERS),
    Round(
        299, "/blog/leaving-the-app-store", 1500, 0.45, {_NEWS: 5, _REDDIT: 3, _X: 1}
    ),
)
"""The largest ones, the latest first."""


def letter(age: int, path: str) -> Round:
    """Return the visits by a letter whose readers find a link to a post."""
    name = path.rpartition("/")[2]
    query = f"utm_source=letter&utm_medium=mail&utm_campaign={name}"
    return Round(age, path, LETTER_VISITS, LETTER_LASTING, {Source("", query): 1})
