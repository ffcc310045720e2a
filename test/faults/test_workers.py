"""Processes of the service end: killed in the middle of their work, or told to."""

import pytest

from faults import mishaps
from faults.mishaps import Mishap
from faults.scene import SetScene


@pytest.mark.parametrize("workers", ["1", pytest.param("2", marks=pytest.mark.long)])
@pytest.mark.parametrize(
    "mishap",
    [
        pytest.param(
            mishaps.workers_killed_before_the_store_knew,
            id="before the store has the batch",
        ),
        pytest.param(
            mishaps.workers_killed_before_they_knew,
            id="after the store has counted it",
        ),
        pytest.param(
            mishaps.workers_killed_while_they_caught_up, id="in the middle of a replay"
        ),
    ],
)
def test_workers_that_are_killed_cost_no_view(
    set_scene: SetScene, workers: str, mishap: Mishap
) -> None:
    """Killed workers cost no view: others adopt their journals and finish once."""
    scene = set_scene(workers=workers)

    scene.outlives(mishap, slack=scene.load.visitors)


@pytest.mark.parametrize(
    "mishap",
    [
        pytest.param(mishaps.workers_replaced, id="workers are replaced"),
        pytest.param(
            mishaps.service_stopped, id="it is stopped", marks=pytest.mark.long
        ),
        pytest.param(
            mishaps.service_killed, id="the parent is killed", marks=pytest.mark.long
        ),
        pytest.param(
            mishaps.service_stopped_with_a_queue,
            id="it is stopped with a queue",
            marks=pytest.mark.long,
        ),
        pytest.param(
            mishaps.service_killed_with_a_queue, id="the parent is killed with a queue"
        ),
    ],
)
def test_a_service_that_ends_and_is_there_again_costs_no_view(
    set_scene: SetScene, mishap: Mishap
) -> None:
    """A service that is restarted sends the pending views from disk."""
    scene = set_scene()

    scene.outlives(mishap, slack=scene.load.visitors)
