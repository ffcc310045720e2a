"""What the docs use of ``curl``, for machines that have none, such as slim images."""

import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from http.client import HTTPConnection
from urllib.parse import urlsplit


def main(words: Sequence[str]) -> int:
    """Send one request, print the body of the response, and return the exit status."""
    parser = ArgumentParser()
    parser.add_argument("url")
    parser.add_argument("-A", default="curl/8.14.1", dest="agent")
    parser.add_argument("-H", action="append", default=[], dest="headers")
    parser.add_argument("-d", dest="body")
    args = parser.parse_args(words)
    headers = dict(header.split(": ", 1) for header in args.headers)
    place = urlsplit(args.url)
    connection = HTTPConnection(place.netloc, timeout=30)
    connection.request(
        "POST" if args.body else "GET",
        f"{place.path}?{place.query}",
        args.body,
        {"User-Agent": args.agent, **headers},
    )
    print(connection.getresponse().read().decode())
    connection.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
