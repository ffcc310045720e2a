"""Sources: referring hosts and apps that people know by one name.

Most are in ``sources.tsv``, which is generated from public lists. This module has those
that the lists lack, or that people know by another name than that in the lists.
"""

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from page_tracker.tracking.site import domains

# "example.co.uk", and "uk.example.com".
_COUNTRY_DOMAIN = re.compile(r"(.+?)\.(?:(?:com?|org|net|it|edu)\.)?[a-z]{2}")
_OF_COUNTRY = re.compile(r"[a-z]{2}\.(.+)")

_GOOGLE_COUNTRIES = """
    com cat ad ae al am as at az ba be bf bg bi bj bs bt by ca cd cf cg ch ci cl cm cn
    cv cz de dj dk dm dz ee es fi fm fr ga ge gg gl gm gr gy hn hr ht hu ie im iq is it
    je jo kg ki kz la li lk lt lu lv md me mg mk ml mn mu mv mw ne nl no nr nu pl pn ps
    pt ro rs ru rw sc se sh si sk sm sn so sr st td tg tl tm tn to tt vu ws
    co.ao co.bw co.ck co.cr co.id co.il co.in co.jp co.ke co.kr co.ls co.ma co.mz co.nz
    co.th co.tz co.ug co.uk co.uz co.ve co.vi co.za co.zm co.zw
    com.af com.ag com.ar com.au com.bd com.bh com.bn com.bo com.br com.bz com.co com.cu
    com.cy com.do com.ec com.eg com.et com.fj com.gh com.gi com.gt com.hk com.jm com.kh
    com.kw com.lb com.ly com.mm com.mt com.mx com.my com.na com.ng com.ni com.np com.om
    com.pa com.pe com.pg com.ph com.pk com.pr com.py com.qa com.sa com.sb com.sg com.sl
    com.sv com.tj com.tr com.tw com.ua com.uy com.vc com.vn
"""
_YANDEX_COUNTRIES = "com com.am com.ge com.tr az by co.il eu fr kz lt lv md ru tj tm uz"
_PINTEREST_COUNTRIES = """
    com at ca ch cl co.kr co.uk com.au com.mx de dk es fr ie it jp nz ph pt ru se
"""

# Name: hosts without "www." and the like; the hosts below them are not included.
_HOSTS = {
    "Google": "encrypted.google.com",
    "Yahoo": "yahoo.com yahoo.co.jp",
    "Yandex": "ya.ru",
    "Baidu": "baidu.com wap.baidu.com",
    "Naver": "naver.com",
    "Seznam": "seznam.cz",
    "Daum": "daum.net",
    "Ask": "ask.com",
}

# Name: domains with all hosts below them, if no narrower domain has another name.
_DOMAINS = {
    # Search
    "AOL": "search.aol.com",
    "Bing": "bing.com",
    "Brave Search": "search.brave.com",
    "Coc Coc": "coccoc.com",
    "Daum": "search.daum.net",
    "DuckDuckGo": "duckduckgo.com",
    "Ecosia": "ecosia.org",
    "Google News": "news.google.com",
    "Kagi": "kagi.com",
    "Lilo": "search.lilo.org",
    "MetaGer": "metager.org metager.de",
    "Mojeek": "mojeek.com",
    "Naver": "search.naver.com",
    "Presearch": "presearch.com",
    "Qwant": "qwant.com",
    "Seznam": "search.seznam.cz",
    "Sogou": "sogou.com",
    "So.com": "so.com",
    "Startpage": "startpage.com",
    "Swisscows": "swisscows.com",
    "Yahoo": "search.yahoo.com search.yahoo.co.jp",
    # Social networks, messengers, forums
    "Bluesky": "bsky.app",
    "Discord": "discord.com discordapp.com discord.gg",
    "Facebook": "facebook.com fb.com fb.me messenger.com",
    "Hacker News": "news.ycombinator.com hn.algolia.com",
    "Instagram": "instagram.com",
    "LinkedIn": "linkedin.com lnkd.in",
    "Lobsters": "lobste.rs",
    "Microsoft Teams": """
        teams.microsoft.com teams.live.com teams.cloud.microsoft teams.cdn.office.net
    """,
    "Odnoklassniki": "ok.ru odnoklassniki.ru",
    "Pinterest": "pin.it",
    "Reddit": "reddit.com redd.it",
    "Slack": "slack.com",
    "Snapchat": "snapchat.com",
    "Telegram": "telegram.org telegram.me t.me",
    "Threads": "threads.com threads.net",
    "TikTok": "tiktok.com",
    "VK": "vk.com vk.ru vkontakte.ru",
    "WeChat": "weixin.qq.com",
    "Weibo": "weibo.com weibo.cn t.cn",
    "WhatsApp": "whatsapp.com wa.me",
    "X": "x.com twitter.com t.co",
    "YouTube": "youtube.com youtube-nocookie.com youtu.be",
    # Mail
    "Fastmail": "app.fastmail.com",
    "GMX": "deref-gmx.net deref-gmx.com",
    "Gmail": "mail.google.com gmail.com",
    "Mail.ru": "e.mail.ru",
    "Outlook": """
        outlook.com outlook.live.com outlook.office.com outlook.office365.com
        outlook.cloud.microsoft mail.live.com hotmail.com
    """,
    "Proton Mail": "mail.proton.me",
    "WEB.DE": "deref-web.de",
    "Yahoo Mail": "mail.yahoo.com mail.yahoo.co.jp",
    "Yandex Mail": "mail.yandex.ru mail.yandex.com",
    # Assistants
    "ChatGPT": "chatgpt.com chat.openai.com",
    "Claude": "claude.ai",
    "Copilot": "copilot.microsoft.com m365.cloud.microsoft",
    "DeepSeek": "chat.deepseek.com",
    "Doubao": "doubao.com",
    "Duck.ai": "duck.ai",
    "Gemini": "gemini.google.com bard.google.com",
    "Grok": "grok.com",
    "Kimi": "kimi.com kimi.moonshot.cn",
    "Le Chat": "chat.mistral.ai",
    "Meta AI": "meta.ai",
    "NotebookLM": "notebooklm.google.com",
    "Perplexity": "perplexity.ai",
    "Phind": "phind.com",
    "Poe": "poe.com",
    "Qwen": "chat.qwen.ai",
    "You.com": "you.com",
}

