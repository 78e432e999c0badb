"""What takes back a change of a panel: steps by its slug, as a forgotten one has no number."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bot.core.firms.model import Firm, FirmId
from bot.core.model import Change, ChannelId, Mode, Person
from bot.core.panels import Following, Panel
from bot.store import panels
from bot.store.engine import Tx

STEPS = "panels"
"""Their name in what note() is given; they are carried out in their order."""


def put(of: Panel, firm: Firm) -> list[Any]:
    return ["put", of.slug, firm.id]


def drop(of: Panel, firm: Firm) -> list[Any]:
    return ["drop", of.slug, firm.id]


def call(of: Panel) -> list[Any]:
    return ["call", of.slug, of.name]


def make(of: Panel) -> list[Any]:
    by = of.created_by
    return ["make", of.slug, of.name, by.id, by.name, of.created_at.isoformat()]


def end(of: Panel) -> list[Any]:
    """Where nothing is left in it."""
    return ["end", of.slug]


def follow(of: Panel, one: Following) -> list[Any]:
    by = one.created_by
    return [
        "follow",
        of.slug,
        one.channel_id,
        one.mode.value,
        by.id,
        by.name,
        one.created_at.isoformat(),
    ]


def leave(of: Panel, channel_id: ChannelId) -> list[Any]:
    return ["leave", of.slug, channel_id]


async def put_back(tx: Tx, change: Change) -> None:
    for step, slug, *facts in change.before.get(STEPS, []):
        if step == "make":
            name, by, by_name, at = facts
            made = datetime.fromisoformat(at)
            person = Person(by, by_name)
            await panels.ensure(
                tx, change.workspace_id, name=name, person=person, now=made, slug=slug
            )
        elif (known := await panels.of_slug(tx, change.workspace_id, slug)) is not None:
            await _step(tx, known, step, facts)


async def _step(tx: Tx, of: Panel, step: str, facts: list[Any]) -> None:
    match step, facts:
        case "put", [firm_id]:
            await panels.add_firm(tx, of.id, FirmId(firm_id))
        case "drop", [firm_id]:
            await panels.drop_firm(tx, of.id, FirmId(firm_id))
        case "call", [name]:
            await panels.rename(tx, of.id, name)
        case "leave", [channel_id]:
            await panels.unfollow(tx, of.id, ChannelId(channel_id))
        case "follow", [channel_id, mode, by, by_name, at]:
            person, since = Person(by, by_name), datetime.fromisoformat(at)
            await panels.follow(tx, of.id, ChannelId(channel_id), Mode(mode), person, since)
        case "end", []:
            if not await panels.firms_in(tx, of):
                await panels.end(tx, of.id)
