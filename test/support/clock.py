"""A clock for tests of what happens in time."""


class Clock:
    """A clock that a test sets; it stands still otherwise."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now
