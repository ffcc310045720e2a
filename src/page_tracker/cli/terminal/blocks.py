"""Numbers drawn with block characters: a sparkline, and one horizontal bar."""

from collections.abc import Sequence
from itertools import pairwise

_HEIGHTS = "▁▂▃▄▅▆▇█"
_EIGHTHS = ("", "▏", "▎", "▍", "▌", "▋", "▊", "▉")

BLOCKS = _HEIGHTS + "".join(_EIGHTHS)
"""Every block character in use."""


def sparkline(numbers: Sequence[int], width: int) -> str:
    """Draw numbers from 0 on as a line of at most ``width`` bars.

    If there are more numbers, a bar is the mean of several. Only 0 has the lowest bar.
    """
    count = min(len(numbers), width)
    ends = [place * len(numbers) // count for place in range(count)] if count else []
    groups = [numbers[a:b] for a, b in pairwise([*ends, len(numbers)])]
    means = [sum(group) / len(group) for group in groups]
    most = max(means, default=0)
    return "".join(_HEIGHTS[_height(mean, most)] for mean in means)


def draw_bar(number: int, most: int, width: int) -> str:
    """Draw a number as a part of ``width`` characters, which stand for ``most``.

    Only 0 has no bar at all.
    """
    if not number:
        return ""
    eighths = max(1, round(8 * width * number / most))
    return _HEIGHTS[-1] * (eighths // 8) + _EIGHTHS[eighths % 8]


def _height(number: float, most: float) -> int:
    return max(1, round((len(_HEIGHTS) - 1) * number / most)) if number else 0
