"""How many worlds are simulated, and from which seed on."""

import random

import pytest

# Seconds for what else a test does.
_AROUND = 120


def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Let a simulation take as long as the options say."""
    seconds = 60 * config.getoption("--minutes") + _AROUND
    if config.getoption("--seeds"):
        seconds += config.getoption("--seeds")  # a run takes about 40 ms
    for each in items:
        each.add_marker(pytest.mark.timeout(seconds))


@pytest.fixture(name="first_seed")
def fixture_first_seed(pytestconfig: pytest.Config) -> int:
    """The seed that was asked for, or a new one; 0 would ask for a new one again."""
    return pytestconfig.getoption("--seed") or random.randrange(1, 10**9)
