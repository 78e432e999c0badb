"""An announcement that spreads: one message that grows, one line of the digest."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.core.model import ChannelId, Mode, Platform, PostId, Quiet, Watch
from bot.store import channels, deliveries, posts, watches
from connectors.query import Not, Word
from connectors.types import Post
from tests.fakes.slack import error
from tests.fakes.telegram import GROUP, JANE
from tests.scenarios.desk import EDIT_EVERY, Desk, open_desk
from tests.scenarios.seats import Seat, SlackSeat, TelegramSeat, everywhere, visible
from tests.store.spreading import GUIDE, HIRING, NETWORKS, a_firm, account_on, said
from tests.store.world import World

HOUR = timedelta(hours=1)


@dataclass
class Town:
    """A channel that watches a firm on three networks."""

    desk: Desk
    chat: str
    watches: dict[str, Watch]

    async def see(self, network: str, text: str = GUIDE, *, seconds: int = 60) -> Post:
        """It comes out now and a look shows it, `seconds` after what was before."""
        self.desk.clock.move(seconds)
        post = said(network, text, self.desk.clock.now())
        await self.desk.see(self.watches[network].target, post)
        return post

    async def set_channel(self, **facts: object) -> None:
        async with self.desk.app.store.begin() as tx:
            await channels.update(tx, self.channel_id, **facts)  # type: ignore[arg-type]

    @property
    def channel_id(self) -> ChannelId:
        return self.watches["mastodon"].channel_id

    def texts(self) -> list[str]:
        return [visible(one) for one in self.desk.texts(self.chat)]

    def lines(self) -> list[str]:
        """Of the channel's only message, without its buttons."""
        (text,) = self.texts()
        return [one for one in text.split("\n") if one and not one.startswith("[")]

    async def set_watch(self, network: str, **facts: object) -> None:
        async with self.desk.app.store.begin() as tx:
            await watches.update(tx, self.watches[network].id, **facts)  # type: ignore[arg-type]

    async def delete(self, row: int) -> None:
        """Its author takes the publication of that row back."""
        async with self.desk.app.store.begin() as tx:
            await deliveries.touch(tx, await posts.delete(tx, [PostId(row)]))

    @property
    def seat(self) -> Seat:
        if self.chat == "C1":
            return SlackSeat(self.desk.slack, "U1", "C1")
        return TelegramSeat(self.desk.telegram, JANE.id, int(self.chat))


async def a_town(desk: Desk, chat: str = "C1", language: str = "en") -> Town:
    here = Platform.SLACK if chat == "C1" else Platform.TELEGRAM
    async with desk.app.store.begin() as tx:
        world = World(tx, bot="T1" if here is Platform.SLACK else "1")
        workspace = "T1" if here is Platform.SLACK else chat
        channel = await world.channel(chat, workspace=workspace, platform=here)
        await channels.update(tx, channel.id, digest_on=False, language=language)
        accounts = [await account_on(tx, network) for network in NETWORKS]
        await a_firm(tx, channel, *accounts)
        now = desk.clock.now()
        made = {one.network: await world.watch(channel, one, now) for one in accounts}
    for one in made.values():
        await desk.see(one.target)
    return Town(desk, chat, made)


@pytest.fixture
async def desk(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Desk]:
    async with open_desk(tmp_path, sqlite_url) as opened:
        yield opened


@pytest.fixture
async def town(desk: Desk) -> Town:
    return await a_town(desk)


# --- one message that grows

SPREAD = {
    "en": [
        "Cabinet Durand · Mastodon, Bluesky, website",
        f"“{GUIDE}”",
        "Mastodon 10:01, Bluesky 10:02, website 10:03"
        " · you watch @durand_mastodon, @durand_bluesky, @durand_feed",
    ],
    "fr": [
        "Cabinet Durand · Mastodon, Bluesky, site web",
        f"«~{GUIDE}~»",
        "Mastodon 10:01, Bluesky 10:02, site web 10:03"
        " · vous suivez @durand_mastodon, @durand_bluesky, @durand_feed",
    ],
}


@everywhere
async def test_the_message_is_edited_as_the_announcement_spreads(
    desk: Desk, platform: str, language: str
) -> None:
    town = await a_town(desk, "C1" if platform == "slack" else str(GROUP), language)
    for network in NETWORKS:
        await town.see(network)
        await desk.send()
    await desk.pass_by(2 * EDIT_EVERY)
    assert town.lines() == SPREAD[language]


