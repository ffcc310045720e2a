"""Every setting is read somewhere in the package, found in its syntax."""

import ast
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import page_tracker
from page_tracker.settings import Settings

PACKAGE = Path(page_tracker.__file__).parent


def fields_read_in(file: Path) -> Iterator[str]:
    """Yield the attributes that a file reads of what is called settings."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        match node:
            case ast.Attribute(
                ast.Name(owner) | ast.Attribute(attr=owner), attr=name, ctx=ast.Load()
            ) if owner.endswith("settings"):
                yield name


def test_every_setting_is_read() -> None:
    """A setting that nobody reads would be accepted and do nothing."""
    read = {name for file in PACKAGE.rglob("*.py") for name in fields_read_in(file)}

    unread = {field.name for field in fields(Settings)} - read

    assert not unread
