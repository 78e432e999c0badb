"""A language that is there for the length of a test, as one file in a folder of its own."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.render import texts
from bot.render.texts import CATALOGUES, SOURCE, Entry
from bot.render.words import categories

PATTERNS = frozenset({"date.day", "date.year", "date.full", "date.full.first"})
"""They are for Babel: no words of ours may stand in them."""


@contextmanager
def installed(code: str, source: str, folder: Path) -> Iterator[None]:
    (folder / f"{code}.py").write_text(source, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(texts, "__path__", [*texts.__path__, str(folder)])
        texts.load()
        try:
            yield
        finally:
            sys.modules.pop(f"{texts.__name__}.{code}", None)
    texts.load()


def written(code: str, marked: str) -> dict[str, Entry]:
    """English with a mark before each sentence, in as many forms as the language has."""
    count = len(categories(code))

    def entry(key: str, english: Entry) -> Entry:
        if key in PATTERNS:
            return english
        if isinstance(english, str):
            return marked + english
        return tuple(f"{marked}{english[-1]}" for _ in range(count))

    return {key: entry(key, english) for key, english in CATALOGUES[SOURCE].items()}


def module(entries: Mapping[str, Entry]) -> str:
    return f"TEXTS = {dict(entries)!r}\n"
