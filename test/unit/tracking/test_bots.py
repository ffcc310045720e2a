"""Bots: found by what they say, without taking a person for one."""

import re

import pytest
from crawleruseragents import (  # type: ignore[import-untyped]  # has no types
    CRAWLER_USER_AGENTS_DATA,
)

from page_tracker.tracking.bots import LEFT_OUT, is_bot
from page_tracker.tracking.patterns import Patterns
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
    """Every bot of the public list is detected, except patterns that match people."""
    examples = {
        example: entry["pattern"]
        for entry in CRAWLER_USER_AGENTS_DATA
        for example in entry["instances"]
    }

    missed = {pattern for example, pattern in examples.items() if not is_bot(example)}

    assert len(examples) > 2000
    people = {r"AP3A\.240617\.008", "MetaIAB Facebook", "Fluid", r"Code\/1\."}
    assert missed == people


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


ANDROID = (
    "Mozilla/5.0 (Linux; Android 8.0.0; {}) AppleWebKit/537.36 (KHTML, like Gecko)"
)
PHONE = f"{ANDROID} Chrome/86.0.4240.99 Mobile Safari/537.36"


@pytest.mark.parametrize(
    "model",
    [
        *("M bot 54", "XBot Junior", "VR BOT 552 PLUS", "ID bot 53+ Build/NRD90M"),
        *("M_bot_tab_1150 Build/N9F27F", "C Bot Tab 100", "CUBOT ECHO", "Spider 8"),
        *("HTC Butterfly s", "HTCButterflys901s Build/KOT49H", "O+ Sonic", "Expanse"),
        *(
            "ViewSonic V500 Build/KVT49L",
            "Fever_Plus_J",
            "XBot_Senior Build/O11019; wv",
        ),
        *("POV_TAB-P1325(V1.1) Build/JRO03H", "moto crawler (2022)", "Monitor 7"),
    ],
)
def test_what_a_phone_calls_itself_makes_no_bot(model: str) -> None:
    """Names of models have the words of programs in them."""
    assert not is_bot(PHONE.format(model))
    assert not is_bot(PHONE.format(model).replace("Linux; ", "Linux; U; "))


@pytest.mark.parametrize(
    "model",
    ["K; compatible; New/1.0", "Pixel 2; DuplexWeb-Google/1.0", "K; http://a.example"],
)
def test_a_program_that_calls_itself_a_phone_is_a_bot(model: str) -> None:
    """A program is a bot even if its agent names it as a phone's model."""
    assert is_bot(PHONE.format(model))


@pytest.mark.parametrize(
    "user_agent",
    [
        pytest.param(
            "DESAY TS1008/1.0 Release/07.12.2013 Mozilla/5.0 (Linux; U; Android 4.0.3;"
            " zh-cn) AppleWebKit/534.30 (KHTML, like Gecko) Mobile Safari/534.30",
            id="a phone with a number",
        ),
        pytest.param(f"{CHROME} Viber/27.4.0.0", id="pages in Viber"),
        pytest.param(
            CHROME.replace("Chrome", "Code/1.115.0 Chrome"), id="pages in an editor"
        ),
        pytest.param(f"{CHROME} Sonic Slack_SSB/4.4.2", id="pages in Slack"),
        pytest.param(f"{CHROME} CamScanner/4.5", id="pages in an app that scans"),
        pytest.param(f"{CHROME} (Ecosia android@88.0.4324.181)", id="Ecosia"),
        pytest.param(
            "Mozilla/4.0 (compatible; MSIE 7.0; Windows NT 5.1; Embedded Web Browser"
            " from: http://bsalsa.com/)",
            id="a window in a program",
        ),
        pytest.param(
            "Mozilla/5.0 (compatible; Konqueror/4.1; Linux) KHTML/4.1.3 (like Gecko)",
            id="Konqueror",
        ),
        pytest.param(
            "Mozilla/5.0 (Nintendo 3DS; U; ; en) Version/1.7498", id="console"
        ),
        pytest.param(
            "Mozilla/5.0 (iPad; U; CPU iPhone OS 5_1_1; en-us)", id="a tablet"
        ),
        pytest.param(
            "SonyEricssonU10/R1x NetFront/3.5 Profile/MIDP-2.1", id="an old phone"
        ),
        pytest.param("Dalvik/2.1.0 (Linux; U; Android 10; Polestar)", id="a car"),
        pytest.param("[FBAN/FB4A;FBAV/83.0.0.20.71;FBLC/it_IT]", id="an app"),
        pytest.param("HbbTV/1.4.1 (;Panasonic;Viera2017;)", id="a television"),
        pytest.param("Mozilla/5.0", id="one that says nothing else"),
    ],
)
def test_a_browser_with_the_words_of_programs_is_a_persons(user_agent: str) -> None:
    """Each was taken for a bot, or could have been."""
    assert not is_bot(user_agent)


@pytest.mark.parametrize(
    "user_agent",
    [
        pytest.param(
            "Mozilla/5.0 (compatible; Bluesky Cardyb/1.1; +mailto:support@bsky.app)",
            id="an e-mail address",
        ),
        pytest.param(f"{CHROME} (ops@watch.example)", id="one behind a browser"),
        pytest.param("Quora Link Preview/1.0 (http://www.quora.com)", id="a preview"),
        pytest.param(f"{CHROME} See www.example.com", id="an address without scheme"),
        pytest.param(f"{CHROME} DynatraceSynthetic/1.310", id="a synthetic visit"),
        pytest.param(
            "Mozilla/5.0 (compatible; KenyaDomainScorer/2.1)", id="no browser"
        ),
        pytest.param(
            CHROME.replace("Gecko", "Gecko; Google-Sites-Thumbnails"),
            id="in the engine",
        ),
        pytest.param(CHROME.replace("Gecko", "Gecko; Acme"), id="anything in it"),
        pytest.param("Mozilla/5.0 xtate/2.12.4", id="no engine"),
        pytest.param("Mozilla/5.0 (Morningscore/1.0)", id="no system"),
        pytest.param("Unheard-of/1.0", id="no browser and no device"),
        pytest.param("OnlyScans", id="one word"),
        pytest.param(f"{CHROME} CloudflareObservatory/1.0", id="a measurement"),
        pytest.param(f"{CHROME} ProxyChecker/2.0", id="a checker"),
        pytest.param(
            "Viber/12.8.0.1 CFNetwork/1121 Darwin/19.3.0", id="Viber's preview"
        ),
        pytest.param(
            "Mozilla/5.0 (compatible; 008/0.83; http://80legs.com)", id="80legs"
        ),
    ],
)
def test_a_program_is_known_by_its_form(user_agent: str) -> None:
    """No list has all names, and new ones come every week."""
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
