"""Python files, read without importing them."""

import ast
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).parents[2]


def functions(file: Path, decorator: str = "") -> set[str]:
    """Return the names of the functions in a file, or of those with a decorator."""
    return {
        node.name
        for node in ast.parse(file.read_text("utf-8")).body
        if isinstance(node, ast.FunctionDef)
        and (not decorator or decorator in map(_name, node.decorator_list))
    }


def constant(file: Path, name: str) -> Any:
    """Return the value of a constant that is written as a literal."""
    return ast.literal_eval(_assigned(file, name))


def keys_of(file: Path, name: str) -> set[str]:
    """Return the names that are the keys of a dictionary in a file."""
    node = _assigned(file, name)
    assert isinstance(node, ast.Dict)
    return {key.id for key in node.keys if isinstance(key, ast.Name)}


def _assigned(file: Path, name: str) -> ast.expr:
    for node in ast.parse(file.read_text("utf-8")).body:
        if isinstance(node, ast.Assign) and name in map(ast.unparse, node.targets):
            return node.value
        if isinstance(node, ast.AnnAssign) and name == ast.unparse(node.target):
            assert node.value is not None
            return node.value
    raise LookupError(f"{file.name} has no {name}")


def _name(node: ast.expr) -> str:
    return ast.unparse(node.func if isinstance(node, ast.Call) else node)
