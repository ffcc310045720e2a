"""Which views are not counted, and for which reason."""

import pytest

from page_tracker.tracking.view import Ignored, View
from support.intake import BOT, OPTED_OUT, OWN, SPAM, take
from support.memory import MemoryRecorder

PREFETCH = {"HTTP_SEC_PURPOSE": "prefetch;prerender"}


OUT = pytest.mark.parametrize(
    ("environ", "body", "site", "reason"),
    [
        pytest.param(BOT, {}, "a.org", "bot", id="a bot"),
        pytest.param(PREFETCH, {}, "a.org", "prefetch", id="a prefetch"),
        pytest.param(OWN, {}, "a.org", "own_visit", id="an own visit"),
        pytest.param(OPTED_OUT, {}, "a.org", "opted_out", id="who opted out"),
        pytest.param({}, SPAM, "a.org", "spam_referrer", id="a spammer"),
        pytest.param(
            {},
            {"referrer": "http://x.bad.example/"},
            "a.org",
            "spam_referrer",
            id="a spammer by the settings",
        ),
        pytest.param({}, {"site": "b.org"}, "", "unknown_site", id="an unknown site"),
    ],
)


SETTINGS = {
    "own_addresses": "10.0.0.0/8",
    "opt_out": "ignore",
    "spam_referrers": "bad.example",
    "sites": "a.org",
}


@OUT
def test_what_is_left_out_is_counted_with_its_reason(
    recorder: MemoryRecorder,
    environ: dict[str, str],
    body: dict[str, str],
    site: str,
    reason: str,
) -> None:
    """Views of sites that are not ours belong to none."""
    assert take(recorder, environ, body, **SETTINGS) == Ignored(site, reason)


@OUT
def test_without_the_settings_only_what_nobody_has_seen_is_left_out(
    recorder: MemoryRecorder,
    environ: dict[str, str],
    body: dict[str, str],
    site: str,
    reason: str,
) -> None:
    """Bots, prefetches and known spammers; all others are views by default."""
    known = reason in {"bot", "prefetch"} or body is SPAM

    taken = take(recorder, environ, body)

    assert taken == Ignored(site, reason) if known else isinstance(taken, View)


@pytest.mark.parametrize(
    ("environ", "body", "reason"),
    [
        pytest.param(
            BOT | PREFETCH | OWN | OPTED_OUT,
            SPAM | {"site": "b.org"},
            "unknown_site",
            id="the site is looked at first",
        ),
        pytest.param(BOT | PREFETCH | OWN | OPTED_OUT, SPAM, "bot", id="then bots"),
        pytest.param(PREFETCH | OWN | OPTED_OUT, SPAM, "prefetch", id="prefetches"),
        pytest.param(OWN | OPTED_OUT, SPAM, "own_visit", id="own visits"),
        pytest.param(OPTED_OUT, SPAM, "opted_out", id="who opted out, spam last"),
    ],
)
def test_a_view_is_left_out_for_one_reason(
    recorder: MemoryRecorder,
    environ: dict[str, str],
    body: dict[str, str],
    reason: str,
) -> None:
    """A view with several reasons to be ignored always gets the same one."""
    taken = take(recorder, environ, body, **SETTINGS)

    assert isinstance(taken, Ignored)
    assert taken.reason == reason


def test_there_may_be_no_room_for_another_site(recorder: MemoryRecorder) -> None:
    """A view of a site beyond the limit is ignored."""
    recorder.full = True

    assert take(recorder) == Ignored("", "too_many_sites")


@pytest.mark.parametrize("header", ["HTTP_DNT", "HTTP_SEC_GPC"])
@pytest.mark.parametrize(
    ("opt_out", "visitor", "reason"),
    [
        pytest.param("view", 0, None, id="a view without a visitor"),
        pytest.param("ignore", None, "opted_out", id="left out"),
        pytest.param("count", 16, None, id="like all others"),
    ],
)
def test_the_setting_says_what_becomes_of_who_opted_out(
    recorder: MemoryRecorder,
    header: str,
    opt_out: str,
    visitor: int | None,
    reason: str | None,
) -> None:
    """The setting decides what happens to views of people who opt out."""
    taken = take(recorder, {header: "1"}, opt_out=opt_out)

    if isinstance(taken, View):
        assert len(taken.visitor) == visitor
    else:
        assert taken.reason == reason
