"""Firms with a past, for comparisons of them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import update

from bot.core.firms.kinds import FirmKind, Relation
from bot.core.firms.model import Firm
from bot.core.model import Channel, Platform, PostId
from bot.store import channels, firms, panels, stories, targets
from bot.store.stories import Owner
from bot.store.tables import target
from connectors.types import Kind, Target
from tests.fakes.telegram import JANE, JEANNE
from tests.scenarios.desk import Desk
from tests.scenarios.seats import Read, Seat, SlackSeat, TelegramSeat
from tests.store.world import ANNE, World, a_post, an_account

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
LONG = 200 * DAY


@dataclass
class Past:
    """A channel whose firms have been watched for some time."""

    desk: Desk
    seat: Seat
    channel: Channel
    targets: dict[tuple[str, str], Target] = field(default_factory=dict)
    known: dict[str, Firm] = field(default_factory=dict)
    _said: int = 0

    async def firm(
        self,
        name: str,
        *networks: str,
        kind: FirmKind = FirmKind.ACCOUNTING,
        relation: Relation | None = None,
        watched: timedelta = LONG,
    ) -> Firm:
        """With an account on each network, watched since so long."""
        now = self.desk.clock.now()
        async with self.desk.app.store.begin() as tx:
            made = await firms.ensure(
                tx, self.channel.workspace_id, name=name, site="", kind=kind, person=ANNE, now=now
            )
            if relation is not None:
                await firms.change(tx, made.id, relation=relation)
        self.known[name] = made
        for network in networks:
            await self.account(name, network, watched=watched)
        return made

    async def account(
        self, name: str, network: str, *, watched: timedelta | None = LONG, of: bool = True
    ) -> Target:
        """`watched` None: it isn't. `of`: confirmed as the firm's of that name."""
        now = self.desk.clock.now()
        handle = name.split()[-1].lower()
        handle = f"{handle}@{network}.example" if network == "mastodon" else handle
        kind = Kind.FEED if network == "feed" else Kind.ACCOUNT
        facts = {"network": network, "key": f"{network}/{handle}", "handle": handle, "kind": kind}
        async with self.desk.app.store.begin() as tx:
            account = replace(an_account(host=f"{network}.example", **facts), name=name)
            made = await targets.ensure(tx, account, credential="", now=now)
            if of:
                firm = self.known[name]
                await firms.confirm(tx, firm, made.id, proof="both", person=ANNE, now=now)
            if watched is not None:
                await World(tx).watch(self.channel, made, now - watched)
                since = {"baseline_at": now - watched, "last_good_at": now, "last_look_at": now}
                await tx.execute(update(target).where(target.c.id == made.id).values(since))
        self.targets[name, network] = made
        return made

    async def says(
        self, name: str, network: str, text: str, ago: timedelta, **facts: Any
    ) -> PostId:
        """A publication of so long ago."""
        self._said += 1
        now, of = self.desk.clock.now(), self.targets[name, network]
        given = {"network": network, "author_key": of.key, "author_name": name}
        url = f"https://{network}.example/{self._said}"
        key = f"{network}/{self._said}"
        post = a_post(key, text, published_at=now - ago, url=url, **(given | facts))
        async with self.desk.app.store.begin() as tx:
            [stored] = await World(tx).see(of, post, at=now - ago)
            if post.reactions is not None:  # counted again once they hardly grow
                await World(tx).see(of, post, at=min(now, now - ago + 3 * DAY))
        return stored.id

    async def daily(
        self, name: str, network: str, count: int, text: str = "La paie et les congés", **facts: Any
    ) -> None:
        """One a day, up to yesterday."""
        for number in range(count):
            await self.says(name, network, text, (number + 1) * DAY, **facts)

    async def habit(self, name: str, network: str, reactions: int, count: int = 6) -> None:
        """What its posts of the time before usually get."""
        for number in range(count):
            ago = (95 + number) * DAY
            await self.says(name, network, "Avant", ago, reactions=reactions)

    async def one_story(self, name: str, *post_ids: PostId) -> None:
        """They tell the same."""
        now, firm = self.desk.clock.now(), self.known[name]
        of = Owner(firm.id, firm.workspace_id)
        async with self.desk.app.store.begin() as tx:
            first = dict.fromkeys(post_ids, now)
            await stories.begin(tx, of, {post_ids[0]: now}, now)
            begun = await stories.opened_by(tx, firm.workspace_id, post_ids[:1])
            [story] = begun.values()
            await stories.place(tx, of, [(one, story) for one in post_ids], first)

    async def panel(self, name: str, *of: str) -> None:
        async with self.desk.app.store.begin() as tx:
            made, _ = await panels.ensure(
                tx, self.channel.workspace_id, name=name, person=ANNE, now=self.desk.clock.now()
            )
            for one in of:
                await panels.add_firm(tx, made.id, self.known[one].id)

    async def join(self, name: str, account: Target, watched: timedelta) -> None:
        """An account that is known already is the firm's too, watched here since so long."""
        now = self.desk.clock.now()
        async with self.desk.app.store.begin() as tx:
            firm = self.known[name]
            await firms.confirm(tx, firm, account.id, proof="both", person=ANNE, now=now)
            await World(tx).watch(self.channel, account, now - watched)

    async def compares(self, what: str, *, verb: str = "compare", containing: str = "") -> Read:
        """The answer that stays."""
        return await self.seat.say(f"{verb} {what}".strip(), containing=containing)


async def a_past(desk: Desk, platform: str = "slack", language: str = "en") -> Past:
    person = JANE if language == "en" else JEANNE
    on_slack = platform == "slack"
    chat = "C1" if on_slack else str(person.id)
    async with desk.app.store.begin() as tx:
        world = World(tx, bot="T1" if on_slack else "1")
        made = await world.channel(
            chat,
            workspace="T1" if on_slack else chat,
            platform=Platform(platform),
            private=not on_slack,
        )
        await channels.update(tx, made.id, digest_on=False, language=language)
        made = await channels.get(tx, made.id)
    user = "U1" if language == "en" else "U2"
    slack, telegram = (
        SlackSeat(desk.slack, user, "C1"),
        TelegramSeat(desk.telegram, person.id, person.id),
    )
    return Past(desk, slack if on_slack else telegram, made)
