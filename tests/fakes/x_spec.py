"""Holds requests to X's published specs, where these lie beside the checkout.

https://github.com/xdevplatform/docs
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

SPECS = Path(__file__).parents[2] / ".." / "shared" / "specs" / "x"
FILES = {
    "tweet": SPECS / "openapi-2.159-tweet-fields.json",
    "post": SPECS / "openapi-2.167-post-fields.json",
}
Query = Mapping[str, str]


@cache
def spec(family: str) -> dict[str, Any] | None:
    """None where the specs aren't there."""
    path = FILES[family]
    return json.loads(path.read_text("utf-8")) if path.exists() else None


def complaints(family: str, method: str, path: str, query: Query) -> list[str]:
    """What the spec with these names refuses of a request; nothing without a spec."""
    api = spec(family)
    if api is None:
        return []
    operation = _operation(api, method, path)
    if operation is None:
        return [f"{method} {path} is no call of X"]
    known = {one["name"]: one for one in _parameters(api, operation) if one["in"] == "query"}
    wrong = [f"{name} is no parameter of {path}" for name in query.keys() - known.keys()]
    wrong += [f"{name} is missing" for name, one in known.items()
              if one.get("required") and name not in query]  # fmt: skip
    for name in query.keys() & known.keys():
        wrong += [f"{name}: {one}" for one in _faults(api, known[name]["schema"], query[name])]
    return wrong


def _operation(api: dict[str, Any], method: str, path: str) -> dict[str, Any] | None:
    exact = api["paths"].get(path, {}).get(method.lower())
    if exact:
        return dict(exact)
    for template, calls in api["paths"].items():
        pattern = re.sub(r"\{\w+\}", r"[^/]+", template)
        if method.lower() in calls and re.fullmatch(pattern, path):
            operation = dict(calls[method.lower()])
            return operation if _fits(api, operation, template, path) else None
    return None


def _fits(api: dict[str, Any], operation: dict[str, Any], template: str, path: str) -> bool:
    """Are the parts of the path of the right kind?"""
    parts = dict(zip(template.split("/"), path.split("/"), strict=True))
    named = {one["name"]: one["schema"] for one in _parameters(api, operation)}
    return not any(
        list(_faults(api, named[part.strip("{}")], value))
        for part, value in parts.items()
        if part.startswith("{")
    )


def _parameters(api: dict[str, Any], operation: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for one in operation.get("parameters", []):
        yield _resolved(api, one)


def _resolved(api: dict[str, Any], value: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in value:
        found: Any = api
        for part in value["$ref"].removeprefix("#/").split("/"):
            found = found[part]
        value = found
    return value


def _faults(api: dict[str, Any], schema: dict[str, Any], text: str) -> Iterator[str]:
    schema = _resolved(api, schema)
    kind = schema.get("type")
    if kind == "array":
        items = text.split(",")
        if not schema.get("minItems", 0) <= len(items) <= schema.get("maxItems", 1000):
            yield f"{len(items)} items"
        if schema.get("uniqueItems") and len(set(items)) < len(items):
            yield "the same item twice"
        for item in items:
            yield from _faults(api, schema["items"], item)
    elif kind == "integer":
        if not text.isdigit():
            yield f"{text} is no number"
        elif not schema.get("minimum", 0) <= int(text) <= schema.get("maximum", 2**63):
            yield f"{text} is out of range"
    else:
        yield from _faults_of_text(schema, text)


def _faults_of_text(schema: dict[str, Any], text: str) -> Iterator[str]:
    if "enum" in schema and text not in schema["enum"]:
        yield f"{text} is none of its values"
    if not schema.get("minLength", 0) <= len(text) <= schema.get("maxLength", 10**6):
        yield f"{len(text)} characters"
    if "pattern" in schema and not re.search(schema["pattern"], text):
        yield f"{text} doesn't match {schema['pattern']}"
    if schema.get("format") == "date-time":
        try:
            datetime.fromisoformat(text)
        except ValueError:
            yield f"{text} is no time"
