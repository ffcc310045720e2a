"""Devices: what a view was seen on, as far as its agent and its window say."""

import re

from page_tracker.tracking.view import UNKNOWN

# The first class with a sign in the agent is the device: televisions and tablets also
# say "Mobile", so the order matters. "Tablet PC" is a part of Windows, on desktops too;
# an Android that is no phone leaves "Mobile" out.
_SIGNS = {
    "tv": re.compile(
        r"TV\b(?<![A-Z0-9_]TV)|Web0S|NetCast|BRAVIA|Roku|CrKey| AFT[A-Z]|Viera"
    ),
    "tablet": re.compile(
        r"iPad|Tablet(?! PC)|PlayBook|Kindle|^(?!.*Mobi).*(?:Android|Silk)"
    ),
    "mobile": re.compile(
        r"Mobi|iPhone|iPod|Phone|Opera Mini|UCWEB|KAIOS|BlackBerry|BB10|Symbian|MIDP"
    ),
}
_DESKTOPS = {"Windows", "macOS", "Linux", "ChromeOS", "FreeBSD", "OpenBSD", "Solaris"}

# Widths below these, in CSS pixels, where the layouts of most pages change.
_WIDTHS = (("mobile", 576), ("tablet", 992))


def device(user_agent: str, system: str) -> str:
    """Return "mobile", "tablet", "desktop", "tv" or :data:`UNKNOWN`.

    ``system`` is the name of the operating system, as in an agent. An iPad that asks
    for desktop pages, as most do, says that it is a Mac: it counts as a desktop.
    """
    for name, signs in _SIGNS.items():
        if signs.search(user_agent):
            return name
    return "desktop" if system in _DESKTOPS else UNKNOWN


def device_class(agent_device: str, width: int | None) -> str:
    """Return the device; a window's width decides only where the agent does not say.

    ``width`` is in CSS pixels: below 576 is a mobile, below 992 a tablet, and more a
    desktop. None, and what is not above 0, is no width.
    """
    if agent_device != UNKNOWN or width is None or width <= 0:
        return agent_device
    return next((name for name, limit in _WIDTHS if width < limit), "desktop")
