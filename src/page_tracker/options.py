"""Kinds of options: how a text becomes a value, and what to say when it cannot."""

import os
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

from page_tracker.errors import SettingError
from page_tracker.store_url import node_url
from page_tracker.tracking.networks import Networks
from page_tracker.tracking.parameters import parse_name
from page_tracker.tracking.prefix import OWN_SEGMENTS, parse_prefix
from page_tracker.tracking.proxies import Proxies
from page_tracker.tracking.site import canonical_site

Number = TypeVar("Number", int, float)


@dataclass(frozen=True)
class Kind:
    """A parser with the words for what it takes.

    ``parse`` raises :class:`ValueError` for a text that is not ``allowed``.
    """

    parse: Callable[[str], Any]
    allowed: str


@dataclass(frozen=True)
class Option:
    """One row of the settings table: where a value comes from and what it means.

    ``group`` is the heading under which help texts and docs list the option.
    """

    variable: str
    kind: Kind
    meaning: str
    secret: bool = False
    group: str = ""

    @property
    def flag(self) -> str:
        """The command-line spelling, for example ``--redis-url``."""
        name = self.variable.removeprefix("PAGE_TRACKER_")
        return "--" + name.lower().replace("_", "-")


def option(  # pylint: disable=too-many-arguments  # one for each column of the table
    variable: str,
    kind: Kind,
    default: Any,
    meaning: str,
    *,
    secret: bool = False,
    group: str = "",
) -> Any:
    """Declare a field of the settings as an option of ``kind``.

    Args:
        variable: the environment variable.
        kind: the parser of its values.
        default: the value when neither the variable nor the flag is given.
        meaning: one line for help texts and docs, without a full stop.
        secret: whether the value can also be read from the file that
            ``<variable>_FILE`` names, and is never shown.
        group: the heading of this option and of those that follow; by default, the
            heading of the option before.

    Returns:
        A dataclass field.
    """
    row = Option(variable, kind, meaning, secret, group)
    # pylint: disable-next=invalid-field-call  # it is called in a dataclass
    return field(default=default, repr=not secret, metadata={"option": row})


_HEADER = re.compile(r"[A-Za-z0-9-]{1,64}")
# The characters of RFC 6750, section 2.1; so many of them that guessing is hopeless.
_TOKEN = re.compile(r"[A-Za-z0-9._~+/-]{16,}=*")
# A path that no proxy and no browser rewrites: no dot at either end of a segment.
_NAMED_PATH = re.compile(r"(?:/(?!\.)[A-Za-z0-9._~-]{1,64}(?<!\.)){1,8}")
_MODE = re.compile(r"0?[0-7]{3}")
_STORE_OPTION = re.compile("db|ssl_[a-z_]+")


def each(parse: Callable[[str], Any], allowed: str) -> Kind:
    """Make the kind of lists, separated by commas, of what ``parse`` takes."""

    def parse_all(text: str) -> frozenset[Any]:
        return frozenset(parse(part.strip()) for part in text.split(","))

    return Kind(parse_all, f"{allowed}, separated by commas")


def in_order(parse: Callable[[str], Any], allowed: str) -> Kind:
    """Make the kind of lists, separated by commas, whose first value matters most."""

    def parse_all(text: str) -> tuple[Any, ...]:
        return tuple(dict.fromkeys(parse(part.strip()) for part in text.split(",")))

    return Kind(parse_all, f"{allowed}, separated by commas")


def whole(low: int, high: int) -> Kind:
    """Make the kind of whole numbers from ``low`` to ``high``."""

    def parse(text: str) -> int:
        if not (text.isascii() and text.isdigit()):  # int() takes more than that
            raise ValueError(text)
        return _between(int(text), low, high)

    return Kind(parse, f"a whole number from {low} to {high}")


def seconds(low: float, high: float) -> Kind:
    """Make the kind of durations from ``low`` to ``high`` seconds."""

    def parse(text: str) -> float:
        return _between(float(text), low, high)

    return Kind(parse, f"a number of seconds from {low:g} to {high:g}")


class FileMode(int):
    """Who may do what with a file, which people write in octal digits."""

    def __str__(self) -> str:
        return f"{int(self):03o}"


def _file_mode(text: str) -> FileMode:
    if not _MODE.fullmatch(text):
        raise ValueError(text)
    return FileMode(text, 8)


def choice(*allowed: str) -> Kind:
    """Make the kind that takes one of the given words."""

    def parse(text: str) -> str:
        if text not in allowed:
            raise ValueError(text)
        return text

    *others, last = allowed
    return Kind(parse, f"{', '.join(others)} or {last}")


