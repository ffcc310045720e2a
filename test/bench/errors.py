"""What can go wrong with a benchmark."""


class NotMeasured(Exception):
    """A contender, the store or the load did not do its part; the text says why."""
