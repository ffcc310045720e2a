"""Hostile requests get the right refusal: real sockets, and not a word in the log."""

import threading
from collections.abc import Iterator

import pytest

from support.raw_requests import MOST_BODY, MOST_HEAD, REFUSED, TAKEN, UNFIT, Raw
from support.service import Service
from support.valkey import Valkey
from support.wire import GET, HEALTH, dial, replies, to_the_end


@pytest.fixture(scope="module", name="service")
def fixture_service(
    shared_valkey: Valkey, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Service]:
    """One service for all that these tests send, as none may hurt the next."""
    directory = tmp_path_factory.mktemp("service")
    limits = {"max_header_bytes": str(MOST_HEAD), "max_body_bytes": str(MOST_BODY)}
    service = Service(directory, shared_valkey.url, **limits).start()
    yield service
    service.stop()


@pytest.fixture(autouse=True)
def fixture_clean_log(service: Service) -> Iterator[None]:
    """Hold every test to a log without a complaint or a traceback."""
    yield
    assert [entry for entry in service.logs() if entry["level"] != "info"] == []


@pytest.mark.parametrize("raw", [pytest.param(each, id=each.name) for each in REFUSED])
def test_a_request_that_could_mean_two_things_is_the_last_on_its_connection(
    service: Service, raw: Raw
) -> None:
    """After an ambiguous request, nothing more on its connection is served."""
    connection = dial(service.address)

    connection.sendall(raw.sent + HEALTH)
    answer = to_the_end(connection)

    connection.close()
    head, _, body = answer.partition("\r\n\r\n")
    assert head.startswith(f"HTTP/1.1 {raw.status} ")
    assert "\r\nConnection: close\r\n" in head
    assert "\r\nX-Content-Type-Options: nosniff" in head
    assert body.endswith(".\n") and body.count("\n") == 1


@pytest.mark.parametrize(
    "raw", [pytest.param(each, id=each.name) for each in TAKEN + UNFIT]
)
def test_a_request_with_one_meaning_is_answered_and_so_is_the_next(
    service: Service, raw: Raw
) -> None:
    """An unambiguous request is answered, and so is the next on its connection."""
    connection = dial(service.address)

    connection.sendall(raw.sent)
    (first,) = replies(connection, 1)

    assert first.status == raw.status
    if "HTTP/1.0" not in raw.sent.decode("latin-1"):
        connection.sendall(HEALTH)
        assert replies(connection, 1)[0].status == 200
    connection.close()


def test_a_client_that_is_still_sending_can_read_why_it_is_refused(
    service: Service,
) -> None:
    """A reset, which unread bytes would cause, would take the answer with it."""
    connection = dial(service.address)
    length = 8_000_000

    connection.sendall(
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n" % length
    )
    connection.sendall(b"x" * length)
    answer = to_the_end(connection)

    connection.close()
    assert answer.startswith("HTTP/1.1 413 ")


def test_a_client_that_does_not_stop_after_a_refusal_is_cut_off(
    service: Service,
) -> None:
    """A client that keeps sending after a refusal is disconnected within seconds."""
    connection = dial(service.address)
    connection.sendall(b"bad\r\n\r\n")

    with pytest.raises(ConnectionError):
        while True:
            connection.sendall(b"x" * 65536)

    connection.close()


def test_a_client_that_leaves_before_it_is_refused_leaves_no_trace(
    service: Service,
) -> None:
    """A client that leaves before it is refused causes no log line."""
    for _ in range(50):
        connection = dial(service.address)
        connection.sendall(GET + b"bad\r\n\r\n")
        connection.close()

    assert service.get("/healthz").status == 200


def test_a_refusal_waits_for_the_answers_before_it(service: Service) -> None:
    """A refusal is sent after all earlier responses."""
    ready = b"GET /readyz HTTP/1.1\r\nHost: a\r\n\r\n"
    connection = dial(service.address)

    connection.sendall(HEALTH + ready + b"bad\r\n\r\n")
    found = replies(connection, 3)

    connection.close()
    assert [each.status for each in found] == [200, 200, 400]


def test_a_client_is_not_told_to_continue_with_what_is_refused(
    service: Service,
) -> None:
    """A refused client gets no 100-continue, nor does a request without a body."""
    asking = b"POST /healthz HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n"
    connection = dial(service.address)

    connection.sendall(asking + b"\r\n")
    (first,) = replies(connection, 1)
    connection.sendall(asking + b"Content-Length: 9999\r\n\r\n")
    (second,) = replies(connection, 1)

    connection.close()
    assert [first.status, second.status] == [405, 413]


def test_urgent_data_is_ignored(service: Service) -> None:
    """Urgent data is ignored, and keeps neither the loop nor the log busy."""
    connection = dial(service.address)

    connection.send(b"!", 0x1)  # MSG_OOB
    connection.sendall(HEALTH)
    (answer,) = replies(connection, 1)

    connection.close()
    assert answer.status == 200


def test_a_host_is_never_in_an_answer(service: Service) -> None:
    """The Host of a request never appears in a response."""
    targets = (
        *("/", "/healthz", "/none", "/dashboard", "/sign-in", "/tracker.js"),
        *("/dashboard/a.org", "/badge/a.org/a.svg", "/api/v1/sites", "/static/none"),
        *("/api/v1/openapi.json", "/api/v1/sites/a.org", "//evil.example", "/sign-out"),
    )
    for target in targets:
        for sent in (target, f"http://evil.example{target}"):
            connection = dial(service.address)
            head = f"GET {sent} HTTP/1.1\r\nHost: evil.example\r\n"
            more = "X-Forwarded-Host: evil.example\r\nConnection: close\r\n\r\n"

            connection.sendall((head + more).encode())
            answer = to_the_end(connection)

            connection.close()
            assert answer.startswith("HTTP/1.1 ")
            assert "evil" not in answer, target


def test_clients_refused_at_once_all_get_their_refusal(service: Service) -> None:
    """Many clients that are refused at once all receive their refusal."""
    statuses: list[str] = []

    def send(raw: Raw) -> None:
        connection = dial(service.address)
        for place in range(0, len(raw.sent), 500):
            connection.sendall(raw.sent[place : place + 500])
        statuses.append(f"{raw.status} {to_the_end(connection)[:13]}")
        connection.close()

    threads = [threading.Thread(target=send, args=(each,)) for each in REFUSED]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(statuses) == len(REFUSED)
    assert {each for each in statuses if each[:3] != each[13:16]} == set()
