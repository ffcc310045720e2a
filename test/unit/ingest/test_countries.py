"""Countries: told by a proxy that is trusted, or else by a database."""

import sys
from pathlib import Path
from typing import Any

import maxminddb
import pytest
from mmdb_writer import MMDBWriter
from netaddr import IPSet  # type: ignore[import-untyped]  # has no types

from page_tracker.errors import StartError
from page_tracker.ingest.countries import Countries
from page_tracker.tracking.view import UNKNOWN

HEADER = "CF-IPCountry"

Records = dict[str, Any]
MAXMIND: Records = {
    "1.0.0.0/24": {"country": {"iso_code": "AU"}, "continent": {"code": "OC"}},
    "1.0.1.0/24": {"country": {"geoname_id": 1}},
    "1.0.2.0/24": {"country": "??"},
    "2001:db8::/32": {"country": {"iso_code": "NZ"}},
}
FLAT: Records = {"1.0.0.0/24": {"country_code": "AU"}, "1.0.1.0/24": {"asn": "AS1"}}


def write(file: Path, records: Records, ip_version: Any = 6) -> Path:
    """Write a database of networks and what is known of them."""
    writer = MMDBWriter(ip_version, "Test", ipv4_compatible=ip_version == 6)
    for network, record in records.items():
        writer.insert_network(IPSet([network]), record)
    writer.to_db_file(str(file))
    return file


@pytest.fixture(name="database", params=["c", "python"])
def fixture_database(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Path:
    """A small database, for both of its readers."""
    if request.param == "python":
        monkeypatch.setattr(maxminddb, "_extension", None)
    return write(tmp_path / "countries.mmdb", MAXMIND)


@pytest.mark.parametrize(
    ("address", "country"),
    [
        pytest.param("1.0.0.7", "AU", id="version 4"),
        pytest.param("2001:db8::7", "NZ", id="version 6"),
        pytest.param("1.0.1.7", UNKNOWN, id="a network without a code"),
        pytest.param("1.0.2.7", UNKNOWN, id="a record of another shape"),
        pytest.param("192.0.2.1", UNKNOWN, id="an unknown network"),
        pytest.param("localhost", UNKNOWN, id="no address"),
        pytest.param("", UNKNOWN, id="nothing"),
    ],
)
def test_a_database_tells_the_country_of_an_address(
    database: Path, address: str, country: str
) -> None:
    """A database gives the country of an address, or unknown, and never an error."""
    countries = Countries.open("", database)

    assert countries.country({}, address, trusted=False) == country


@pytest.mark.parametrize(
    ("address", "country"),
    [
        pytest.param("1.0.0.7", "AU", id="a country"),
        pytest.param("1.0.1.7", UNKNOWN, id="a record without one"),
        pytest.param("2001:db8::7", UNKNOWN, id="a version that it does not have"),
    ],
)
def test_a_database_of_another_make_will_do(
    tmp_path: Path, address: str, country: str
) -> None:
    """Free ones have the code at the top of a record, and may have one version only."""
    countries = Countries.open("", write(tmp_path / "flat.mmdb", FLAT, ip_version=4))

    assert countries.country({}, address, trusted=False) == country


@pytest.mark.parametrize(
    ("value", "country"),
    [
        pytest.param("NZ", "NZ", id="a country"),
        pytest.param("nz", "NZ", id="in lower case"),
        pytest.param(" NZ ", "NZ", id="with spaces"),
        pytest.param("XX", UNKNOWN, id="unknown to the proxy"),
        pytest.param("T1", UNKNOWN, id="the Tor network"),
        pytest.param("", UNKNOWN, id="empty"),
        pytest.param("NZL", UNKNOWN, id="three letters"),
        pytest.param("N", UNKNOWN, id="one letter"),
        pytest.param("ÉÉ", UNKNOWN, id="other letters"),
        pytest.param("NZ\n", "NZ", id="with a line's end"),
        pytest.param("<b", UNKNOWN, id="markup"),
    ],
)
def test_a_trusted_proxy_tells_the_country(value: str, country: str) -> None:
    """A trusted proxy's header gives the country, only as two letters."""
    countries = Countries.open(HEADER, None)

    assert countries.country({"HTTP_CF_IPCOUNTRY": value}, "::1", True) == country


@pytest.mark.parametrize(
    ("header", "environ", "trusted"),
    [
        pytest.param(HEADER, {"HTTP_CF_IPCOUNTRY": "DE"}, False, id="not trusted"),
        pytest.param("", {"HTTP_CF_IPCOUNTRY": "DE"}, True, id="not set"),
        pytest.param("X-Country", {"HTTP_CF_IPCOUNTRY": "DE"}, True, id="another one"),
        pytest.param(HEADER, {}, True, id="not sent"),
        pytest.param(HEADER, {"HTTP_CF_IPCOUNTRY": "XX"}, True, id="not known"),
    ],
)
def test_the_database_tells_what_the_header_does_not(
    database: Path, header: str, environ: dict[str, str], trusted: bool
) -> None:
    """The database is used if the header gives no country."""
    countries = Countries.open(header, database)

    assert countries.country(environ, "1.0.0.7", trusted) == "AU"
    assert Countries.open(header, None).country(environ, "1.0.0.7", trusted) == UNKNOWN


def test_the_header_is_believed_before_the_database(database: Path) -> None:
    """The header takes precedence over the database."""
    countries = Countries.open(HEADER, database)

    assert countries.country({"HTTP_CF_IPCOUNTRY": "DE"}, "1.0.0.7", True) == "DE"


def test_an_address_is_looked_up_once() -> None:
    """An address is looked up once, and then cached."""
    asked: list[str] = []

    def look_up(address: str) -> str:
        asked.append(address)
        return "NZ"

    countries = Countries("", look_up)

    assert {countries.country({}, "192.0.2.1", False) for _ in range(3)} == {"NZ"}
    assert asked == ["192.0.2.1"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        pytest.param(None, "No such file", id="no file"),
        pytest.param(b"", "", id="an empty file"),
        pytest.param(b"no database", "valid", id="another file"),
    ],
)
def test_a_file_that_cannot_be_read_stops_the_start(
    tmp_path: Path, content: bytes | None, reason: str
) -> None:
    """An unreadable file ends the start with one line that names it."""
    file = tmp_path / "countries.mmdb"
    if content is not None:
        file.write_bytes(content)

    with pytest.raises(StartError, match=f"cannot read .*countries.mmdb: .*{reason}"):
        Countries.open("", file)


