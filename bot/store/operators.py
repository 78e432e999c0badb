"""Who runs the installation, how it is claimed, and which chats may use it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import and_, delete, exists, not_, select

from bot.core.model import Person, Platform
from bot.store import facts, sql
from bot.store.engine import Tx
from bot.store.tables import chat_access, fact, operator

_CLAIM = "claim_code_hash"
_INVITE = "owner_code_hash"


@dataclass(frozen=True, slots=True)
class Operator:
    """`bot`: as in ChannelKey."""

    platform: Platform
    bot: str
    person: Person


class Access(StrEnum):
    """What the operator answered about a chat or a workspace."""

    ALLOWED = "allowed"
    REFUSED = "refused"


async def set_claim_code_hash(tx: Tx, value: str, now: datetime) -> None:
    """A new code replaces the one before."""
    await facts.put(tx, _CLAIM, value, now)


async def claim_code_hash(tx: Tx) -> str | None:
    return await facts.get(tx, _CLAIM)


async def clear_claim_code(tx: Tx, value: str) -> bool:
    """Use the code up. False: another did, or a new one replaced it."""
    return await sql.changed(tx, delete(fact).where(fact.c.name == _CLAIM, fact.c.value == value))


async def set_invitation(tx: Tx, value: str, now: datetime) -> None:
    """The hash of a code for one more operator; it replaces the one before."""
    await facts.put(tx, _INVITE, value, now)


async def use_invitation(tx: Tx, value: str, now: datetime, life: timedelta) -> bool:
    """False: not that code, used, or older than `life`."""
    c = fact.c
    same = delete(fact).where(c.name == _INVITE, c.value == value, c.at > now - life)
    return await sql.changed(tx, same)


async def remove_operator(tx: Tx, platform: Platform, bot: str, person: Person) -> bool:
    """False: the only one stays, and so does who isn't one."""
    c, other = operator.c, operator.alias()
    mine = (c.platform == platform.value) & (c.bot == bot) & (c.person_id == person.id)
    same = [other.c[name] == c[name] for name in ("platform", "bot", "person_id")]
    more = exists().where(not_(and_(*same)))
    return await sql.changed(tx, delete(operator).where(mine, more))


async def add_operator(
    tx: Tx,
    platform: Platform,
    bot: str,
    person: Person,
    now: datetime,
    *,
    chat: str | None = None,
) -> None:
    """`chat`: their conversation with the bot alone, where it isn't named after the person."""
    row = {
        "platform": platform.value,
        "bot": bot,
        "person_id": person.id,
        "person_name": person.name,
        "chat": chat or person.id,
        "added_at": now,
    }
    await sql.insert_new(tx, operator, [row])


async def operators(tx: Tx, platform: Platform | None = None) -> list[Operator]:
    """Of one platform or all, the first first."""
    found = select(operator).order_by(operator.c.added_at)
    if platform is not None:
        found = found.where(operator.c.platform == platform.value)
    return [
        Operator(Platform(row.platform), row.bot, Person(row.person_id, row.person_name))
        for row in await sql.rows(tx, found)
    ]


async def access(tx: Tx, platform: Platform, bot: str, chat: str) -> Access | None:
    """None: the operator hasn't answered yet. `chat` "": a Slack workspace as a whole."""
    c = chat_access.c
    row = await sql.first(
        tx,
        select(c.allowed).where(c.platform == platform.value, c.bot == bot, c.chat == chat),
    )
    if row is None:
        return None
    return Access.ALLOWED if row.allowed else Access.REFUSED


async def allow(
    tx: Tx, platform: Platform, bot: str, chat: str, *, allowed: bool, now: datetime
) -> None:
    """The operator's answer; a later one replaces it."""
    c = chat_access.c
    answer = sql.insert(tx, chat_access).values(
        platform=platform.value, bot=bot, chat=chat, allowed=allowed, at=now
    )
    await tx.execute(
        answer.on_conflict_do_update(
            index_elements=[c.platform, c.bot, c.chat], set_={"allowed": allowed, "at": now}
        )
    )
