"""The people of the made-up site."""

from collections import Counter
from random import Random

import pytest

from page_tracker.demo.people import Person, somebody
from page_tracker.tracking.language import language
from page_tracker.tracking.view import UNKNOWN
from support.agents import known_agents

MANY = 4000


@pytest.fixture(name="crowd", scope="module")
def fixture_crowd() -> list[Person]:
    """Many people."""
    dice = Random(1)
    return [somebody(dice) for _ in range(MANY)]


def test_people_have_browsers_that_are_called_as_in_reports(
    crowd: list[Person],
) -> None:
    """Browser, system and device go together, as those of somebody real."""
    known = {(each.browser, each.system, each.device) for each in known_agents()}

    found = {each[:3] for each in crowd}

    assert len(found) > 15
    assert found <= known


def test_people_are_somewhere_and_speak_something(crowd: list[Person]) -> None:
    """People have a country and a language in the stored codes; a few have none."""
    countries = Counter(each.country for each in crowd)
    languages = Counter(each.language for each in crowd)

    assert len(countries) > 30 and len(languages) > 15
    codes = set(countries) - {UNKNOWN}
    assert all(len(code) == 2 and code.isupper() for code in codes)
    assert all(code in (language(code), UNKNOWN) for code in languages)


@pytest.mark.parametrize(
    ("field", "value", "least", "most"),
    [
        pytest.param("device", "desktop", 0.5, 0.7, id="at a desk"),
        pytest.param("device", "mobile", 0.3, 0.45, id="under way"),
        pytest.param("browser", "Chrome", 0.4, 0.6, id="the usual browser"),
        pytest.param("language", "en", 0.45, 0.7, id="the usual language"),
        pytest.param("country", "US", 0.2, 0.35, id="the largest country"),
        pytest.param("country", UNKNOWN, 0.001, 0.05, id="nobody knows where"),
    ],
)
def test_the_shares_are_plausible(
    crowd: list[Person], field: str, value: str, least: float, most: float
) -> None:
    """The shares of browsers, devices and languages are plausible."""
    share = sum(getattr(each, field) == value for each in crowd) / MANY

    assert least < share < most
