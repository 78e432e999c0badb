"""What Slack refuses in messages and views (https://docs.slack.dev/reference/block-kit).

Each check yields (error as Slack names it, what is wrong). Lengths are in characters.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeAlias

import jsonschema  # type: ignore[import-untyped]

from tests.fakes.slack_charts import check_chart, check_number
from tests.fakes.slack_elements import (
    CLICKABLE,
    INPUTS,
    Obj,
    check_element,
    check_text,
    count,
    image,
    length,
    unique,
    url,
)

Problems: TypeAlias = Iterator[tuple[str, str]]

SPECS = Path(__file__).parents[2] / ".." / "shared" / "specs" / "slack"
BROADCAST = re.compile(r"<!(channel|here|everyone)\b")
MESSAGE_BLOCKS, VIEW_BLOCKS = 50, 100
MESSAGE_TEXT, TOTAL_TEXT, METADATA_BYTES = 4000, 9000, 8192


def check_message(message: Obj) -> Problems:
    """A message as the arguments of chat.postMessage, a response_url or an acknowledgement."""
    text = message.get("text")
    if not isinstance(text, str) or not text.strip():
        yield "no_text", "no top-level text: notifications and screen readers have nothing"
    elif len(text) > MESSAGE_TEXT:
        yield "msg_too_long", f"text has {len(text)} characters"
    blocks = message.get("blocks") or []
    yield from _invalid(check_blocks(blocks, MESSAGE_BLOCKS))
    if (total := _total(blocks)) > TOTAL_TEXT:
        yield "msg_blocks_too_long", f"{total} characters in blocks"
    yield from _metadata(message.get("metadata"))
    yield from _invalid(_broadcasts([text, blocks, message.get("attachments")]))


def check_view(view: Obj) -> Problems:
    """A modal or a Home tab, as given to views.open, views.publish or an acknowledgement."""
    yield from (("invalid_arguments", why) for why in _view(view))
    yield from _invalid(check_blocks(view.get("blocks"), VIEW_BLOCKS))
    yield from _invalid(_broadcasts(view.get("blocks")))


def check_blocks(blocks: Any, most: int) -> Iterator[str]:
    if not isinstance(blocks, list):
        yield "blocks is not a list"
        return
    if len(blocks) > most:
        yield f"{len(blocks)} blocks, at most {most}"
    yield from check_number(blocks)
    yield from unique([block.get("block_id") for block in blocks if isinstance(block, dict)])
    for place, block in enumerate(blocks):
        for why in _block(block):
            yield f"/blocks/{place}: {why}"


def _invalid(whys: Iterator[str]) -> Problems:
    yield from (("invalid_blocks", why) for why in whys)


def _view(view: Obj) -> Iterator[str]:
    kind = view.get("type")
    if kind not in ("modal", "home"):
        yield f"view type {kind!r}"
    yield from length(view, "private_metadata", 3000)
    yield from length(view, "callback_id", 255)
    yield from length(view, "external_id", 255)
    if kind != "modal":
        yield from _only_in_modals(view)
        return
    for name in ("title", "submit", "close"):
        if name in view or name == "title":
            yield from check_text(view.get(name), name, 24, plain=True)
    inputs = any(block.get("type") == "input" for block in view.get("blocks") or [])
    if inputs and "submit" not in view:
        yield "a modal with inputs needs submit"


def _only_in_modals(view: Obj) -> Iterator[str]:
    if any(part.get("response_url_enabled") for part in _objects(view.get("blocks"))):
        yield "response_url_enabled outside of a modal"


def _metadata(metadata: Any) -> Problems:
    if metadata is None:
        return
    shaped = (
        isinstance(metadata, dict)
        and isinstance(metadata.get("event_type"), str)
        and isinstance(metadata.get("event_payload"), dict)
    )
    if not shaped:
        yield "invalid_metadata_format", "metadata needs event_type and event_payload"
    if len(json.dumps(metadata).encode()) > METADATA_BYTES:
        yield "metadata_too_large", "metadata over 8 KB"


def _block(block: Any) -> Iterator[str]:
    if not isinstance(block, dict):
        yield "not an object"
        return
    check = BLOCKS.get(str(block.get("type")))
    if check is None:
        yield f"unsupported type {block.get('type')!r}"
        return
    yield from length(block, "block_id", 255)
    yield from check(block)
    yield from _schema(block)


def _section(block: Obj) -> Iterator[str]:
    if "text" not in block and "fields" not in block:
        yield "a section needs text or fields"
    if "text" in block:
        yield from check_text(block["text"], "text", 3000)
    if "fields" in block:
        yield from count(block["fields"], "fields", 1, 10)
        for field in block["fields"]:
            yield from check_text(field, "field", 2000)
    if "accessory" in block:
        yield from check_element(block["accessory"], CLICKABLE | {"image"})


def _header(block: Obj) -> Iterator[str]:
    yield from check_text(block.get("text"), "header", 150, plain=True)


def _context(block: Obj) -> Iterator[str]:
    elements = block.get("elements")
    yield from count(elements, "context elements", 1, 10)
    for element in elements or []:
        if isinstance(element, dict) and element.get("type") == "image":
            yield from image(element)
        else:
            yield from check_text(element, "context text", 3000)


def _actions(block: Obj) -> Iterator[str]:
    elements = block.get("elements") or []
    yield from count(elements, "actions", 1, 25)
    yield from unique([element.get("action_id") for element in elements])
    for element in elements:
        yield from check_element(element, CLICKABLE)


def _input(block: Obj) -> Iterator[str]:
    yield from check_text(block.get("label"), "label", 2000, plain=True)
    if "hint" in block:
        yield from check_text(block["hint"], "hint", 2000, plain=True)
    yield from check_element(block.get("element"), INPUTS)


def _markdown(block: Obj) -> Iterator[str]:
    text = block.get("text")
    if not isinstance(text, str) or not 1 <= len(text) <= 12000:
        yield "markdown text of 1 to 12,000 characters"


def _rich_text(block: Obj) -> Iterator[str]:
    yield from count(block.get("elements"), "rich_text elements", 1, 1000)
    for part in _objects(block.get("elements")):
        if part.get("type") == "broadcast":
            yield "a broadcast mention"
        if part.get("type") == "text" and not part.get("text"):
            yield "empty rich text"
        if part.get("type") == "link":
            yield from url(part.get("url"))


def _table(block: Obj) -> Iterator[str]:
    rows = block.get("rows")
    yield from count(rows, "table rows", 1, 100)
    for row in rows or []:
        yield from count(row, "table cells", 1, 20)


BLOCKS: Mapping[str, Callable[[Obj], Iterator[str]]] = {
    "section": _section,
    "header": _header,
    "context": _context,
    "actions": _actions,
    "input": _input,
    "image": image,
    "markdown": _markdown,
    "rich_text": _rich_text,
    "table": _table,
    "data_visualization": check_chart,
    "divider": lambda block: iter(()),
}


def _objects(value: Any) -> Iterator[Obj]:
    if isinstance(value, Mapping):
        yield value
    inner = value.values() if isinstance(value, Mapping) else value
    if isinstance(inner, str) or not hasattr(inner, "__iter__"):
        return
    for one in inner:
        yield from _objects(one)


def _total(blocks: Any) -> int:
    return sum(len(part["text"]) for part in _objects(blocks) if isinstance(part.get("text"), str))


def _broadcasts(value: Any) -> Iterator[str]:
    """Rich text is exempt: Slack never parses it."""
    if isinstance(value, str) and BROADCAST.search(value):
        yield "a broadcast mention in parsed text"
    if isinstance(value, Mapping) and value.get("type") != "rich_text":
        for one in value.values():
            yield from _broadcasts(one)
    if isinstance(value, list):
        for one in value:
            yield from _broadcasts(one)


@functools.cache
def _validators() -> Mapping[str, jsonschema.Draft7Validator]:
    path = SPECS / "block-kit.schema.json"
    if not path.exists():
        return {}
    definitions = json.loads(path.read_text())["definitions"]
    return {
        definition["properties"]["type"]["const"]: jsonschema.Draft7Validator(
            {"$ref": f"#/definitions/{name}", "definitions": definitions}
        )
        for name, definition in definitions.items()
        if name.endswith("Block") and "const" in definition.get("properties", {}).get("type", {})
    }


def _schema(block: Obj) -> Iterator[str]:
    validator = _validators().get(block["type"])
    error = jsonschema.exceptions.best_match(validator.iter_errors(block)) if validator else None
    if error is not None:
        yield f"schema: {error.message[:200]} at {list(error.absolute_path)}"
