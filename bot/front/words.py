"""The few sentences that a front-end says by itself, when no use case is asked."""

from __future__ import annotations

from bot.render.texts import spoken
from bot.render.words import sentence


def say(key: str, language: str | None, **facts: str) -> str:
    """The sentence for a reader of that language, English where we don't speak it."""
    return sentence(spoken(language), "chat." + key, **facts)
