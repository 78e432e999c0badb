"""Who runs the installation, and what they are told in private."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.core.model import ChannelKey, DeliveryKind, Person, Platform
from bot.store import channels, deliveries, operators
from bot.store.engine import Tx

CODE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # nothing that reads like something else


def _digest(code: str) -> str:
    return hashlib.sha256(code.strip().upper().replace("-", "").encode()).hexdigest()


def new_code() -> str:
    """A one-time code as printed by `veilleur run`: 2 x 4 letters."""
    letters = [secrets.choice(CODE_LETTERS) for _ in range(8)]
    return "".join(letters[:4]) + "-" + "".join(letters[4:])


async def set_claim_code(tx: Tx, code: str, now: datetime) -> None:
    """Only the code's hash is kept; a new code replaces the one before."""
    await operators.set_claim_code_hash(tx, _digest(code), now)


async def claim(tx: Tx, code: str, key: ChannelKey, person: Person, now: datetime) -> bool:
    """True when the code is the right one: the person is now an operator, the code is used up."""
    known = await operators.claim_code_hash(tx)
    if known is None or not hmac.compare_digest(known, _digest(code)):
        return False
    if not await operators.clear_claim_code(tx, known):
        return False
    await operators.add_operator(tx, key.platform, key.bot, person, now, chat=key.chat)
    return True


async def is_operator(tx: Tx, platform: Platform, bot: str, person: Person) -> bool:
    """The terminal's person runs the machine: always an operator."""
    if platform is Platform.TERMINAL:
        return True
    known = await operators.operators(tx, platform)
    return any(one.bot == bot and one.person.id == person.id for one in known)


async def tell_operators(tx: Tx, payload: Mapping[str, Any], now: datetime) -> None:
    """A notice in each operator's private channel, if they have opened one."""
    for channel in await channels.of_operators(tx):
        await deliveries.add(tx, channel.id, DeliveryKind.NOTICE, payload=dict(payload), now=now)
