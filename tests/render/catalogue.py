"""What a language still lacks beside English, in words for whoever writes it."""

from __future__ import annotations

from collections.abc import Iterator
from string import Formatter

from bot.render.texts import CATALOGUES, SOURCE
from bot.render.words import categories


def forms(language: str, key: str) -> tuple[str, ...]:
    entry = CATALOGUES[language][key]
    return entry if isinstance(entry, tuple) else (entry,)


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def facts(language: str, key: str) -> set[str]:
    return set[str]().union(*map(placeholders, forms(language, key)))


def lacking(language: str) -> list[str]:
    """Nothing where the language is complete."""
    return [*_gaps(language)]


def _gaps(language: str) -> Iterator[str]:
    known, own = CATALOGUES[SOURCE], CATALOGUES[language]
    yield from (f"no {key}" for key in sorted(known.keys() - own.keys()))
    yield from (f"nobody asks for {key}" for key in sorted(own.keys() - known.keys()))
    counted = categories(language)
    for key in sorted(known.keys() & own.keys()):
        entry = own[key]
        if isinstance(entry, tuple) and not isinstance(known[key], tuple):
            yield f"{key} counts nothing"
        elif isinstance(entry, tuple) and len(entry) != len(counted):
            yield f"{key} has {len(entry)} forms, not {', '.join(counted)}"
        if facts(language, key) != facts(SOURCE, key):
            yield f"{key} tells {facts(language, key)}, not {facts(SOURCE, key)}"
