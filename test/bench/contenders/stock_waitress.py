"""Page-tracker's own WSGI callable under ``waitress.serve``, as anyone would run it."""

import os

from waitress import serve

from page_tracker.app import create_app
from page_tracker.environment import load


def main() -> None:
    """Serve with four threads, which is Waitress's default, until stopped."""
    settings = load(os.environ)
    app = create_app(settings)
    serve(app, host=settings.host, port=settings.port, threads=4)


if __name__ == "__main__":
    main()
