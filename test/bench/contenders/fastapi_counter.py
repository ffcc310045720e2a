"""The asynchronous page tracker: FastAPI and redis.asyncio."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from fastapi.responses import PlainTextResponse
from redis.asyncio import Redis

redis = Redis.from_url(os.getenv("REDIS_URL", "redis://localhost:6379"))


@asynccontextmanager
async def lifespan(_: FastAPI) -> AsyncIterator[None]:
    """Close the connections to Redis when the service stops."""
    yield
    await redis.aclose()


app = FastAPI(lifespan=lifespan)


@app.get("/", response_class=PlainTextResponse)
async def index() -> str:
    """Count one view and say how many there are."""
    page_views = await redis.incr("page_views")
    return f"This page has been seen {page_views} times."
