"""``page-tracker healthcheck``."""

import sys
from argparse import Namespace

from page_tracker.cli.command import ALL_SETTINGS, Command
from page_tracker.server.healthcheck import check, service_url
from page_tracker.settings import Settings


def _run(settings: Settings, _args: Namespace) -> int:
    try:
        check(settings)
    except (ConnectionRefusedError, FileNotFoundError):
        place = service_url(settings)
        print(f"page-tracker: not healthy: nothing listens on {place}", file=sys.stderr)
        return 1
    except OSError as exc:
        print(f"page-tracker: not healthy: {exc}", file=sys.stderr)
        return 1
    return 0


COMMAND = Command(
    usage="[options]",
    settings=ALL_SETTINGS,
    add_arguments=lambda parser: None,
    run=_run,
)
