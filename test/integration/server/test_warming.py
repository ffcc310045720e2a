"""What a view needs is loaded before there is one, as its client would wait."""

import subprocess
import sys
from pathlib import Path

from support.agents import FIREFOX
from support.service import Service
from support.valkey import Valkey

# Prints what a view loads that was not loaded by warming up.
VIEWS = """
import sys
from page_tracker.tracking.submission_fast import read_fast
from page_tracker.tracking.bots import _known
from page_tracker.tracking.headers import client_headers
from page_tracker.tracking.submission import submissions
from page_tracker.tracking.warming import warm_up
warm_up()
before, known = set(sys.modules), _known.cache_info().currsize
for agent in ("Opera/9.80", "Googlebot", "Mozilla/5.0 (iPhone) Safari/604.1"):
    client_headers({"HTTP_USER_AGENT": agent, "HTTP_ACCEPT_LANGUAGE": "de"})
read_fast(b'{"site": "a.org", "path": "/"}')
submissions([{"site": "\u65e5\u672c.jp", "path": "/%FF", "title": "e\u0301"}])
print(sorted(set(sys.modules) - before), known)
"""

# A service that writes down which process loads the list of crawlers.
WATCHED = """
import os, sys
class Watch:
    def find_spec(self, name, *_):
        if name == "crawleruseragents":
            with open(sys.argv[1], "a") as file: print(os.getpid(), file=file)
sys.meta_path.insert(0, Watch())
from page_tracker.cli.main import main
raise SystemExit(main([]))
"""


def test_a_view_loads_nothing_after_warming_up() -> None:
    """After warming up, no view loads a module or a list."""
    command = [sys.executable, "-c", VIEWS]

    found = subprocess.run(command, capture_output=True, text=True, check=True)

    assert found.stdout == "[] 1\n"


def test_the_parent_loads_what_its_workers_share(
    valkey: Valkey, tmp_path: Path
) -> None:
    """The parent loads what its workers share before it forks them."""
    loaded = tmp_path / "loaded"
    service = Service(tmp_path, valkey.url, workers="2")
    service.program = ("-c", WATCHED, str(loaded))
    service.start()
    try:
        for number in range(8):
            path = f"/pixel.gif?site=a.org&path=/{number}"
            connection = service.connect()
            connection.request("GET", path, headers={"User-Agent": FIREFOX})
            assert connection.getresponse().headers["X-Page-Tracker"] == "counted"
            connection.close()
    finally:
        service.stop()

    assert loaded.read_text("utf-8").split() == [str(service.pid)]
