"""Bots: programs that read pages, as far as they say that they are programs."""

import re
from collections.abc import Iterable
from functools import cache

# Patterns of the public list that fit people too, each with who they are.
LEFT_OUT = frozenset(
    {
        r"AP3A\.240617\.008",  # every phone with this build of Android 15
        "MetaIAB Facebook",  # Facebook's in-app browser
        "Fluid",  # a browser for one site each, on macOS
        "Sogou",  # Sogou's browsers; its spiders say "spider"
        r"Notion\/",  # its desktop app, in which pages show other pages
    }
)

# Where these are, in lower case, there is no person. The letters before "bot" spare the
# phones of CUBOT; "+http" leads to the page that explains a crawler.
_SAYS_SO = re.compile(r"(?<!cu)bot(?![a-z])|crawl|spider|\+https?:")

# The beginnings of agents that the public list does not have: libraries for HTTP,
# programs that measure load, and programs that fetch for people who are elsewhere.
_BEGINNINGS = (
    *("AndroidDownloadManager", "ApacheBench", "Apache-HttpAsyncClient", "aria2/"),
    *("autocannon", "Bun/", "Dart/", "Deno/", "Elixir", "Embarcadero", "Faraday"),
    *("fasthttp", "gatling", "Go http", "got ", "got/", "Guzzle", "hackney/", "hey/"),
    *("http.rb", "hyper/", "insomnia/", "Jakarta", "Java/", "Java-http"),
    *("k6/", "Lavf/", "libcurl", "libfetch", "lua-resty", "Manticore", "node"),
    *("Notion/", "PostmanRuntime", "PycURL", "Python/", "python/", "reqwest", "rest-"),
    *("RestSharp", "Ruby", "Symfony", "superagent", "Typhoeus", "undici", "ureq"),
    *("urllib", "vegeta", "WinHttp", "wrk", "xh/"),
)

# Words of automated browsers and of monitors, for which the same is true.
_WORDS = (
    *("Headless", "CasperJS", "SlimerJS", "HtmlUnit", "jsdom", "Cypress/"),
    *("WebDriver", "Lighthouse", "Prerender", "WindowsPowerShell", "JMeter"),
    *("Nagios", "Icinga", "Monit/", "Prometheus", "Consul Health", "HAProxy"),
    *("ELB-HealthChecker", "GoogleHC", "kube-probe", "Envoy/"),
)

# A pattern that is a plain word, with nothing special in it unless escaped; or one that
# has to be at the beginning.
_PLAIN = re.compile(r"(\^?)((?:[^\\^$.*+?()\[\]{}|]|\\[^\w\s])+)")
_PIECE = 3


class Patterns:
    """Asks thousands of patterns at once, as exactly as one after another.

    Nearly all are plain words, and a word is only in a text that has its first letters
    somewhere: the few words to look for are known from the text's pieces.
    """

    def __init__(self, patterns: Iterable[str]) -> None:
        self._words: dict[str, list[str]] = {}
        beginnings, others = [], []
        for pattern in patterns:
            plain = _PLAIN.fullmatch(pattern)
            word = re.sub(r"\\(\W)", r"\1", plain[2]) if plain else ""
            if plain and plain[1]:
                beginnings.append(word)
            elif len(word) >= _PIECE:
                self._words.setdefault(word[:_PIECE], []).append(word)
            else:
                others.append(f"(?:{pattern})")
        self._beginnings = tuple(beginnings)
        self._others = re.compile("|".join(others) or r"(?!)")

    def match(self, text: str) -> bool:
        """Tell whether any of the patterns is in a text."""
        ends = range(_PIECE, len(text) + 1)
        pieces = self._words.keys() & {text[end - _PIECE : end] for end in ends}
        return (
            text.startswith(self._beginnings)
            or any(word in text for piece in pieces for word in self._words[piece])
            or self._others.search(text) is not None
        )


def is_bot(user_agent: str) -> bool:
    """Tell whether a user agent is that of a program and not of a person's browser.

    Known are crawlers, libraries, monitors and automated browsers: those of the list
    "crawler-user-agents" and some more, and whoever says "bot", "crawl" or "spider".
    Browsers always send an agent, so one that is empty is a bot's. A program that calls
    itself a browser is not found out. The list is loaded by the first call.
    """
    return (
        not user_agent.strip()
        or user_agent.startswith(_BEGINNINGS)
        or _SAYS_SO.search(user_agent.lower()) is not None
        or _known().match(user_agent)
    )


@cache
def _known() -> Patterns:
    # A process that never sees a view should not have the list in its memory.
    # pylint: disable-next=import-outside-toplevel
    from crawleruseragents import (  # type: ignore[import-untyped]  # has no types
        CRAWLER_USER_AGENTS_DATA,
    )

    listed = {entry["pattern"] for entry in CRAWLER_USER_AGENTS_DATA} - LEFT_OUT
    return Patterns([*sorted(listed), *_WORDS])
