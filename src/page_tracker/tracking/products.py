"""Products: names in an agent beside its engine, which are more specific."""

# Names in agents of apps and browsers that the parser reports as their engine. The
# first match counts: an app comes before the browser that it embeds.
_BROWSERS = (
    ("MicroMessenger/", "WeChat"),
    ("KAKAOTALK", "KakaoTalk"),
    ("LinkedInApp", "LinkedIn"),
    ("(Ecosia ", "Ecosia"),
    ("YaSearchBrowser/", "Yandex Browser"),
    ("YandexSearch", "Yandex Browser"),
    ("YaApp_", "Yandex Browser"),
    ("YaBrowser/", "Yandex Browser"),
    ("Quark/", "Quark"),
    ("MZBrowser/", "Meizu Browser"),
    ("ACHEETAHI/", "CM Browser"),
    ("SogouMobileBrowser/", "Sogou Mobile Browser"),
    ("Hawk/", "Hawk Browser"),
    ("Sleipnir/", "Sleipnir"),
    ("XiaoMi/MiuiBrowser", "MIUI Browser"),
    ("360 Aphone", "360 Phone Browser"),
    ("PocketBook/", "PocketBook Browser"),
    ("GOGGalaxyClient", "GOG Galaxy"),
    # Televisions. HbbTV is a standard that all of these follow.
    ("TV Bro/", "TV Bro"),
    ("LG Browser/", "LG Browser"),
    ("Tbrowser/", "T-Browser"),
    ("Odin/", "Odin"),
    ("SRAF/", "Seraphic Sraf"),
    ("RokuBrowser/", "Roku Browser"),
    ("OMI/", "Opera"),
    ("OPR/", "Opera"),
)
_HBBTV = "HbbTV"
_HBBTV_ENGINES = (("Opera", "Opera"), ("Chrome/", "Chrome"), ("Firefox/", "Firefox"))

_SYSTEMS = (
    ("HarmonyOS", "HarmonyOS"),
    ("OpenHarmony", "HarmonyOS"),
    ("PlayStation", "PlayStation"),
    ("PLAYSTATION", "PlayStation"),
    ("Nintendo", "Nintendo"),
    ("VIDAA", "VIDAA"),
    ("TiVoOS", "TiVo OS"),
    ("ViziOS", "ViziOS"),
    ("VIZIO", "ViziOS"),
    ("Opera TV", "Opera TV"),
    ("WHALEOS", "Whale OS"),
    ("Roku", "Roku OS"),
    ("Windows CE", "Windows CE"),
    ("Watch OS", "watchOS"),
    ("Apple Watch", "watchOS"),
    ("FBAN/FB4A", "Android"),
    ("AmigaOS", "AmigaOS"),
    ("Series60", "Symbian OS"),
    ("SymbianOS", "Symbian OS"),
)
# In agents of phones of any system, so that they only count if nothing else is known.
_OTHERWISE = (("MIDP", "Java ME"), ("UP.Browser", "Java ME"), ("Macintosh", "macOS"))

_Names = tuple[tuple[str, str], ...]


def browser_of(user_agent: str, parsed: str) -> str:
    """Return the browser that an agent names.

    Args:
        user_agent: The agent.
        parsed: The browser that the parser has found, or "".
    """
    if named := _first(user_agent, _BROWSERS):
        return named
    if parsed == _HBBTV:
        return _first(user_agent, _HBBTV_ENGINES) or parsed
    return parsed


def system_of(user_agent: str, parsed: str) -> str:
    """Return the system that an agent names, like :func:`browser_of`."""
    named = _first(user_agent, _SYSTEMS) or parsed
    if not named or named == "Other":
        return _first(user_agent, _OTHERWISE)
    return named


def _first(user_agent: str, names: _Names) -> str:
    return next((name for part, name in names if part in user_agent), "")
