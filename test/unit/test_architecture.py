"""The layers of the package, and the sizes of its parts, read from its syntax."""

import ast
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib.util import resolve_name
from pathlib import Path

import pytest

import page_tracker

PACKAGE = Path(page_tracker.__file__).parent
FILES = sorted(PACKAGE.rglob("*.py"))
SCRIPTS = sorted(PACKAGE.rglob("*.lua"))

# Layer: what it may import of the package beside itself. A layer is a folder or a
# module at the top of the package; of `web` and `storage`, folders and some modules
# are layers, too. "page_tracker" is the package's own __init__.
_DOMAIN = {"page_tracker", "errors", "tracking"}
_SETTINGS = _DOMAIN | {
    "logs",
    "metrics",
    "options",
    "settings",
    "store_settings",
    "store_url",
}
_STORE = _SETTINGS | {"storage", "storage.health"}
_WRITING = _STORE | {"storage.journal", "storage.recording"}
_INGEST = _WRITING | {"ingest"}
# Reading and writing share keys and a client, and nothing else.
_WEB = _INGEST | {"storage.reports", "storage.edits", "svg", "web"}
MAY_IMPORT: dict[str, set[str]] = {
    "page_tracker": set(),
    "errors": set(),
    "logs": set(),
    "metrics": set(),
    "tracking": {"errors"},
    "svg": {"errors"},
    "demo": {"tracking"},
    "store_url": set(),
    "options": {"errors", "store_url", "tracking"},
    "store_settings": {"options"},
    "settings": {"errors", "options", "store_settings", "tracking"},
    "environment": {"errors", "options", "settings"},
    "storage": _SETTINGS,
    "storage.health": _SETTINGS | {"storage"},
    "storage.journal": _STORE,
    "storage.recording": _STORE | {"storage.journal"},
    "storage.reports": _STORE,
    "storage.edits": _WRITING,
    "ingest": _WRITING,
    "web": _STORE,
    # The faces are strangers to each other.
    "web.api": _WEB,
    "web.embed": _WEB,
    "web.dashboard": _WEB,
    "web.services": _WEB,
    "web.routes": _WEB | {"web.api", "web.embed", "web.dashboard", "web.services"},
    "app": _WEB | {"environment", "web.routes", "web.services"},
    "server": _WEB | {"app"},
    # Documents of the API, and the dashboard's names of lists and their members.
    "cli": _WEB | {"demo", "environment", "server", "web.api", "web.dashboard"},
    "__main__": {"cli"},
}

# Library: the only folder that may import it.
ONLY_IN = {
    "prometheus_client": "metrics",
    "redis": "storage",
    "rich": "cli.terminal",
    "waitress": "server",
}

MOST_LINES_OF_A_FILE = 400
MOST_LINES_OF_A_FUNCTION = 40

Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def nodes_of(file: Path) -> tuple[ast.AST, ...]:
    """Return all nodes of the syntax of a file."""
    return tuple(ast.walk(ast.parse(file.read_text("utf-8"))))


def texts_in(file: Path) -> list[str]:
    """Return the texts that are written in a file."""
    values = [n.value for n in nodes_of(file) if isinstance(n, ast.Constant)]
    return [value for value in values if isinstance(value, str)]


def name_of(file: Path) -> str:
    """Return a file's path in the package, for people."""
    return str(file.relative_to(PACKAGE))


def layer_of(file: Path) -> str:
    """Return the layer that a file of the package belongs to."""
    parts = file.relative_to(PACKAGE).with_suffix("").parts
    return layer_of_module([part for part in parts if part != "__init__"])


def layer_of_module(parts: Sequence[str]) -> str:
    """Return the layer of a module, or of a name in it; both without the package."""
    below = ".".join(parts[:2])
    if below in MAY_IMPORT:
        return below
    return parts[0] if parts and parts[0] in MAY_IMPORT else "page_tracker"


def imports(nodes: Iterable[ast.AST], package: str) -> Iterator[str]:
    """Yield the full name of all that a file of ``package`` imports, at any depth."""
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = resolve_name("." * node.level + (node.module or ""), package)
            yield from (f"{module}.{alias.name}" for alias in node.names)


def imports_of(file: Path) -> set[str]:
    """Return the full names of all that a file imports."""
    parts = ["page_tracker", *file.relative_to(PACKAGE).parent.parts]
    return set(imports(nodes_of(file), ".".join(parts)))


def layers_in(names: set[str]) -> set[str]:
    """Return the layers of the package that some full names belong to."""
    parts = [name.split(".") for name in names]
    return {layer_of_module(name[1:]) for name in parts if name[0] == "page_tracker"}


def lies_in(file: Path, folder: str) -> bool:
    """Return whether a file lies in a folder, which is named like a module."""
    return PACKAGE.joinpath(*folder.split(".")) in file.parents


def length(function: Function) -> int:
    """Count the lines of a function without its docstring and decorators."""
    first = function.body[0]
    assert function.end_lineno is not None and first.end_lineno is not None
    lines = function.end_lineno - function.lineno + 1
    if ast.get_docstring(function) is not None:
        lines -= first.end_lineno - first.lineno + 1
    return lines


