"""The sentences that only Slack needs."""

from __future__ import annotations

from bot.render.texts import spoken
from bot.render.words import sentence


def say(language: str, key: str, **facts: str) -> str:
    """The sentence of that key, English where we don't speak the language. Raises KeyError."""
    return sentence(spoken(language), "slack." + key, **facts)
