"""Whatever strangers send, each parser answers in bounds, or refuses in plain words.

What a parser promises beside that is in the tests of its own.
"""

import inspect
import json
import pkgutil
from collections.abc import Callable
from datetime import date
from importlib import import_module
from ipaddress import ip_address, ip_network
from typing import Any
from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st

from page_tracker import tracking
from page_tracker.errors import InvalidInput
from page_tracker.tracking import (
    agent,
    bots,
    campaign,
    headers,
    language,
    networks,
    own_pages,
    parameters,
    path,
    period,
    prefix,
    products,
    proxies,
    referrer,
    shown_host,
    site,
    submission,
    text,
    visitor,
)
from page_tracker.tracking.period import Period
from page_tracker.tracking.view import UNKNOWN
from support.hostile import HUGE, hostile_texts

TODAY, SINCE = date(2026, 11, 24), date(2020, 1, 1)
DEVICES = {"mobile", "tablet", "desktop", "tv", UNKNOWN}
HOPS, LISTED = proxies.Proxies.parse("2"), proxies.Proxies.parse("10.0.0.0/8, ::1")

# What a parser reads, and whether its answer keeps its promise.
Parser = tuple[Callable[[str], Any], Callable[[Any], bool]]


def is_line(found: str, most: int) -> bool:
    """Return whether a text is in one line, short, and nothing that cannot be seen."""
    kinds = {category(char) for char in found}
    return len(found) <= most and not kinds & {"Cc", "Cf", "Cs", "Zl", "Zp"}


def is_agent(found: agent.Agent) -> bool:
    """Return whether all names of an agent are those of reports."""
    names = (found.browser, found.system)
    named = all(each and is_line(each, agent.MAX_NAME) for each in names)
    return named and found.device in DEVICES


def is_submission(found: submission.Submission) -> bool:
    """Return whether a view can be stored."""
    names = [found.path, found.source, found.campaign, found.title, found.event]
    return bool(found.site) and all(is_line(each, path.MAX_PATH) for each in names)


def environ(given_text: str) -> dict[str, str]:
    """Return an environ of WSGI that has a text in every header that is read."""
    names = ("USER_AGENT", "ACCEPT_LANGUAGE", "SEC_PURPOSE", "DNT", "X_FORWARDED_FOR")
    return {f"HTTP_{name}": given_text for name in names} | {"REMOTE_ADDR": given_text}


def as_body(given_text: str) -> dict[str, Any]:
    """Return a body that has a text wherever one may be."""
    names = ("title", "event", "referrer", "language")
    return {"site": "a.org", "path": given_text} | dict.fromkeys(names, given_text)


