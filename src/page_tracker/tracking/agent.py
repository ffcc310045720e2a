"""Browser, system and device from a User-Agent."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from page_tracker.tracking.bots import is_bot
from page_tracker.tracking.products import browser_of, system_of
from page_tracker.tracking.text import clean_name
from page_tracker.tracking.view import UNKNOWN

if TYPE_CHECKING:
    from ua_parser import PartialResult, Resolver


# Names of televisions, set-top boxes and their software. Model names contain the size
# of the screen in inches: "43F511T".
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

# The first class with a pattern in the agent is the device: televisions and tablets
# also contain "Mobile", so the order matters. "Tablet PC" is a part of Windows, on
# desktops too. A browser on an Android tablet omits "Mobile", except Opera Mini.
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

# Widths in CSS pixels below which a device is of the class: where the layouts of most
# pages change.
_WIDTHS = (("mobile", 576), ("tablet", 992))


def device(user_agent: str, system: str) -> str:
    """Return "mobile", "tablet", "desktop", "tv" or :data:`UNKNOWN`.

    ``system`` is the name of the operating system, as in an agent. An iPad requests
    desktop pages by default and then claims to be a Mac: see :func:`revealed`.
    """
    for name, signs in _SIGNS:
        if signs.search(user_agent):
            return name
    return "desktop" if system in _DESKTOPS else UNKNOWN


def device_class(agent_device: str, width: int | None) -> str:
    """Return the device; the window's width decides only if the agent does not say.

    ``width`` is in CSS pixels: below 576 is a mobile, below 992 a tablet, and more a
    desktop. None, 0 and negative numbers mean that the width is unknown.
    """
    if agent_device != UNKNOWN or width is None or width <= 0:
        return agent_device
    return next((name for name, limit in _WIDTHS if width < limit), "desktop")


# Agents in the cache, at most; users of one browser version share theirs, so that these
# cover most views.
CACHED_AGENTS = 4096
# Characters of an agent that are read; no browser sends as many.
LONGEST_AGENT = 512
# Characters of a name; an agent can claim any name.
MAX_NAME = 60

# ua-parser names each edition of a browser; people know the product.
_BROWSERS = {
    "Android": "Android Browser",
    "Chrome Frame": "Chrome",
    "Chrome Mobile": "Chrome",
    "Chrome Mobile WebView": "Chrome",
    "Chrome Mobile iOS": "Chrome",
    "DuckDuckGo Mobile": "DuckDuckGo",
    "Ecosia Android": "Ecosia",
    "Ecosia iOS": "Ecosia",
    "Edge Mobile": "Edge",
    "Firefox Alpha": "Firefox",
    "Firefox Beta": "Firefox",
    "Firefox Mobile": "Firefox",
    "Firefox iOS": "Firefox",
    "IE": "Internet Explorer",
    "IE Large Screen": "Internet Explorer",
    "IE Mobile": "Internet Explorer",
    "MiuiBrowser": "MIUI Browser",
    "Mobile Safari": "Safari",
    "Mobile Safari UI/WKWebView": "Safari",
    "Opera GX": "Opera",
    "Opera Mobile": "Opera",
    "Opera Touch": "Opera",
    "Other": UNKNOWN,
    "QQ Browser Mini": "QQ Browser",
    "QQ Browser Mobile": "QQ Browser",
    "Quark PC": "Quark",
    "WeChat Browser": "WeChat",
    "YandexSearch": "Yandex Browser",
}
_LINUXES = (
    *("Arch Linux", "CentOS", "Debian", "Fedora", "Gentoo", "Kubuntu", "Linux Mint"),
    *("Mageia", "Mandriva", "Mint", "openSUSE", "Puppy", "Red Hat", "Slackware"),
    *("SUSE", "Ubuntu", "VectorLinux"),
)
_SYSTEMS = {
    **dict.fromkeys(_LINUXES, "Linux"),
    "ATV OS X": "tvOS",
    "Chrome OS": "ChromeOS",
    "Mac OS X": "macOS",
    "Symbian^3": "Symbian OS",
    "Other": UNKNOWN,
    "Web0S": "webOS",
}


@dataclass(frozen=True, slots=True)
class Agent:
    """The client of a view: a browser on a system on a class of devices, or a bot.

    Each name may be :data:`UNKNOWN`; those of a bot are. For the values of ``device``,
    see :func:`device`.
    """

    browser: str
    system: str
    device: str
    bot: bool


BOT = Agent(UNKNOWN, UNKNOWN, UNKNOWN, bot=True)


def agent(user_agent: str) -> Agent:
    """Parse the header ``User-Agent``, of which the first 512 characters are read.

    The first call loads the patterns of ua-parser, which takes some tenths of a second.
    """
    return _agent(user_agent[:LONGEST_AGENT])


def revealed(agent_of_header: Agent, touch_points: int, brave: bool) -> Agent:
    """Return the agent, corrected by what a script can detect.

    An iPad that requests desktop pages claims to be a Macintosh; no Macintosh has a
    multi-touch screen. The agent of Brave is that of Chrome, or of Safari on iOS.
    """
    shown = agent_of_header
    if touch_points > 1 and shown.system == "macOS":
        shown = replace(shown, system="iPadOS", device="tablet")
    return replace(shown, browser="Brave") if brave else shown


@lru_cache(CACHED_AGENTS)
def _agent(user_agent: str) -> Agent:
    return BOT if is_bot(user_agent) else _person(user_agent)


def _person(user_agent: str) -> Agent:
    result = _parse(user_agent)
    parsed = result.user_agent.family if result.user_agent else ""
    browser = _name(browser_of(user_agent, parsed), _BROWSERS)
    parsed = result.os.family if result.os else ""
    system = _name(system_of(user_agent, parsed), _SYSTEMS)
    if system == "iOS" and "iPad" in user_agent:
        system = "iPadOS"  # Apple's name for it since 2019
    return Agent(browser, system, device(user_agent, system), bot=False)


def _name(family: str, names: Mapping[str, str]) -> str:
    """Return the common name of what ua-parser calls ``family``."""
    return names.get(family) or clean_name(family, MAX_NAME) or UNKNOWN


def _parse(user_agent: str) -> "PartialResult":
    # pylint: disable-next=import-outside-toplevel  # see _resolver
    from ua_parser import Domain

    text = user_agent.encode(errors="replace").decode()  # no lone surrogate
    return _resolver()(text, Domain.USER_AGENT | Domain.OS)


@cache
def _resolver() -> "Resolver":
    # Some 20 MB: a process that never sees a view must not pay for them.
    # pylint: disable-next=import-outside-toplevel
    from ua_parser import BasicResolver, RegexResolver, load_lazy_builtins

    # The resolver in Rust, where it is installed, is 30 times as fast.
    make = RegexResolver or BasicResolver
    browsers, systems, _ = load_lazy_builtins()
    return make((browsers, systems, []))  # devices are half of the memory
