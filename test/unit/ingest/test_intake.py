"""The intake: what becomes of a view, for whatever is known of its sender."""

from typing import Any

import pytest

from page_tracker.errors import StorageUnavailable, TooOften
from page_tracker.tracking.submission import submission, submissions
from page_tracker.tracking.view import Ignored, Properties, View
from page_tracker.tracking.visitor import visitor_hash
from support.agents import FIREFOX
from support.intake import BOT, CLIENT, HERE, OWN, SPAM, intake_for, take
from support.memory import MemoryRecorder

TV = "Mozilla/5.0 (Web0S; Linux/SmartTV) AppleWebKit/537.36 Chrome/120.0 Safari/537.36"
FORWARDED = {"REMOTE_ADDR": "10.1.2.3", "HTTP_X_FORWARDED_FOR": "6.6.6.6, 192.0.2.9"}


def test_everything_that_is_known_of_a_view_is_recorded(
    recorder: MemoryRecorder,
) -> None:
    """A view is recorded with everything in its body, headers and address."""
    body = {
        "path": "/b?utm_source=news",
        "title": "B",
        "referrer": "https://www.google.com/",
    }

    taken = take(recorder, body=body)

    assert isinstance(taken, View)
    assert taken[:2] == ("a.org", "/b")
    assert taken.title == "B"
    assert taken.properties == Properties(
        referrer="Google",
        campaign="news",
        browser="Firefox",
        system="Linux",
        device="desktop",
        language="de",
        country="of 192.0.2.7",
    )


def test_a_site_is_taken_up_again_at_its_first_view(recorder: MemoryRecorder) -> None:
    """A site's first view admits the site again; later views do not."""
    intake = intake_for(recorder)
    for _ in range(3):
        intake.take(CLIENT, [submission(HERE)])

    assert recorder.admitted == ["a.org", "a.org"]


def test_events_of_a_site_are_no_reason_to_ask_for_it_again(
    recorder: MemoryRecorder,
) -> None:
    """Events do not admit the site again."""
    take(recorder, body={"event": "play"})

    assert recorder.admitted == ["a.org"]


def test_what_is_not_known_has_a_name_too(recorder: MemoryRecorder) -> None:
    """An unknown property has a name of its own, so that lists add up."""
    strange = {"HTTP_USER_AGENT": "Mozilla/5.0", "HTTP_ACCEPT_LANGUAGE": ""}

    take(recorder, strange)

    assert recorder.view.properties == Properties(
        referrer="(direct)",
        campaign="(none)",
        browser="(unknown)",
        system="(unknown)",
        device="(unknown)",
        language="(unknown)",
        country="of 192.0.2.7",
    )


@pytest.mark.parametrize("name", ["(other)", "(none)", "(unknown)", "(direct)"])
def test_no_stranger_can_name_what_is_the_services_own(
    recorder: MemoryRecorder, name: str
) -> None:
    """A reserved name in any field of a view reaches no list as that name."""
    environ = {
        "HTTP_USER_AGENT": f"{name}/1.0 CFNetwork/1 Darwin/1",
        "HTTP_ACCEPT_LANGUAGE": name,
    }
    body = {
        "path": f"{name}?utm_source={name}",
        "referrer": f"https://a.example/{name}",
        "language": name,
        "event": name,
    }

    view = take(recorder, environ, body)

    assert isinstance(view, View)
    plain = name.strip("()")
    assert (view.path, view.event) == (f"/{name}", plain)
    assert view.properties[:3] == (f"a.example/{name}", plain, plain)
    # The service's own word is right here: the sender has not said any.
    assert view.properties.language == "(unknown)"


def test_an_event_is_recorded_with_its_name(recorder: MemoryRecorder) -> None:
    """An event is recorded with its name."""
    take(recorder, body={"event": "play"})

    assert recorder.view.event == "play"


@pytest.mark.parametrize(
    ("trusted_proxies", "address"),
    [
        pytest.param("", "10.1.2.3", id="nobody is trusted"),
        pytest.param("10.0.0.0/8", "192.0.2.9", id="a network of proxies"),
        pytest.param("1", "192.0.2.9", id="one proxy"),
        pytest.param("172.16.0.0/12", "10.1.2.3", id="other proxies"),
    ],
)
def test_a_trusted_proxy_says_whose_view_it_is(
    recorder: MemoryRecorder, trusted_proxies: str, address: str
) -> None:
    """Only a trusted proxy's header determines the client's address."""
    take(recorder, FORWARDED, trusted_proxies=trusted_proxies)

    assert recorder.view.properties.country == f"of {address}"
    day, _ = recorder.salted
    whole = visitor_hash(day.encode() * 3, "a.org", address, FIREFOX)
    assert recorder.view.visitor[:8] == whole


def test_own_addresses_are_those_behind_the_proxy(recorder: MemoryRecorder) -> None:
    """Own addresses are compared with the client's, not with the proxy's."""
    office = "10.0.0.0/8"

    taken = take(recorder, FORWARDED, trusted_proxies=office, own_addresses=office)

    assert isinstance(taken, View)


@pytest.mark.parametrize(
    ("trusted_proxies", "country"),
    [
        pytest.param("10.0.0.0/8", "NZ", id="of a trusted proxy"),
        pytest.param("", "of 10.1.2.3", id="of a stranger"),
    ],
)
def test_a_trusted_proxy_says_the_country(
    recorder: MemoryRecorder, trusted_proxies: str, country: str
) -> None:
    """A trusted proxy's country takes precedence over the address."""
    environ = {"REMOTE_ADDR": "10.1.2.3", "HTTP_CF_IPCOUNTRY": "NZ"}

    take(
        recorder,
        environ,
        country_header="CF-IPCountry",
        trusted_proxies=trusted_proxies,
    )

    assert recorder.view.properties.country == country


