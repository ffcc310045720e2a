"""Query parameters that say how a visitor came, not which page was viewed."""

import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

_NAME = re.compile(r"[^\s&=?#*,]{1,100}\*?")


class Names:
    """Names of query parameters; a ``*`` at the end of a name matches any ending.

    Letter case does not count.
    """

    def __init__(self, names: Iterable[str] = ()) -> None:
        lower = {name.lower() for name in names}
        self._whole = frozenset(name for name in lower if not name.endswith("*"))
        self._beginnings = tuple(sorted(name[:-1] for name in lower - self._whole))

    def __contains__(self, name: str) -> bool:
        """Return whether a name, in lower case, matches."""
        return name in self._whole or name.startswith(self._beginnings)


def parse_name(text: str) -> str:
    """Return the name of a parameter in the form that :class:`Names` takes.

    Raises:
        ValueError: The text cannot be the name of one parameter.
    """
    if not (_NAME.fullmatch(text) and text.isprintable()):
        raise ValueError(text)
    return text


@cache
def tracking_names() -> frozenset[str]:
    """Return the names of ``parameters.txt``, in the form that :class:`Names` takes."""
    text = files(__package__).joinpath("parameters.txt").read_text(encoding="utf-8")
    lines = (line.strip() for line in text.splitlines())
    return frozenset(line for line in lines if line and not line.startswith("#"))
