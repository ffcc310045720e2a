"""page-tracker: web analytics to host yourself, with views counted exactly once."""

from importlib.metadata import version

__version__ = version("page-tracker")
