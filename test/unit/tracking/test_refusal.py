"""Refusals: what a request says of itself."""

import pytest

from page_tracker.tracking.headers import REASONS, is_prefetch, opted_out


@pytest.mark.parametrize(
    ("environ", "prefetched"),
    [
        pytest.param({}, False, id="nothing"),
        pytest.param({"HTTP_SEC_PURPOSE": "prefetch"}, True, id="the standard"),
        pytest.param(
            {"HTTP_SEC_PURPOSE": "prefetch;prerender"}, True, id="a page in advance"
        ),
        pytest.param(
            {"HTTP_SEC_PURPOSE": "prefetch;anonymous-client-ip"}, True, id="by a proxy"
        ),
        pytest.param({"HTTP_PURPOSE": "prefetch"}, True, id="Chrome"),
        pytest.param({"HTTP_X_PURPOSE": "preview"}, True, id="Safari"),
        pytest.param({"HTTP_X_MOZ": "prefetch"}, True, id="Firefox"),
        pytest.param({"HTTP_X_PURPOSE": " Preview "}, True, id="another case"),
        pytest.param({"HTTP_SEC_PURPOSE": ""}, False, id="an empty header"),
        pytest.param({"HTTP_PURPOSE": "reading"}, False, id="another purpose"),
        pytest.param({"HTTP_REFERER": "/prefetch"}, False, id="another header"),
        pytest.param(
            {"HTTP_PURPOSE": "", "HTTP_X_MOZ": "prefetch"}, True, id="the last one"
        ),
    ],
)
def test_a_prefetched_page_is_detected(
    environ: dict[str, str], prefetched: bool
) -> None:
    """A prefetched page is detected."""
    assert is_prefetch(environ) is prefetched


@pytest.mark.parametrize(
    ("environ", "refused"),
    [
        pytest.param({}, False, id="nothing"),
        pytest.param({"HTTP_DNT": "1"}, True, id="do not track"),
        pytest.param({"HTTP_SEC_GPC": "1"}, True, id="global privacy control"),
        pytest.param({"HTTP_DNT": "0"}, False, id="do track"),
        pytest.param({"HTTP_DNT": "unspecified"}, False, id="undecided"),
        pytest.param({"HTTP_DNT": "0", "HTTP_SEC_GPC": "1"}, True, id="one of the two"),
    ],
)
def test_only_a_clear_opt_out_counts(environ: dict[str, str], refused: bool) -> None:
    """Only a clear "1" is an opt-out."""
    assert opted_out(environ) is refused


def test_every_reason_is_one_word_that_a_report_can_show() -> None:
    """Every reason is a single word."""
    assert len(set(REASONS)) == len(REASONS)
    assert all(reason.isidentifier() and reason.islower() for reason in REASONS)
