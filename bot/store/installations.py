"""In which Slack workspaces the bot was installed by a browser. Tokens come and go encrypted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, delete, exists, select
from sqlalchemy import update as sql_update

from bot.core.model import Platform
from bot.store import sql
from bot.store.engine import Tx
from bot.store.tables import channel, slack_installation, slack_org_team, slack_state


@dataclass(frozen=True, slots=True)
class Installation:
    """`enterprise`: "" for none. `team`: "" for the organisation as a whole. `token`: encrypted."""

    enterprise: str
    team: str
    name: str
    bot_user: str
    bot_id: str
    token: str = field(repr=False)


async def save(tx: Tx, one: Installation, now: datetime) -> None:
    """It replaces the one of the same workspace or organisation, also of before it joined one."""
    c, own = slack_installation.c, one.team != ""
    before = delete(slack_installation)
    await tx.execute(before.where(c.team == one.team if own else _whole(one.enterprise)))
    row = {name: getattr(one, name) for name in _COLUMNS}
    await sql.insert_new(tx, slack_installation, [{**row, "installed_at": now}])


async def find(tx: Tx, enterprise: str, team: str) -> Installation | None:
    """The workspace's own, else its organisation's. `team` "": the organisation's."""
    own = await _first(tx, slack_installation.c.team == team) if team else None
    if own is not None or not enterprise:
        return own
    return await _first(tx, _whole(enterprise))


async def enterprise_of(tx: Tx, team: str) -> str:
    """The organisation whose installation covers this workspace, as far as was seen; else ""."""
    c = slack_org_team.c
    row = await sql.first(tx, select(c.enterprise).where(c.team == team))
    return "" if row is None else str(row.enterprise)


async def seen(tx: Tx, team: str, enterprise: str) -> None:
    """Something came from this workspace by its organisation's installation."""
    new = sql.insert(tx, slack_org_team).values(team=team, enterprise=enterprise)
    told = new.on_conflict_do_update(
        index_elements=[slack_org_team.c.team], set_={"enterprise": enterprise}
    )
    await tx.execute(told)


async def covered(tx: Tx, enterprise: str) -> list[str]:
    """The workspaces that only this organisation's installation covers."""
    c = slack_org_team.c
    own = exists().where(slack_installation.c.team == c.team)
    found = select(c.team).where(c.enterprise == enterprise, ~own).order_by(c.team)
    return [row.team for row in await sql.rows(tx, found)]


async def every(tx: Tx) -> list[Installation]:
    """The first first."""
    found = select(slack_installation).order_by(slack_installation.c.installed_at)
    return [_installation(row) for row in await sql.rows(tx, found)]


async def remove(tx: Tx, enterprise: str, team: str) -> Installation | None:
    """What was removed. `team` "": the organisation's as a whole."""
    c = slack_installation.c
    where = c.team == team if team else _whole(enterprise)
    gone = delete(slack_installation).where(where).returning(*(c[name] for name in _COLUMNS))
    row = await sql.first(tx, gone)
    return None if row is None else _installation(row)


async def park(tx: Tx, teams: Sequence[str], reason: str) -> None:
    """Nothing is sent in these workspaces from now on."""
    c = channel.c
    there = (c.platform == Platform.SLACK.value) & c.bot.in_(teams) & c.parked.is_(None)
    await tx.execute(sql_update(channel).where(there).values(parked=reason))


async def shut(tx: Tx, team: str, reason: str, now: datetime) -> None:
    """The same, whatever else kept it from being sent; nobody there is told of it."""
    c = channel.c
    there = (c.platform == Platform.SLACK.value) & (c.bot == team)
    await tx.execute(sql_update(channel).where(there).values(parked=reason, parked_at=now))


async def use_state(tx: Tx, digest: str, until: datetime, now: datetime) -> bool:
    """False where it was used before. Nobody asks for one again after `until`."""
    await tx.execute(delete(slack_state).where(slack_state.c.until < now))
    new = sql.insert(tx, slack_state).values(digest=digest, until=until)
    first = new.on_conflict_do_nothing().returning(slack_state.c.digest)
    return await sql.first(tx, first) is not None


_COLUMNS = ("enterprise", "team", "name", "bot_user", "bot_id", "token")


def _whole(enterprise: str) -> ColumnElement[bool]:
    c = slack_installation.c
    return (c.enterprise == enterprise) & (c.team == "")


async def _first(tx: Tx, where: ColumnElement[bool]) -> Installation | None:
    row = await sql.first(tx, select(slack_installation).where(where))
    return None if row is None else _installation(row)


def _installation(row: object) -> Installation:
    return Installation(*(getattr(row, name) for name in _COLUMNS))
