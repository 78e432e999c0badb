"""The code that makes its sender the operator: the same until it is used, and kept nowhere."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import delete

from bot.core.model import ChannelKey, Person, Platform
from bot.service.operators import CODE_LETTERS, claim, claim_code
from bot.store import operators
from bot.store.engine import Store
from bot.store.tables import operator

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
KEY = ChannelKey(Platform.TELEGRAM, "1", "101")
JANE = Person("101", "Jane")
SEED = "1:T"


async def code_of(store: Store, seed: str = SEED) -> str | None:
    async with store.begin() as tx:
        return await claim_code(tx, seed, NOW)


async def claimed(store: Store, code: str) -> bool:
    async with store.begin() as tx:
        return await claim(tx, code, KEY, JANE, NOW)


async def test_the_code_stays_the_same_until_it_is_used(store: Store) -> None:
    first = await code_of(store)
    assert first is not None
    assert await code_of(store) == first
    assert not await claimed(store, "AAAA-AAAA")
    assert await claimed(store, first.lower().replace("-", ""))
    assert await code_of(store) is None
    assert not await claimed(store, first)


async def test_whoever_follows_an_operator_gets_another_code(store: Store) -> None:
    first = await code_of(store)
    assert first is not None
    assert await claimed(store, first)
    async with store.begin() as tx:
        await tx.execute(delete(operator))
    second = await code_of(store)
    assert second not in (None, first)
    assert not await claimed(store, first)


@pytest.mark.parametrize("seed", ["2:U", ""], ids=["other tokens", "no tokens"])
async def test_with_other_tokens_the_code_is_another_and_the_old_one_is_void(
    store: Store, seed: str
) -> None:
    first = await code_of(store)
    second = await code_of(store, seed)
    assert first is not None
    assert second not in (None, first)
    assert not await claimed(store, first)


async def test_without_tokens_nobody_can_tell_the_code_from_the_database(store: Store) -> None:
    assert await code_of(store, "") != await code_of(store, "")


async def test_a_code_of_an_earlier_version_is_replaced(store: Store) -> None:
    async with store.begin() as tx:
        await operators.set_claim_code_hash(tx, "0" * 64, NOW)
    code = await code_of(store)
    assert code is not None
    assert await claimed(store, code)


async def test_neither_the_code_nor_the_seed_is_in_the_database(store: Store) -> None:
    code = await code_of(store, "123456:a-secret-token")
    async with store.read() as tx:
        kept = await operators.claim_code_hash(tx)
    assert code is not None
    assert kept is not None
    assert code not in kept
    assert code.replace("-", "") not in kept.upper()
    assert "a-secret-token" not in kept
    assert set(code) <= {*CODE_LETTERS, "-"}
