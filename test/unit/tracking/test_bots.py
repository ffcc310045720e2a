"""Bots: found by what they say, without taking a person for one."""

import re

import pytest
from crawleruseragents import (  # type: ignore[import-untyped]  # has no types
    CRAWLER_USER_AGENTS_DATA,
)

from page_tracker.tracking.bots import LEFT_OUT, Patterns, is_bot
from support.agents import Known, known_agents

CHROME = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/126.0.0.0 Safari/537.36"
)


@pytest.mark.parametrize(
    "known", [pytest.param(known, id=known.who) for known in known_agents()]
)
def test_a_person_is_not_a_bot(known: Known) -> None:
    """A person who is left out is worse than a bot that is counted."""
    assert not is_bot(known.user_agent)


def test_every_bot_of_the_public_list_is_a_bot() -> None:
    """Also those whose pattern is left out, unless they are people in truth."""
    examples = {
        example: entry["pattern"]
        for entry in CRAWLER_USER_AGENTS_DATA
        for example in entry["instances"]
    }

    missed = {pattern for example, pattern in examples.items() if not is_bot(example)}

    assert len(examples) > 2000
    assert missed == {r"AP3A\.240617\.008", "MetaIAB Facebook", "Fluid"}


def test_patterns_that_are_left_out_are_in_the_public_list() -> None:
    """The list of exceptions is no longer than it must be."""
    listed = {entry["pattern"] for entry in CRAWLER_USER_AGENTS_DATA}

    assert listed >= LEFT_OUT


@pytest.mark.parametrize(
    "user_agent",
    [
        pytest.param("", id="none"),
        pytest.param(" ", id="blank"),
        pytest.param("curl/8.5.0", id="curl"),
        pytest.param("Wget/1.21.4", id="Wget"),
        pytest.param("python-requests/2.32.3", id="Requests"),
        pytest.param("python-httpx/0.27.0", id="HTTPX"),
        pytest.param("Python/3.12 aiohttp/3.9.5", id="aiohttp"),
        pytest.param("Go-http-client/2.0", id="Go"),
        pytest.param("okhttp/4.12.0", id="OkHttp"),
        pytest.param("axios/1.7.2", id="axios"),
        pytest.param("node-fetch/1.0", id="node-fetch"),
        pytest.param("node", id="Node.js"),
        pytest.param("libwww-perl/6.77", id="Perl"),
        pytest.param("Java/17.0.11", id="Java"),
        pytest.param("Java-http-client/21.0.3", id="Java's new client"),
        pytest.param("PostmanRuntime/7.39.0", id="Postman"),
        pytest.param("Ruby", id="Ruby"),
        pytest.param("Notion/1.0 (https://notion.so)", id="a link's preview"),
        pytest.param(f"{CHROME} HeadlessEdg/126.0.0.0", id="a headless browser"),
        pytest.param(CHROME.replace("Chrome", "HeadlessChrome"), id="Chrome for tests"),
        pytest.param(f"{CHROME} PhantomJS/2.1.1", id="PhantomJS"),
        pytest.param(f"{CHROME} Playwright/1.44", id="Playwright"),
        pytest.param(f"{CHROME} Puppeteer", id="Puppeteer"),
        pytest.param(f"{CHROME} Cypress/13.11.0", id="Cypress"),
        pytest.param(f"{CHROME} WindowsPowerShell/5.1", id="PowerShell"),
        pytest.param("kube-probe/1.30", id="Kubernetes"),
        pytest.param("Mozilla/5.0 (compatible; UptimeRobot/2.0)", id="a monitor"),
        pytest.param("Mozilla/5.0 (compatible; NewBot/1.0)", id="an unknown bot"),
        pytest.param("Mozilla/5.0 (compatible; new_bot)", id="a bot in lower case"),
        pytest.param("MyCRAWLER/0.1", id="an unknown crawler"),
        pytest.param("Mozilla/5.0 (a spider of mine)", id="an unknown spider"),
        pytest.param("Mozilla/5.0 (+https://example.com/why)", id="an explanation"),
    ],
)
def test_a_program_is_a_bot(user_agent: str) -> None:
    """A counter is asked by more programs than people; they do not read pages."""
    assert is_bot(user_agent)


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        pytest.param("Search", "a Search b", True, id="a word"),
        pytest.param("Search", "a search b", False, id="a word in another case"),
        pytest.param("Search", "Sea rch", False, id="only its beginning"),
        pytest.param("abc", "abc", True, id="a word of three letters"),
        pytest.param("ab", "ab", True, id="a short word"),
        pytest.param("ab", "a", False, id="a shorter text"),
        pytest.param(r"a\.b\/c", "a.b/c", True, id="an escaped word"),
        pytest.param(r"a\.b\/c", "a-b/c", False, id="an escape is no wildcard"),
        pytest.param("^curl", "curl/8", True, id="at the beginning"),
        pytest.param("^curl", "libcurl/8", False, id="not at the beginning"),
        pytest.param(r"ab\d+", "ab12", True, id="a class"),
        pytest.param("one|two", "number two", True, id="alternatives"),
        pytest.param("[wW]get", "wget", True, id="a set"),
    ],
)
def test_many_patterns_are_asked_as_exactly_as_one(
    pattern: str, text: str, found: bool
) -> None:
    """Each means what it means alone, whichever others are asked with it."""
    assert (re.search(pattern, text) is not None) is found

    assert Patterns([pattern]).match(text) is found
    assert Patterns(["^nobody$", pattern, "nowhere"]).match(text) is found


def test_no_pattern_is_in_no_text() -> None:
    """An empty list has to fit nothing, not everything."""
    assert not Patterns([]).match("abc")
