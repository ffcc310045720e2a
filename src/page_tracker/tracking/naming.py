"""The rules by which the pages of a service and the sources of its views are named."""

from typing import NamedTuple

from page_tracker.tracking.path import USUAL_PATHS, Paths


class Naming(NamedTuple):
    """The owner's rules for names.

    Attributes:
        paths: Spells the paths of pages.
        own_hosts: Canonical sites whose pages are not sources but the owner's own
            pages.
    """

    paths: Paths = USUAL_PATHS
    own_hosts: frozenset[str] = frozenset()


USUAL_NAMING = Naming()
"""The rules of an owner who has set none."""
