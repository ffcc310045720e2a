"""The scripts that run in the store, and how a lane calls them."""

from importlib.resources import files

from page_tracker.storage import keys


def _read(name: str) -> str:
    return files(__package__).joinpath(f"{name}.lua").read_text(encoding="utf-8")


def _guarded(name: str) -> str:
    places = (f"{each} = {at}" for at, each in enumerate(keys.DIMENSIONS, 1))
    constants = (
        f"local APPLIED_LIFE = {keys.APPLIED_LIFE}",
        f"local DIMENSIONS = {{ {', '.join(places)} }}",
    )
    return "\n".join((*constants, _read("guard") + _read(name)))


# What counts must count once.
_GUARDED = ("count", "record", "refuse")
_HARMLESS = ("admit", "salt", "score")

SCRIPTS = {name: _guarded(name) for name in _GUARDED} | {
    name: _read(name) for name in _HARMLESS
}
"""The text of each script by its name."""
