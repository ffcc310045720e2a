"""The machine: what a run's figures depend on. As a script it prints JSON.

Run as a script by the contenders' interpreter, which may be another than the
harness's; so it uses nothing but the standard library.
"""

import json
import os
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

PACKAGES = (
    "page-tracker",
    "redis",
    "hiredis",
    "waitress",
    "werkzeug",
    "greenlet",
    "flask",
    "gunicorn",
    "fastapi",
    "uvicorn",
    "uvloop",
    "httptools",
)


def describe() -> dict[str, Any]:
    """Return the interpreter, its packages, the processor and the kernel."""
    return {
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "packages": {name: _version(name) for name in PACKAGES},
        "processor": _processor(),
        "processors": os.cpu_count(),
        "kernel": platform.release(),
    }


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    models = (line.partition(":")[2] for line in lines if line.startswith("model name"))
    return next(models, platform.machine()).strip()


if __name__ == "__main__":
    print(json.dumps(describe()))
