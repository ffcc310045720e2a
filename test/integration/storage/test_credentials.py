"""A password that changes costs no view: the secret file is read at each connection."""

from pathlib import Path

import pytest
from redis import Redis

from page_tracker.environment import load
from page_tracker.storage.client import connect_store
from page_tracker.storage.credentials import in_url
from support.promises import ready, view
from support.records import Site
from support.service import Service, Start
from support.valkey import Valkey
from support.waiting import wait_until


class Secret:
    """A file with the URL of a store that has a password."""

    def __init__(self, directory: Path, store: Valkey) -> None:
        self.path = directory / "redis-url"
        self._store = store
        self.admin: Redis = store.client()
        self.admin.execute_command(
            "ACL", "SETUSER", "app", "reset", "on", "~*", "+@all"
        )
        self.password = ""
        self.change("first")
        self.tell()

    def change(self, password: str) -> None:
        """Give the user another password, and close all of its connections."""
        self.admin.execute_command("ACL", "SETUSER", "app", "resetpass", f">{password}")
        self.admin.client_kill_filter(user="app")
        self.password = password

    def tell(self) -> None:
        """Write the password of the user to the file."""
        url = f"unix://app:{self.password}@{self._store.path}"
        self.path.write_text(url, "utf-8")


@pytest.fixture(name="secret")
def fixture_secret(
    tmp_path: Path, own_valkey: Valkey, monkeypatch: pytest.MonkeyPatch
) -> Secret:
    """A secret that a service reads from its environment."""
    secret = Secret(tmp_path, own_valkey)
    monkeypatch.setenv("REDIS_URL_FILE", str(secret.path))
    return secret


def errors(service: Service) -> list[str]:
    """Return the problems of the store that are in the log."""
    return [each["problem"] for each in service.logs() if each["level"] == "error"]


def test_views_are_queued_until_the_file_has_the_new_password(
    serve: Start, secret: Secret
) -> None:
    """The log says what is wrong, and no view is lost or counted twice."""
    service = serve()
    told = [view(service)]

    secret.change("second")
    told += [view(service) for _ in range(3)]
    wait_until(lambda: ready(service).get("problem") == "wrong_password")
    secret.tell()
    while told[-1] != "counted":
        told.append(view(service))

    wait_until(lambda: Site(secret.admin).pages == {"/": len(told)})
    wait_until(lambda: ready(service) == {"status": "ok"})
    assert "wrong_password" in errors(service)
    assert told[1:4] == ["queued"] * 3


def test_reports_use_the_new_password_too(serve: Start, secret: Secret) -> None:
    """The report process uses a changed password for its own connections."""
    service = serve()
    assert view(service) == "counted"
    assert service.get("/api/v1/sites").status == 200

    secret.change("second")
    secret.tell()

    wait_until(lambda: service.get("/api/v1/sites").status == 200)


def test_a_file_that_cannot_be_used_leaves_the_last_password(secret: Secret) -> None:
    """While the file is unusable, the last password is used."""
    settings = load({"REDIS_URL_FILE": str(secret.path)})
    client = connect_store(settings)

    found = []
    for text in ("", "nonsense://x", None):
        if text is None:
            secret.path.unlink()
        else:
            secret.path.write_text(text, "utf-8")
        client.connection_pool.disconnect()
        found.append(client.ping())

    assert found == [True] * 3


@pytest.mark.parametrize(
    ("url", "arguments"),
    [
        ("redis://h", ()),
        ("redis://:p%40ss@h/1", ("p@ss",)),
        ("redis://user:p@h", ("user", "p")),
        ("redis://user@h", ("user", "")),
        ("redis+sentinel://user:p@h1,h2/m", ("user", "p")),
    ],
)
def test_credentials_are_the_arguments_of_auth(
    url: str, arguments: tuple[str, ...]
) -> None:
    """Redis before 6.0 takes a password only, and none at all is not sent."""
    assert in_url(url) == arguments
