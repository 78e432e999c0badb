"""Names that change hands: who is asked, when, and what becomes of the watch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from bot.core.model import Watch
from bot.core.reactions import TAKEN_OVER
from bot.service.look import Looker
from bot.service.notices import Notices
from bot.store.engine import Store
from bot.store.tables import delivery, post
from connectors.errors import ConnectorError, TargetGone, Transient
from connectors.types import Account, Conversation, Coverage, Kind, Lead, Look
from tests.service.looking import Scripted, Watchtower, page
from tests.service.world import networks
from tests.store.world import NOW, World, a_post, an_account

GONE, TAKEN = TargetGone("not_found"), TargetGone("name_taken")
OTHER = "https://social.example/users/other"
STRANGER = replace(an_account(), key=OTHER, name="Casino", followers=12)
STRANGER_LOOK = Look((a_post("bad", "Gagnez gros"),), "c2", Coverage.COMPLETE, account=STRANGER)


class Named(Scripted):
    """A network that says who has a name."""

    def __init__(self) -> None:
        super().__init__()
        self.holders: Sequence[Account] | ConnectorError = ()
        self.asked: list[str] = []
        self.money: int | None = None

    def parse_target(self, text: str) -> Lead | None:
        return Lead(self.network, Kind.ACCOUNT, text.partition(":")[2], exact=True)

    def identify(self, lead: Lead) -> Conversation[Sequence[Account]]:
        yield from ()
        self.asked.append(lead.text)
        if isinstance(self.holders, ConnectorError):
            raise self.holders
        return self.holders

    def budget(self) -> int | None:
        return self.money


class Tower(Watchtower):
    def __init__(self, store: Store) -> None:
        super().__init__(store)
        self.network: Named = Named()
        asked = networks(store, self.clock, self.network)
        self.looker = Looker(store, asked, Notices(), self.clock, "me")

    async def payload(self) -> Any:
        """Of the last notice."""
        found = select(delivery.c.payload).order_by(delivery.c.id.desc()).limit(1)
        async with self.store.read() as tx:
            return (await tx.execute(found)).scalar_one()

    async def posts(self) -> Sequence[str]:
        async with self.store.read() as tx:
            return list((await tx.execute(select(post.c.key))).scalars())


@pytest.fixture
def tower(sqlite_store: Store) -> Tower:
    return Tower(sqlite_store)


async def watched(tower: Tower) -> Watch:
    async with tower.store.begin() as tx:
        watch = await World(tx).watched()
    await tower.look(page(a_post("own", published_at=NOW)))
    return watch


async def keys(tower: Tower) -> list[str]:
    return [key for _, key in await tower.notices()]


async def test_a_gone_account_whose_name_is_another_s_is_a_question_instead(tower: Tower) -> None:
    watch = await watched(tower)
    tower.network.holders = [STRANGER]
    await tower.look(GONE, GONE)
    assert tower.network.asked == []
    await tower.look(GONE)
    assert tower.network.asked == [watch.target.handle]
    assert await keys(tower) == ["notice.broken.taken"]
    payload = await tower.payload()
    assert payload["by"] == {
        "name": "Casino",
        "followers": 12,
        "command": f"watch mastodon:{watch.target.handle}",
    }
    assert (payload["watch"], payload["error"]) == (watch.id, TAKEN_OVER)
    assert payload["since"]


async def test_it_is_asked_and_told_once(tower: Tower) -> None:
    await watched(tower)
    tower.network.holders = [STRANGER]
    await tower.look(GONE, GONE, GONE, GONE, GONE, minutes=2000)
    assert len(tower.network.asked) == 1
    assert await keys(tower) == ["notice.broken.taken"]


async def test_a_name_that_is_taken_later_is_asked_about_after_the_account_was_told_as_gone(
    tower: Tower,
) -> None:
    watch = await watched(tower)
    await tower.look(GONE, GONE, GONE)
    assert await keys(tower) == ["notice.broken.gone"]
    tower.network.holders = [STRANGER]
    await tower.look(GONE, minutes=2000)
    assert await keys(tower) == ["notice.broken.gone", "notice.broken.taken"]
    assert (await tower.state(watch.target)).error == TAKEN_OVER


async def test_where_questions_cost_money_the_name_is_asked_for_once(tower: Tower) -> None:
    await watched(tower)
    tower.network.money = 10_000_000
    await tower.look(GONE, GONE, GONE, GONE, GONE, minutes=2000)
    assert len(tower.network.asked) == 1


@pytest.mark.parametrize(
    "holders",
    [
        (),
        (an_account(),),
        (an_account("sages", key="https://social.example/users/sages"),),
        Transient("no answer"),
    ],
    ids=["nobody", "itself", "a namesake", "no answer"],
)
async def test_without_a_stranger_a_gone_account_is_told_as_gone(
    tower: Tower, holders: Sequence[Account] | ConnectorError
) -> None:
    await watched(tower)
    tower.network.holders = holders
    await tower.look(GONE, GONE, GONE)
    assert await keys(tower) == ["notice.broken.gone"]


async def test_a_look_that_meets_another_account_is_a_question_at_once(tower: Tower) -> None:
    watch = await watched(tower)
    tower.network.holders = Transient("no answer")
    await tower.look(TAKEN)
    assert await keys(tower) == ["notice.broken.taken"]
    assert (await tower.payload())["by"] is None
    assert (await tower.state(watch.target)).error == TAKEN_OVER


async def test_what_a_stranger_published_is_not_recorded(tower: Tower) -> None:
    watch = await watched(tower)
    await tower.look(STRANGER_LOOK)
    assert await tower.posts() == ["own"]
    assert await keys(tower) == ["notice.broken.taken"]
    state = await tower.state(watch.target)
    assert (state.target.name, state.cursor) == (watch.target.name, "c1")


async def test_an_account_that_comes_back_is_told_and_watched_again(tower: Tower) -> None:
    await watched(tower)
    await tower.look(TAKEN)
    await tower.look(page(a_post("back")), minutes=2000)
    assert await keys(tower) == ["notice.broken.taken", "notice.back"]
    assert "back" in await tower.posts()