def either(word: str, other: Kind) -> Kind:
    """Make the kind that takes a word as it is, or else a value of another kind."""

    def parse(text: str) -> Any:
        return word if text == word else other.parse(text)

    return Kind(parse, f"{word} or {other.allowed}")


def _between(number: Number, low: float, high: float) -> Number:
    if not low <= number <= high:
        raise ValueError(number)
    return number


def _words(text: str) -> str:
    if not text.strip() or not text.isprintable():
        raise ValueError(text)
    return text


def _store_url(text: str) -> str:
    if text.startswith(("redis+cluster:", "rediss+cluster:")):
        raise SettingError(
            "REDIS_URL: Redis Cluster is not supported; name a single server, or the"
            " Sentinels that watch one"
        )
    _check_node_url(node_url(_words(text)))
    return text


def _check_node_url(text: str) -> None:
    """Raise ValueError unless a URL of one server makes sense."""
    parts = urlsplit(text)
    place = parts.path if parts.scheme == "unix" else parts.hostname
    if parts.scheme not in {"redis", "rediss", "unix"} or not place:
        raise ValueError(text)
    if parts.scheme != "unix" and parts.path.strip("/"):
        whole(0, 2**31).parse(parts.path.removeprefix("/"))
    _ = parts.port  # urlsplit checks the port's range only when it is read
    # Others would change what the service relies on: time-outs, retries, decoding.
    if not all(_STORE_OPTION.fullmatch(name) for name in parse_qs(parts.query, True)):
        raise ValueError(text)


def _path(text: str) -> Path:
    try:
        return Path(_words(text)).expanduser()
    except RuntimeError as exc:  # there is no such user
        raise ValueError(text) from exc


def _zone(text: str) -> ZoneInfo:
    try:
        return ZoneInfo(text)
    except (KeyError, OSError) as exc:  # unknown; a directory of the database
        raise ValueError(text) from exc


def default_data_dir() -> Path:
    """Return the user's directory for data.

    See the XDG Base Directory Specification, section 3.
    """
    given = Path(os.environ.get("XDG_DATA_HOME") or "")
    if given.is_absolute():  # others are to be ignored
        return given / "page-tracker"
    try:
        return Path("~/.local/share/page-tracker").expanduser()
    except RuntimeError:  # a service user without a home
        return Path("/var/lib/page-tracker")


def _header(text: str) -> str:
    if not _HEADER.fullmatch(text):
        raise ValueError(text)
    return text


def _named_path(text: str) -> str:
    if not _NAMED_PATH.fullmatch(text) or text.split("/")[1] in OWN_SEGMENTS:
        raise ValueError(text)
    return text


def _token(text: str) -> str:
    if not _TOKEN.fullmatch(text):
        raise ValueError(text)
    return text


def _service_url(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.netloc or "@" in parts.netloc:
        raise ValueError(text)
    if {"?", "#"}.intersection(text):
        raise ValueError(text)
    # urlsplit() drops tabs and ends of lines.
    path = parse_prefix(_words(text).partition("://")[2].removeprefix(parts.netloc))
    return f"{parts.scheme}://{canonical_site(parts.netloc)}{path}"


FILE_MODE = Kind(_file_mode, "three octal digits such as 660")
WORDS = Kind(_words, "a text without line breaks")
HOST = Kind(_words, "a host name or an IP address")
DIRECTORY = Kind(_path, "the path of a directory")
FILE = Kind(_path, "the path of a file")
STORE_URL = Kind(
    _store_url,
    "redis://[[USER]:PASSWORD@]HOST[:PORT][/DB], unix:///PATH, or"
    " redis+sentinel://[[USER]:PASSWORD@]HOST[:PORT][,HOST[:PORT]]/PRIMARY[/DB];"
    " rediss:// and rediss+sentinel:// with TLS",
)
TIME_ZONE = Kind(_zone, "a time zone such as Europe/Berlin")
SITES = each(canonical_site, "domains")
PROXIES = Kind(
    Proxies.parse, "a number of proxies from 1 to 16, or IP addresses and networks"
)
NETWORKS = Kind(Networks.parse, "IP addresses and networks, separated by commas")
PARAMETERS = each(parse_name, "names, which may end in *")
PATHS = in_order(
    _named_path, "paths such as /news.js that are none of the service's own"
)
HEADER = Kind(_header, "the name of a header")
TOKEN = Kind(_token, "at least 16 characters: letters, digits, and . _ ~ + / -")
SERVICE_URL = Kind(
    _service_url, "an http or https URL, which may have a path such as /stats"
)
