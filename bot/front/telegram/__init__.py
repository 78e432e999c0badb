"""The Telegram front-end, on python-telegram-bot."""

from bot.front.telegram.app import TelegramFront
from bot.front.telegram.updates import NO_HOOKS, Hooks
from bot.front.telegram.webhook import PATH, Webhook

__all__ = ["NO_HOOKS", "PATH", "Hooks", "TelegramFront", "Webhook"]
