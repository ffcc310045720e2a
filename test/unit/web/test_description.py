"""The description of the interface, which must be that of what is there."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from webtest import TestApp

from page_tracker import __version__
from page_tracker.storage.edits import MOST_VIEWS
from page_tracker.storage.keys import DIMENSIONS
from page_tracker.storage.reports.series import UNITS
from page_tracker.tracking.headers import REASONS
from page_tracker.tracking.period import NAMES
from page_tracker.tracking.submission import LONGEST, MOST, WIDEST
from page_tracker.web import openapi

DOCUMENT = json.loads(openapi.text())
PARAMETERS = DOCUMENT["components"]["parameters"]
SCHEMAS = DOCUMENT["components"]["schemas"]
OPERATIONS = {
    operation["operationId"]: operation
    for methods in DOCUMENT["paths"].values()
    for operation in methods.values()
}


def references(part: Any) -> Iterator[str]:
    """Yield all references in a part of the document."""
    if isinstance(part, dict):
        if "$ref" in part:
            yield part["$ref"]
        part = list(part.values())
    if isinstance(part, list):
        for each in part:
            yield from references(each)


def resolve(reference: str) -> Any:
    """Return what a reference leads to."""
    part = DOCUMENT
    for name in reference.removeprefix("#/").split("/"):
        part = part[name]
    return part


def test_the_description_has_the_version_of_the_service() -> None:
    """The terminal, the package and the API name one version."""
    assert DOCUMENT["info"]["version"] == __version__


def test_everything_that_is_referred_to_is_there_and_used() -> None:
    """No reference leads nowhere, and nothing is described in vain."""
    found = set(references(DOCUMENT))

    assert all(resolve(each) for each in found)
    parts = {
        f"#/components/{kind}/{name}"
        for kind, named in DOCUMENT["components"].items()
        for name in named
    }
    assert parts - found == {"#/components/securitySchemes/owner"}


def test_every_operation_has_an_id_and_a_summary() -> None:
    """Generated clients are named by the one, and lists show the other."""
    number = sum(len(methods) for methods in DOCUMENT["paths"].values())

    assert len(OPERATIONS) == number
    assert all(operation["summary"] for operation in OPERATIONS.values())


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_schema_is_one(name: str) -> None:
    """Every schema is valid in the dialect of OpenAPI 3.1."""
    Draft202012Validator.check_schema(SCHEMAS[name])


@pytest.mark.parametrize("name", PARAMETERS)
def test_every_parameter_is_bounded(name: str) -> None:
    """Every parameter has an enumeration, a format, a range or a length."""
    schema = PARAMETERS[name]["schema"]

    Draft202012Validator.check_schema(schema)
    bounds = {"enum", "pattern", "maximum", "maxLength", "maxItems"}
    assert bounds & set(schema)
    assert PARAMETERS[name]["description"]


FORMS = [
    schema.get("items", schema)
    for schema in (parameter["schema"] for parameter in PARAMETERS.values())
    if "pattern" in schema.get("items", schema)
]


@pytest.mark.parametrize("schema", FORMS, ids=lambda schema: schema["pattern"])
def test_every_form_has_an_example(schema: dict[str, Any]) -> None:
    """The error for something else names the form that is expected."""
    example = schema["examples"][0]

    assert Draft202012Validator(schema).is_valid(example)


@pytest.mark.parametrize(
    ("described", "real"),
    [
        pytest.param(PARAMETERS["Dimension"]["schema"]["enum"], DIMENSIONS, id="lists"),
        pytest.param(PARAMETERS["Period"]["schema"]["enum"], NAMES, id="periods"),
        pytest.param(PARAMETERS["Unit"]["schema"]["enum"], UNITS, id="units"),
        pytest.param(
            SCHEMAS["Series"]["properties"]["unit"]["enum"], UNITS, id="points"
        ),
        pytest.param(
            SCHEMAS["Ranking"]["properties"]["dimension"]["enum"],
            DIMENSIONS,
            id="rankings",
        ),
    ],
)
def test_the_names_that_are_described_are_those_that_are_known(
    described: list[str], real: tuple[str, ...]
) -> None:
    """The described names are those of the code, in the same order."""
    assert tuple(described) == real


def test_every_reason_is_described() -> None:
    """Every reason is described."""
    assert set(REASONS) <= set(SCHEMAS["Reason"]["enum"])


def test_the_limits_of_what_is_sent_are_those_that_are_checked() -> None:
    """The described limits are those that are checked."""
    view = SCHEMAS["View"]["properties"]
    set_page = OPERATIONS["setPage"]["requestBody"]["content"]["application/json"]

    assert SCHEMAS["Views"]["anyOf"][2]["maxItems"] == MOST
    assert view["width"]["maximum"] == WIDEST
    texts = [each for each in view.values() if each["type"] == "string"]
    assert {each["maxLength"] for each in texts} == {LONGEST}
    assert set_page["schema"]["properties"]["views"]["maximum"] == MOST_VIEWS


def validator(name: str) -> Draft202012Validator:
    """Return what checks a value against a schema of the document."""
    reference = f"#/components/schemas/{name}"
    return Draft202012Validator(
        {"$ref": reference, "components": DOCUMENT["components"]}
    )


@pytest.mark.parametrize(
    ("view", "is_valid"),
    [
        pytest.param({"url": "https://a.org/"}, True, id="a URL"),
        pytest.param({"site": "a.org", "path": "/"}, True, id="a site and a path"),
        pytest.param({"url": "https://a.org/", "path": "/"}, False, id="both"),
        pytest.param({"site": "a.org"}, False, id="a site alone"),
        pytest.param({"url": "https://a.org/", "width": 0}, False, id="no width"),
        pytest.param({"url": "https://a.org/", "name": ""}, False, id="anything else"),
    ],
)
def test_a_view_is_of_one_page(view: dict[str, Any], is_valid: bool) -> None:
    """Named by its address, or by its site and path."""
    assert validator("View").is_valid(view) == is_valid


@pytest.mark.parametrize(
    ("body", "is_valid"),
    [
        pytest.param({"url": "https://a.org/", "width": 0}, True, id="no width"),
        pytest.param({"url": "https://a.org/", "name": ""}, True, id="another field"),
        pytest.param({"site": "a.org", "path": "/", "url": 5}, True, id="no url"),
        pytest.param([{"url": "https://a.org/"}, 5], True, id="nonsense in an array"),
        pytest.param({"site": "a.org"}, False, id="a site alone"),
        pytest.param({"url": 5}, False, id="nothing that names a page"),
        pytest.param([], False, id="an empty array"),
    ],
)
def test_what_names_a_page_is_accepted(body: Any, is_valid: bool) -> None:
    """Whatever names a page is accepted, with any other fields."""
    assert validator("Views").is_valid(body) == is_valid


def test_the_document_is_for_all() -> None:
    """Tools in a browser read it, and caches keep it."""
    app = TestApp(lambda environ, start: openapi.get(environ)(environ, start))

    answer = app.get("/")

    assert answer.json == DOCUMENT
    assert answer.headers["Cache-Control"] == "public, max-age=3600"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    app.get("/", headers={"If-None-Match": answer.headers["ETag"]}, status=304)
