"""What people see while the store is away."""

import json

from support.agents import FIREFOX
from support.proxy import Proxy
from support.service import Start
from support.waiting import wait_until

BROWSER = "text/html,*/*;q=0.8"


def test_views_that_wait_in_the_journal_are_told_on_the_page(
    serve: Start, proxy: Proxy
) -> None:
    """Pending views are shown on the error page until the store is back."""
    service = serve(proxy.url, redis_timeout="0.5")
    wait_until(lambda: service.get("/readyz").status == 200)
    proxy.refuse()
    connection = service.connect()
    for path in ("/a", "/b", "/c"):
        body = json.dumps({"site": "a.org", "path": path})
        headers = {"Content-Type": "application/json", "User-Agent": FIREFOX}
        connection.request("POST", "/api/v1/views", body, headers)
        assert json.loads(connection.getresponse().read())["status"] == "queued"
    connection.close()

    page = service.get("/dashboard/a.org", Accept=BROWSER)

    assert page.status == 503 and page.headers["Retry-After"] == "5"
    assert "Visits are still being recorded" in page.text
    assert "<strong>3</strong> views are waiting in the journal." in page.text
    proxy.refusing = False
    wait_until(lambda: service.get("/dashboard/a.org", Accept=BROWSER).status == 200)
