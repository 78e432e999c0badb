"""What holds of everything that people are shown, whatever the test is about.

A choice by number stands in a numbered list, a picture has its figures in words, a publication has
its time rather than its age, and no button is a sign alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from tests.fakes.slack import FakeSlack, View, shown
from tests.fakes.slack_model import Message as SlackMessage
from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram_model import Message as TelegramMessage

_NUMBER = re.compile(r"(\d+) \S")
_NUMBERED = re.compile(r"^(\d+)\. ", re.M)
_AGE = re.compile(
    r"\bil y a \d+.(?:s|min|h|heures?|jours?|semaines?)\b"
    r"|\b\d+ ?(?:s|min|h|hours?|minutes?|days?|weeks?) ago\b"
)


def hold(slack: FakeSlack, telegram: FakeTelegram) -> None:
    """Of everything that was shown."""
    found = [why for one in slack.state.arrivals for why in _on_slack(one)]
    ours = [one for one in telegram.world.arrivals if one.author.is_bot]
    found += [why for one in ours for why in _on_telegram(one)]
    if found:
        pytest.fail("\n".join(found), pytrace=False)


def _on_slack(item: SlackMessage | View) -> Iterator[str]:
    labels = [str(one["text"]["text"]) for one in _found(item.blocks, "button")]
    numbers = {number for one in _found(item.blocks, "rich_text_list") for number in _numbers(one)}
    numbers |= {int(one) for one in _NUMBERED.findall(shown(item))}
    yield from _labels(labels, numbers)
    if isinstance(item, SlackMessage) and item.author == "UBOT":
        yield from _ages(item.text)
        pictures = [one for one in item.files if one.name.endswith(".png")]
        yield from (f"a picture without words: {one.name}" for one in pictures if not one.alt)


def _on_telegram(item: TelegramMessage) -> Iterator[str]:
    labels = [str(one["text"]) for one in item.buttons]
    yield from _labels(labels, {int(one) for one in _NUMBERED.findall(item.text)})
    yield from _ages(item.text)
    if item.media is not None and item.media.kind == "photo" and not item.text:
        yield f"a picture without words: {item.media.name}"


def _labels(labels: list[str], numbers: set[int]) -> Iterator[str]:
    for label in labels:
        chosen = _NUMBER.match(label)
        if chosen and int(chosen[1]) not in numbers and not _COUNTED.match(label):
            yield f"no line is numbered as the button {label!r}"
        if not any(letter.isalnum() for letter in label):
            yield f"a button that can't be read out: {label!r}"


# "30 days" and the like choose nothing by number.
_COUNTED = re.compile(r"\d+ (?:\w+ )?(?:days|jours|h)\b")


def _ages(text: str) -> Iterator[str]:
    if age := _AGE.search(text):
        yield f"an age, where a time stays true: {age[0]!r} in {text!r}"


def _found(within: Any, kind: str) -> Iterator[Mapping[str, Any]]:
    """All elements of that type, at any depth."""
    if isinstance(within, Mapping):
        if within.get("type") == kind:
            yield within
        within = list(within.values())
    if isinstance(within, list | tuple):
        for part in within:
            yield from _found(part, kind)


def _numbers(rows: Mapping[str, Any]) -> range:
    """As which the rows of an ordered list are shown."""
    first = int(rows.get("offset", 0)) + 1
    return range(first, first + len(rows["elements"]) if rows["style"] == "ordered" else first)
