"""What the errors of the driver mean, in sentences that say what to do."""

import ssl

import pytest
from redis import exceptions as driver
from redis.sentinel import MasterNotFoundError

from page_tracker.errors import StorageError, StorageUnavailable
from page_tracker.storage.client import domain_error
from page_tracker.storage.health.findings import (
    MESSAGES,
    explain,
    finding_of,
    make_finding,
)

WRAPPED = "Error running script (call to f_1): @user_script:8: @user_script: 8: -"


def error(text: str) -> Exception:
    """Return what the driver makes of an error reply."""
    # pylint: disable-next=import-outside-toplevel  # private: only here
    from redis._parsers.base import BaseParser

    made = BaseParser.parse_error(text)
    assert isinstance(made, Exception)
    return made


@pytest.mark.parametrize(
    ("exc", "name"),
    [
        (
            error("OOM command not allowed when used memory > 'maxmemory'."),
            "out_of_memory",
        ),
        (error(f"ERR {WRAPPED}OOM command not allowed"), "out_of_memory"),
        (error("READONLY You can't write against a read only replica."), "read_only"),
        (error(f"ERR {WRAPPED}READONLY You can't write"), "read_only"),
        (error("MASTERDOWN Link with MASTER is down"), "read_only"),
        (error("NOREPLICAS Not enough good replicas to write."), "not_enough_replicas"),
        (error("MISCONF Redis is configured to save RDB"), "cannot_persist"),
        (error("LOADING Redis is loading the dataset in memory"), "loading"),
        (error("BUSY Redis is busy running a script."), "busy_script"),
        (error("NOPERM this user has no permissions to run 'get'"), "no_permission"),
        (error("ERR ACL failure in script: No permissions"), "no_permission"),
        (error("ERR The user executing the script can't run this"), "no_permission"),
        (error("MOVED 866 127.0.0.1:7001"), "is_cluster_node"),
        (error("ASK 866 127.0.0.1:7001"), "is_cluster_node"),
        (error("CLUSTERDOWN Hash slot not served"), "is_cluster_node"),
        (error("CROSSSLOT Keys in request don't hash"), "is_cluster_node"),
        (error("ERR SELECT is not allowed in cluster mode"), "is_cluster_node"),
        (error("ERR DB index is out of range"), "wrong_database"),
        (error("ERR unknown command 'EVALSHA', with args"), "unknown_command"),
        (error("ERR max number of clients reached"), "too_many_clients"),
        (error("DENIED Redis is running in protected mode"), "protected_mode"),
        (error("WRONGPASS invalid username-password pair"), "wrong_password"),
        (error("NOAUTH Authentication required."), "wrong_password"),
        (error("ERR invalid password"), "wrong_password"),
        (error("ERR AUTH <password> called without any password"), "wrong_password"),
        (error("ERR something new"), "failing"),
        (driver.InvalidResponse("Protocol error, got 'H'"), "not_redis"),
        (driver.TimeoutError("Timeout reading from socket"), "timeout"),
        (TimeoutError("timed out"), "timeout"),
        (ssl.SSLError("wrong version number"), "tls_failure"),
        (driver.ConnectionError("[SSL: WRONG_VERSION_NUMBER]"), "tls_failure"),
        (
            driver.ConnectionError("[SSL: CERTIFICATE_VERIFY_FAILED] unable to get"),
            "unknown_certificate",
        ),
        (MasterNotFoundError("No master found for 'm' : Name or"), "no_primary"),
        (
            driver.ConnectionError("Error -2 ... Name or service not known."),
            "unresolved_host",
        ),
        (
            driver.ConnectionError("Temporary failure in name resolution."),
            "unresolved_host",
        ),
        (driver.ConnectionError("Error 111 ... Connection refused."), "unreachable"),
        (ConnectionResetError("reset"), "unreachable"),
        (FileNotFoundError("no socket"), "unreachable"),
    ],
    ids=str,
)
def test_an_error_of_the_driver_is_told_by_its_name_and_a_sentence(
    exc: Exception, name: str
) -> None:
    """An error and its translation have one name, and one sentence for people."""
    translated = domain_error(exc)

    assert finding_of(exc).name == finding_of(translated).name == name
    assert explain(exc) == explain(translated) == MESSAGES[name]


def test_the_words_of_the_server_are_kept_for_the_log() -> None:
    """The cause quotes the server with its error code; the message quotes nothing."""
    found = finding_of(error("ERR something about secrets"))

    assert found.cause == "ERR something about secrets"
    assert "secrets" not in found.message


def test_an_error_of_the_service_itself_is_explained_too() -> None:
    """A storage error without a cause in the driver shows a store that fails."""
    assert finding_of(StorageUnavailable("the store is busy")).name == "failing"
    assert finding_of(StorageError("?")).cause == "?"


@pytest.mark.parametrize("name", MESSAGES)
def test_a_message_is_made_of_whole_sentences(name: str) -> None:
    """Each message says what is wrong, and all but the unknown one say what to do."""
    message = make_finding(name).message

    assert message[0].isupper() and message.endswith(".")
    assert name == "failing" or len(message.split(". ")) >= 2


def test_a_store_that_evicts_keys_takes_writes_all_the_same() -> None:
    """Eviction and a store without a name are warnings; all others refuse writes."""
    takes_writes = [name for name in MESSAGES if not make_finding(name).refuses_writes]

    assert takes_writes == ["evicting", "no_identity"]
