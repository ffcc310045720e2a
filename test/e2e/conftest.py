"""The pair under test: one of the tests' own, or a deployed one."""

from collections.abc import Iterator

import pytest
from redis import Redis

from support.deployment import Deployment
from support.service import Start


@pytest.fixture
def deployment(request: pytest.FixtureRequest, serve: Start) -> Iterator[Deployment]:
    """The pair that --web-url and --redis-url name, else a service started here.

    The counter of a deployed pair is put back as it was.
    """
    url = request.config.getoption("--web-url")
    redis_url = request.config.getoption("--redis-url")
    if not url:
        service = serve()
        url, redis_url = service.address, f"unix://{service.directory}/data/valkey.sock"
    with Redis.from_url(redis_url, decode_responses=True) as store:
        before = store.get("page_views")
        yield Deployment(url, store)
        store.delete("page_views")
        if before is not None:
            store.set("page_views", before)
