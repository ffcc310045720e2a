"""Signatures: what is taken back is what was given out, and by us."""

from collections.abc import Callable

import pytest

from page_tracker.web.dashboard.session import TokenSigner

TOKEN, OTHER = "correct.horse-battery_staple", "another.horse-battery_staple"


@pytest.fixture(name="signatures", scope="module")
def fixture_signatures() -> TokenSigner:
    """Those of an owner."""
    return TokenSigner(TOKEN)


@pytest.fixture(name="now")
def fixture_now(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time, which a test can change."""
    now = [1_700_000_000.0]
    monkeypatch.setattr("time.time", lambda: now[0])
    return now


@pytest.mark.parametrize("text", ["", "a", "a.b.c", "é\N{PENSIVE FACE}", "x" * 4000])
def test_a_signature_is_valid_in_every_process(
    signatures: TokenSigner, text: str
) -> None:
    """A signature is valid in every process with the same token."""
    signed = signatures.sign("session", text)

    assert TokenSigner(TOKEN).unsign("session", signed, 60) == text


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda signed: "", id="nothing"),
        pytest.param(lambda signed: signed[:-1], id="a part"),
        pytest.param(lambda signed: signed[1:], id="another text"),
        pytest.param(lambda signed: signed.replace(".", ""), id="no parts"),
        pytest.param(lambda signed: signed.rpartition(".")[0], id="no signature"),
        pytest.param(lambda signed: f"é{signed}", id="not ASCII"),
        pytest.param(lambda signed: f"{signed}\ud800", id="half a pair"),
        pytest.param(lambda signed: "\xff.\xff.\xff", id="bytes"),
    ],
)
def test_a_changed_signature_is_rejected(
    signatures: TokenSigner, spoil: Callable[[str], str]
) -> None:
    """A changed signature is rejected without failing."""
    signed = signatures.sign("session", "abc")

    assert signatures.unsign("session", spoil(signed), 60) is None


def test_a_signature_is_for_one_purpose(signatures: TokenSigner) -> None:
    """A form's mark, which anybody gets, is no session."""
    signed, mark = signatures.sign("form", "abc"), signatures.mark("form", "abc")

    assert signatures.unsign("session", signed, 60) is None
    assert not signatures.is_mark("share", "abc", mark)
    assert not signatures.is_mark("form", "abc", signed.rpartition(".")[2])


@pytest.mark.parametrize(
    ("age", "text"), [(0, "abc"), (60, "abc"), (61, None), (-1, None)]
)
def test_a_signed_text_has_a_life(
    signatures: TokenSigner, now: list[float], age: int, text: str | None
) -> None:
    """A signature expires to the second, and none from the future is valid."""
    signed = signatures.sign("session", "abc")

    now[0] += age

    assert signatures.unsign("session", signed, 60) == text


def test_a_mark_belongs_to_its_text_for_ever(
    signatures: TokenSigner, now: list[float]
) -> None:
    """A link works for as long as the token is the same."""
    mark = signatures.mark("share", "a.example")

    now[0] += 10 * 365 * 24 * 3600

    assert signatures.is_mark("share", "a.example", mark)
    assert not signatures.is_mark("share", "b.example", mark)
    for wrong in ("", mark[:-1], f"é{mark[1:]}", "\ud800", "a" * 4000):
        assert not signatures.is_mark("share", "a.example", wrong)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(TOKEN, OTHER, id="the token was changed"),
        pytest.param(TOKEN, None, id="the token was removed"),
        pytest.param(None, TOKEN, id="there was none"),
        pytest.param(None, None, id="there is none"),
        pytest.param("", "", id="it is empty"),
    ],
)
def test_nothing_holds_where_the_token_is_another(
    one: str | None, other: str | None
) -> None:
    """A signature is invalid under another token, and unknown without one."""
    before, after = TokenSigner(one), TokenSigner(other)

    assert after.unsign("session", before.sign("session", "abc"), 60) is None
    assert not after.is_mark("share", "abc", before.mark("share", "abc"))


def test_the_token_is_not_in_what_is_signed(signatures: TokenSigner) -> None:
    """A signature reveals neither the token nor a plain digest of it."""
    assert TOKEN not in signatures.sign("form", "abc")
    assert len(signatures.mark("form", "abc")) == 43  # 32 bytes
