"""Agents: one name per product, from whichever parser is installed."""

import subprocess
import sys
from collections.abc import Iterator

import pytest
import ua_parser

from page_tracker.tracking import agent as module
from page_tracker.tracking.agent import BOT, LONGEST_AGENT, MAX_NAME, Agent, agent
from support.agents import Known, known_agents

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0"


def forget() -> None:
    """Forget every agent, and the parser."""
    # pylint: disable=protected-access  # the caches are not for callers
    module._agent.cache_clear()
    module._resolver.cache_clear()


@pytest.fixture(name="parser", params=["rust", "python"], scope="module")
def fixture_parser(request: pytest.FixtureRequest) -> Iterator[str]:
    """The parser in Rust, and what there is without it."""
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "python":
            patch.setattr(ua_parser, "RegexResolver", None)
        forget()
        yield request.param
    forget()


@pytest.mark.parametrize(
    "known", [pytest.param(known, id=known.who) for known in known_agents()]
)
@pytest.mark.usefixtures("parser")
def test_a_browser_has_the_name_that_people_use(known: Known) -> None:
    """A browser has its common name, with both parsers."""
    expected = Agent(known.browser, known.system, known.device, bot=False)

    assert agent(known.user_agent) == expected


@pytest.mark.parametrize("user_agent", ["", "curl/8.5.0", f"{FIREFOX} (a bot)"])
def test_a_bot_has_no_other_name(user_agent: str) -> None:
    """A bot has no browser, although its agent often names one."""
    assert agent(user_agent) == BOT


def test_what_a_stranger_sends_is_only_read_so_far() -> None:
    """The time for a view, and the memory, do not grow with a header."""
    longest = FIREFOX.ljust(LONGEST_AGENT, "x")

    assert agent(longest + " bot") == agent(longest)
    assert not agent(longest + " bot").bot


def test_an_agent_is_parsed_once() -> None:
    """An agent is parsed once, and then cached."""
    agent(FIREFOX)

    assert agent(FIREFOX) is agent(FIREFOX + "")


def test_nothing_is_loaded_before_the_first_agent() -> None:
    """A process that never sees a view does not pay for the parser and the lists."""
    script = (
        "import sys, page_tracker.tracking.agent\n"
        "print({'ua_parser', 'crawleruseragents'} & {*sys.modules})"
    )

    run = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, check=True
    )

    assert run.stdout.strip() == b"set()"


@pytest.mark.parametrize("name", ["My" + "z" * 400 + "App", "My\u0301\x1b[31mApp"])
def test_a_name_that_an_agent_made_up_is_short_and_in_one_line(name: str) -> None:
    """A name from an agent is a short single line."""
    found = agent(f"{name}/1.0 CFNetwork/1 Darwin/1")

    assert 0 < len(found.browser) <= MAX_NAME
    assert found.browser.isprintable()


@pytest.mark.parametrize("name", ["(other)", "(unknown)", "(none)", "(oth\u200ber)"])
def test_an_agent_cannot_make_up_a_name_of_the_services_own(name: str) -> None:
    """A program that calls itself "(other)" is listed without the parentheses."""
    found = agent(f"{name}/1.0 CFNetwork/1 Darwin/1")

    assert f"({found.browser})" == name.replace("\u200b", "")


@pytest.mark.parametrize("text", [f"\ud800{FIREFOX}", f"{FIREFOX} \udcff"])
def test_an_agent_may_hold_any_character(text: str) -> None:
    """An agent may contain any character."""
    assert not agent(text).bot
