"""How the front-end is set up."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.front.errors import FrontError


@dataclass(frozen=True, slots=True)
class SlackSettings:
    """`app_token` set: Socket Mode; else requests come by HTTP and `signing_secret` is needed.

    `command_prefix`: comes before each command's name ("acme-" makes /acme-watch).
    `ping_seconds`: between two signs of life of the socket. `partners`: other teams whose people
    may do what the bot's own team may. `bot_token` "": each team has its own.
    """

    bot_token: str = field(repr=False)
    app_token: str | None = field(default=None, repr=False)
    signing_secret: str | None = field(default=None, repr=False)
    api_url: str = "https://slack.com/api/"
    command_prefix: str = ""
    ping_seconds: float = 5.0
    partners: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class OAuth:
    """How the app is installed in many workspaces. `public_url`: where browsers reach us.

    `token_key`: encrypts the workspaces' tokens in the database.
    """

    client_id: str
    client_secret: str = field(repr=False)
    token_key: str = field(repr=False)
    public_url: str

    @classmethod
    def of(
        cls,
        client_id: str,
        client_secret: str | None,
        token_key: str | None,
        public_url: str | None,
    ) -> OAuth:
        """Raises FrontError that names what is missing."""
        if not client_secret:
            raise FrontError("slack_client_secret", "SLACK_CLIENT_SECRET")
        if not token_key:
            raise FrontError("slack_token_key", "SLACK_TOKEN_KEY")
        if not public_url:
            raise FrontError("slack_install_address", "PUBLIC_URL")
        return cls(client_id, client_secret, token_key, public_url.rstrip("/"))


def check_settings(settings: SlackSettings) -> None:
    """Raises FrontError where a token lies in the wrong place: told before anything is sent.

    https://docs.slack.dev/authentication/tokens
    """
    bot = settings.bot_token
    if bot.startswith("xapp-"):
        raise FrontError("slack_bot_token_is_app_token", "SLACK_BOT_TOKEN")
    if bot.startswith("xoxp-"):
        raise FrontError("slack_bot_token_is_user_token", "SLACK_BOT_TOKEN")
    _check_ways_in(settings)


def check_teams(settings: SlackSettings) -> None:
    """The same where each workspace has its own bot token. Raises FrontError."""
    if settings.bot_token:
        raise FrontError("slack_one_or_many", "SLACK_BOT_TOKEN")
    _check_ways_in(settings)


def _check_ways_in(settings: SlackSettings) -> None:
    if (settings.app_token or "").startswith("xoxb-"):
        raise FrontError("slack_app_token_is_bot_token", "SLACK_APP_TOKEN")
    if not settings.app_token and not settings.signing_secret:
        raise FrontError("slack_no_way_in", "SLACK_APP_TOKEN")
