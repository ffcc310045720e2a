"""Findings: the problems of a store, and what to do about them."""

import re
import ssl
from typing import NamedTuple

from redis.exceptions import AuthenticationError
from redis.exceptions import ConnectionError as ConnectionFailed
from redis.exceptions import InvalidResponse, RedisError
from redis.exceptions import TimeoutError as TimedOut

from page_tracker.errors import StorageError

EVICTING = "evicting"
NO_IDENTITY = "no_identity"

WARNINGS = frozenset({EVICTING, NO_IDENTITY})
"""The findings with which the store still accepts writes."""

NO_PERMISSION = "no_permission"

MESSAGES = {
    "busy_script": (
        "A script has been running in the store for a long time, and the store rejects"
        " other commands. Wait for the script, or stop it with SCRIPT KILL."
    ),
    "cannot_persist": (
        "The store rejects writes because it cannot save its data to disk. Free disk"
        " space, and read the log of the store for the cause."
    ),
    EVICTING: (
        "The store deletes keys when its memory is full, and counts vanish with them."
        " Set maxmemory-policy to noeviction."
    ),
    "failing": "The store answers with an error that the log quotes.",
    "is_cluster_node": (
        "The store is a node of a Redis Cluster, which this version does not support:"
        " nothing is counted. Set REDIS_URL to a single server, or to Sentinels."
    ),
    "is_sentinel": (
        "The store is a Sentinel, which holds no data. Set REDIS_URL to"
        " redis+sentinel://HOST:PORT/PRIMARY with the name of the primary server."
    ),
    "loading": (
        "The store is loading its data and does not answer yet. Wait until the store"
        " has finished."
    ),
    NO_IDENTITY: (
        "The user of REDIS_URL may not run INFO, so that the service cannot tell data"
        " that somebody has deleted from data that the store has lost: views of the"
        " last PAGE_TRACKER_JOURNAL_KEEP seconds come back after a FLUSHALL. Permit"
        " INFO with ACL SETUSER."
    ),
    NO_PERMISSION: (
        "The user of REDIS_URL may not run all commands, or may not use all keys. Grant"
        " the permissions with ACL SETUSER."
    ),
    "no_primary": (
        "The Sentinels name no primary server that works, or cannot be asked. Check the"
        " hosts and the name in REDIS_URL, and PAGE_TRACKER_REDIS_SENTINEL_PASSWORD;"
        " during a failover, wait for its end."
    ),
    "not_enough_replicas": (
        "The store rejects writes because too few replicas are connected. Start the"
        " replicas, or lower min-replicas-to-write."
    ),
    "not_redis": (
        "REDIS_URL leads to a server that does not speak the Redis protocol. Check host"
        " and port; use rediss:// for TLS."
    ),
    "out_of_memory": (
        "The store rejects writes because its memory is full. Raise maxmemory, or free"
        " memory."
    ),
    "protected_mode": (
        "The store is in protected mode and accepts local clients only. Set a password"
        " in the store, or turn protected-mode off."
    ),
    "read_only": (
        "The store is a read-only replica. Set REDIS_URL to the primary server, or"
        " promote the replica."
    ),
    "timeout": (
        "The store does not answer within the time-out. Check the load of the store and"
        " the network, or raise PAGE_TRACKER_REDIS_TIMEOUT."
    ),
    "tls_failure": (
        "The TLS connection to the store fails. Check whether the port of REDIS_URL"
        " expects TLS, and whether the store wants a certificate of its clients"
        " (PAGE_TRACKER_REDIS_CERT)."
    ),
    "too_many_clients": (
        "The store accepts no more connections. Raise maxclients, or close other"
        " clients."
    ),
    "unknown_command": (
        "The store does not know a command that is needed. The store is a Sentinel, is"
        " too old, or has the command disabled or renamed. Set REDIS_URL to a primary"
        " server with Redis 6.2 or later."
    ),
    "unknown_certificate": (
        "The certificate of the store is not trusted, or is for another host. Set"
        " PAGE_TRACKER_REDIS_CA to the certificate that signed it, and use the host"
        " that it names in REDIS_URL."
    ),
    "unreachable": (
        "The store accepts no connection. Start the store, and check host and port of"
        " REDIS_URL."
    ),
    "unresolved_host": (
        "The host name in REDIS_URL cannot be resolved. Check the name and the DNS"
        " configuration."
    ),
    "wrong_database": (
        "The store does not have the database whose number REDIS_URL ends with. Use a"
        " lower number, or raise the setting 'databases' of the store."
    ),
    # A sentence, and no password.
    "wrong_password": (  # nosec B105
        "The store rejects the user name or the password. Check both in REDIS_URL."
    ),
}
"""The sentences of each finding by its name. They quote nothing: strangers see them."""


