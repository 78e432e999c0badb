"""Who runs the installation, and what they are told in private."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from bot.core.model import ChannelKey, DeliveryKind, Person, Platform
from bot.store import channels, deliveries, operators
from bot.store.engine import Tx

INVITATION_LIFE = timedelta(days=1)
CODE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # nothing that reads like something else


def _digest(code: str) -> str:
    return hashlib.sha256(code.strip().upper().replace("-", "").encode()).hexdigest()


def _code(seed: str, salt: str) -> str:
    """2 x 4 letters, which only somebody who has the seed can tell."""
    made = hmac.new(seed.encode(), salt.encode(), hashlib.sha256).digest()
    letters = [CODE_LETTERS[byte % len(CODE_LETTERS)] for byte in made[:8]]
    return "".join(letters[:4]) + "-" + "".join(letters[4:])


async def claim_code(tx: Tx, seed: str, now: datetime) -> str | None:
    """The one-time code that makes its sender an operator; None: there is an operator already.

    The same as long as nobody has used it and `seed`, a secret of this installation ("": none),
    is the same. Only a salt and the code's hash are kept.
    """
    if await operators.operators(tx):
        return None
    seed = seed or secrets.token_hex()
    known = await operators.claim_code_hash(tx) or ""
    code = _code(seed, known.partition(":")[0])
    if not hmac.compare_digest(_hash_of(known), _digest(code)):
        salt = secrets.token_hex(8)
        code = _code(seed, salt)
        await operators.set_claim_code_hash(tx, f"{salt}:{_digest(code)}", now)
    return code


def _hash_of(known: str) -> str:
    return known.rpartition(":")[2]


async def invitation(tx: Tx, now: datetime) -> str:
    """A one-time code that makes its sender one more operator, for a day."""
    code = _code(secrets.token_hex(), secrets.token_hex())
    await operators.set_invitation(tx, _digest(code), now)
    return code


async def claim(tx: Tx, code: str, key: ChannelKey, person: Person, now: datetime) -> bool:
    """True when the code is the right one: the person is now an operator, the code is used up."""
    if not await _used(tx, code, now):
        return False
    await operators.add_operator(tx, key.platform, key.bot, person, now, chat=key.chat)
    return True


async def _used(tx: Tx, code: str, now: datetime) -> bool:
    if await operators.use_invitation(tx, _digest(code), now, INVITATION_LIFE):
        return True
    known = await operators.claim_code_hash(tx)
    if known is None or not hmac.compare_digest(_hash_of(known), _digest(code)):
        return False
    return await operators.clear_claim_code(tx, known)


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
