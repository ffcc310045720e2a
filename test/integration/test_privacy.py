"""What is known of a person for a moment is kept nowhere."""

from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path

import pytest

from support.service import Start
from support.valkey import Valkey

VISITOR, FRIEND = "203.0.113.77", "2001:db8:1234:5678:9abc:def0:1357:9bdf"
TOKEN = "correct.horse-battery_staple"
GUESS = "wrong.horse-battery_staple"
# Nobody else has this one.
SIGN = "NobodyElsesBrowser"
AGENT = f"Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/140.0 {SIGN}"


@pytest.fixture(name="store")
def fixture_store(tmp_path: Path) -> Iterator[Valkey]:
    """A store that notes every word that the service sends to it."""
    valkey = Valkey(tmp_path / "v", appendonly="yes").start()
    yield valkey
    valkey.stop()


@pytest.fixture(name="written")
def fixture_written(store: Valkey, serve: Start, tmp_path: Path) -> bytes:
    """All that was written, by store, journal and log, while two people came by.

    They have seen a page, guessed the token, and met errors of every kind.
    """
    options = {"trusted_proxies": "1", "log_level": "debug", "token": TOKEN}
    service = serve(store.url, **options)
    for address in (VISITOR, FRIEND):
        told = {"X-Forwarded-For": address, "User-Agent": AGENT}
        assert service.get("/hit/a.org/index.svg", **told).status == 200
        wrong = told | {"Authorization": f"Bearer {GUESS}"}
        assert service.get("/api/v1/sites/a.org/reset", "POST", **wrong).status == 401
        assert service.get("/none", **told).status == 404
    store.kill()
    assert service.get("/", **told).status == 500
    files = [each for each in tmp_path.rglob("*") if each.is_file()]
    return b"\n".join(each.read_bytes() for each in files)


def test_no_address_no_agent_and_no_token_is_written_anywhere(written: bytes) -> None:
    """No address, user agent or token is stored or logged in any form."""
    assert written.count(b"a.org") > 2 and b"Firefox" in written
    assert b"request failed" in written

    for address in (VISITOR, FRIEND):
        assert address.encode() not in written
        assert ip_address(address).packed not in written
    for text in (SIGN, TOKEN, GUESS):
        assert text.encode() not in written
