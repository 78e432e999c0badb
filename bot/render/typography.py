"""The spaces and elisions that French wants: in our own sentences, never in what others wrote."""

from __future__ import annotations

import re
from collections.abc import Mapping

NBSP, NNBSP = "\u00a0", "\u202f"

_BEFORE_HIGH = re.compile(r" ([;!?])")
_BEFORE_UNIT = re.compile(r"(?<=[\d}]) (?=(?:\$|€|%|h|min|s|Ko|Mo|Go)(?![\w']))")
_AFTER_HOUR = re.compile(rf"(?<=\d{NBSP}h) (?=\d\d\b)")
_ELIDED = re.compile(r"\b([dD]|[qQ]u)e \{(\w+)\}")
_VOWELS = frozenset("aàâæeéèêëiîïoôœuùûü")
_IN_NUMBER = re.compile(r"(?<=\d) (?=\d{3}(?!\d))")


def french(text: str) -> str:
    """No-break spaces before :, within « » and beside units; narrow ones before ; ! ? and in
    thousands."""
    text = text.replace(" :", f"{NBSP}:").replace("« ", f"«{NBSP}").replace(" »", f"{NBSP}»")
    text = _BEFORE_UNIT.sub(NBSP, _BEFORE_HIGH.sub(rf"{NNBSP}\1", text))
    return _IN_NUMBER.sub(NNBSP, _AFTER_HOUR.sub(NBSP, text))


def elided(template: str, facts: Mapping[str, object]) -> str:
    """ "de {name}" as "d'{name}" before a name that begins with a vowel.

    Not before an h, which may be either, nor before a figure.
    """

    def joined(found: re.Match[str]) -> str:
        begins = str(facts.get(found[2], ""))[:1].lower()
        return f"{found[1]}'{{{found[2]}}}" if begins in _VOWELS else found[0]

    return _ELIDED.sub(joined, template)
