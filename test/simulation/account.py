"""The account: what was sent, what was answered, and what must be in the store."""

import logging
from dataclasses import dataclass, field
from typing import Any

from page_tracker.storage.journal.drainer import log as drainer_log
from page_tracker.storage.journal.replay import LOSSES
from page_tracker.storage.journal.replay import log as replay_log
from page_tracker.tracking.view import View
from simulation.disk import SimulatedDisk
from simulation.store import State


class Log(logging.Handler):
    """Adds up the views that the log says are given up, and finds our mistakes."""

    def __init__(self) -> None:
        super().__init__()
        self.lost = 0
        self.mistakes: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Take what a replay or a drainer says."""
        if record.name == replay_log.name and record.msg in LOSSES.values():
            self.lost += record.__dict__["views"]
        elif record.exc_info:
            self.mistakes.append(logging.Formatter().format(record))


@dataclass
class Account:
    """Follows each view from the client to the store.

    ``excused`` are views that may be lost, by an exception that is documented: the
    machine and the store died before the disk had them, or somebody deleted them.
    """

    answers: dict[str, str | None] = field(default_factory=dict)
    counts: list[str | None] = field(default_factory=list)
    excused: set[str] = field(default_factory=set)
    counter_excused: bool = False
    log: Log = field(default_factory=Log)

    def __post_init__(self) -> None:
        for each in (replay_log, drainer_log):
            each.addHandler(self.log)

    def close(self) -> None:
        """Listen to the log no more."""
        for each in (replay_log, drainer_log):
            each.removeHandler(self.log)

    def answered(self, kind: str, what: Any, outcome: str) -> None:
        """Note the answer to a client."""
        if kind == "count":
            self.counts[what] = outcome
        elif isinstance(what, View):
            self.answers[what.path] = outcome

    def excuse_unsynced(self, disk: SimulatedDisk) -> None:
        """Note that views which are not on the disk may be lost with the machine."""
        for path in self.answers:
            if disk.lacks(f'"{path}"'.encode()):
                self.excused.add(path)
        self.counter_excused = True

    def excuse_unheld(self, disk: SimulatedDisk, state: State) -> None:
        """Note that the store alone has some views, as the disk was full or broken."""
        for path, answer in self.answers.items():
            if path in state.views or answer == "counted":
                if not disk.holds(f'"{path}"'.encode()):
                    self.excused.add(path)
        self.counter_excused = True

    def excuse_all(self) -> None:
        """Note that any view until now may be lost, if the log says so."""
        self.excused |= set(self.answers)
        self.counter_excused = True

    def excuse_counted(self, state: State) -> None:
        """Note that somebody deletes what is in the store."""
        self.excused |= set(state.views)
        self.counter_excused = True

    def verdict(self, state: State, unknown: int) -> list[str]:
        """Return what is wrong with the store, when all is quiet.

        Of ``unknown`` views of the counter, the answer was lost: nobody can know.
        """
        wrong, lost = [], 0
        for path, answer in self.answers.items():
            counted = state.views.get(path, 0)
            acknowledged = answer in ("counted", "queued")
            if counted > 1:
                wrong.append(f"{path} counted {counted} times, answered {answer}")
            elif answer is not None and not acknowledged and counted:
                wrong.append(f"{path} counted, answered {answer}")
            elif acknowledged and not counted and path not in self.excused:
                lost += 1
                wrong.append(f"{path} lost, answered {answer}")
        if 0 < lost <= self.log.lost:  # told, and the history has the reason
            wrong = [each for each in wrong if "lost" not in each]
        return wrong + self._counter(state, unknown) + self.log.mistakes[:1]

    def _counter(self, state: State, unknown: int) -> list[str]:
        told = sum(answer == "counted" for answer in self.counts)
        open_ = sum(answer is None for answer in self.counts) + unknown
        if state.counter > told + open_:
            return [f"the counter is {state.counter} after {told} and {open_} open"]
        if state.counter < told and not (self.counter_excused or self.log.lost):
            return [f"the counter is {state.counter} after {told}"]
        return []
