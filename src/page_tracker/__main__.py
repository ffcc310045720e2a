"""``python -m page_tracker``: the same as the command ``page-tracker``."""

from page_tracker.cli.main import main

if __name__ == "__main__":
    raise SystemExit(main())
