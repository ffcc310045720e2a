"""Bots: programs that read pages, as far as their agents show that they are programs.

An agent is judged in layers, the cheap ones first:

1. Its beginning: names of libraries for HTTP and of programs that measure load.
2. Its words: "bot", "crawler", "monitor", an address to ask.
3. The maintained list of the package "crawler-user-agents" (MIT).
4. Its form. Browsers say ``Mozilla/`` or ``Opera/``, and then an engine or a device.
   Those that say ``compatible;`` are known. Other agents of people name a device, a
   system or an app.

Words and exceptions are chosen by the fixtures of device-detector (LGPL) and isbot
(Unlicense), against which ``nox -s agents`` measures the whole.
"""

import re
from functools import cache

from page_tracker.tracking.patterns import Patterns

__all__ = ["LEFT_OUT", "Patterns", "is_bot"]

# Patterns of the public list that match people too, each with the reason.
LEFT_OUT = frozenset(
    {
        r"AP3A\.240617\.008",  # every phone with this build of Android 15
        "MetaIAB Facebook",  # Facebook's in-app browser
        "Fluid",  # a browser for one site each, on macOS
        "Sogou",  # Sogou's browsers; its spiders say "spider"
        r"Notion\/",  # its desktop app, in which pages show other pages
        r"008\/",  # phones such as "TS1008/1.0"; the crawler gives its address
        "Sonic",  # Slack's desktop app; RankSonic says "compatible;"
        "Viber",  # its in-app browser; its preview of links names no browser
        r"Code\/1\.",  # pages that Visual Studio Code shows
    }
)

# The beginnings of agents that the public list lacks: HTTP libraries, load generators,
# and programs that fetch pages for remote people.
_BEGINNINGS = (
    *("AndroidDownloadManager", "ApacheBench", "Apache-HttpAsyncClient", "aria2/"),
    *("autocannon", "Bun/", "Dart/", "Deno/", "Elixir", "Embarcadero", "Faraday"),
    *("fasthttp", "gatling", "Go http", "got ", "got/", "Guzzle", "hackney/", "hey/"),
    *("http.rb", "hyper/", "insomnia/", "Jakarta", "Java/", "Java-http"),
    *("k6/", "Lavf/", "libcurl", "libfetch", "lua-resty", "Manticore", "node"),
    *("Notion/", "PostmanRuntime", "PycURL", "Python/", "python/", "reqwest", "rest-"),
    *("RestSharp", "Ruby", "Symfony", "superagent", "Typhoeus", "undici", "ureq"),
    *("urllib", "vegeta", "Viber/", "WinHttp", "wrk", "xh/"),
    *("Thumbor/", "Anonymous, ", "DuckDuckGo/", "iphone|", "whatsapp/"),
)

# Words of automated browsers and of monitors that the public list lacks.
_WORDS = (
    *("Headless", "CasperJS", "SlimerJS", "HtmlUnit", "jsdom", "Cypress/"),
    *("WebDriver", "Lighthouse", "Prerender", "WindowsPowerShell", "JMeter"),
    *("Nagios", "Icinga", "Monit/", "Prometheus", "Consul Health", "HAProxy"),
    *("ELB-HealthChecker", "GoogleHC", "kube-probe", "Envoy/"),
    *("DejaClick", "DuplexWeb", "Cursor/", "Sparkler/", "WhatCMS", "iplabel; "),
    *("Functionize", "Convertify", "Assetnote", "google_partner", "Time/1"),
    *("KarnoProspecting", "UCSBNetwork", "Firefox/firefoxversion"),
    *("HLB/", "0.0.0MQQBrowser/6.2 TBS/045", "GTmetrix", "(cow)"),
)

# Model names of Android devices: "M bot 54", "Spider 8", "HTC Butterfly". Words that
# name programs are not part of a model.
_MODEL = re.compile(
    r"(Android [^;()]*;)(?![^)]*(?:http|compatible|-Google)).*?(\) Apple)"
)

# Words, in lower case, that only programs have.
_PROGRAMS = (
    *("crawl", "synthetic", "monitor", "checker", "preview", "thumbnail", "inspector"),
    *("diagnostic", "observatory", "verif", "validator", "fetcher", "scrap", "audit"),
    *("transcoder", "page speed", "pagespeed", "archiv", "indexer", "indexing"),
    *("semantic", "classif", "advisor", "presence", "devtools", "; at;", " proxy)"),
    *("mailproxy", "mail proxy", "hydra proxy", "(hydra)", "mediapartners-google"),
    *("google-ad", "google-amp", "googlemessages", "site24x7", "catchpoint", "grpc-"),
    *("castopod", "azure-logic", "cryptoapi", "clamav", "igetter", "browsershots"),
    *("mixnode", "daumoa", "daum 4", "yunjiankong", "wp_is_mobile", "placid.app"),
    *("select load", "swcd", "ddg_android", "ddg-android", "post /"),
)

# Words that depend on their surroundings. The letters before "bot" exempt the phones of
# CUBOT, those before "scanner" CamScanner.
_AMBIGUOUS = ("bot", "spider", "scanner", "check", "agent", "probe")
_DECIDED = re.compile(
    r"(?<!cu)bot(?![a-z])|(?<!tv)spider|[(_ .]scanner\b|[^a-z]check\b|[a-z]agent\b"
    r"|prober?\b"
)

