"""Contrasts of the dashboard's colours, measured in its style sheet (WCAG 2)."""

import re
from pathlib import Path

import pytest

import page_tracker

SHEET = Path(page_tracker.__file__).parent / "static" / "dashboard.css"

TEXT, GRAPHIC = 4.5, 3.0

PAIRS = [
    *((name, "ground", TEXT) for name in ("ink", "soft", "accent", "up", "down")),
    *((name, "raised", TEXT) for name in ("ink", "soft", "accent", "error")),
    ("ink", "bar", TEXT),
    ("soft", "bar", TEXT),
    ("ink", "bar-seen", TEXT),
    *((name, "ground", GRAPHIC) for name in ("views", "visitors", "before", "focus")),
    ("present", "ground", GRAPHIC),
    ("visitors", "views", GRAPHIC),
]


def colours(scheme: str) -> dict[str, tuple[int, ...]]:
    """Return the colours of a scheme by their names."""
    blocks = re.findall(r":root {(.*?)}", SHEET.read_text("utf-8"), re.DOTALL)
    found = dict(re.findall(r"--([a-z-]+): #([0-9a-f]+);", blocks[scheme == "dark"]))
    return {
        name: tuple(
            bytes.fromhex(code if len(code) == 6 else "".join(2 * c for c in code))
        )
        for name, code in found.items()
    }


def luminance(colour: tuple[int, ...]) -> float:
    """Return the relative luminance of a colour."""
    parts = [part / 255 for part in colour]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("name", "ground", "least"), PAIRS)
def test_colours_differ_enough_to_be_seen(
    scheme: str, name: str, ground: str, least: float
) -> None:
    """Texts by 4.5 to 1 at least, what is drawn by 3 to 1."""
    found = colours(scheme)

    lower, higher = sorted(luminance(found[each]) for each in (name, ground))

    assert (higher + 0.05) / (lower + 0.05) >= least