@pytest.mark.parametrize(
    "records",
    [
        pytest.param({}, id="nothing"),
        pytest.param({"1.0.0.0/24": {"asn": 1}}, id="networks"),
        pytest.param({"1.0.0.0/24": "AU"}, id="texts"),
    ],
)
def test_a_database_without_countries_stops_the_start(
    tmp_path: Path, records: Records
) -> None:
    """The file next to it in the download is easily taken for it."""
    file = write(tmp_path / "asn.mmdb", records)

    with pytest.raises(StartError, match="asn.mmdb has no countries"):
        Countries.open("", file)


def test_a_broken_database_stops_the_start(database: Path) -> None:
    """A broken database ends the start, even if its metadata is intact."""
    content = database.read_bytes()
    tree = bytes(b"\xff" * 200)
    database.write_bytes(tree + content[len(tree) :])

    with pytest.raises(StartError, match="cannot read"):
        Countries.open("", database)


def test_a_database_that_breaks_later_is_no_error(database: Path) -> None:
    """A database that breaks later gives unknown, and no error."""
    # Given: only what is looked at last is broken.
    content = database.read_bytes()
    at = content.index(b"NZ") - 1
    database.write_bytes(content[:at] + b"\xff" + content[at + 1 :])

    countries = Countries.open("", database)

    assert countries.country({}, "1.0.0.7", False) == "AU"
    assert countries.country({}, "2001:db8::7", False) == UNKNOWN


def test_a_missing_package_stops_the_start(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A missing package ends the start, and the line says what to install."""
    monkeypatch.setitem(sys.modules, "maxminddb", None)

    with pytest.raises(StartError, match=r"pip install 'page-tracker\[geo\]'"):
        Countries.open("", tmp_path / "countries.mmdb")


def test_who_has_no_database_needs_no_package(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a database the package is not needed."""
    monkeypatch.setitem(sys.modules, "maxminddb", None)

    assert Countries.open("", None).country({}, "1.0.0.7", False) == UNKNOWN
