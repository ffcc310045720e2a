"""Saying what was measured."""

import json

from .contender import OURS
from .measurement import Measurement
from .memory import Growth, Month
from .report import Run

FAST = Measurement(18000, 0.001, 0.003, 5e-5, 3e7, 3e7, 0.3, errors=0, miscounted=0)
GROWTH = Growth(100, 50, [Month("2025-01", 3100, 620_000)], kept=5e6, monthly=3e5)


def test_people_read_only_of_what_was_measured() -> None:
    """A part that was left out has no line."""
    assert not list(Run({}, {}, []).lines())
    assert [text[:7] for text in Run({}, {}, [GROWTH]).lines()] == ["memory:"]


def test_the_document_has_every_round() -> None:
    """The figures of a run survive JSON, medians and rounds alike."""
    run = Run({OURS: [FAST, FAST]}, {}, [GROWTH])

    document = json.loads(json.dumps(run.document({"processors": 2}, [])))

    ours = document["contenders"][OURS]
    assert ours["median"] == ours["rounds"][1]
    assert document["memory"][0]["months"][0]["memory"] == 620_000
    assert document["readings"] == {}
