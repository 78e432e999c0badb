"""Not found, not possible, not yet, word for word."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from tests.fakes.slack import Channel
from tests.scenarios.house import House, running_bot
from tests.scenarios.seats import everywhere, typed
from tests.scenarios.test_digest import next_morning
from tests.scenarios.transcripts import Transcript
from tests.scenarios.transcripts_played import on_slack

FAILING = "SELECT id FROM target WHERE failures > 0"
CLOSED = ("linkedin", "facebook", "instagram", "x", "viadeo")


@everywhere
async def test_a_name_that_nobody_has_leads_on(
    house: House, transcript: Transcript, platform: str, language: str
) -> None:
    answer = await house.seat(platform, language).say("watch @durand_expertise")
    after = typed(platform, "watch @durand_expertise")
    transcript.holds("limits: not found", answer, house, after)


@everywhere
async def test_a_network_that_is_closed_says_so_and_what_works_instead(
    sqlite_url: str, tmp_path: Path, transcript: Transcript, platform: str, language: str
) -> None:
    async with running_bot(tmp_path, sqlite_url, NETWORKS="mastodon,bluesky,feed,news") as house:
        jane = house.seat(platform, language)
        for network in CLOSED:
            answer = await jane.say(f"watch {network}:durand")
            after = typed(platform, f"watch {network}:durand")
            transcript.holds(f"limits: {network}", answer, house, after)


@everywhere
async def test_a_source_that_fails_is_told_once_in_its_channel(
    house: House, transcript: Transcript, platform: str, language: str
) -> None:
    house.durand()
    jane = house.seat(platform, language)
    await jane.say(f"watch @durand@{house.host}")
    await house.looked()
    house.fediverse.fail("durand", 401)
    await house.until(lambda: house.rows(FAILING), "a look that fails")
    house.clock.move(timedelta(hours=7))  # it is told once it has gone on for hours
    notice = await jane.reads({"en": "since 10:0", "fr": "depuis 10:0"}[language])
    transcript.holds("limits: can't be read", notice, house)


@on_slack
async def test_people_from_outside_are_asked_about_first(
    house: House, transcript: Transcript, platform: str, language: str
) -> None:
    house.durand()
    house.slack.add(Channel("C9", "avec-dupont", member=True, shared=True))
    asked = await house.seat(platform, language, "C9").say("watch @durand")
    transcript.holds("limits: outsiders", asked, house, typed(platform, "watch @durand"))


@everywhere
async def test_help_says_that_nobody_is_told(
    house: House, transcript: Transcript, platform: str, language: str
) -> None:
    helped = await house.seat(platform, language).say("help")
    transcript.holds("limits: discretion", helped, house, typed(platform, "help"))


@everywhere
async def test_the_week_says_how_many_alerts_and_from_whom(
    house: House, transcript: Transcript, platform: str, language: str
) -> None:
    house.durand()
    house.fediverse.add("kpl", "KPL")
    jane = house.seat(platform, language)
    for handle in ("durand", "kpl"):
        await jane.say(f"watch @{handle}@{house.host}")
    await house.looked(2)
    for author, words in (("durand", "On recrute"), ("durand", "Bilan"), ("kpl", "Notre guide")):
        house.fediverse.post(author, words, house.clock.now())
        await jane.reads(words)
    await next_morning(house, 2, days=6)
    digest = await jane.reads({"en": "This week", "fr": "Cette semaine"}[language])
    transcript.holds("limits: weekly count", digest, house)
