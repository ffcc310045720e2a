"""The schemas of the answers that the OpenAPI document describes."""

import json
from typing import Any

from page_tracker.web import openapi

DOCUMENT = json.loads(openapi.text())


def schema_of(operation: str) -> dict[str, Any]:
    """Return the schema of an operation's answer, which allows no other fields."""
    operations = (each for path in DOCUMENT["paths"].values() for each in path.values())
    (found,) = (each for each in operations if each["operationId"] == operation)
    schema = found["responses"]["200"]["content"]["application/json"]["schema"]
    components = DOCUMENT["components"]
    return {**schema, "unevaluatedProperties": False, "components": components}
