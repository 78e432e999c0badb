"""In which Slack workspaces the bot was installed by a browser."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import SQLModel

from bot.store.columns import table_of, words


class SlackInstallationRow(SQLModel, table=True):
    """`enterprise`: the organisation, "" for none. `team`: "" for the organisation as a whole.

    `token`: the bot's, encrypted with a key that isn't in the database.
    """

    __tablename__ = "slack_installation"
    enterprise: str = words(primary_key=True)
    team: str = words(primary_key=True)
    name: str = words()
    bot_user: str = words()
    bot_id: str = words()
    token: str = words()
    installed_at: datetime


slack_installation = table_of(SlackInstallationRow)


class SlackOrgTeamRow(SQLModel, table=True):
    """A workspace that an organisation's installation covers, once something came from it."""

    __tablename__ = "slack_org_team"
    team: str = words(primary_key=True)
    enterprise: str = words()


slack_org_team = table_of(SlackOrgTeamRow)


class SlackStateRow(SQLModel, table=True):
    """Installations that came back from the browser: each state is good once."""

    __tablename__ = "slack_state"
    digest: str = words(primary_key=True)
    until: datetime


slack_state = table_of(SlackStateRow)
