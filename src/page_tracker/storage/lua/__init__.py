"""The scripts that run in the store, one a file."""

from importlib.resources import files


def load(name: str) -> str:
    """Return the text of the script in ``name.lua``."""
    return files(__package__).joinpath(f"{name}.lua").read_text(encoding="utf-8")


def names() -> list[str]:
    """Return the names of all scripts, sorted."""
    found = (each.name for each in files(__package__).iterdir())
    return sorted(name[:-4] for name in found if name.endswith(".lua"))
