"""The fuzzer's time."""

import pytest

# Seconds for the service to start and to stop.
_AROUND = 60


def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Let a fuzz test take as long as the options say."""
    seconds = 60 * config.getoption("--minutes") + _AROUND
    for each in items:
        each.add_marker(pytest.mark.timeout(seconds))
