"""Settings of the store: where it is, how to connect, and the journal before it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from page_tracker.options import (
    DIRECTORY,
    FILE,
    STORE_URL,
    WORDS,
    choice,
    default_data_dir,
    option,
    seconds,
    whole,
)


@dataclass(frozen=True, kw_only=True)
class StoreSettings:  # pylint: disable=too-many-instance-attributes  # as many options
    """The options that come first in the table of all settings."""

    redis_url: str | None = option(
        "REDIS_URL",
        STORE_URL,
        None,
        "Redis or Valkey to use; without one, an embedded database",
        secret=True,
        group="Database",
    )
    redis_timeout: float = option(
        "PAGE_TRACKER_REDIS_TIMEOUT",
        seconds(0.05, 60),
        1.0,
        "how long a request waits for the database",
    )
    redis_ca: Path | None = option(
        "PAGE_TRACKER_REDIS_CA",
        FILE,
        None,
        "CA certificates of the database, in PEM; empty: those of the system",
    )
    redis_cert: Path | None = option(
        "PAGE_TRACKER_REDIS_CERT",
        FILE,
        None,
        "the certificate, in PEM, that the server presents to the database",
    )
    redis_key: Path | None = option(
        "PAGE_TRACKER_REDIS_KEY",
        FILE,
        None,
        "the private key of that certificate; empty: it is in the same file",
    )
    redis_check_hostname: str = option(
        "PAGE_TRACKER_REDIS_CHECK_HOSTNAME",
        choice("on", "off"),
        "on",
        "whether the database's certificate must match the host of REDIS_URL",
    )
    redis_sentinel_username: str | None = option(
        "PAGE_TRACKER_REDIS_SENTINEL_USERNAME",
        WORDS,
        None,
        "the user of the Sentinels, if they have users",
    )
    redis_sentinel_password: str | None = option(
        "PAGE_TRACKER_REDIS_SENTINEL_PASSWORD",
        WORDS,
        None,
        "the password of the Sentinels, if they have one",
        secret=True,
    )
    data_dir: Path = option(
        "PAGE_TRACKER_DATA_DIR",
        DIRECTORY,
        default_data_dir(),
        "directory of the journal and of the embedded database",
    )
    journal: str = option(
        "PAGE_TRACKER_JOURNAL",
        choice("on", "off"),
        "on",
        "write every view to disk before answering, so that no view is lost when"
        " the database fails",
    )
    journal_max_bytes: int = option(
        "PAGE_TRACKER_JOURNAL_MAX_BYTES",
        whole(16 * 1024**2, 1024**4),
        256 * 1024**2,
        "maximum size of all journals while the database is down; after that,"
        " views get a 503",
    )
    journal_keep: float = option(
        "PAGE_TRACKER_JOURNAL_KEEP",
        seconds(1, 86_400),
        60.0,
        "how long to keep journal entries after the database has them; must"
        " exceed what the database can lose in a crash or failover",
    )

    # No option: the files with secrets, by the names of fields. They may change later.
    secret_files: Mapping[str, Path] = field(default_factory=dict, compare=False)
