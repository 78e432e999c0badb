"""Slack workspaces that a browser installed: once somebody runs this Veilleur, they are let in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from bot.core.model import Channel, ChannelId, DeliveryKind, Person, Platform
from bot.service.commands.context import House
from bot.service.messages import BUTTON_LIFE
from bot.service.operators import tell_operators
from bot.store import channels, deliveries, facts, installations, operators, told
from bot.store.engine import Tx
from bot.store.operators import Access

SHUT = "slack_shut"
"""Why nothing is sent in a workspace that was refused: a key of the texts."""

_ASKED, _LET_IN = "access.asked", "access.let_in"


class Standing(StrEnum):
    """`ASKED`: operators were, and haven't answered. `EACH`: it is an organisation, of which each
    workspace asks. A part of the texts' keys.
    """

    OPEN = "open"
    EACH = "each"
    ASKED = "asked"
    REFUSED = "refused"


async def standing(tx: Tx, team: str, now: datetime) -> Standing:
    """Where nobody runs this Veilleur nothing is asked; where one who does is, it is let in."""
    known = await operators.access(tx, Platform.SLACK, team, "")
    if known is Access.ALLOWED or (known is None and not await operators.operators(tx)):
        return Standing.OPEN
    if await has_operator(tx, team):
        await let_in(tx, team, now)
        return Standing.OPEN
    return Standing.ASKED if known is None else Standing.REFUSED


async def is_open(tx: Tx, house: House, team: str) -> bool:
    """Whether its people may use the bot."""
    if house.defaults.open_workspaces:
        return True
    return await standing(tx, team, house.clock.now()) is Standing.OPEN


async def has_operator(tx: Tx, team: str) -> bool:
    return any(one.bot == team for one in await operators.operators(tx, Platform.SLACK))


async def shut(
    house: House, team: str, person: Person, place: ChannelId | None = None
) -> Standing | None:
    """None: its people may use the bot. Else operators were asked, by this person at the latest.

    `place`: the channel where this was asked, which is told once it may.
    """
    if house.defaults.open_workspaces:
        return None
    async with house.store.read() as tx:
        if await operators.access(tx, Platform.SLACK, team, "") is Access.ALLOWED:
            return None
    now = house.clock.now()
    async with house.store.begin() as tx:
        found = await standing(tx, team, now)
        if found is Standing.OPEN:
            return None
        if found is Standing.ASKED:
            await _ask_for(tx, team, person, now)
            if place is not None:
                await told.once(tx, place, _ASKED, now)
    return found


async def _ask_for(tx: Tx, team: str, person: Person, now: datetime) -> None:
    name = await name_of(tx, team) or team
    key = "notice.workspace.asks" if person.name else "notice.workspace"
    await ask(tx, team, {"key": key, "channel": name, "name": person.name}, now)


async def ask(tx: Tx, team: str, notice: Mapping[str, str], now: datetime) -> None:
    """Put to the operators once, as long as its buttons are good."""
    if await facts.once(tx, f"workspace:{team}", now, BUTTON_LIFE):
        await tell_operators(tx, {**notice, "access": team}, now)


async def name_of(tx: Tx, team: str) -> str | None:
    """None: it isn't installed there. Of an organisation's workspaces the number is known only."""
    found = await installations.find(tx, await installations.enterprise_of(tx, team), team)
    if found is None:
        return None
    return found.name if found.team else f"{found.name} ({team})"


async def waiting(tx: Tx, team: str) -> list[Channel]:
    """Where somebody asked, and nobody was told yet that they may."""
    every = await channels.on_platform(tx, Platform.SLACK, team)
    known = {one.id: await told.names(tx, one.id) for one in every}
    return [one for one in every if _ASKED in known[one.id] and _LET_IN not in known[one.id]]


async def let_in(tx: Tx, team: str, now: datetime) -> None:
    """What waited there since it was refused is sent."""
    await operators.allow(tx, Platform.SLACK, team, "", allowed=True, now=now)
    await reopen(tx, team)


async def reopen(tx: Tx, team: str | None = None) -> None:
    """What a refusal held back is sent; of all workspaces where none is named."""
    for one in await channels.parked(tx, (SHUT,)):
        if team in (None, one.key.bot):
            await channels.unpark(tx, one.id, (SHUT,))


async def tell(tx: Tx, place: Channel, now: datetime) -> None:
    """That the workspace may use the bot, once."""
    if await told.once(tx, place.id, _LET_IN, now):
        facts = {"key": "notice.workspace.allowed"}
        await deliveries.add(tx, place.id, DeliveryKind.NOTICE, payload=facts, now=now)


async def refuse(tx: Tx, team: str, now: datetime) -> None:
    """Nothing is asked or sent there any more; what is watched stays for a while."""
    await operators.allow(tx, Platform.SLACK, team, "", allowed=False, now=now)
    await installations.shut(tx, team, SHUT, now)
