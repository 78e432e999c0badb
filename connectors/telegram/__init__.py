"""Telegram: the public previews of channels."""

from connectors.telegram.connector import Telegram, TelegramConfig

__all__ = ["Telegram", "TelegramConfig"]
