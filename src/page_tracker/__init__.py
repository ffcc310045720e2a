"""page-tracker: a page-view counter that people can trust."""

from importlib.metadata import version

__version__ = version("page-tracker")
