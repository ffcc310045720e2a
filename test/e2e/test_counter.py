"""What an owner sees: a page that counts, over real HTTP, in a real store."""

import json
import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from support.deployment import Deployment


def test_every_view_is_counted_once(deployment: Deployment) -> None:
    """The page says a number, and the store holds the same."""
    deployment.store.set("page_views", 4)

    answer = deployment.request("/")

    assert answer.status == 200
    assert answer.text == "This page has been seen 5 times."
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert deployment.store.get("page_views") == "5"


def test_views_from_many_clients_get_a_number_each(deployment: Deployment) -> None:
    """Views from many clients get consecutive numbers without gaps or repeats."""
    deployment.store.set("page_views", 0)

    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda _: deployment.request("/"), range(200)))

    numbers = [re.findall(r"\d+", answer.text) for answer in answers]
    assert sorted(int(found[0]) for found in numbers) == list(range(1, 201))
    assert deployment.store.get("page_views") == "200"


def test_a_monitor_can_look_without_being_counted(deployment: Deployment) -> None:
    """HEAD answers like GET, without a body and without a view."""
    deployment.store.set("page_views", 7)

    answer = deployment.request("/", method="HEAD")

    assert (answer.status, answer.text) == (200, "")
    assert deployment.store.get("page_views") == "7"


def test_what_cannot_be_counted_on_is_an_error_and_harms_nothing(
    deployment: Deployment,
) -> None:
    """The visitor reads an apology; the next view counts again."""
    deployment.store.set("page_views", "many")

    failed = deployment.request("/")
    deployment.store.set("page_views", 1)
    counted = deployment.request("/")

    assert (failed.status, failed.text) == (500, "Sorry, something went wrong 😔")
    assert counted.text == "This page has been seen 2 times."


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_an_orchestrator_learns_that_all_is_well(
    deployment: Deployment, path: str
) -> None:
    """Both health endpoints report a healthy process and store."""
    answer = deployment.request(path)

    assert (answer.status, json.loads(answer.text)) == (200, {"status": "ok"})


def test_an_unknown_address_is_not_found_in_the_words_of_the_client(
    deployment: Deployment,
) -> None:
    """JSON for who asks for it, text for everybody else."""
    text = deployment.request("/none")
    problem = deployment.request("/none", Accept="application/json")

    assert (text.status, problem.status) == (404, 404)
    assert text.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert json.loads(problem.text)["status"] == 404


def test_a_wrong_method_is_answered_with_the_allowed_ones(
    deployment: Deployment,
) -> None:
    """A wrong method is answered with 405 and the allowed methods."""
    answer = deployment.request("/", method="DELETE")

    assert (answer.status, answer.headers["Allow"]) == (405, "GET, HEAD")
