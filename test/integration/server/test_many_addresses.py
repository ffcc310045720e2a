"""A name with several addresses: clients are served at each of them."""

import signal
from pathlib import Path
from urllib.parse import urlsplit

from support.service import Service, Start
from support.valkey import Valkey
from support.waiting import wait_until
from support.wire import HEALTH, dial, replies

# Runs the service, to which one name has two addresses.
PROGRAM = """
import socket, sys
from page_tracker.cli.main import main

resolve = socket.getaddrinfo

def resolve_both(host, *arguments, **options):
    hosts = ("127.0.0.1", "127.0.0.2") if host == "two.example" else (host,)
    found = (resolve(each, *arguments, **options) for each in hosts)
    return [place for places in found for place in places]

socket.getaddrinfo = resolve_both
sys.exit(main(["serve"]))
"""


class TwoAddresses(Service):
    """A service that listens at two addresses."""

    program = ("-c", PROGRAM)

    def addresses(self) -> list[str]:
        """Return where it says that it listens."""
        entry = self.wait_for("listening")
        return [entry["on"], *entry["also"]]


def statuses(service: TwoAddresses) -> list[int]:
    """Return the statuses of an answer at each address."""
    found = []
    for address in service.addresses():
        with dial(address) as client:
            client.sendall(HEALTH)
            found += [each.status for each in replies(client, 1)]
    return found


def test_every_address_is_served_at_one_port_also_after_a_replacement(
    tmp_path: Path, valkey: Valkey
) -> None:
    """A successor takes over all of them, and a stop ends all of them."""
    service = TwoAddresses(tmp_path, valkey.url, host="two.example", workers="2")
    service.start()
    try:
        hosts = [urlsplit(each) for each in service.addresses()]
        before = statuses(service)
        first = set(service.workers())
        service.send(signal.SIGHUP)
        wait_until(lambda: not first.intersection(service.workers()))
        after = statuses(service)
        service.send(signal.SIGTERM)
        status = service.wait()
    finally:
        service.stop()

    assert [each.hostname for each in hosts] == ["127.0.0.1", "127.0.0.2"]
    assert hosts[0].port == hosts[1].port
    assert before == after == [200, 200]
    assert status == 0


def test_localhost_is_listened_on_where_clients_look_for_it(
    serve: Start, valkey: Valkey
) -> None:
    """The service listens on all addresses of localhost that this machine has."""
    service = serve(valkey.url, host="localhost")
    entry = service.wait_for("listening")

    for address in [entry["on"], *entry.get("also", [])]:
        with dial(address) as client:
            client.sendall(HEALTH)
            assert replies(client, 1)[0].status == 200