PARSERS: dict[str, Parser] = {
    "agent.agent": (agent.agent, is_agent),
    "bots.is_bot": (bots.is_bot, lambda found: isinstance(found, bool)),
    "campaign.names_campaign": (
        lambda given_text: campaign.names_campaign("ref", given_text),
        lambda found: isinstance(found, bool),
    ),
    "campaign.campaign_name": (campaign.campaign_name, lambda f: f and is_line(f, 186)),
    "proxies.Proxies.client_address": (
        lambda given_text: HOPS.client_address("10.0.0.1", given_text),
        lambda found: bool(ip_address(found)),
    ),
    "proxies.Proxies.client_of": (
        lambda given_text: LISTED.client_of(environ(given_text)),
        lambda found: isinstance(found, str),
    ),
    "proxies.Proxies.parse": (
        proxies.Proxies.parse,
        lambda found: 0 <= found.hops <= 16,
    ),
    "proxies.Proxies.trusts": (LISTED.trusts, lambda found: isinstance(found, bool)),
    "agent.device": (
        lambda given_text: agent.device(given_text, given_text),
        lambda found: found in DEVICES,
    ),
    "headers.is_image_proxy": (
        headers.is_image_proxy,
        lambda found: isinstance(found, bool),
    ),
    "language.language": (
        language.language,
        lambda found: found == UNKNOWN or 2 <= len(found) <= 3,
    ),
    "networks.Networks.contains": (
        networks.Networks.parse("0.0.0.0/0, ::/0").contains,
        lambda found: isinstance(found, bool),
    ),
    "networks.Networks.parse": (
        networks.Networks.parse,
        lambda found: all(ip_network(str(each)) == each for each in found.networks),
    ),
    "networks.rate_limit_key": (
        networks.rate_limit_key,
        lambda found: not found or ip_network(found).num_addresses in {1, 2**64},
    ),
    "networks.parse_address": (
        networks.parse_address,
        lambda found: ip_address(str(found)) == found,
    ),
    "own_pages.is_own_page": (
        lambda given_text: own_pages.is_own_page(
            "web.archive.org", given_text, "a.org", frozenset()
        ),
        lambda found: isinstance(found, bool),
    ),
    "parameters.parse_name": (
        parameters.parse_name,
        lambda found: is_line(found, 101),
    ),
    "path.exact_path": (path.exact_path, lambda found: is_line(found, path.MAX_PATH)),
    "path.Paths.canonical": (
        path.Paths(path.PathRules(drops_index=True, ignores_case=True)).canonical,
        lambda found: is_line(found, path.MAX_PATH),
    ),
    "shown_host.shown_host": (
        lambda given_text: shown_host.shown_host(site.canonical_site(given_text)),
        lambda found: is_line(found, 259),
    ),
    "path.canonical_path": (
        path.canonical_path,
        lambda found: is_line(found, path.MAX_PATH),
    ),
    "path.resolve": (path.resolve, lambda found: "/../" not in found),
    "path.readable": (path.readable, lambda found: found.isprintable()),
    "period.parse_period": (
        lambda given_text: period.parse_period(None, given_text, None, TODAY, SINCE),
        lambda found: isinstance(found, Period) and found.length <= 3660,
    ),
    "period.parse_period by name": (
        lambda given_text: period.parse_period(given_text, None, None, TODAY, SINCE),
        lambda found: found.last <= TODAY,
    ),
    "referrer.is_spam": (referrer.is_spam, lambda found: isinstance(found, bool)),
    "referrer.referrer_name": (
        lambda given_text: referrer.referrer_name(given_text, "a.org"),
        lambda found: found and is_line(found, referrer.MAX_NAME),
    ),
    "products.browser_of": (
        lambda given_text: products.browser_of(given_text, given_text),
        lambda found: isinstance(found, str),
    ),
    "products.system_of": (
        lambda given_text: products.system_of(given_text, given_text),
        lambda found: isinstance(found, str),
    ),
    "headers.is_prefetch": (
        lambda given_text: headers.is_prefetch(environ(given_text)),
        lambda found: isinstance(found, bool),
    ),
    "headers.opted_out": (
        lambda given_text: (given_text == "1", headers.opted_out(environ(given_text))),
        lambda found: found[1] is found[0],
    ),
    "headers.client_headers": (
        lambda given_text: headers.client_headers(environ(given_text)),
        lambda found: is_agent(found.agent),
    ),
    "prefix.parse_prefix": (
        prefix.parse_prefix,
        lambda found: found == "" or is_line(found, prefix.MAX_PREFIX),
    ),
    "prefix.without_prefix": (
        lambda given_text: (given_text, prefix.without_prefix(given_text, "/stats")),
        lambda found: found[0].endswith(found[1]) or found[1] == "/",
    ),
    "site.canonical_site": (site.canonical_site, lambda found: is_line(found, 259)),
    "site.split_url": (
        lambda given_text: site.split_url(f"https://{given_text}"),
        lambda found: is_line(found[0], 259),
    ),
    "submission.known_language": (
        submission.known_language,
        lambda found: found == "" or 2 <= len(found) <= 3,
    ),
    "submission.origin": (
        lambda given_text: submission.origin(given_text, "a.org", given_text),
        lambda found: is_line(found[0], referrer.MAX_NAME)
        and found[1] in {True, False}
        and is_line(found[2], 3 * campaign.MAX_PART + len(" / ") * 2),
    ),
    "submission.query_of": (submission.query_of, lambda found: "#" not in found),
    "submission.submission": (
        lambda given_text: submission.submission(as_body(given_text)),
        is_submission,
    ),
    "submission.submissions": (
        lambda given_text: submission.submissions([{"url": f"http://{given_text}"}]),
        lambda found: all(map(is_submission, found)),
    ),
    "text.clean": (
        lambda given_text: text.clean(given_text, 40),
        lambda found: len(found) <= 40,
    ),
    "text.clean_name": (
        lambda given_text: text.clean_name(given_text, 40),
        lambda found: found not in {"(other)", "(none)", "(unknown)"},
    ),
    "visitor.page_hash": (
        lambda given_text: visitor.page_hash(b"x" * 8, given_text),
        lambda found: len(found) == 8,
    ),
    "visitor.visitor_hash": (
        lambda given_text: visitor.visitor_hash(b"x", *(given_text,) * 3),
        lambda found: len(found) == 8,
    ),
}

