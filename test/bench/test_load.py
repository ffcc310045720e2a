"""Reading wrk's report."""

import pytest

from .load import parse

REPORT = """\
Running 2s test @ http://127.0.0.1:8080/
  2 threads and 32 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency     1.31ms  411.10us   9.05ms   90.08%
    Req/Sec    11.98k     0.90k   13.21k    75.00%
  Latency Distribution
     50%  840.00us
     75%    1.40ms
     90%    1.62ms
     99%    2.87ms
  47730 requests in 2.00s, 8.42MB read
Requests/sec:  23821.10
Transfer/sec:      4.20MB
"""
TROUBLE = """\
  Socket errors: connect 1, read 2, write 3, timeout 4
  Non-2xx or 3xx responses: 50
"""


def test_figures_are_read_in_seconds() -> None:
    """A report becomes numbers, whatever units wrk chose to print."""
    load = parse(REPORT)
    assert (load.requests, load.rate, load.errors) == (47730, 23821.10, 0)
    assert (load.p50, load.p99) == pytest.approx((840e-6, 2.87e-3))


def test_every_kind_of_failure_counts_as_an_error() -> None:
    """Broken sockets and refused requests are added up."""
    assert parse(REPORT + TROUBLE).errors == 60


def test_something_else_is_refused() -> None:
    """A text that is not wrk's report raises, rather than being taken for zeros."""
    with pytest.raises(ValueError, match="wrk did not say"):
        parse("unable to connect to 127.0.0.1:1 Connection refused")
