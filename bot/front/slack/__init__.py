"""The Slack front-end."""

from bot.front.slack.app import SlackFront, SlackHealth, SlackSettings

__all__ = ["SlackFront", "SlackHealth", "SlackSettings"]
