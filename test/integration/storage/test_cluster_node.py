"""A node of a Redis Cluster is refused as a store: nothing is counted by halves."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from page_tracker.storage.client import connect, domain_errors
from page_tracker.storage.health.condition import diagnose
from page_tracker.storage.scripts import ScriptConnection
from support.diagnosis import PATIENCE, PATTERNS
from support.promises import ready, view
from support.servers import EVERY_PROGRAM, Server, free_port
from support.service import Start
from support.waiting import wait_until


@pytest.fixture(name="node")
def fixture_node(program: str, tmp_path: Path) -> Iterator[Server]:
    """A Cluster of one node, which has all slots and would take every call."""
    ports = {"port": str(free_port()), "cluster_port": str(free_port())}
    node = Server(tmp_path / "n", program, cluster_enabled="yes", **ports)
    node.start()
    client = node.client()
    client.execute_command("CLUSTER", "ADDSLOTSRANGE", 0, 16383)
    wait_until(lambda: "cluster_state:ok" in str(_information(node)))
    yield node
    node.stop()


def _information(node: Server) -> object:
    return node.client().execute_command("CLUSTER", "INFO")


@EVERY_PROGRAM
def test_a_service_on_a_node_of_a_cluster_counts_nothing_and_says_why(
    serve: Start, node: Server
) -> None:
    """Views wait in the journal, and no key is made, which the node would take."""
    service = serve(node.url, redis_timeout="0.5")

    told = [view(service) for _ in range(3)]
    counter = service.get("/")

    assert told == ["queued"] * 3
    assert counter.status == 500
    assert ready(service)["problem"] == "is_cluster_node"
    assert node.client().dbsize() == 0


@EVERY_PROGRAM
@pytest.mark.parametrize("rules", [(), ("-info",)], ids=["INFO", "no INFO"])
def test_a_node_of_a_cluster_takes_no_call_of_a_worker(
    node: Server, rules: tuple[str, ...]
) -> None:
    """A user who may not ask for the mode of the server finds out all the same."""
    client = connect(node.user(*PATTERNS, "+@all", *rules), PATIENCE)

    with pytest.raises(Exception, match="CROSSSLOT|same slot"):
        with domain_errors():
            ScriptConnection(client, PATIENCE)

    assert [each.name for each in diagnose(client, PATIENCE)][0] == "is_cluster_node"
