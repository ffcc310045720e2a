"""Forms: only a browser that was shown one can send it."""

import io

import pytest
from werkzeug.exceptions import UnsupportedMediaType

from page_tracker.web.dashboard.csrf import CsrfTokens, read_form
from page_tracker.web.dashboard.session import TokenSigner

PLAIN = {"wsgi.url_scheme": "http"}


@pytest.fixture(name="forms", scope="module")
def fixture_forms() -> CsrfTokens:
    """Those of a service with an owner."""
    return CsrfTokens(TokenSigner("correct.horse-battery_staple"))


def sent(
    body: bytes, kind: str = "application/x-www-form-urlencoded"
) -> dict[str, object]:
    """Make the environ of a request with a body."""
    return {
        "CONTENT_TYPE": kind,
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body),
    }


def with_cookie(value: str) -> dict[str, str]:
    """Make the environ of a browser that was shown a form."""
    return PLAIN | {"HTTP_COOKIE": f"page_tracker_form={value}"}


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        pytest.param(b"a=1&b=two+words", {"a": "1", "b": "two words"}, id="two"),
        pytest.param(b"a=%C3%A9%26", {"a": "é&"}, id="escapes"),
        pytest.param(b"a=1&a=2", {"a": "2"}, id="the last of two"),
        pytest.param(b"a=&b", {}, id="no values"),
        pytest.param(b"a=%FF\xff", {"a": "\ufffd\xff"}, id="no UTF-8"),
        pytest.param(b"", {}, id="nothing"),
    ],
)
def test_the_fields_of_a_form_are_read(body: bytes, fields: dict[str, str]) -> None:
    """The fields of any form are read without failing."""
    assert read_form(sent(body)) == fields


@pytest.mark.parametrize("kind", ["", "application/json", "multipart/form-data"])
def test_only_a_form_is_one(kind: str) -> None:
    """Only the content type of a form is read as one."""
    with pytest.raises(UnsupportedMediaType):
        read_form(sent(b"a=1", kind))


def test_a_mark_belongs_to_the_session_that_it_was_made_for(forms: CsrfTokens) -> None:
    """One's own mark is of no use in the form of somebody else."""
    mark = forms.mark("one")

    assert forms.is_marked("one", mark)
    assert not forms.is_marked("two", mark)
    assert not forms.is_marked("one", "")
    assert not forms.is_marked("", forms.mark(""))


def test_a_stranger_is_known_by_the_cookie_that_came_with_the_form(
    forms: CsrfTokens,
) -> None:
    """A page of somebody else can make a browser send it, but not read the mark."""
    mark, (_, header) = forms.mark_for_stranger(PLAIN)
    name = header.partition(";")[0].partition("=")[2]

    assert forms.is_marked_for_stranger(with_cookie(name), mark)
    assert not forms.is_marked_for_stranger(PLAIN, mark)
    assert not forms.is_marked_for_stranger(with_cookie("x" * 16), mark)
    assert not forms.is_marked_for_stranger(with_cookie(name), f"{mark}x")


def test_forms_in_several_tabs_can_all_be_sent(forms: CsrfTokens) -> None:
    """Forms in several tabs can all be sent."""
    first, (_, header) = forms.mark_for_stranger(PLAIN)
    name = header.partition(";")[0].partition("=")[2]

    second, (_, again) = forms.mark_for_stranger(with_cookie(name))

    assert f"page_tracker_form={name};" in again
    assert forms.is_marked_for_stranger(with_cookie(name), first)
    assert forms.is_marked_for_stranger(with_cookie(name), second)


@pytest.mark.parametrize(
    "value", ["", "short", "é" * 16, "x" * 5000, "a b c d e f g h"]
)
def test_a_cookie_that_is_not_ours_is_replaced(forms: CsrfTokens, value: str) -> None:
    """An invalid cookie is replaced."""
    _, (_, header) = forms.mark_for_stranger(with_cookie(value))

    name = header.partition(";")[0].partition("=")[2]
    assert len(name) == 16 and name != value