# Name: packages of Android apps, in lower case.
_APPS = {
    "Bluesky": "xyz.blueskyweb.app",
    "Bing": "com.microsoft.bing",
    "ChatGPT": "com.openai.chatgpt",
    "Claude": "com.anthropic.claude",
    "Copilot": "com.microsoft.copilot",
    "Discord": "com.discord",
    "DuckDuckGo": "com.duckduckgo.mobile.android",
    "Facebook": "com.facebook.katana com.facebook.lite com.facebook.orca",
    "Gemini": "com.google.android.apps.bard",
    "Gmail": "com.google.android.gm com.google.android.gm.lite",
    "Google": """
        com.google.android.googlequicksearchbox com.google.android.apps.searchlite
    """,
    "Google News": "com.google.android.apps.magazines",
    "Hacker News": "io.github.hidroh.materialistic",
    "Instagram": "com.instagram.android com.instagram.lite",
    "LinkedIn": "com.linkedin.android com.linkedin.android.lite",
    "Mastodon": """
        org.joinmastodon.android com.keylesspalace.tusky app.fedilab.android
        org.moshidon.android
    """,
    "Microsoft Teams": "com.microsoft.teams",
    "Outlook": "com.microsoft.office.outlook",
    "Perplexity": "ai.perplexity.app.android",
    "Pinterest": "com.pinterest",
    "Reddit": "com.reddit.frontpage com.laurencedawson.reddit_sync",
    "Slack": "com.slack",
    "Snapchat": "com.snapchat.android",
    "Telegram": """
        org.telegram.messenger org.telegram.messenger.web org.thunderdog.challegram
    """,
    "Threads": "com.instagram.barcelona",
    "TikTok": "com.zhiliaoapp.musically com.ss.android.ugc.trill",
    "VK": "com.vkontakte.android",
    "WhatsApp": "com.whatsapp com.whatsapp.w4b",
    "X": "com.twitter.android com.twitter.android.lite",
    "Yahoo Mail": "com.yahoo.mobile.client.android.mail",
    "YouTube": "com.google.android.youtube",
}


def known_host(host: str) -> str | None:
    """Return the name by which a host is known, such as "Google", or None.

    ``host`` is in ASCII and lower case, without port, "www." and the like. The first
    call loads the list.
    """
    known = _known()
    for spelling in (host, *_wild(host)):
        if name := known.hosts.get(spelling):
            return name
    found = (known.domains[each] for each in domains(host) if each in known.domains)
    return next(found, None)


def known_app(package: str) -> str | None:
    """Return the name by which an Android package in lower case is known, or None."""
    known = _known()
    return APPS.get(package) or known.hosts.get(package) or known.domains.get(package)


class _Known(NamedTuple):
    """Names by host, and by domain with all hosts below it."""

    hosts: dict[str, str]
    domains: dict[str, str]


@cache
def _known() -> _Known:
    """Return the names of this module, and those of the public lists.

    The names of this module take precedence.
    """
    text = files(__package__).joinpath("sources.tsv").read_text(encoding="utf-8")
    listed = _Known({}, {})
    for line in text.splitlines():
        if not line.startswith("#"):
            name, *columns = line.split("\t")
            for names, places in zip(listed, columns, strict=True):
                names |= dict.fromkeys(places.split(), name)
    hosts = {place: listed.hosts[place] for place in listed.hosts.keys() - DOMAINS}
    under = {place: listed.domains[place] for place in listed.domains.keys() - HOSTS}
    return _Known(hosts | HOSTS, under | DOMAINS)


def _wild(host: str) -> Iterator[str]:
    """Yield a host in the spelling of the list for hosts of any country."""
    if country := _COUNTRY_DOMAIN.fullmatch(host):
        yield f"{country[1]}.*"
    if country := _OF_COUNTRY.fullmatch(host):
        yield f"*.{country[1]}"


def _by_place(places: dict[str, str]) -> dict[str, str]:
    return {place: name for name, text in places.items() for place in text.split()}


def _in_countries(name: str, countries: str) -> dict[str, str]:
    return {f"{name.lower()}.{each}": name for each in countries.split()}


HOSTS = (
    _by_place(_HOSTS)
    | _in_countries("Google", _GOOGLE_COUNTRIES)
    | _in_countries("Yandex", _YANDEX_COUNTRIES)
)
DOMAINS = _by_place(_DOMAINS) | _in_countries("Pinterest", _PINTEREST_COUNTRIES)
APPS = _by_place(_APPS)
