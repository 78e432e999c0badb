"""Words found as people mean them, in French and in English. Pure; linear in the text."""

from bot.core.words.find import Pattern, Patterns, Text

__all__ = ["Pattern", "Patterns", "Text"]
