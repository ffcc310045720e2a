"""Sentinels say where the store is: each new connection asks them, within a time."""

import socket
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from redis import Redis
from redis.exceptions import RedisError

from page_tracker.environment import load
from page_tracker.storage.client import connect_store
from page_tracker.storage.health.condition import diagnose
from page_tracker.storage.scripts import ScriptConnection
from page_tracker.storage.sentinels import Sentinels, is_still_primary
from support.certificates import Authority
from support.diagnosis import PATIENCE
from support.promises import TOKEN, check_counting, check_edits, check_reading, ready
from support.proxy import Proxy
from support.sentinel import NEVER_MS, Sentinel
from support.service import Start
from support.tls_front import TlsFront
from support.valkey import Valkey

PASSWORD = "of-the-sentinel"


class Deployed:
    """A store, and a Sentinel with a password, each behind a port."""

    def __init__(self, directory: Path, store: Valkey) -> None:
        self.before_store = Proxy(store.path)
        self.store = store
        self.sentinel = Sentinel(
            directory / "sentinel", self.before_store.port, NEVER_MS, PASSWORD
        )
        self.sentinel.start()
        self.before_sentinel = Proxy(self.sentinel.path)

    def url(self, name: str = "primary") -> str:
        """Return a URL that leads to the store, under a name."""
        return f"redis+sentinel://127.0.0.1:{self.before_sentinel.port}/{name}"

    def client(self, url: str = "", password: str = PASSWORD) -> Redis:
        """Return a client as a service has it."""
        names = {"PAGE_TRACKER_REDIS_SENTINEL_PASSWORD": password}
        return connect_store(load({"REDIS_URL": url or self.url(), **names}))

    def stop(self) -> None:
        """End the Sentinel and the fronts."""
        self.sentinel.stop()
        self.before_store.close()
        self.before_sentinel.close()


@pytest.fixture(name="deployed")
def fixture_deployed(tmp_path: Path, own_valkey: Valkey) -> Iterator[Deployed]:
    """A store that a Sentinel watches."""
    deployed = Deployed(tmp_path, own_valkey)
    yield deployed
    deployed.stop()


def test_a_service_finds_its_store_by_a_name(serve: Start, deployed: Deployed) -> None:
    """Everything works that works with a URL of one server."""
    service = serve(
        deployed.url(), token=TOKEN, redis_sentinel_password=PASSWORD, redis_timeout="2"
    )
    client = deployed.store.client()

    check_counting(service, client)
    check_reading(service)
    check_edits(service, client)
    assert ready(service) == {"status": "ok"}


@pytest.mark.parametrize(
    ("name", "password"),
    [
        pytest.param("another", PASSWORD, id="a name that is not watched"),
        pytest.param("primary", "wrong", id="a wrong password"),
    ],
)
def test_sentinels_that_name_no_primary_are_a_problem_of_their_own(
    deployed: Deployed, name: str, password: str
) -> None:
    """Readiness says what to check, and the store itself is not blamed."""
    client = deployed.client(deployed.url(name), password)

    (found,) = diagnose(client, PATIENCE)

    assert (found.name, found.refuses_writes) == ("no_primary", True)
    assert "PAGE_TRACKER_REDIS_SENTINEL_PASSWORD" in found.message
    assert len(found.cause) < 200  # the driver would quote all options of a client


def test_a_password_of_sentinels_is_read_again_from_its_file(
    deployed: Deployed, tmp_path: Path
) -> None:
    """The Sentinels' password is read again from its file."""
    path = tmp_path / "password"
    path.write_text("wrong", "utf-8")
    file = {"PAGE_TRACKER_REDIS_SENTINEL_PASSWORD_FILE": str(path)}
    client = connect_store(load({"REDIS_URL": deployed.url(), **file}))
    before = [each.name for each in diagnose(client, PATIENCE)]

    path.write_text(PASSWORD, "utf-8")

    assert before == ["no_primary"]
    assert not diagnose(client, PATIENCE)