# A browser's agent contains no URL. The exceptions are a window library whose users had
# it in Internet Explorer, and a media player.
_ADDRESS = re.compile(r"https?:(?!//bsalsa|//www\.xbmc)|(?<!//)www\.")
# Ecosia's "android@88.0" is no e-mail address.
_MAIL = re.compile(r"[\w.+-]@[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}")

# Google's services add their name after the engine: "(KHTML, like Gecko; Google-...)".
_BEHIND_ENGINE = re.compile(r"KHTML, like Gecko;\s*[A-Za-z]")

# Internet Explorer, and the browsers that imitated its agent.
_COMPATIBLE = re.compile(
    r"MSIE|Konqueror|Positive|Browse|OffByOne|NetFront|POLARIS|ompatible; Linux|Viera"
    r"|ANT|Oregano|Maple|ms-office|Amiga|Dalvik|\(compatible;\)",
    re.I,
)

# An engine, or a device or system that has only one browser.
_ENGINE = re.compile(
    r"WebKit|Gecko/|KHTML|Trident|MSIE|NetFront|Opera|Presto|Safari[/ ]\d"
    r"|Firefox/\d|Chrome/\d|Browse|POLARIS|Navigator",
    re.I,
)

# Devices, systems and a few apps whose agents do not begin like those of browsers.
_DEVICE = re.compile(
    r"Mozilla/|Opera/|Firefox/|Android|Dalvik|iPhone|iPad|iPod|iOS\b|Darwin|CFNetwork"
    r"|Windows|\(win|Mac ?OS|Macintosh|Watch ?OS|Watch\d|AppleTV|AirPlay|Linux|X11"
    r"|CrOS|Symb|Series ?\d0|BlackBerry|BB10|Nokia|Samsung|Sony ?Ericsson|MIDP|CLDC"
    r"|Palm|Xiino"
    r"|UP\.Browser|UCWEB|UCBrowser|NetFront|Obigo|Teleca|MAUI|WAP|BREW|J2ME|DoCoMo"
    r"|HbbTV|CE-HTML|Hybridcast|smart ?-?tv|DLNADOC|Roku|Tizen|Web0?S|Kindle|AFT[A-Z]"
    r"|NETTV|Wired\)|Fiber|PlayStation|Nintendo|Xbox|SEGA|SANYO|Amiga|Harmony|KAIOS"
    r"|Garmin|tpapi|Bose/|VictorReader|sp-agent|Zune|rhythmbox|amarok|iVoox|Spotify"
    r"|Mobile|FBAN/|FBAV|GOGGalaxy|Citrix|Sonos|Screen-\d|UP/\d|Browser|Mosaic|Lynx/"
    r"|Dillo|HotJava|amaya|AppleWebKit|OPR/|QCX3|Office|Phone|Netflix|hulu/"
    r"|VLC/|QuickTime|XBMC|foobar|mpv |Audacious|Echo/|pod|cast\b|radio|player|music"
    r"|\bapp\b",
    re.I,
)


# Systems of people, in agents that name no engine.
_SYSTEM = re.compile(
    r"Android|Nokia|iPad|iPhone|Apple ?TV|Windows Phone|Roku|SmartHub|Nintendo|Play"
    r"|Sonim|Palm|UCWEB|X11; U"
)


def is_bot(user_agent: str) -> bool:
    """Return whether a user agent is that of a program and not of a person's browser.

    Browsers always send an agent, so an empty one belongs to a bot. A program that
    imitates a browser's agent is not detected. The first call loads the list.
    """
    if not user_agent.strip() or user_agent.startswith(_BEGINNINGS):
        return True
    text = _MODEL.sub(r"\1\2", user_agent) if "Android" in user_agent else user_agent
    return (
        _names_program(text.lower()) or _known().match(text) or _has_program_form(text)
    )


def _names_program(lower: str) -> bool:
    """Return whether an agent in lower case contains a word of a program."""
    # Each "in" takes 50 ns, and one expression of all words 50 us.
    if any(word in lower for word in _PROGRAMS):
        return True
    if any(word in lower for word in _AMBIGUOUS) and _DECIDED.search(lower):
        return True
    if ("http" in lower or "www." in lower) and _ADDRESS.search(lower):
        return True
    return "@" in lower and _MAIL.search(lower) is not None


def _has_program_form(text: str) -> bool:
    """Return whether an agent has a form that no browser has."""
    if "ompatible;" in text and not _COMPATIBLE.search(text):
        return True
    if not _DEVICE.search(text) or _BEHIND_ENGINE.search(text):
        return True
    if not text.startswith("Mozilla/5") or text == "Mozilla/5.0":  # it has nothing else
        return False
    return not (_ENGINE.search(text) or _SYSTEM.search(text))


@cache
def _known() -> Patterns:
    # A process that never sees a view should not have the list in its memory.
    # pylint: disable-next=import-outside-toplevel
    from crawleruseragents import (  # type: ignore[import-untyped]  # has no types
        CRAWLER_USER_AGENTS_DATA,
    )

    listed = {entry["pattern"] for entry in CRAWLER_USER_AGENTS_DATA} - LEFT_OUT
    return Patterns([*sorted(listed), *_WORDS])
