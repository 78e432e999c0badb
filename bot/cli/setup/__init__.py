"""veilleur setup: a few questions, each answer checked at once, and `.env` is written."""

from bot.cli.setup.wizard import setup

__all__ = ["setup"]
