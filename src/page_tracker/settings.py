"""Settings: one table of options, with their defaults."""

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from page_tracker.options import (
    FILE,
    FILE_MODE,
    HEADER,
    HOST,
    NETWORKS,
    PARAMETERS,
    PATHS,
    PROXIES,
    SERVICE_URL,
    SITES,
    TIME_ZONE,
    TOKEN,
    FileMode,
    Option,
    choice,
    either,
    option,
    seconds,
    whole,
)
from page_tracker.store_settings import StoreSettings
from page_tracker.tracking.networks import Networks
from page_tracker.tracking.period import WEEK_STARTS
from page_tracker.tracking.proxies import Proxies


@dataclass(frozen=True, kw_only=True)
# pylint: disable-next=too-many-instance-attributes  # as there are options
class Settings(StoreSettings):
    """Every option of the service; those of the store come first."""

    sites: frozenset[str] = option(
        "PAGE_TRACKER_SITES",
        SITES,
        frozenset(),
        "domains to record; any domain if empty",
        group="Sites and pages",
    )
    timezone: ZoneInfo = option(
        "PAGE_TRACKER_TIMEZONE",
        TIME_ZONE,
        ZoneInfo("UTC"),
        "time zone of reports",
    )
    week_starts: str = option(
        "PAGE_TRACKER_WEEK_STARTS",
        choice(*WEEK_STARTS),
        "monday",
        "first day of the week, for the periods week and last_week",
    )
    own_addresses: Networks = option(
        "PAGE_TRACKER_OWN_ADDRESSES",
        NETWORKS,
        Networks(),
        "your own IP addresses, whose visits are not counted",
    )
    spam_referrers: frozenset[str] = option(
        "PAGE_TRACKER_SPAM_REFERRERS",
        SITES,
        frozenset(),
        "more referrers to treat as spam, beside the built-in list",
    )
    query: str = option(
        "PAGE_TRACKER_QUERY",
        choice("keep", "drop"),
        "keep",
        "whether the query string is part of a page's path; drop keeps only the"
        " parameters in PAGE_TRACKER_KEEP_PARAMETERS",
    )
    keep_parameters: frozenset[str] = option(
        "PAGE_TRACKER_KEEP_PARAMETERS",
        PARAMETERS,
        frozenset(),
        "query parameters that are always part of a page's path",
    )
    drop_parameters: frozenset[str] = option(
        "PAGE_TRACKER_DROP_PARAMETERS",
        PARAMETERS,
        frozenset(),
        "query parameters that are never part of a page's path, beside the"
        " built-in list",
    )
    drop_index: str = option(
        "PAGE_TRACKER_DROP_INDEX",
        choice("off", "on"),
        "off",
        "count /index.html and /index.php as /",
    )
    ignore_case: str = option(
        "PAGE_TRACKER_IGNORE_CASE",
        choice("off", "on"),
        "off",
        "count /About and /about as one page",
    )
    opt_out: str = option(
        "PAGE_TRACKER_OPT_OUT",
        choice("view", "ignore", "count"),
        "view",
        "for visitors who send Do Not Track or Global Privacy Control: count the"
        " view but no visitor, ignore the view, or count as usual",
        group="Privacy",
    )
    country_header: str = option(
        "PAGE_TRACKER_COUNTRY_HEADER",
        HEADER,
        "",
        "header in which a trusted proxy sends the country, such as CF-IPCountry",
    )
    country_database: Path | None = option(
        "PAGE_TRACKER_COUNTRY_DATABASE",
        FILE,
        None,
        "MaxMind database of countries; needs the geo extra",
    )

    keep_days: int = option(
        "PAGE_TRACKER_KEEP_DAYS",
        whole(2, 3660),
        400,
        "days to keep daily lists; monthly lists are kept forever",
    )
    keep_hours_days: int = option(
        "PAGE_TRACKER_KEEP_HOURS_DAYS",
        whole(2, 3660),
        60,
        "days to keep hourly numbers",
    )
    max_sites: int = option(
        "PAGE_TRACKER_MAX_SITES",
        whole(1, 100_000),
        100,
        "maximum number of sites when PAGE_TRACKER_SITES is empty",
        group="Limits",
    )
    max_pages: int = option(
        "PAGE_TRACKER_MAX_PAGES",
        whole(1, 10_000_000),
        100_000,
        "maximum number of pages per site",
    )
    max_members: int = option(
        "PAGE_TRACKER_MAX_MEMBERS",
        whole(1, 1_000_000),
        2000,
        "maximum rows of a list (referrers, browsers, ...) per site and day or"
        " month",
    )
    max_seen: int = option(
        "PAGE_TRACKER_MAX_SEEN",
        whole(1, 100_000_000),
        1_000_000,
        "maximum pairs of visitor and page per site and day; beyond it, only"
        " views are counted",
    )

    token: str | None = option(
        "PAGE_TRACKER_TOKEN",
        TOKEN,
        None,
        "your password for the dashboard and for changes; without one, nobody can"
        " sign in",
        secret=True,
        group="Access",
    )
    reading: str = option(
        "PAGE_TRACKER_READING",
        choice("public", "token"),
        "public",
        "who can see the numbers: everyone (public) or only you (token)",
    )
    metrics: str = option(
        "PAGE_TRACKER_METRICS",
        choice("token", "public"),
        "token",
        "who can read /metrics: holders of a token, or everyone",
    )
    metrics_token: str | None = option(
        "PAGE_TRACKER_METRICS_TOKEN",
        TOKEN,
        None,
        "a token for /metrics only; PAGE_TRACKER_TOKEN works there, too",
        secret=True,
    )

    # Loopback by default: opening the service to others is the owner's decision.
    host: str = option(
        "PAGE_TRACKER_HOST",
        HOST,
        "127.0.0.1",
        "address to listen on; of a host name, all of its addresses",
        group="Network",
    )
    port: int = option(
        "PAGE_TRACKER_PORT",
        whole(0, 65535),
        8000,
        "port to listen on; 0 picks a free one",
    )
    unix_socket: Path | None = option(
        "PAGE_TRACKER_UNIX_SOCKET",
        FILE,
        None,
        "listen on this Unix socket instead of a port",
    )
    unix_socket_mode: int = option(
        "PAGE_TRACKER_UNIX_SOCKET_MODE",
        FILE_MODE,
        FileMode(0o600),
        "who may connect to the socket file: 660 adds its group",
    )

    url: str | None = option(
        "PAGE_TRACKER_URL",
        SERVICE_URL,
        None,
        "public address of the service; with a path, all links are below it",
    )
    trusted_proxies: Proxies = option(
        "PAGE_TRACKER_TRUSTED_PROXIES",
        PROXIES,
        Proxies(),
        "proxies whose X-Forwarded-For header is trusted; none by default",
    )

    # More names for what pages load, as content blockers know the usual ones.
    script_path: tuple[str, ...] | None = option(
        "PAGE_TRACKER_SCRIPT_PATH",
        PATHS,
        None,
        "more paths of the script, beside /tracker.js; snippets use the first",
    )
    views_path: tuple[str, ...] | None = option(
        "PAGE_TRACKER_VIEWS_PATH",
        PATHS,
        None,
        "more paths that take views, beside /api/v1/views; the script uses the first",
    )

    workers: int | str = option(
        "PAGE_TRACKER_WORKERS",
        either("auto", whole(1, 256)),
        1,
        "worker processes; auto starts one per core",
        group="Processes",
    )
    threads: int = option(
        "PAGE_TRACKER_THREADS",
        whole(1, 256),
        4,
        "threads per worker for slow requests, and as many for reports",
    )
    grace_period: float = option(
        "PAGE_TRACKER_GRACE_PERIOD",
        seconds(0, 600),
        10.0,
        "how long a shutdown waits for open requests",
    )

    connection_limit: int = option(
        "PAGE_TRACKER_CONNECTION_LIMIT",
        whole(16, 100_000),
        4096,
        "maximum open connections; beyond it, the slowest are closed",
        group="Limits",
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
        "seconds to receive a request (else 408), and to send its response",
    )
    max_header_bytes: int = option(
        "PAGE_TRACKER_MAX_HEADER_BYTES",
        whole(1024, 1_048_576),
        16_384,
        "maximum size of request headers; beyond it, 431 or 414",
    )
    max_body_bytes: int = option(
        "PAGE_TRACKER_MAX_BODY_BYTES",
        whole(1024, 104_857_600),
        65_536,
        "maximum size of a request body; beyond it, 413",
    )

    rate_limit: int | str = option(
        "PAGE_TRACKER_RATE_LIMIT",
        # As many views as a request may bring: each must be able to pass.
        either("auto", either("off", whole(100, 1_000_000))),
        "auto",
        "views per minute, per worker and client address (IPv6: per /64); beyond"
        " it, 429; auto is 6000, and unlimited from this machine, where a proxy"
        " may send the views of all visitors",
    )

    log_format: str = option(
        "PAGE_TRACKER_LOG_FORMAT",
        choice("text", "json"),
        "text",
        "format of the log",
        group="Logging",
    )
    log_level: str = option(
        "PAGE_TRACKER_LOG_LEVEL",
        choice("debug", "info", "warning", "error"),
        "info",
        "lowest level to log",
    )


def table() -> Iterator[tuple[str, Option, Any]]:
    """Yield (field name, option, default) for each row of the table, in order.

    An option without a group gets the group of the option before.
    """
    group = ""
    for each in fields(Settings):
        if "option" not in each.metadata:
            continue
        row: Option = each.metadata["option"]
        group = row.group or group
        yield each.name, replace(row, group=group), each.default


def grouped() -> dict[str, list[tuple[str, Option, Any]]]:
    """Return the rows of :func:`table` by their group, in order."""
    groups: dict[str, list[tuple[str, Option, Any]]] = {}
    for name, row, default in table():
        groups.setdefault(row.group, []).append((name, row, default))
    return groups


def shown_default(default: Any) -> str:
    """Return a default as a person reads it."""
    return str(default) if default or default == 0 else "none"
