"""The clock of the machine is set back across midnight while views come in."""

import signal
from datetime import UTC, datetime, timedelta

import pytest

from faults.account import QUEUED
from faults.load import Load
from faults.scene import Scene, SetScene
from faults.visitor import SITES
from support.proxy import late
from support.records import Site
from support.waiting import wait_until

HOUR = 3600.0


def to_midnight() -> float:
    """Return the seconds to the end of the day, in UTC."""
    now = datetime.now(UTC)
    midnight = now.replace(hour=0, minute=0, second=0) + timedelta(days=1)
    return (midnight - now).total_seconds()


def wait_for_another_file(scene: Scene) -> None:
    """Wait until the journal goes on in a new file."""
    files = len(scene.journal_files())
    wait_until(lambda: len(scene.journal_files()) > files)


@pytest.mark.parametrize(
    "away",
    [
        pytest.param(False, id="with the store"),
        pytest.param(True, id="while the store is away", marks=pytest.mark.long),
    ],
)
def test_each_view_is_counted_on_the_day_that_the_clock_showed(
    set_scene: SetScene, away: bool
) -> None:
    """A view is counted on the day of its clock, even if that day has ended."""
    midnight = to_midnight()
    scene = set_scene(ahead=midnight - HOUR, timezone="UTC")
    scene.load.sees()
    if away:
        scene.proxy.refuse()

    ends = []
    for seconds in (HOUR, -HOUR, HOUR):
        ends.append(scene.load.account.of_sites())
        scene.service.move_clock(midnight + seconds)
        scene.load.sees(QUEUED if away else "counted")
    scene.proxy.refusing = False
    scene.load.sees()

    account = scene.settle(slack=scene.load.visitors, days=2)
    sites = [Site(scene.store.client(), name) for name in SITES]
    days = sorted({field[:10] for site in sites for field in site.days})
    first = sum(site.days[f"{days[0]}:views"] for site in sites)
    in_flight = 3 * 3 * scene.load.visitors  # three views each, at each step
    assert len(days) == 2
    assert abs(first - (ends[0] + ends[2] - ends[1])) <= in_flight
    assert not account.given_twice()


@pytest.mark.long
def test_a_queue_is_counted_in_its_order_though_the_clock_was_set_back(
    set_scene: SetScene,
) -> None:
    """Files of the journal are read in the order in which they were written."""
    scene = set_scene(journal_keep="1", workers="1", ahead=HOUR)
    scene.load.sees()
    scene.proxy.refuse()

    for seconds in (HOUR, 0.0):
        scene.service.move_clock(seconds)
        wait_for_another_file(scene)
        scene.load.sees(QUEUED)
    scene.end_service(signal.SIGKILL)
    scene.proxy.refusing = False
    scene.restart_service()
    scene.load.sees()

    scene.settle(slack=scene.load.visitors, days=2)


def test_workers_that_ask_at_once_for_the_salt_of_a_day_get_the_same(
    set_scene: SetScene,
) -> None:
    """Workers that request a day's salt at once get the same one."""
    midnight = to_midnight()
    scene = set_scene(visitors=0, workers="4", timezone="UTC", redis_timeout="2")
    scene.proxy.meddle = late(0.1)

    for seconds in (-HOUR, HOUR):
        account = scene.load.stop()
        scene.service.move_clock(midnight + seconds)
        scene.load = Load(scene.load.address, 16, account, persons=f"at{seconds}")
        scene.load.sees(more=50)

    scene.settle()
