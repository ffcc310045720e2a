"""The tutorial's page tracker: Flask and a blocking Redis client."""

import os
from functools import cache

from flask import Flask
from redis import Redis, RedisError

app = Flask(__name__)


@app.get("/")
def index() -> str | tuple[str, int]:
    """Count one view and say how many there are."""
    try:
        page_views = redis().incr("page_views")
    except RedisError:
        app.logger.exception("Redis error")
        return "Sorry, something went wrong \N{PENSIVE FACE}", 500
    return f"This page has been seen {page_views} times."


@cache
def redis() -> Redis:
    """Make the client of this process, with its pool of connections."""
    return Redis.from_url(os.getenv("REDIS_URL", "redis://localhost:6379"))