@pytest.mark.parametrize(
    ("user", "expected"), [("", ("x",)), ("app", ("app", "x"))], ids=["none", "a user"]
)
def test_a_user_of_sentinels_goes_with_the_password(
    tmp_path: Path, user: str, expected: tuple[str, ...]
) -> None:
    """The user of Sentinels is sent with a password from a file."""
    path = tmp_path / "password"
    path.write_text("x", "utf-8")
    variables = {
        "REDIS_URL": "redis+sentinel://h1/m",
        "PAGE_TRACKER_REDIS_SENTINEL_PASSWORD_FILE": str(path),
        "PAGE_TRACKER_REDIS_SENTINEL_USERNAME": user,
    }

    pool = connect_store(load(variables)).connection_pool
    sentinel: Redis = pool.sentinel_manager.sentinels[0]  # type: ignore[attr-defined]
    provider = sentinel.connection_pool.connection_kwargs["credential_provider"]

    assert provider.get_credentials() == expected


def test_the_store_of_sentinels_may_have_its_credentials_in_a_file(
    deployed: Deployed, tmp_path: Path
) -> None:
    """Credentials in a file are those of the primary, not of the Sentinels."""
    admin = deployed.store.client()
    admin.execute_command("ACL", "SETUSER", "app", "on", ">x", "~*", "+@all")
    path = tmp_path / "url"
    path.write_text(deployed.url().replace("://", "://app:x@"), "utf-8")
    client = connect_store(
        load(
            {
                "REDIS_URL_FILE": str(path),
                "PAGE_TRACKER_REDIS_SENTINEL_PASSWORD": PASSWORD,
            }
        )
    )

    assert client.execute_command("ACL", "WHOAMI") == b"app"


def test_everything_is_encrypted_with_tls(tmp_path: Path, own_valkey: Valkey) -> None:
    """Sentinels and servers show certificates of the same authority."""
    authority = Authority(tmp_path)
    context = authority.of_server(authority.sign("localhost"), mutual=False)
    before_store = TlsFront(own_valkey.path, context)
    # It cannot talk to its primary, and never takes that for dead.
    sentinel = Sentinel(tmp_path / "s", before_store.port, NEVER_MS)
    sentinel.start()
    before_sentinel = TlsFront(sentinel.path, context)
    variables = {
        "REDIS_URL": f"rediss+sentinel://localhost:{before_sentinel.port}/primary/2",
        "PAGE_TRACKER_REDIS_CA": str(authority.cert),
        "PAGE_TRACKER_REDIS_CHECK_HOSTNAME": "off",  # a Sentinel tells an address
    }

    client = connect_store(load(variables))

    assert not diagnose(client, PATIENCE)
    assert client.client_info()["db"] == 2
    for each in (before_store, before_sentinel):
        each.close()
    sentinel.stop()


def test_a_connection_knows_whether_its_server_is_still_the_primary(
    deployed: Deployed,
) -> None:
    """A server counts as primary unless a Sentinel names another one."""
    client = deployed.client()
    with closing(ScriptConnection(client, PATIENCE)) as connection:
        at_first = connection.is_still_primary()
        deployed.sentinel.client().execute_command("SENTINEL", "REMOVE", "primary")
        watching = ("primary", "127.0.0.1", "1", "1")
        deployed.sentinel.client().execute_command("SENTINEL", "MONITOR", *watching)
        after = connection.is_still_primary()
        deployed.before_sentinel.refuse()
        without = connection.is_still_primary()

    assert (at_first, after, without) == (True, False, True)


def test_a_server_without_sentinels_is_always_the_primary(valkey: Valkey) -> None:
    """Without Sentinels, every server counts as a primary."""
    pool = Redis.from_url(valkey.url).connection_pool

    assert is_still_primary(pool, pool.make_connection())  # type: ignore[arg-type]


def test_a_thread_waits_no_longer_for_sentinels_that_another_one_asks() -> None:
    """A Sentinel that hangs holds one thread, and the others for the time-out."""
    with socket.create_server(("127.0.0.1", 0)) as hanging:
        host = ("127.0.0.1", int(hanging.getsockname()[1]))
        sentinels = Sentinels((host,), 30, {})
        asking = threading.Thread(target=_ask, args=(sentinels,), daemon=True)
        asking.start()
        asked, _ = hanging.accept()  # the other thread has begun to ask
        sentinels.timeout = 0.01

        with pytest.raises(RedisError, match="No master found: the Sentinels are slow"):
            sentinels.discover_master("primary")

        asked.close()
    asking.join()


def _ask(sentinels: Sentinels) -> None:
    with pytest.raises(RedisError):
        sentinels.discover_master("primary")