async def test_it_is_edited_at_most_once_a_minute(town: Town) -> None:
    await town.see("mastodon")
    await town.desk.send()
    await town.see("bluesky", seconds=5)
    await town.see("feed", seconds=5)
    await town.desk.pass_by(40)
    assert town.desk.slack.calls_of("chat.update") == []
    await town.desk.pass_by(EDIT_EVERY)
    assert len(town.desk.slack.calls_of("chat.update")) == 1
    assert town.lines() == [
        *SPREAD["en"][:2],
        SPREAD["en"][2].replace("10:02", "10:01").replace("10:03", "10:01"),
    ]


async def test_each_network_leads_to_its_own_publication(desk: Desk) -> None:
    town = await a_town(desk, str(GROUP))
    every = [await town.see(network) for network in NETWORKS]
    await desk.pass_by(5)
    (told,) = desk.telegram.posts(GROUP)
    assert [one.link for one in told.entities if one.link] == [post.url for post in every]


async def test_what_came_out_first_is_quoted_even_if_it_is_seen_last(town: Town) -> None:
    town.desk.clock.move(3600)
    now = town.desk.clock.now()
    late = said("feed", f"{GUIDE}. À lire !", now - timedelta(minutes=30))
    await town.see("mastodon")
    await town.desk.send()
    await town.desk.see(town.watches["feed"].target, late)
    await town.desk.pass_by(EDIT_EVERY)
    assert town.lines()[:2] == [
        "Cabinet Durand · website 10:30, Mastodon 11:01",
        f"“{GUIDE}. À lire !”",
    ]


async def test_a_copy_of_another_day_says_which(town: Town) -> None:
    await town.see("mastodon")
    await town.desk.send()
    await town.see("bluesky", seconds=24 * 3600)
    await town.desk.pass_by(5)
    assert town.lines()[0] == "Cabinet Durand · Mastodon, Bluesky"
    assert town.lines()[2].startswith("Mastodon 10:01, Bluesky Tue 3 Nov 10:01 · ")
    assert "published yesterday 10:01" in town.lines()[2]


async def test_what_waits_is_one_message_with_all(town: Town) -> None:
    local = town.desk.clock.now() + HOUR
    quiet = Quiet(local.time(), (local + HOUR).time())
    await town.set_channel(quiet=quiet)
    for network in NETWORKS:
        await town.see(network)
        await town.desk.send()
    assert town.texts() == []
    await town.desk.pass_by(3700, step=20)
    assert town.lines() == SPREAD["en"]
    assert town.desk.slack.calls_of("chat.update") == []


async def test_a_message_that_cannot_be_edited_is_never_sent_again(town: Town) -> None:
    refused = error("cant_update_message")
    town.desk.slack.fail("chat.update", refused, times=10)
    await town.see("mastodon")
    await town.desk.send()
    await town.see("bluesky")
    await town.desk.pass_by(3 * EDIT_EVERY)
    assert town.lines()[0] == "Cabinet Durand · Mastodon · new post"
    assert len(town.desk.slack.calls_of("chat.postMessage")) == 1


async def test_what_this_channel_left_out_is_not_shown(town: Town) -> None:
    await town.set_watch("bluesky", query=Not(Word("guide")))
    await town.set_watch("feed", muted_until=town.desk.clock.now() + 5 * HOUR)
    for network in NETWORKS:
        await town.see(network)
    await town.desk.pass_by(EDIT_EVERY)
    assert town.lines()[0] == "Cabinet Durand · Mastodon · new post"


async def test_a_member_that_its_author_deletes_goes_and_the_last_stays_as_deleted(
    town: Town,
) -> None:
    for network in ("mastodon", "bluesky"):
        await town.see(network)
    await town.desk.send()
    await town.delete(1)
    await town.desk.pass_by(EDIT_EVERY)
    assert town.lines()[0] == "Cabinet Durand · Bluesky · new post"
    await town.delete(2)
    await town.desk.pass_by(EDIT_EVERY)
    assert "This post has been deleted by its author." in town.lines()


