"""Credentials for the store, read again for each new connection."""

from collections.abc import Callable
from pathlib import Path

from redis.connection import parse_url
from redis.credentials import CredentialProvider

from page_tracker.settings import Settings
from page_tracker.store_url import node_url

Credentials = tuple[()] | tuple[str] | tuple[str, str]
"""The arguments of AUTH: a password, or a user and a password; or nothing."""


class SecretFile(CredentialProvider):
    """Reads a secret file whenever a connection is opened, as a password may change.

    While the file is unusable, for example in the middle of a change, the last
    credentials are used.
    """

    def __init__(
        self, path: Path, parse: Callable[[str], Credentials], current: Credentials
    ) -> None:
        self._path = path
        self._parse = parse
        self._current = current

    # Without arguments the driver sends no AUTH, which its type does not allow for.
    def get_credentials(self) -> Credentials:  # type: ignore[override]
        """Return the arguments of AUTH."""
        try:
            text = self._path.read_text(encoding="utf-8").strip()
            if text:
                self._current = self._parse(text)
        except (OSError, ValueError):
            pass
        return self._current


def in_url(url: str) -> Credentials:
    """Return the credentials in a URL of a store."""
    parts = parse_url(node_url(url))
    user, password = parts.get("username"), parts.get("password")
    if user:
        return user, password or ""
    return (password,) if password else ()


def store_credentials(settings: Settings) -> SecretFile | None:
    """Return a reader for the file that the store's URL came from, or None."""
    path = settings.secret_files.get("redis_url")
    if path is None:
        return None
    return SecretFile(path, in_url, in_url(settings.redis_url or ""))


def sentinel_credentials(settings: Settings) -> dict[str, object]:
    """Return the driver's arguments with the credentials of the Sentinels."""
    user, password = settings.redis_sentinel_username, settings.redis_sentinel_password

    def with_user(text: str) -> Credentials:
        return (user, text) if user else (text,)

    if path := settings.secret_files.get("redis_sentinel_password"):
        file = SecretFile(path, with_user, with_user(password or ""))
        return {"credential_provider": file}
    return {"username": user, "password": password}
