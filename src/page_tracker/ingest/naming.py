"""The rules for the names of pages and sources, by the settings."""

from page_tracker.settings import Settings
from page_tracker.tracking.naming import Naming
from page_tracker.tracking.parameters import Names, tracking_names
from page_tracker.tracking.path import PathRules, Paths


def naming_of(settings: Settings) -> Naming:
    """Return the rules that the settings configure."""
    rules = PathRules(
        keep=Names(settings.keep_parameters),
        drop=Names(settings.drop_parameters | tracking_names()),
        drops_all=settings.query == "drop",
        drops_index=settings.drop_index == "on",
        ignores_case=settings.ignore_case == "on",
    )
    return Naming(Paths(rules), settings.sites)
