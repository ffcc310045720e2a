"""The command line."""

from .arguments import MEMORY, parse
from .contender import FASTAPI, OURS
from .reading import PASTS


def test_everything_is_measured_unless_told_otherwise() -> None:
    """Without ``--only`` no contender and no part is left out."""
    assert all(parse([]).wants(name) for name in (OURS, *PASTS, MEMORY))


def test_only_what_is_named_is_measured() -> None:
    """``--only`` names contenders and parts, and may be repeated."""
    arguments = parse(["--only", OURS, "--only", MEMORY])
    assert arguments.wants(OURS) and arguments.wants(MEMORY)
    assert not any(arguments.wants(name) for name in (FASTAPI, *PASTS))
