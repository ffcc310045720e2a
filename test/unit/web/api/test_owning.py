"""The owner's endpoints: what they pass on to the store, and what they answer."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from webtest import TestApp, TestResponse
from werkzeug.exceptions import UnsupportedMediaType

from page_tracker.errors import InvalidInput, NotAllowed, TokenNeeded, UnknownPage
from page_tracker.storage.client import connect
from page_tracker.storage.edits import Edits
from page_tracker.storage.recording.outcomes import Numbers
from page_tracker.web.api.edits import SiteEdits
from page_tracker.web.auth import OwnerAuth

TOKEN = "correct.horse-battery_staple"


class Store(Edits):
    """Edits that are only noted, or fail with a given error."""

    error: Exception | None = None

    def __init__(self) -> None:
        super().__init__(connect("redis://store.invalid", timeout=0.1))
        self.done: list[tuple[object, ...]] = []

    def _note(self, *edit: object) -> Numbers:
        if self.error is not None:
            raise self.error
        self.done.append(edit)
        return Numbers(7, 5)

    def set_page(self, site: str, path: str, views: int) -> Numbers:
        """Note it."""
        return self._note("set", site, path, views)

    def reset_page(self, site: str, path: str) -> Numbers:
        """Note it."""
        return self._note("reset", site, path)

    def delete_page(self, site: str, path: str) -> None:
        """Note it."""
        self._note("delete", site, path)

    def move_page(self, site: str, old: str, new: str) -> Numbers:
        """Note it."""
        return self._note("move", site, old, new)

    def reset_site(self, site: str) -> None:
        """Note it."""
        self._note("reset site", site)

    def delete_site(self, site: str) -> None:
        """Note it."""
        self._note("delete site", site)


# Sends a body to an endpoint by its name.
Send = Callable[..., TestResponse]


@pytest.fixture(name="store")
def fixture_store() -> Store:
    """Nothing done yet."""
    return Store()


@pytest.fixture(name="send")
def fixture_send(store: Store) -> Send:
    """Send requests to the endpoints, by default as the owner and as JSON."""

    def send(
        name: str,
        body: object = b"",
        *,
        site: str = "example.com",
        kind: str = "application/json",
        token: str = TOKEN,
        configured: str = TOKEN,
    ) -> TestResponse:
        owning = SiteEdits(store, OwnerAuth(configured, public=True))
        endpoint = getattr(owning, name)
        app = TestApp(lambda environ, start: endpoint(environ, site)(environ, start))
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {"Authorization": f"Bearer {token}", "Content-Type": kind}
        return app.request("/", method="POST", body=raw, headers=headers)

    return send


BODIES: dict[str, Any] = {
    "set_page": {"path": "/a", "views": 7},
    "reset_page": {"path": "/a"},
    "delete_page": {"path": "/a"},
    "move_page": {"from": "/old", "to": "/a"},
    "reset_site": b"",
    "delete_site": b"",
}

EVERY_EDIT = pytest.mark.parametrize("name", BODIES)


PAGE = {"site": "example.com", "path": "/a", "views": 7, "visitors": 5}


@pytest.mark.parametrize(
    ("name", "done", "answer"),
    [
        pytest.param("set_page", ("set", "example.com", "/a", 7), PAGE, id="set"),
        pytest.param("reset_page", ("reset", "example.com", "/a"), PAGE, id="reset"),
        pytest.param(
            "delete_page",
            ("delete", "example.com", "/a"),
            {"site": "example.com", "path": "/a", "status": "deleted"},
            id="delete",
        ),
        pytest.param(
            "move_page", ("move", "example.com", "/old", "/a"), PAGE, id="move"
        ),
        pytest.param(
            "reset_site",
            ("reset site", "example.com"),
            {"site": "example.com", "status": "reset"},
            id="reset site",
        ),
        pytest.param(
            "delete_site",
            ("delete site", "example.com"),
            {"site": "example.com", "status": "deleted"},
            id="delete site",
        ),
    ],
)
def test_an_edit_is_made_and_its_outcome_answered(
    store: Store,
    send: Send,
    name: str,
    done: tuple[object, ...],
    answer: dict[str, object],
) -> None:
    """An edit is answered in JSON without caching or sharing."""
    response = send(name, BODIES[name])

    assert store.done == [done]
    assert response.status_code == 200
    assert response.json == answer
    assert response.content_type == "application/json"
    assert response.headers["Cache-Control"] == "no-store"
    assert not [each for each in response.headers if each.startswith("Access-Control")]


@EVERY_EDIT
@pytest.mark.parametrize(
    ("tokens", "error"),
    [
        pytest.param({"token": "wrong"}, TokenNeeded, id="a wrong token"),
        pytest.param({"token": ""}, TokenNeeded, id="no token"),
        pytest.param({"configured": ""}, NotAllowed, id="none configured"),
    ],
)
def test_only_the_owner_may_edit(
    store: Store,
    send: Send,
    name: str,
    tokens: dict[str, str],
    error: type[Exception],
) -> None:
    """The service refuses a stranger before it reads the body."""
    for body in (BODIES[name], b"[" * 100_000):
        with pytest.raises(error):
            send(name, body, **tokens)

    assert not store.done


@EVERY_EDIT
def test_a_site_is_known_by_each_of_its_spellings(
    store: Store, send: Send, name: str
) -> None:
    """A site in any spelling is answered in its canonical one."""
    response = send(name, BODIES[name], site="EXAMPLE.com:443")

    assert store.done[0][1] == response.json["site"] == "example.com"


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("set_page", {"path": "/x/../a/?utm_source=b", "views": 7}),
        ("reset_page", {"path": "//a/"}),
        ("delete_page", {"path": "/%61"}),
        ("move_page", {"from": "/a/#top", "to": "/b"}),
    ],
)
def test_a_page_is_known_by_each_of_its_spellings(
    store: Store, send: Send, name: str, body: object
) -> None:
    """A page in any spelling is answered in its canonical one."""
    send(name, body)

    assert store.done[0][2] == "/a"


@EVERY_EDIT
def test_a_body_must_say_that_it_is_json(store: Store, send: Send, name: str) -> None:
    """A page of another site could send a form with any text in it."""
    for kind in ("text/plain", "application/x-www-form-urlencoded"):
        with pytest.raises(UnsupportedMediaType):
            send(name, BODIES[name] or b"{}", kind=kind)

    assert not store.done


@pytest.mark.parametrize("name", ["reset_site", "delete_site"])
@pytest.mark.parametrize(
    ("body", "kind"),
    [(b"", "text/plain"), (b"", ""), (b" {} ", "application/json")],
    ids=["nothing", "nothing of no type", "an empty object"],
)
def test_an_edit_without_fields_needs_no_body(
    store: Store, send: Send, name: str, body: bytes, kind: str
) -> None:
    """An edit without fields needs neither body nor type."""
    send(name, body, kind=kind)

    assert len(store.done) == 1


PATH_SHAPE = {"body": "must be an object of path, views"}
TOO_MANY = {"views": "must be from 0 to 1000000000000"}
NO_NUMBER = {"views": "must be a whole number"}
NO_SLASH = {"path": "must begin with a slash"}
NO_TEXT = {"path": "must be a text"}


@pytest.mark.parametrize(
    ("body", "errors"),
    [
        pytest.param([], PATH_SHAPE, id="an array"),
        pytest.param(None, PATH_SHAPE, id="null"),
        pytest.param("/a", PATH_SHAPE, id="a text"),
        pytest.param({"path": "/a", "views": 1, "n": 1}, PATH_SHAPE, id="one more"),
        pytest.param({"site": "b.c", "path": "/"}, PATH_SHAPE, id="another site"),
        pytest.param({"\ud800": 1}, PATH_SHAPE, id="a name that is no Unicode"),
        pytest.param({}, {**NO_TEXT, **NO_NUMBER}, id="nothing in it"),
        pytest.param({"path": "/a"}, NO_NUMBER, id="no number"),
        pytest.param({"views": 1}, NO_TEXT, id="no path"),
        pytest.param({"path": 1, "views": 1}, NO_TEXT, id="a path that is a number"),
        pytest.param({"path": "", "views": 1}, NO_SLASH, id="an empty path"),
        pytest.param({"path": "(other)", "views": 1}, NO_SLASH, id="no one page"),
        pytest.param({"path": "https://b.c/", "views": 1}, NO_SLASH, id="a URL"),
        pytest.param(
            {"path": "/\ud83d", "views": 1},
            {"path": "must be Unicode"},
            id="half a pair",
        ),
        pytest.param(
            {"path": "/" * 9000, "views": 1},
            {"path": "must be at most 512 characters"},
            id="a path without end",
        ),
        pytest.param({"path": "/a", "views": True}, NO_NUMBER, id="true"),
        pytest.param({"path": "/a", "views": "7"}, NO_NUMBER, id="digits"),
        pytest.param({"path": "/a", "views": 7.0}, NO_NUMBER, id="a fraction"),
        pytest.param({"path": "/a", "views": None}, NO_NUMBER, id="no value"),
        pytest.param({"path": "/a", "views": -1}, TOO_MANY, id="less than none"),
        pytest.param({"path": "/a", "views": 10**12 + 1}, TOO_MANY, id="too many"),
        pytest.param({"path": "/a", "views": 10**4000}, TOO_MANY, id="far too many"),
    ],
)
def test_errors_of_an_edit_are_reported_by_field(
    store: Store, send: Send, body: object, errors: dict[str, str]
) -> None:
    """All errors of an edit are reported at once, and nothing is edited."""
    with pytest.raises(InvalidInput) as raised:
        send("set_page", body)

    assert raised.value.errors == errors
    assert not store.done


@EVERY_EDIT
@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"[" * 100_000, id="nested without end"),
        pytest.param(b'{"path": NaN}', id="no number"),
        pytest.param(b'{"path": ' + b"1" * 5000 + b"}", id="a number without end"),
        pytest.param(b'{"path": "\xff"}', id="no UTF-8"),
        pytest.param(b"null", id="no object"),
        pytest.param(b'{"paths": []}', id="an unknown field"),
    ],
)
def test_an_invalid_body_is_an_error_of_the_client(
    store: Store, send: Send, name: str, body: bytes
) -> None:
    """An invalid body is an error of the client."""
    with pytest.raises(InvalidInput) as raised:
        send(name, body)

    assert raised.value.errors.keys() == {"body"}
    assert not store.done


@EVERY_EDIT
def test_a_site_that_cannot_be_one_is_named_with_the_rest(
    store: Store, send: Send, name: str
) -> None:
    """An invalid site in the address is reported with the errors of the body."""
    body = dict.fromkeys(BODIES[name] or {}, 1.5)

    with pytest.raises(InvalidInput) as raised:
        send(name, body, site="no site")

    assert raised.value.errors.keys() == {"site", *body}
    assert not store.done


@EVERY_EDIT
def test_errors_of_the_store_are_passed_on(store: Store, send: Send, name: str) -> None:
    """Errors of the store are passed on."""
    store.error = UnknownPage("/a")

    with pytest.raises(UnknownPage):
        send(name, BODIES[name])
