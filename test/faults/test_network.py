"""The network between the service and the store loses, delays and breaks."""

import pytest

from faults import mishaps
from faults.mishaps import Mishap
from faults.scene import SetScene
from support.proxy import late


@pytest.mark.parametrize(
    "mishap",
    [
        pytest.param(mishaps.replies_lost, id="connections break before the reply"),
        pytest.param(
            mishaps.replies_late, id="replies come too late", marks=pytest.mark.long
        ),
        pytest.param(mishaps.connections_refused, id="nobody listens"),
        pytest.param(
            mishaps.connections_silent,
            id="nothing is passed on",
            marks=pytest.mark.long,
        ),
    ],
)
def test_a_network_that_fails_for_a_while_costs_no_view(
    set_scene: SetScene, mishap: Mishap
) -> None:
    """Views during a network failure are resent under their numbers, and count once."""
    scene = set_scene()

    scene.outlives(mishap, slack=scene.load.visitors)


@pytest.mark.long
def test_a_network_that_is_slow_lets_visitors_wait_for_their_numbers(
    set_scene: SetScene,
) -> None:
    """A second is less than the time-out: nothing needs to be queued."""
    scene = set_scene(redis_timeout="3")
    scene.load.sees()

    scene.proxy.meddle = late(1.0)
    scene.load.sees(more=20)
    scene.proxy.meddle = bytes
    scene.load.sees()

    account = scene.settle()
    assert not account.total("queued", "refused")
