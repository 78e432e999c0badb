"""A comparison of firms, or of one firm's networks, as a Message."""

from bot.render.comparing.message import comparison_message

__all__ = ["comparison_message"]
