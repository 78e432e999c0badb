"""Asking what happened to a post."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import time, timedelta
from pathlib import Path

import pytest

from bot.core.model import Mode, Quiet, Watch
from bot.store import channels, posts, watches
from connectors.errors import Transient
from connectors.query import All, Has, Least, MediaKind, Not, Some, Tagged, Word
from connectors.types import Coverage, PostKind
from tests.clock import MONDAY
from tests.fakes.http import TAKE_AND_DROP
from tests.fakes.slack import error
from tests.fakes.telegram import GROUP, JANE
from tests.scenarios.desk import QUIET, Desk, open_desk
from tests.scenarios.seats import Read, SlackSeat, TelegramSeat, visible
from tests.store.world import World, a_post

JANES = str(JANE.id)
LINK = "https://social.example/@sage/1"
SUPERGROUP = -100_1234567890


@pytest.fixture
async def desk(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Desk]:
    async with open_desk(tmp_path, sqlite_url) as opened:
        yield opened


async def asked(desk: Desk, link: str = LINK, chat: str = "C1", verb: str = "why") -> list[str]:
    """The answer's lines, in the channel's language."""
    seat = SlackSeat(desk.slack, "U1", chat)
    return (await seat.say(f"{verb} {link}")).lines


async def seen(desk: Desk, watch: Watch, words: str = "A post", **facts: object) -> None:
    """The post at LINK comes out and is looked at."""
    facts = {"url": LINK, "published_at": desk.clock.now()} | facts
    await desk.see(watch.target, a_post("wanted", words, **facts))


async def change(desk: Desk, watch: Watch, **facts: object) -> None:
    async with desk.app.store.begin() as tx:
        await watches.update(tx, watch.id, **{"label": None} | facts)  # type: ignore[arg-type]


async def set_channel(desk: Desk, watch: Watch, **facts: object) -> None:
    async with desk.app.store.begin() as tx:
        await channels.update(tx, watch.channel_id, **facts)  # type: ignore[arg-type]


def links(answer: Read) -> list[str]:
    return [one.link for one in answer.item.entities if one.link]


SEEN = "Published today 10:10, seen today 10:10 through @sage@social.example."
TITLE = "Sage (Mastodon): “A post”"


# --- seen


async def test_what_was_told_is_told_with_its_times(desk: Desk) -> None:
    watch = await desk.watching()
    desk.clock.move(600)
    await seen(desk, watch)
    assert await asked(desk) == [TITLE, SEEN, "It is about to be sent."]
    desk.clock.move(60)
    await desk.send()
    assert await asked(desk) == [TITLE, SEEN, "Told here today 10:11."]
    desk.clock.move(24 * 3600)
    assert (await asked(desk))[-1] == "Told here yesterday 10:11."


async def test_the_answer_is_in_the_channels_language(desk: Desk) -> None:
    watch = await desk.watching()
    await set_channel(desk, watch, language="fr")
    desk.clock.move(600)
    await seen(desk, watch)
    await desk.send()
    assert await asked(desk, verb="pourquoi") == [
        "Sage (Mastodon)~: «~A post~»",
        "Publiée aujourd'hui 10:10, vue aujourd'hui 10:10 grâce au suivi de @sage@social.example.",
        "Annoncée ici aujourd'hui 10:10.",
    ]


async def test_why_alone_asks_which_and_the_link_answers(desk: Desk) -> None:
    watch = await desk.watching(JANES, private=True)
    await seen(desk, watch)
    jane = TelegramSeat(desk.telegram, JANE.id, JANE.id)
    assert (await jane.say("why")).lines == ["Which post? Send its link."]
    exchange = await desk.telegram.message(JANE.id, JANE.id, LINK)
    assert "It is about to be sent." in visible(str((await exchange.reply("about to")).text))


async def test_any_member_of_a_group_may_ask(desk: Desk) -> None:
    desk.telegram.world.chats[GROUP].roles |= {JANE.id: "member"}
    watch = await desk.watching(str(GROUP))
    desk.clock.move(600)
    await seen(desk, watch)
    await desk.send()
    answer = await TelegramSeat(desk.telegram, JANE.id, GROUP).say(f"why {LINK}")
    assert answer.lines[-1] == "Told here today 10:10."
    assert answer.buttons == ["Open"]
    assert links(answer) == []


async def test_in_a_supergroup_the_answer_leads_to_the_message(desk: Desk) -> None:
    watch = await desk.watching(str(GROUP))
    await desk.telegram.migrate(GROUP, SUPERGROUP, announce=False)
    await seen(desk, watch)
    await desk.pass_by(5)
    answer = await TelegramSeat(desk.telegram, JANE.id, SUPERGROUP).say(f"why {LINK}")
    (told,) = await desk.rows("SELECT message_id FROM delivery")
    assert links(answer) == [f"https://t.me/c/1234567890/{told[0]}"]


@pytest.mark.parametrize(
    ("filters", "words", "kind", "why"),
    [
        (
            {"query": Not(Word("job"))},
            "A job offer",
            PostKind.ORIGINAL,
            "Left out because of the word “job”.",
        ),
        (
            {"query": All((Word("tva"), Word("paie")))},
            "A post about tva",
            PostKind.ORIGINAL,
            "Left out: only posts with “paie” are wanted.",
        ),
        (
            {"query": Least(20)},
            "A post without echo",
            PostKind.ORIGINAL,
            "Left out: only posts with at least 20 reactions are wanted.",
        ),
        (
            {"query": Some((Tagged("tva"), Has(MediaKind.IMAGE)))},
            "A post without a picture",
            PostKind.ORIGINAL,
            "Left out: only posts with #tva or with an image are wanted.",
        ),
        (
            {},
            "A reply",
            PostKind.REPLY,
            "Left out: it is a reply, and only original posts are wanted.",
        ),
        (
            {},
            "Shared",
            PostKind.REPOST,
            "Left out: it only shares a post, and only original posts are wanted.",
        ),
    ],
)
async def test_what_was_left_out_says_for_which_word_or_reason(
    desk: Desk, filters: dict[str, object], words: str, kind: PostKind, why: str
) -> None:
    watch = await desk.watching()
    await change(desk, watch, **filters)
    desk.clock.move(600)
    await seen(desk, watch, words, kind=kind)
    await desk.send()
    assert await asked(desk) == [f"Sage (Mastodon): “{words}”", f"{SEEN} {why}"]


async def test_a_post_of_before_the_watch_says_so(desk: Desk) -> None:
    old = desk.clock.now() - timedelta(days=3)
    async with desk.app.store.begin() as tx:
        world = World(tx)
        watch = await world.watch(await world.channel(), await world.target(), MONDAY)
    await seen(desk, watch, published_at=old)
    (_, line) = await asked(desk)
    assert line == (
        "Published Fri 30 Oct 10:00, seen today 10:00 through @sage@social.example. "
        "No alert: it was there before @sage@social.example was watched here (since 10:00)."
    )


async def test_a_late_post_waits_for_the_digest_that_then_has_it(desk: Desk) -> None:
    watch = await desk.watching()
    await set_channel(desk, watch, digest_on=True)
    desk.clock.move(600)
    await desk.publish(watch, "Newer")
    await desk.pass_to(MONDAY + timedelta(days=4))
    await desk.publish(watch, "Newest")
    await seen(desk, watch, published_at=MONDAY + timedelta(hours=1))
    (_, line, digest) = await asked(desk)
    assert line.endswith("No alert: it was seen long after it came out.")
    assert digest == "It will be in the next digest, Mon 9 Nov 08:30."
    await desk.pass_to(MONDAY + timedelta(days=7))
    await desk.app.digests.tick()
    assert (await asked(desk))[-1] == "The digest that is being sent has it."
    await desk.pass_by(10)
    assert (await asked(desk))[-1] == "The digest of Mon 9 Nov has it."


async def test_what_is_in_the_digest_only_says_why(desk: Desk) -> None:
    watch = await desk.watching()
    await change(desk, watch, mode=Mode.DIGEST)
    desk.clock.move(600)
    await seen(desk, watch)
    assert await asked(desk) == [
        TITLE,
        f"{SEEN} No alert: @sage@social.example is in the digest only.",
        "There is no digest here, so no message tells it.",
    ]
    await change(desk, watch, mode=Mode.BOTH)
    assert "alerts were paused then, or" in (await asked(desk))[1]


async def test_the_fourth_post_of_a_tag_says_that_the_days_alerts_were_given(desk: Desk) -> None:
    watch = await desk.watching(name="tva", tag=True)
    for n in range(3):
        await desk.publish(watch, f"Number {n}.")
    await seen(desk, watch)
    assert "#tva@social.example had given its 3 alerts of that day." in (await asked(desk))[1]


async def test_what_waits_says_until_when_and_why(desk: Desk) -> None:
    watch = await desk.watching()
    desk.clock.move(600)
    await set_channel(desk, watch, quiet=Quiet(time(22), time(7)))
    await desk.pass_to(MONDAY + timedelta(hours=13))  # 23:00 in Paris
    await seen(desk, watch)
    await desk.send()
    assert (await asked(desk))[-1] == "It waits until tomorrow 07:00: quiet hours."
    await set_channel(desk, watch, muted_until=MONDAY + timedelta(days=2))
    assert (await asked(desk))[-1] == "It waits until Wed 4 Nov 10:00: alerts are paused here."
    await set_channel(desk, watch, parked="slack_archived")
    assert (await asked(desk))[-1] == (
        "It waits, as nothing can be sent here: this channel is archived."
    )


async def test_a_message_that_a_chat_refuses_for_now_says_when_it_is_tried_again(
    desk: Desk,
) -> None:
    watch = await desk.watching()
    desk.slack.fail("chat.postMessage", error("ratelimited", 600), times=3)
    await seen(desk, watch)
    await desk.send()
    assert (await asked(desk))[-1] == (
        "It waits until 10:10: the last try to send it did not succeed."
    )


async def test_a_message_that_may_not_have_arrived_is_not_called_told(desk: Desk) -> None:
    watch = await desk.watching(JANES, private=True)
    desk.telegram.fail("sendMessage", TAKE_AND_DROP)
    await seen(desk, watch)
    await desk.send()
    answer = await TelegramSeat(desk.telegram, JANE.id, JANE.id).say(f"why {LINK}")
    assert answer.lines[-1] == "Sent today 10:00, but it is not certain that it arrived."


async def test_what_a_stopped_watch_did_not_tell_says_so(desk: Desk) -> None:
    watch = await desk.watching()
    await seen(desk, watch)
    seat = SlackSeat(desk.slack, "U1", "C1")
    await seat.say("unwatch 1")
    assert (await asked(desk))[-1] == "It was not told: the watch was stopped first."


async def test_the_eleventh_alert_of_an_hour_says_that_it_was_gathered(desk: Desk) -> None:
    others = [await desk.watching(name=f"firm{n}") for n in range(10)]
    watch = await desk.watching()
    for n, one in enumerate(others):
        await desk.publish(one, f"Number {n}.")
        await desk.pass_by(2)
    await seen(desk, watch)
    await desk.pass_by(QUIET)
    assert (await asked(desk))[-1] == (
        "Told here today 10:00, gathered with others: ten alerts had come within the hour."
    )


async def test_a_post_that_joined_a_message_says_which(desk: Desk) -> None:
    watch = await desk.watching()
    for words in ("One", "Two"):
        await desk.publish(watch, words)
        await desk.pass_by(60)
    await seen(desk, watch)
    await desk.send()
    assert (await asked(desk))[-1] == "Added here to the message of today 10:01."


async def test_words_that_their_author_took_back_are_not_shown(desk: Desk) -> None:
    watch = await desk.watching()
    await seen(desk, watch, "Regretted")
    await desk.send()
    async with desk.app.store.begin() as tx:
        (found,) = (await tx.exec_driver_sql("SELECT id FROM post")).all()
        await posts.delete(tx, [found.id])
    lines = await asked(desk)
    assert lines[0] == "Sage (Mastodon): (deleted by its author)"
    assert lines[-1] == "Told here today 10:00."


async def test_after_thirty_days_the_reason_is_forgotten_but_not_what_was_told(desk: Desk) -> None:
    watch = await desk.watching()
    await change(desk, watch, query=Not(Word("job")))
    await seen(desk, watch, "A job")
    await desk.see(watch.target, a_post("p2", published_at=desk.clock.now()))
    await desk.send()
    desk.clock.move(31 * 24 * 3600)
    await desk.app.housekeeping.tick()
    assert (await asked(desk))[-1] == (
        "What was decided about it is no longer known: that is kept for 30 days."
    )
    assert (await asked(desk, "https://social.example/p2"))[-1] == "Told here Mon 2 Nov 10:00."


# --- not seen


async def test_nothing_of_another_channel_or_workspace_is_told(desk: Desk) -> None:
    """Not even that somebody watches there: the answer is that of a link nobody ever saw."""
    other = await desk.watching("C2")
    elsewhere = await desk.watching(JANES, private=True)
    await desk.watching("C1", "cegid")
    await seen(desk, other)
    await desk.send()
    assert elsewhere.target.id == other.target.id
    unknown = await asked(desk, "https://social.example/@nobody/1")
    assert await asked(desk) == unknown == ["Nothing that is watched here shows that post."]
    late = await desk.watching("C1")
    assert late.target.id == other.target.id
    assert await asked(desk) == await asked(desk, "https://social.example/@sage/999")


async def test_what_nothing_shows_can_be_watched_with_one_press(desk: Desk) -> None:
    fediverse = desk.fediverse
    fediverse.post("sage", "Words", desk.clock.now())
    seat = SlackSeat(desk.slack, "U1", "C1")
    answer = await seat.say(f"why {fediverse.origin}/@sage/1")
    assert answer.buttons == ["Watch it"]
    assert "Jane added sage" in (await seat.press(answer, "Watch it", "added")).text


async def test_an_account_that_is_watched_says_since_when_and_its_last_look(desk: Desk) -> None:
    watch = await desk.watching()
    since = "@sage@social.example is watched here since 10:00; what came out before is not told."
    desk.clock.move(600)
    await desk.see(watch.target)
    assert await asked(desk) == [
        "I have not seen that post here.",
        f"{since} The last look, today 10:10, did not show that post.",
    ]
    await desk.see(watch.target, coverage=Coverage.PARTIAL)
    assert (await asked(desk))[1].endswith(
        "The last look, today 10:10, showed only a part of what it publishes, without that post."
    )


async def test_an_account_that_was_never_looked_at_here_says_so(desk: Desk) -> None:
    async with desk.app.store.begin() as tx:
        await World(tx).watched()
    assert (await asked(desk))[1].endswith("It has not been looked at yet.")


async def test_a_gap_is_told_from_when_to_when_while_it_lasts_and_afterwards(desk: Desk) -> None:
    watch = await desk.watching()
    for _ in range(3):
        desk.clock.move(3600)
        await desk.see(watch.target, coverage=Coverage.FAILED, error=Transient())
    assert (await asked(desk))[1].endswith(
        "It could not be looked at from 10:00 until now: no answer."
    )
    desk.clock.move(3600)
    await desk.see(watch.target)
    assert (await asked(desk))[1].endswith(
        "It could not be looked at from 11:00 to 14:00. "
        "The last look, today 14:00, did not show that post."
    )


async def test_what_is_no_longer_watched_says_since_when(desk: Desk) -> None:
    watch = await desk.watching()
    desk.clock.move(600)
    async with desk.app.store.begin() as tx:
        await watches.end(tx, watch.id, desk.clock.now())
    assert await asked(desk) == [
        "I have not seen that post here.",
        "@sage@social.example is no longer watched here since 10:10.",
    ]


# --- hostile text


async def test_what_a_network_wrote_arrives_as_words(desk: Desk) -> None:
    watch = await desk.watching()
    hostile = "<!channel> <@U1> {name} *gras* <https://evil.example|ici>"
    await seen(desk, watch, hostile, author_name="<!here> {words}")
    seat = SlackSeat(desk.slack, "U1", "C1")
    answer = await seat.say(f"why {LINK}")
    assert answer.lines[0] == f"<!here> {{words}} (Mastodon): “{hostile}”"
