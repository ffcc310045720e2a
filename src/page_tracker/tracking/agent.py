"""Agents: what a browser says about itself, in the names that people use."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from page_tracker.tracking.bots import is_bot
from page_tracker.tracking.device import device
from page_tracker.tracking.products import browser_of, system_of
from page_tracker.tracking.text import clean_name
from page_tracker.tracking.view import UNKNOWN

if TYPE_CHECKING:
    from ua_parser import PartialResult, Resolver

# Agents remembered; browsers of one version share theirs, so these serve most views.
CACHED_AGENTS = 4096
# No browser sends so many characters; what is after them is not read.
LONGEST_AGENT = 512
# Some names are what an agent calls itself, which anybody can make up.
MAX_NAME = 60

# ua-parser names each edition of a browser; a person looks for the product.
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
    """Who shows a page: a browser on a system on a class of devices, or a bot.

    Each name may be :data:`UNKNOWN`; those of a bot are. ``device`` is as
    :func:`~page_tracker.tracking.device.device` says.
    """

    browser: str
    system: str
    device: str
    bot: bool


BOT = Agent(UNKNOWN, UNKNOWN, UNKNOWN, bot=True)


def agent(user_agent: str) -> Agent:
    """Return what the header ``User-Agent`` says, from its first 512 characters.

    The first call loads the patterns of ua-parser, which takes some tenths of a second.
    """
    return _agent(user_agent[:LONGEST_AGENT])


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
        system = "iPadOS"  # as Apple has called it since 2019
    return Agent(browser, system, device(user_agent, system), bot=False)


def _name(family: str, names: Mapping[str, str]) -> str:
    """Return the name that people use for what ua-parser calls ``family``."""
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

    # The one in Rust, where it is installed, is 30 times as fast.
    make = RegexResolver or BasicResolver
    browsers, systems, _ = load_lazy_builtins()
    return make((browsers, systems, []))  # devices are half of the memory, and unused