@pytest.mark.parametrize(
    ("header", "field", "language"),
    [
        pytest.param("de-AT,en;q=0.5", None, "de", id="the header"),
        pytest.param("de-AT,en;q=0.5", "fr-CA", "fr", id="what the page says"),
        pytest.param("de", "nonsense!", "de", id="nonsense on the page"),
        pytest.param("", None, "(unknown)", id="nobody"),
        pytest.param("*", "", "(unknown)", id="anything"),
    ],
)
def test_the_language_is_the_one_that_is_liked_best(
    recorder: MemoryRecorder, header: str, field: str | None, language: str
) -> None:
    """A page knows better than a header what its visitor reads."""
    body = {} if field is None else {"language": field}

    take(recorder, {"HTTP_ACCEPT_LANGUAGE": header}, body)

    assert recorder.view.properties.language == language


@pytest.mark.parametrize(
    ("user_agent", "width", "device"),
    [
        pytest.param(FIREFOX, 400, "desktop", id="a narrow window"),
        pytest.param(TV, 400, "tv", id="a television"),
        pytest.param("Opera/9.80 Unheard-of", 400, "mobile", id="an unknown, narrow"),
        pytest.param("Opera/9.80 Unheard-of", 800, "tablet", id="an unknown, wider"),
        pytest.param("Opera/9.80 Unheard-of", None, "(unknown)", id="an unknown"),
    ],
)
def test_the_width_says_the_device_where_the_browser_does_not(
    recorder: MemoryRecorder, user_agent: str, width: int | None, device: str
) -> None:
    """The window's width determines the device only if the agent does not."""
    body = {} if width is None else {"width": width}

    take(recorder, {"HTTP_USER_AGENT": user_agent}, body)

    assert recorder.view.properties.device == device


MAC = (
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15"
    " (KHTML, like Gecko) Version/18.5 Safari/605.1.15"
)


@pytest.mark.parametrize(
    ("user_agent", "body", "browser", "system", "device"),
    [
        pytest.param(MAC, {}, "Safari", "macOS", "desktop", id="a Mac"),
        pytest.param(
            MAC, {"touch_points": 1}, "Safari", "macOS", "desktop", id="one finger"
        ),
        pytest.param(
            MAC, {"touch_points": 5}, "Safari", "iPadOS", "tablet", id="an iPad"
        ),
        pytest.param(
            MAC,
            {"touch_points": 5, "brave": True},
            "Brave",
            "iPadOS",
            "tablet",
            id="Brave on an iPad",
        ),
        pytest.param(
            FIREFOX, {"touch_points": 10}, "Firefox", "Linux", "desktop", id="a laptop"
        ),
        pytest.param(FIREFOX, {"brave": True}, "Brave", "Linux", "desktop", id="Brave"),
    ],
)
def test_a_script_reveals_what_the_agent_does_not_say(
    recorder: MemoryRecorder,
    *,
    user_agent: str,
    body: dict[str, Any],
    browser: str,
    system: str,
    device: str,
) -> None:
    """A Macintosh with several touch points is an iPad; Brave is what says so."""
    take(recorder, {"HTTP_USER_AGENT": user_agent}, body)

    properties = recorder.view.properties
    assert properties.browser == browser
    assert (properties.system, properties.device) == (system, device)


def test_views_of_one_request_are_taken_in_order(recorder: MemoryRecorder) -> None:
    """Each view gets an outcome of its own, also those that are left out."""
    intake = intake_for(recorder, sites="a.org")
    bodies = [HERE, {**HERE, "site": "b.org"}, {**HERE, **SPAM}, HERE]

    outcomes = intake.take(CLIENT, submissions(bodies))

    assert [isinstance(each, Ignored) for each in outcomes] == [
        False,
        True,
        True,
        False,
    ]
    assert outcomes[1:3] == recorder.taken[1:3]


@pytest.mark.parametrize("opt_out", ["view", "count"])
def test_a_store_that_is_away_is_an_error(
    recorder: MemoryRecorder, opt_out: str
) -> None:
    """An unreachable store raises an error; the view is neither counted nor ignored."""
    recorder.error = StorageUnavailable("away")

    with pytest.raises(StorageUnavailable, match="away"):
        take(recorder, opt_out=opt_out)


def test_a_server_may_leave_out_who_asked(recorder: MemoryRecorder) -> None:
    """PEP 3333 promises no address; on a Unix socket there is none."""
    intake_for(recorder).take({"HTTP_USER_AGENT": FIREFOX}, [submission(HERE)])

    assert recorder.view.properties.country == "of "


@pytest.mark.parametrize("environ", [{}, BOT, OWN], ids=["anybody", "a bot", "own"])
def test_an_address_may_send_so_many_views_a_minute(
    recorder: MemoryRecorder, environ: dict[str, str]
) -> None:
    """An address beyond the limit of views is rejected, also for ignored views."""
    intake = intake_for(recorder, rate_limit="100", own_addresses="10.0.0.0/8")
    sender, views = CLIENT | environ, submissions([HERE] * 60)
    intake.take(sender, views)

    with pytest.raises(TooOften):
        intake.take(sender, views)

    assert len(recorder.taken) == 60
    intake.take(sender | {"REMOTE_ADDR": "192.0.2.8"}, views)


def test_the_limit_of_views_can_be_switched_off(recorder: MemoryRecorder) -> None:
    """The limit of views can be switched off."""
    intake = intake_for(recorder, rate_limit="off")

    for _ in range(100):
        intake.take(CLIENT, submissions([HERE] * 100))

    assert len(recorder.taken) == 10_000
