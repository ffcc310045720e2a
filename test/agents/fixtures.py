"""Fixtures: agents that other projects have collected, and what they take them for."""

import json
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import yaml  # type: ignore[import-untyped]  # has no types

# Kinds of clients that show pages to people. Others are downloads, feeds and libraries.
_BROWSER = "browser"


class Person(NamedTuple):
    """A browser of device-detector's fixtures, in the names of these."""

    user_agent: str
    browser: str
    system: str
    device: str


class Fixtures(NamedTuple):
    """Agents of programs, and those of people, with and without names."""

    bots: frozenset[str]
    named: tuple[Person, ...]
    people: frozenset[str]


def read_fixtures(folder: Path) -> Fixtures:
    """Read what ``nox -s agents`` has put into a folder."""
    (archive,) = folder.glob("device_detector-*.tar.gz")
    bots, named = set(), {}
    for entry in _entries(archive):
        agent = entry["user_agent"]
        if "bot" in entry:
            bots.add(agent)
        elif (entry.get("client") or {}).get("type") == _BROWSER:
            # Client hints are not sent by the browsers that hide behind their agents.
            if agent and "headers" not in entry:
                named[agent] = _person(entry)
    return Fixtures(frozenset(bots), tuple(named.values()), frozenset(_top(folder)))


def _entries(archive: Path) -> Iterator[dict[str, Any]]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # 10 times as fast
    with tarfile.open(archive) as files:
        for member in files:
            if "/tests/fixtures/upstream/" in member.name and member.isfile():
                content = files.extractfile(member)
                assert content is not None
                yield from yaml.load(content, loader) or []


def _person(entry: dict[str, Any]) -> Person:
    system, device = entry.get("os") or {}, entry.get("device") or {}
    names = (entry["client"]["name"], system.get("name"), device.get("type"))
    browser, system_name, device_name = (str(name or "") for name in names)
    return Person(entry["user_agent"], browser, system_name, device_name)


def _top(folder: Path) -> Iterator[str]:
    modules = folder / "node_modules"
    yield from json.loads((modules / "top-user-agents/src/index.json").read_text())
    known = json.loads((modules / "user-agents/dist/user-agents.json").read_text())
    yield from (each["userAgent"] for each in known)