# These are given what others of the package have made of a text, and bounded.
OTHERS = {
    *("patterns.Patterns.match", "agent.device_class", "site.domains"),
    *("sources.known_app", "sources.known_host"),
    *("rate.RateLimit.take", "rate.RateLimit.charge", "rate.RateLimit.wait"),
}

EVERY_PARSER = pytest.mark.parametrize("name", PARSERS)


def answer(name: str, given_text: str) -> Any:
    """Return what a parser answers, or None when it refuses in plain words."""
    parse, _ = PARSERS[name]
    try:
        return parse(given_text)
    except (ValueError, InvalidInput) as exc:
        assert not isinstance(exc, UnicodeError)
        return None


@EVERY_PARSER
@given(given_text=hostile_texts)
def test_a_parser_keeps_its_promise_for_any_text(name: str, given_text: str) -> None:
    """A parser returns a valid result or refuses, for any text, every time."""
    found = answer(name, given_text)

    assert found is None or PARSERS[name][1](found)
    assert answer(name, given_text) == found


@pytest.mark.timeout(20)
@EVERY_PARSER
def test_a_parser_takes_no_longer_for_a_huge_text(name: str) -> None:
    """Most parsers read the beginning only, and none reads it twice."""
    for piece in ("a", "0", ".", ",", ":", "/", "%", "%C3", "\u0301\u0316", "\ud800"):
        found = answer(name, piece * HUGE)

        assert found is None or PARSERS[name][1](found)


# Any value that JSON can say, as parsed.
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | hostile_texts,
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(
        st.sampled_from(["site", "path", "url", "title", "width", "event", "x"])
        | hostile_texts,
        inner,
        max_size=6,
    ),
    max_leaves=12,
)


@given(body=JSON)
def test_any_json_is_views_or_is_refused_field_by_field(body: Any) -> None:
    """Any JSON is parsed as views, or refused with reasons that quote nothing."""
    try:
        found = submission.submissions(body)
    except InvalidInput as exc:
        assert exc.errors and json.dumps(exc.errors).encode()
        assert all(is_line(reason, 100) for reason in exc.errors.values())
    else:
        views = [each for each in found if isinstance(each, submission.Submission)]
        assert views and all(map(is_submission, views))


def public_parsers() -> set[str]:
    """Return the functions of the package that take what strangers send."""
    found = set()
    for module in pkgutil.iter_modules(tracking.__path__):
        loaded = import_module(f"{tracking.__name__}.{module.name}")
        scopes = [("", loaded), *inspect.getmembers(loaded, inspect.isclass)]
        for scope, owner in scopes:
            if getattr(owner, "__module__", loaded.__name__) != loaded.__name__:
                continue
            for name, function in inspect.getmembers(owner, inspect.isroutine):
                if _takes_text(function) and function.__module__ == loaded.__name__:
                    found.add(".".join(filter(None, (module.name, scope, name))))
    return found


def _takes_text(function: Any) -> bool:
    kinds = getattr(function, "__annotations__", {}).items()
    told = any("str" in str(kind) for name, kind in kinds if name != "return")
    return told and not function.__name__.startswith("_")


def test_every_parser_of_the_package_is_held_to_it() -> None:
    """Every parser of the package is covered by these tests."""
    known = {name.partition(" ")[0] for name in PARSERS}

    assert public_parsers() - known - OTHERS == set()
