"""Thousands of slow clients, and the work that lies before a normal one's answer."""

from contextlib import closing
from http.client import HTTPConnection

from support.crowd import Crowd, crowd
from support.processor import processor_time
from support.service import Start, ask
from support.valkey import Valkey
from support.wire import SCRIPT

# Seconds of the worker's processor time until a normal client is answered, but for two
# times in two hundred. On an idle machine, the client waits as long.
BAR = 0.02

HALF = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 60000\r\n\r\n"


def test_thousands_of_slow_clients_do_not_keep_a_normal_one_waiting(
    serve: Start, valkey: Valkey
) -> None:
    """Half of them drip their requests, half of them take no answers."""
    service = serve(valkey.url, request_timeout="100")
    with (
        crowd(service, 2000, HALF) as senders,
        crowd(service, 2000, SCRIPT) as readers,
        closing(service.connect()) as normal,
    ):
        ask(normal)  # when the crowd has been heard
        (worker,) = service.workers()
        readers.send(SCRIPT, part=10)
        seconds = [work_for(normal, senders, worker) for _ in range(200)]

    p99 = sorted(seconds)[-3]
    print(f"p99 among 4,000 slow clients: {p99 * 1000:.1f} ms of work")
    assert p99 < BAR


def work_for(normal: HTTPConnection, senders: Crowd, worker: int) -> float:
    """Return the seconds of work for a request while slow clients go on."""
    senders.send(b"x", part=200)
    before = processor_time(worker)
    ask(normal)
    return processor_time(worker) - before
