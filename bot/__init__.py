"""Veilleur: watches what firms say on social networks and tells a Slack or Telegram channel."""

__version__ = "0.1.0"