def names_a_key(text: str) -> bool:
    """Return whether a text is the name of a key in the store, or begins one."""
    return re.match(r"page_views\Z|\{?pt:|\{page_views\}", text) is not None


def test_a_file_imports_only_what_its_layer_may() -> None:
    """Imports run one way, from the command line down to the domain and the store."""
    used = {file: layers_in(imports_of(file)) for file in FILES}

    wrong = {
        name_of(file): layers - {layer_of(file)} - MAY_IMPORT[layer_of(file)]
        for file, layers in used.items()
    }
    assert not {name: layers for name, layers in wrong.items() if layers}


def test_a_library_is_imported_by_one_layer_only() -> None:
    """The store could change, and the server too, without a word in the rest."""
    used = {file: {name.split(".")[0] for name in imports_of(file)} for file in FILES}

    assert not [
        (name_of(file), library)
        for file, libraries in used.items()
        for library in libraries & set(ONLY_IN)
        if not lies_in(file, ONLY_IN[library])
    ]


def test_a_key_of_the_store_is_named_in_one_file_only() -> None:
    """The catalogue of keys is complete because there is no other place for one."""
    naming = {name_of(file) for file in FILES if any(map(names_a_key, texts_in(file)))}

    assert naming == {"storage/keys.py"}


def test_a_script_is_given_its_keys() -> None:
    """A key that a script made up itself would be missing in the catalogue."""
    texts = {
        name_of(script): re.findall(r"['\"]([^'\"\n]*)['\"]", script.read_text("utf-8"))
        for script in SCRIPTS
    }

    assert all(texts.values())
    assert not [name for name, some in texts.items() if any(map(names_a_key, some))]


def test_a_file_is_short_enough_to_be_read_at_once() -> None:
    """No file is longer than the limit."""
    lines = {name_of(file): len(file.read_text("utf-8").splitlines()) for file in FILES}

    assert not {name for name, n in lines.items() if n > MOST_LINES_OF_A_FILE}


def test_a_class_name_has_one_meaning() -> None:
    """No two classes have the same name."""
    nodes = [node for file in FILES for node in nodes_of(file)]
    names = Counter(node.name for node in nodes if isinstance(node, ast.ClassDef))

    assert not {name: count for name, count in names.items() if count > 1}


def test_a_function_is_short_enough_to_be_seen_at_once() -> None:
    """No function is longer than the limit, not counting its docstring."""
    functions = [
        (name_of(file), node.name, length(node))
        for file in FILES
        for node in nodes_of(file)
        if isinstance(node, Function)
    ]

    assert not [each for each in functions if each[2] > MOST_LINES_OF_A_FUNCTION]


@pytest.mark.parametrize(
    ("source", "layers"),
    [
        pytest.param("import os, redis", set(), id="others"),
        pytest.param("import page_tracker", {"page_tracker"}, id="the package"),
        pytest.param(
            "from page_tracker import __version__", {"page_tracker"}, id="its version"
        ),
        pytest.param("from page_tracker import cli", {"cli"}, id="a module of it"),
        pytest.param("import page_tracker.server.loop", {"server"}, id="a full name"),
        pytest.param(
            "from page_tracker.storage import keys", {"storage"}, id="a sub-package"
        ),
        pytest.param("from . import keys", {"storage"}, id="a neighbour"),
        pytest.param("from .. import app, cli", {"app", "cli"}, id="the level above"),
        pytest.param("from ..server.loop import Loop", {"server"}, id="an aunt"),
        pytest.param("def f():\n import page_tracker.app", {"app"}, id="a late one"),
    ],
)
def test_every_way_to_import_is_seen(source: str, layers: set[str]) -> None:
    """The collector of imports sees every form of an import."""
    nodes = ast.walk(ast.parse(source))

    assert layers_in(set(imports(nodes, "page_tracker.storage"))) == layers


def test_the_length_of_a_function_leaves_its_docstring_out() -> None:
    """The length of a function excludes docstring and decorators."""
    source = '@cached\ndef f(\n    a):\n    """One\n\n    two."""\n\n    return a'
    (function,) = ast.parse(source).body

    assert isinstance(function, ast.FunctionDef)
    assert length(function) == 4


@pytest.mark.parametrize(
    ("text", "is_key"),
    [
        pytest.param("page_views", True, id="the plain counter"),
        pytest.param("pt:sites", True, id="a key of ours"),
        pytest.param("pt:{a.org}:totals", True, id="a key of a site"),
        pytest.param("{page_views}:applied:1", True, id="a key in a slot"),
        pytest.param("{pt:ignored}:applied:1", True, id="a key in another slot"),
        pytest.param("page_views holds no number", False, id="a sentence"),
        pytest.param("script: 1", False, id="a word that ends like a key"),
    ],
)
def test_the_name_of_a_key_is_told_from_other_texts(text: str, is_key: bool) -> None:
    """Messages may speak of a key; only its bare name could be sent."""
    assert names_a_key(text) is is_key
