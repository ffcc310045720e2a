"""``page-tracker serve``."""

from argparse import Namespace

from page_tracker import logs
from page_tracker.cli.command import ALL_SETTINGS, Command
from page_tracker.server.service import serve
from page_tracker.settings import Settings


def _run(settings: Settings, _args: Namespace) -> int:
    logs.configure(settings.log_format, settings.log_level)
    return serve(settings)


COMMAND = Command(
    usage="[options]",
    settings=ALL_SETTINGS,
    add_arguments=lambda parser: None,
    run=_run,
)
