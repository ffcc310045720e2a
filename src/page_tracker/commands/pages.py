"""What the commands say that edit a page."""

from page_tracker.storage.standing import Numbers
from page_tracker.terminal.output import write


def say_page(site: str, path: str, numbers: Numbers) -> None:
    """Say how often a page was seen by now; both names are canonical."""
    views, visitors = numbers
    write(f"{path} of {site}: {views:,} views, {visitors:,} visitors\n")
