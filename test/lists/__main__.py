"""``nox -s sources -- MATOMO SNOWPLOW``: make the list of sources from two checkouts.

MATOMO is a checkout of https://github.com/matomo-org/searchengine-and-social-list, and
SNOWPLOW one of https://github.com/snowplow-referer-parser/referer-parser.
"""

import sys
from pathlib import Path

import page_tracker
from lists.sources import document, read_matomo, read_snowplow

TARGET = Path(page_tracker.__file__).with_name("tracking") / "sources.tsv"


def main(matomo: str, snowplow: str) -> None:
    """Write the file of the package."""
    text = document([read_snowplow(Path(snowplow)), read_matomo(Path(matomo))])
    TARGET.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
