"""Naming: how the pages of a service and the sources of its visitors are named."""

from typing import NamedTuple

from page_tracker.tracking.path import USUAL_PATHS, Paths


class Naming(NamedTuple):
    """What an owner has said about names.

    Attributes:
        paths: Spells the paths of pages.
        own_hosts: Canonical sites whose pages are no sources, but other own pages.
    """

    paths: Paths = USUAL_PATHS
    own_hosts: frozenset[str] = frozenset()


USUAL_NAMING = Naming()
"""That of an owner who has said nothing."""
