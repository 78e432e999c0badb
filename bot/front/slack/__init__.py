"""The Slack front-end."""

from bot.front.slack.app import SlackFront, SlackHealth
from bot.front.slack.hooks import Hooks
from bot.front.slack.oauth import INSTALL, REDIRECT
from bot.front.slack.settings import OAuth, SlackSettings
from bot.front.slack.teams import SlackTeams

__all__ = [
    "INSTALL",
    "REDIRECT",
    "Hooks",
    "OAuth",
    "SlackFront",
    "SlackHealth",
    "SlackSettings",
    "SlackTeams",
]
