"""``nox -s agents``: hold what agents are taken for to bars."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from agents.aliases import BROWSERS, DEVICES, SYSTEMS
from agents.fixtures import Fixtures, Person, read_fixtures
from page_tracker.tracking.agent import Agent, agent


class Share(NamedTuple):
    """How many of some agents are judged wrongly, and how many may be, in per cent."""

    name: str
    wrong: list[str]
    whole: int
    most: float

    @property
    def per_cent(self) -> float:
        """The share of the wrong ones."""
        return 100 * len(self.wrong) / self.whole


def shares(fixtures: Fixtures) -> list[Share]:
    """Return all that is measured."""
    agents = fixtures.people | {each.user_agent for each in fixtures.named}
    ignored = [each for each in agents if agent(each).bot]
    counted = [each for each in fixtures.bots if not agent(each).bot]
    return [
        Share("bots counted", counted, len(fixtures.bots), 3),
        Share("people ignored", ignored, len(agents), 0.02),
        _named("browsers", fixtures, _browser, 3),
        _named("systems", fixtures, _system, 1.5),
        _named("devices", fixtures, _device, 8),
    ]


# Returns the name of the fixtures, which may be empty, and that of the service.
_Names = Callable[[Person], tuple[str, str]]


def _named(name: str, fixtures: Fixtures, names: _Names, most: float) -> Share:
    pairs = {each.user_agent: names(each) for each in fixtures.named}
    known = {key: pair for key, pair in pairs.items() if pair[0]}
    wrong = [key for key, (own, ours) in known.items() if _plain(own) != _plain(ours)]
    return Share(f"{name} named otherwise", wrong, len(known), most)


def _browser(person: Person) -> tuple[str, str]:
    return BROWSERS.get(person.browser, person.browser), _found(person).browser


def _system(person: Person) -> tuple[str, str]:
    ours = _found(person).system
    return SYSTEMS.get(person.system, person.system), SYSTEMS.get(ours, ours)


def _device(person: Person) -> tuple[str, str]:
    return DEVICES.get(person.device, ""), _found(person).device


def _found(person: Person) -> Agent:
    return agent(person.user_agent)


def _plain(name: str) -> str:
    return "".join(filter(str.isalnum, name.lower()))


def main(folder: str) -> None:
    """Print the shares; exit with 1 if one is over its bar."""
    over = False
    for share in shares(read_fixtures(Path(folder))):
        over |= share.per_cent > share.most
        print(
            f"{share.name}: {share.per_cent:.2f} % of {share.whole} (bar {share.most})"
        )
        for each in sorted(share.wrong)[:5]:
            print(f"    {each[:200]}")
    sys.exit(over)


if __name__ == "__main__":
    main(*sys.argv[1:])