class Finding(NamedTuple):
    """A problem of a store.

    Attributes:
        name: A stable word; a key of :data:`MESSAGES`.
        refuses_writes: Whether views cannot be counted, or not completely.
        message: The problem and what to do, without secrets and addresses.
        cause: The words of the driver or the server, for the log only.
    """

    name: str
    refuses_writes: bool
    message: str
    cause: str = ""


def make_finding(name: str, cause: str = "") -> Finding:
    """Return the finding with a name."""
    return Finding(name, name not in WARNINGS, MESSAGES[name], cause)


# The first pattern that matches the server's message decides. Redis before 7.0 wraps an
# error that ends a script: "Error running script ...: -OOM command not allowed".
_BY_TEXT = [
    (re.compile(pattern), name)
    for pattern, name in (
        (r"No master found", "no_primary"),
        (r"DB index is out of range|invalid DB index", "wrong_database"),
        (r"\b(MOVED|ASK|CLUSTERDOWN|CROSSSLOT|TRYAGAIN)\b", "is_cluster_node"),
        (r"not allowed in cluster mode", "is_cluster_node"),
        (r"unknown command", "unknown_command"),
        (r"\bNOPERM\b|ACL failure in script", NO_PERMISSION),
        (r"The user executing the script can't", NO_PERMISSION),
        (r"\bOOM\b", "out_of_memory"),
        (r"\b(READONLY|MASTERDOWN)\b", "read_only"),
        (r"\bNOREPLICAS\b", "not_enough_replicas"),
        (r"\bMISCONF\b", "cannot_persist"),
        (r"\bLOADING\b", "loading"),
        (r"\bBUSY\b", "busy_script"),
        (r"max number of clients", "too_many_clients"),
        (r"\bDENIED\b", "protected_mode"),
        (r"\b(NOAUTH|WRONGPASS)\b|\bAUTH\b", "wrong_password"),
        # The messages of getaddrinfo in glibc, musl and macOS.
        (
            r"Name or service not known|name resolution|No address associated"
            r"|Name does not resolve|nodename nor servname|Try again",
            "unresolved_host",
        ),
        (r"CERTIFICATE_VERIFY_FAILED", "unknown_certificate"),
        (r"\bSSL\b|\bTLS\b|CERTIFICATE", "tls_failure"),
    )
]

# Order matters: an AuthenticationError is a ConnectionError.
_BY_TYPE: tuple[tuple[type[Exception], str], ...] = (
    (AuthenticationError, "wrong_password"),
    (InvalidResponse, "not_redis"),
    (ssl.SSLError, "tls_failure"),
    (TimedOut, "timeout"),
    (TimeoutError, "timeout"),
    (ConnectionFailed, "unreachable"),
    (OSError, "unreachable"),
)


def finding_of(exc: Exception) -> Finding:
    """Return the finding that an error of the driver, or its translation, shows."""
    if isinstance(exc, StorageError) and isinstance(exc.__cause__, Exception):
        exc = exc.__cause__
    # The driver removes the code from the message.
    code = getattr(exc, "status_code", None) if isinstance(exc, RedisError) else None
    text = f"{code} {exc}" if code else str(exc)
    for pattern, name in _BY_TEXT:
        if pattern.search(text):
            return make_finding(name, text)
    for kind, name in _BY_TYPE:
        if isinstance(exc, kind):
            return make_finding(name, text)
    return make_finding("failing", text)


def explain(exc: Exception) -> str:
    """Return the meaning of an error of the store, and what to do about it."""
    return finding_of(exc).message
