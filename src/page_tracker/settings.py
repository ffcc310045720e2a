"""Settings: one table of options, with their defaults."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from page_tracker.options import (
    DIRECTORY,
    FILE,
    HEADER,
    HOST,
    NETWORKS,
    ORIGIN,
    PARAMETERS,
    PROXIES,
    SITES,
    STORE_URL,
    TIME_ZONE,
    TOKEN,
    Option,
    choice,
    either,
    option,
    seconds,
    whole,
)
from page_tracker.tracking.networks import Networks
from page_tracker.tracking.proxies import Proxies


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


@dataclass(frozen=True, kw_only=True)
class Settings:  # pylint: disable=too-many-instance-attributes  # as there are options
    """Every option of the service: the only place where one is named."""

    # The store. Without a URL the service starts a private one of its own.
    redis_url: str | None = option(
        "REDIS_URL", STORE_URL, None, "the store; empty: an embedded one", secret=True
    )
    redis_timeout: float = option(
        "PAGE_TRACKER_REDIS_TIMEOUT",
        seconds(0.05, 60),
        1.0,
        "how long a request waits for the store",
    )
    data_dir: Path = option(
        "PAGE_TRACKER_DATA_DIR",
        DIRECTORY,
        default_data_dir(),
        "where the journal and the embedded store are kept",
    )
    journal: str = option(
        "PAGE_TRACKER_JOURNAL",
        choice("on", "off"),
        "on",
        "whether views are kept on disk, too, so that they outlive what the store"
        " forgets; off: a view is acknowledged when the store has it",
    )
    journal_max_bytes: int = option(
        "PAGE_TRACKER_JOURNAL_MAX_BYTES",
        whole(16 * 1024**2, 1024**4),
        256 * 1024**2,
        "how large the journals of all workers may grow while the store is away; then"
        " views are answered 503",
    )
    journal_keep: float = option(
        "PAGE_TRACKER_JOURNAL_KEEP",
        seconds(1, 86_400),
        60.0,
        "for how long what the store has is kept: longer than it can forget",
    )

    # What is recorded.
    sites: frozenset[str] = option(
        "PAGE_TRACKER_SITES",
        SITES,
        frozenset(),
        "the sites that are recorded; empty: any",
    )
    timezone: ZoneInfo = option(
        "PAGE_TRACKER_TIMEZONE",
        TIME_ZONE,
        ZoneInfo("UTC"),
        "where the days of reports begin and end",
    )
    trusted_proxies: Proxies = option(
        "PAGE_TRACKER_TRUSTED_PROXIES",
        PROXIES,
        Proxies(),
        "whose X-Forwarded-For is believed; empty: nobody's",
    )
    own_addresses: Networks = option(
        "PAGE_TRACKER_OWN_ADDRESSES",
        NETWORKS,
        Networks(),
        "whose views are left out: your own",
    )
    spam_referrers: frozenset[str] = option(
        "PAGE_TRACKER_SPAM_REFERRERS",
        SITES,
        frozenset(),
        "referrers whose views are left out, beside the known ones",
    )
    query: str = option(
        "PAGE_TRACKER_QUERY",
        choice("keep", "drop"),
        "keep",
        "whether parameters are a part of a page's name; drop: only the kept ones are",
    )
    keep_parameters: frozenset[str] = option(
        "PAGE_TRACKER_KEEP_PARAMETERS",
        PARAMETERS,
        frozenset(),
        "parameters that always are",
    )
    drop_parameters: frozenset[str] = option(
        "PAGE_TRACKER_DROP_PARAMETERS",
        PARAMETERS,
        frozenset(),
        "parameters that never are, beside those of the public lists",
    )
    drop_index: str = option(
        "PAGE_TRACKER_DROP_INDEX",
        choice("off", "on"),
        "off",
        "whether /index.html and /index.php are the page /",
    )
    ignore_case: str = option(
        "PAGE_TRACKER_IGNORE_CASE",
        choice("off", "on"),
        "off",
        "whether /About and /about are one page",
    )
    opt_out: str = option(
        "PAGE_TRACKER_OPT_OUT",
        choice("view", "ignore", "count"),
        "view",
        "who sends Do-Not-Track or Sec-GPC is a view but no visitor, is left out, or"
        " is like all others",
    )
    country_header: str = option(
        "PAGE_TRACKER_COUNTRY_HEADER",
        HEADER,
        "",
        "where a trusted proxy says the country, such as CF-IPCountry",
    )
    country_database: Path | None = option(
        "PAGE_TRACKER_COUNTRY_DATABASE",
        FILE,
        None,
        "a MaxMind database of countries; needs the extra geo",
    )

    # How long, and how much at most: beyond it, members are counted as "(other)".
    keep_days: int = option(
        "PAGE_TRACKER_KEEP_DAYS",
        whole(2, 3660),
        400,
        "days for which the lists of a day are kept; those of months stay",
    )
    keep_hours_days: int = option(
        "PAGE_TRACKER_KEEP_HOURS_DAYS",
        whole(2, 3660),
        60,
        "days for which views are kept by hour",
    )
    max_sites: int = option(
        "PAGE_TRACKER_MAX_SITES",
        whole(1, 100_000),
        100,
        "sites, where none are named; more are left out",
    )
    max_pages: int = option(
        "PAGE_TRACKER_MAX_PAGES",
        whole(1, 10_000_000),
        100_000,
        "pages of a site",
    )
    max_members: int = option(
        "PAGE_TRACKER_MAX_MEMBERS",
        whole(1, 1_000_000),
        2000,
        "referrers, browsers and so on, each, in a day or month of a site",
    )
    max_seen: int = option(
        "PAGE_TRACKER_MAX_SEEN",
        whole(1, 100_000_000),
        1_000_000,
        "pages that visitors have seen in a day of a site; more are views only",
    )

    # Who may ask.
    token: str | None = option(
        "PAGE_TRACKER_TOKEN", TOKEN, None, "the owner's; empty: nobody is", secret=True
    )
    reading: str = option(
        "PAGE_TRACKER_READING",
        choice("public", "token"),
        "public",
        "who may read: anybody, or who has the token",
    )
    metrics: str = option(
        "PAGE_TRACKER_METRICS",
        choice("token", "public"),
        "token",
        "who may read /metrics: who has a token, or anybody",
    )
    metrics_token: str | None = option(
        "PAGE_TRACKER_METRICS_TOKEN",
        TOKEN,
        None,
        "opens /metrics and nothing else; the owner's opens it, too",
        secret=True,
    )

    # Where it listens. Loopback unless told otherwise: opening up is a decision.
    host: str = option(
        "PAGE_TRACKER_HOST", HOST, "127.0.0.1", "the address to listen on"
    )
    port: int = option(
        "PAGE_TRACKER_PORT", whole(0, 65535), 8000, "the port; 0: any free one"
    )
    unix_socket: Path | None = option(
        "PAGE_TRACKER_UNIX_SOCKET", FILE, None, "listen on this socket file instead"
    )

    url: str | None = option(
        "PAGE_TRACKER_URL",
        ORIGIN,
        None,
        "where browsers find the service, for the snippet that the dashboard shows",
    )

    # How it serves.
    workers: int | str = option(
        "PAGE_TRACKER_WORKERS",
        either("auto", whole(1, 256)),
        1,
        "processes that serve; auto: one for each core",
    )
    threads: int = option(
        "PAGE_TRACKER_THREADS",
        whole(1, 256),
        4,
        "threads for requests that may take long, and as many that wait for reports",
    )
    grace_period: float = option(
        "PAGE_TRACKER_GRACE_PERIOD",
        seconds(0, 600),
        10.0,
        "how long a stop waits for requests in flight",
    )

    # Limits: what a stranger can make the service hold.
    connection_limit: int = option(
        "PAGE_TRACKER_CONNECTION_LIMIT",
        whole(16, 100_000),
        4096,
        "open connections; for more, the slowest are closed",
    )
    channel_timeout: int = option(
        "PAGE_TRACKER_CHANNEL_TIMEOUT",
        whole(1, 3600),
        30,
        "seconds until an idle connection is closed",
    )
    request_timeout: int = option(
        "PAGE_TRACKER_REQUEST_TIMEOUT",
        whole(1, 600),
        10,
        "seconds for a request to come, else it is answered 408, and to take its"
        " answer",
    )
    max_header_bytes: int = option(
        "PAGE_TRACKER_MAX_HEADER_BYTES",
        whole(1024, 1_048_576),
        16_384,
        "the largest request head; more is answered 431, or 414",
    )
    max_body_bytes: int = option(
        "PAGE_TRACKER_MAX_BODY_BYTES",
        whole(1024, 104_857_600),
        65_536,
        "the largest request body; more is answered 413",
    )

    rate_limit: int | str = option(
        "PAGE_TRACKER_RATE_LIMIT",
        # As many views as a request may bring: each must be able to pass.
        either("auto", either("off", whole(100, 1_000_000))),
        "auto",
        "views a minute from an address, or a network of IPv6 with 64 bits, that a"
        " worker counts; more are answered 429; auto: 6000, but any number from this"
        " machine, where a proxy may speak for all visitors",
    )

    # What it says.
    log_format: str = option(
        "PAGE_TRACKER_LOG_FORMAT", choice("text", "json"), "text", "how logs look"
    )
    log_level: str = option(
        "PAGE_TRACKER_LOG_LEVEL",
        choice("debug", "info", "warning", "error"),
        "info",
        "the least level that is logged",
    )


def table() -> Iterator[tuple[str, Option, Any]]:
    """Yield (field name, option, default) for each row of the table, in order."""
    for field in fields(Settings):
        yield field.name, field.metadata["option"], field.default


def shown_default(default: Any) -> str:
    """Return a default as a person reads it."""
    return str(default) if default or default == 0 else "none"
