"""``page-tracker healthcheck``."""

import sys
from argparse import Namespace

from page_tracker.cli.command import ALL_SETTINGS, Command
from page_tracker.server.healthcheck import check
from page_tracker.settings import Settings


def _run(settings: Settings, _given: Namespace) -> int:
    try:
        check(settings)
    except OSError as exc:
        print(f"page-tracker: unhealthy: {exc}", file=sys.stderr)
        return 1
    return 0


COMMAND = Command(
    usage="[OPTION VALUE]...",
    settings=ALL_SETTINGS,
    add_arguments=lambda parser: None,
    run=_run,
)
