"""Five tips, each once, and none about what the channel uses already."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.core.digest import select
from bot.core.grammar import Bad, Mute, parse
from bot.core.message import Aside, plain
from bot.core.model import Platform
from bot.render.digests import Occasion, Tip, front
from bot.render.words import Words
from bot.service.tips import TIPS, next_tip, of_use, used
from bot.store.engine import Store
from tests.store.world import NOW, World


async def test_five_tips_come_one_after_the_other_and_then_none(store: Store) -> None:
    async with store.begin() as tx:
        channel = await World(tx).channel("C1")
        told = [await next_tip(tx, channel, NOW) for _ in range(7)]
    assert told == [*TIPS.values(), None, None]
    assert len(set(TIPS.values())) == 5


async def test_what_is_used_already_needs_no_tip_here_but_does_elsewhere(store: Store) -> None:
    mute = of_use(Mute())
    assert mute is not None
    async with store.begin() as tx:
        here, there = await World(tx).channel("C1"), await World(tx).channel("C2")
        await used(tx, here.id, mute, NOW)
        assert mute not in [await next_tip(tx, here, NOW) for _ in range(5)]
        assert mute in [await next_tip(tx, there, NOW) for _ in range(5)]


async def test_a_terminal_gets_no_tips(store: Store) -> None:
    async with store.begin() as tx:
        place = await World(tx).channel("local", platform=Platform.TERMINAL)
        assert await next_tip(tx, place, NOW) is None


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("key", TIPS.values())
def test_a_tip_is_the_last_line_of_a_digest_and_its_command_works(language: str, key: str) -> None:
    words = Words(language, "Europe/Paris", datetime(2026, 11, 23, 8, 30, tzinfo=UTC))
    content = select([], [], NOW, NOW)
    last = front(words, content, Occasion(tip=Tip(key, "/veille "))).blocks[-1]
    assert isinstance(last, Aside)
    said = plain(last.line)
    typed = said.partition("/veille ")[2].partition(" ")[0].rstrip(" ;:")
    assert not isinstance(parse(f"/{typed}"), Bad)
