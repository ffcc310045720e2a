"""Devices: what a view was seen on, as far as its agent and its window say."""

import re

from page_tracker.tracking.view import UNKNOWN

# Names of televisions, of boxes beside them, and of their software. Their models have
# the size of the screen in inches: "43F511T".
_TELEVISION = (
    *(r"TV\b(?<![A-Z0-9_]TV)", "TV[ -]", "TVBOX", "TV ?Box", r"\bSTB\b", r"\bOTT\b"),
    *("Web0S", "NetCast", "BRAVIA", "Roku", "CrKey", r"\bAFT[A-Z]", "Viera", "HbbTV"),
    *("OMI/", "BrightSign", "CE-HTML", "NETTV", "Odin/", "VIDAA", "TiVo", "VIZIO"),
    *("ViziOS", "MIBOX", "MiTV", "SmartHub", "avui/tv", "Blu-?ray", "BDPlayer", "IPTV"),
    *(r"\b[Bb][Oo][Xx]\b", r"\bLED[-_ ]?\d", "[ _]Shell ", "_shell_", r"\b4K\b", "4K_"),
    *(
        "_FHD",
        r"\d[UF]HD",
        "STICK",
        "X9[0-9]",
        "A95X",
        "T95",
        r"\bHK1",
        r"\bTX\d",
        "H96",
    ),
    *("Hiremco", "Formuler", "KIVI", "Sagemcom"),
    r"; (?:[A-Za-z]+[-_ ]?)?"
    r"(?:24|28|32|39|4[0238-9]|5[058]|65|7[05])[A-Z]{1,3}[_-]?\d\d",
)

# The first class with a sign in the agent is the device: televisions and tablets also
# say "Mobile", so the order matters. "Tablet PC" is a part of Windows, on desktops too;
# a browser on an Android that is no phone leaves "Mobile" out, but for Opera Mini.
_SIGNS = (
    ("tv", re.compile("|".join(_TELEVISION))),
    ("mobile", re.compile("Opera Mini|Opera Mobi")),
    (
        "tablet",
        re.compile(
            r"iPad|Tablet(?! PC)|PlayBook|Kindle|android-tablet"
            r"|^(?!.*Mobi)(?=.*(?:WebKit|Gecko|Presto)).*(?:Android|Silk)"
        ),
    ),
    (
        "mobile",
        re.compile(
            r"Mobi|iPhone|iPod|Phone|UCWEB|KAIOS|BlackBerry|BB10|Symbian|MIDP|Android"
            r"|CLDC|Lumia|WAP|MAUI|NetFront|Obigo|Teleca|UP\.Browser|DoCoMo|Nokia|FB4A"
            r"|Series ?[46]0"
        ),
    ),
)
_DESKTOPS = {"Windows", "macOS", "Linux", "ChromeOS", "FreeBSD", "OpenBSD", "Solaris"}

# Widths below these, in CSS pixels, where the layouts of most pages change.
_WIDTHS = (("mobile", 576), ("tablet", 992))


def device(user_agent: str, system: str) -> str:
    """Return "mobile", "tablet", "desktop", "tv" or :data:`UNKNOWN`.

    ``system`` is the name of the operating system, as in an agent. An iPad that asks
    for desktop pages, as most do, says that it is a Mac: it counts as a desktop.
    """
    for name, signs in _SIGNS:
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
