"""One catalogue per language: key -> sentence, or the forms that a number chooses between.

A language is the module named by its ISO 639-1 code (`fr.py`), which may be split into parts
named after it (`digest_fr.py`): each part's TEXTS belong to it. Nothing else names the languages;
docs/contributing-language.md says how to write one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module, invalidate_caches
from pkgutil import iter_modules
from types import ModuleType

Entry = str | tuple[str, ...]

SOURCE = "en"
"""The language that has every sentence, and that stands in where another lacks one."""

CATALOGUES: dict[str, dict[str, Entry]] = {}
TYPESETTERS: dict[str, Callable[[str], str]] = {}
"""What puts a language's spaces into our own sentences, where its file has a `typeset`."""
ELISIONS: dict[str, Callable[[str, Mapping[str, object]], str]] = {}
"""What joins our words with the facts that follow them, where its file has an `elide`."""

_CODE = re.compile(r"(?:\w+_)?([a-z]{2})")


def load() -> None:
    """Reads the folder again."""
    CATALOGUES.clear()
    TYPESETTERS.clear()
    ELISIONS.clear()
    invalidate_caches()
    for code, part in _parts():
        CATALOGUES.setdefault(code, {}).update(part.TEXTS)
        if own := getattr(part, "typeset", None):
            TYPESETTERS[code] = own
        if own := getattr(part, "elide", None):
            ELISIONS[code] = own


def known(language: str | None) -> bool:
    return language in CATALOGUES


def spoken(language: str | None, otherwise: str = SOURCE) -> str:
    """The language of that tag ("fr", "fr-FR", "fr_FR.UTF-8") if there is one, else the other."""
    code = (language or "").strip().lower()[:2]
    return code if code in CATALOGUES else otherwise


def entry(language: str, key: str) -> tuple[str, Entry]:
    """The sentence and the language it is in. Raises KeyError."""
    own = CATALOGUES.get(language, {}).get(key)
    return (SOURCE, CATALOGUES[SOURCE][key]) if own is None else (language, own)


def _parts() -> Iterator[tuple[str, ModuleType]]:
    for _, name, _ in iter_modules(__path__):
        if found := _CODE.fullmatch(name):
            yield found[1], import_module(f"{__name__}.{name}")


load()
