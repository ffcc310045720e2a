"""Shown hosts: names in their own letters, unless they look like others."""

import pytest

from page_tracker.tracking.shown_host import shown_host
from page_tracker.tracking.site import canonical_site


@pytest.mark.parametrize(
    "host",
    [
        pytest.param("example.com", id="ASCII"),
        pytest.param("bücher.example", id="a letter of Latin"),
        pytest.param("bücher.example:8080", id="with a port"),
        pytest.param("кц.рф", id="Cyrillic"),
        pytest.param("россия-1.рф", id="Cyrillic with a digit and a hyphen"),
        pytest.param("сор.рф", id="letters like Latin ones in a domain like them"),
        pytest.param("президент.example", id="Cyrillic in a domain in ASCII"),
        pytest.param("παράδειγμα.δοκιμή", id="Greek"),
        pytest.param("例え.テスト", id="Japanese, of three scripts"),
        pytest.param("日本語abc.jp", id="Japanese with Latin"),
        pytest.param("時々.jp", id="an iteration mark"),
        pytest.param("한국abc.kr", id="Korean with Latin"),
        pytest.param("ไทย.example", id="Thai, with marks"),
        pytest.param("ابوظبي.example", id="Arabic"),
        pytest.param("việt.vn", id="Vietnamese"),
    ],
)
def test_a_host_is_shown_in_its_own_letters(host: str) -> None:
    """A person knows a site by its name, and not by how it is encoded."""
    assert shown_host(canonical_site(host)) == host


@pytest.mark.parametrize(
    "host",
    [
        pytest.param("аррӏе.com", id="all Cyrillic, and like Latin"),
        pytest.param("ехр.аре.com", id="two words of that kind"),
        pytest.param("gоogle.com", id="one Cyrillic letter"),
        pytest.param("google.cоm", id="in the domain"),
        pytest.param("ɡoogle.com", id="a phonetic letter"),
        pytest.param("ονρ.com", id="all Greek, and like Latin"),
        pytest.param("한ひ.example", id="Korean with Japanese"),
        pytest.param("άбв.example", id="Greek with Cyrillic"),
    ],
)
def test_a_host_that_could_be_taken_for_another_one_is_shown_encoded(host: str) -> None:
    """A host that could be confused with another one is shown encoded (UTS 39)."""
    canonical = canonical_site(host)

    assert "xn--" in canonical
    assert shown_host(canonical) == canonical


@pytest.mark.parametrize("host", ["xn--ls8h.example", "xn--a.example", "xn--.de"])
def test_a_host_that_cannot_be_decoded_is_shown_as_it_is(host: str) -> None:
    """A host that cannot be decoded, such as one with emoji, is shown encoded."""
    assert shown_host(host) == host