async def test_an_upstream_edit_of_a_member_is_followed(town: Town) -> None:
    first = await town.see("mastodon")
    await town.see("bluesky")
    await town.desk.send()
    await town.desk.edit(town.watches["mastodon"], first, f"{GUIDE} !")
    await town.desk.pass_by(EDIT_EVERY)
    assert f"“{GUIDE} !”" in town.lines()
    assert "Mastodon 10:01, Bluesky 10:02" in town.lines()[0]


async def test_many_at_once_are_counted_by_announcement(town: Town) -> None:
    await town.set_channel(parked="slack_archived")
    for number in range(6):
        for network in ("mastodon", "bluesky"):
            await town.see(network, f"{SUBJECTS[number]} : ce qui change pour les petites firmes")
    await town.set_channel(parked=None)
    await town.desk.pass_by(5)
    (text,) = town.texts()
    assert "6 posts" in text
    assert text.count("also on Bluesky") == 6


SUBJECTS = (
    "Facturation électronique obligatoire",
    "Taxe sur les salaires des associations",
    "Bulletin de paie simplifié",
    "Amortissement des véhicules utilitaires",
    "Apprentissage et aides à l'embauche",
    "Succession et pacte familial",
)


# --- why


@everywhere
async def test_why_says_which_message_it_joined(desk: Desk, platform: str, language: str) -> None:
    town = await a_town(desk, "C1" if platform == "slack" else str(GROUP), language)
    first = await town.see("mastodon")
    await desk.send()
    second = await town.see("bluesky")
    asked = {"en": "why", "fr": "pourquoi"}[language]
    joined = (await town.seat.say(f"{asked} {second.url}")).lines[-1]
    told = (await town.seat.say(f"{asked} {first.url}")).lines[-1]
    assert (visible(joined), visible(told)) == {
        "en": (
            "The same announcement came out on Mastodon today 10:01. "
            "Joined to the message of today 10:01.",
            "The same announcement came out later on Bluesky, today 10:02. Told here today 10:01.",
        ),
        "fr": (
            "La même annonce a paru (Mastodon, aujourd'hui 10:01). "
            "Jointe à un message (aujourd'hui 10:01).",
            "La même annonce a paru ensuite (Bluesky, aujourd'hui 10:02). "
            "Annoncée ici aujourd'hui 10:01.",
        ),
    }[language]


async def test_why_says_that_a_message_was_too_old_to_be_changed(town: Town) -> None:
    first = await town.see("mastodon")
    await town.desk.send()
    assert first.published_at is not None
    town.desk.clock.move(73 * 3600)
    late = said("bluesky", GUIDE, first.published_at + HOUR)
    await town.desk.see(town.watches["bluesky"].target, late)
    await town.desk.pass_by(EDIT_EVERY)
    assert len(town.texts()) == 1
    answer = (await town.seat.say(f"why {late.url}")).lines[-1]
    assert "too old to be changed; no second message is sent." in answer


# --- the digest


@everywhere
async def test_the_digest_lists_an_announcement_once(
    desk: Desk, platform: str, language: str
) -> None:
    town = await a_town(desk, "C1" if platform == "slack" else str(GROUP), language)
    for network in NETWORKS:
        await town.see(network)
    await town.see("mastodon", HIRING)
    desk.clock.move(60)
    asked = {"en": "digest now", "fr": "synthese maintenant"}[language]
    answer = visible((await town.seat.say(asked)).text)
    line = {"en": " · also on Bluesky, website", "fr": " · aussi~: Bluesky, site web"}[language]
    assert answer.count(line) == 1
    assert {"en": "2 posts", "fr": "2 publications"}[language] in answer


async def test_a_sent_digest_follows_the_deletion_of_a_member(town: Town) -> None:
    await town.set_channel(digest_on=True)
    for name in town.watches:
        await town.set_watch(name, mode=Mode.DIGEST)
    for network in NETWORKS:
        await town.see(network)
    await town.desk.pass_to(datetime(2026, 11, 3, 7, 31, tzinfo=UTC))
    await town.desk.app.digests.tick()
    await town.desk.pass_by(10)
    assert town.desk.holding("also on Bluesky, website") == 1
    await town.delete(2)
    await town.desk.pass_by(2 * EDIT_EVERY)
    assert town.desk.holding("also on website") == 1
