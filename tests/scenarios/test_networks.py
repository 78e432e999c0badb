"""Which networks: what works here, what could be switched on, what nobody can read."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.scenarios.house import House, running_bot
from tests.scenarios.seats import Seat, in_both_languages
from tests.scenarios.test_access import DONE, code

NEWS_AND_BRIDGE = {
    "NETWORKS": "mastodon,feed,x,facebook,linkedin,news,bridge",
    "BRIDGE_URL": "http://127.0.0.1:9",
}


@pytest.fixture
async def house(sqlite_url: str, tmp_path: Path) -> AsyncIterator[House]:
    async with running_bot(tmp_path, sqlite_url, **NEWS_AND_BRIDGE) as running:
        yield running


async def operator(house: House) -> Seat:
    """Jane, in private with the bot, once she has typed the code."""
    house.slack.state.im("U1")
    jane = house.seat("slack", "en", "DU1")
    assert (await jane.say(f"claim {code(house)}")).lines == [DONE["en"]]
    return jane


def part(lines: list[str], title: str, following: str) -> list[str]:
    return lines[lines.index(title) + 1 : lines.index(following)]


@in_both_languages
async def test_networks_stand_in_three_groups_and_readers_see_no_settings(
    house: House, language: str
) -> None:
    answer = await house.seat("slack", language).say("networks")
    titles = {
        "en": ("What I can read", "Can be switched on", "Not possible"),
        "fr": ("Ce que je peux consulter", "Peut être activé", "Impossible"),
    }[language]
    assert [line for line in answer.lines if line in titles] == list(titles)
    works = part(answer.lines, titles[0], titles[1])
    assert [line.partition(":")[0].strip("~ ") for line in works] == {
        "en": ["Mastodon", "Websites", "News", "Your own bridge"],
        "fr": ["Mastodon", "Sites web", "Presse", "Votre propre passerelle"],
    }[language]
    later = part(answer.lines, titles[1], titles[2])
    assert any(line.startswith("X") and "9" in line for line in later)
    never = answer.lines[answer.lines.index(titles[2]) + 1 :]
    assert [line.partition(":")[0].strip("~ ") for line in never] == [
        "LinkedIn",
        "Viadeo",
        "TikTok",
    ]
    assert not any("_TOKEN" in line for line in answer.lines)


async def test_the_operator_reads_which_settings_it_takes(house: House) -> None:
    jane = await operator(house)
    lines = (await jane.say("networks")).lines
    [row] = [line for line in lines if line.startswith("X:")]
    assert "X_BEARER_TOKEN" in row


async def test_a_wish_reaches_the_operator_once_a_week(house: House) -> None:
    jane, reader = await operator(house), house.seat("slack", "fr")
    for _ in range(2):
        answer = await reader.say("watch x:durand")
        said = await reader.press(answer, "Demander l'activation", containing="X")
        assert said.lines[0].startswith("C'est transmis")
    await jane.reads("would like X to be switched on")
    assert len(await wishes(house)) == 1
    house.clock.move(timedelta(days=8))
    again = await reader.say("networks ask x")
    assert again.lines == said.lines
    assert len(await wishes(house)) == 2


async def wishes(house: House) -> list[object]:
    rows = await house.rows("SELECT payload FROM delivery WHERE kind = 'notice'")
    return [row for row in rows if "notice.wanted" in str(row["payload"])]


async def test_without_an_operator_a_wish_says_so(house: House) -> None:
    answer = await house.seat("slack").say("networks ask x")
    assert answer.lines[0].startswith("Nobody has claimed this Veilleur yet")


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        ("mastodon", "Mastodon is already switched on here."),
        ("viadeo", "Viadeo: no setting can switch that on."),
        ("linkedin", "LinkedIn: no setting can switch that on."),
    ],
)
async def test_a_wish_for_what_is_there_or_impossible_is_answered(
    house: House, wish: str, said: str
) -> None:
    answer = await house.seat("slack").say(f"networks ask {wish}")
    assert answer.lines[0].startswith(said)


async def test_the_operator_who_wishes_is_told_what_to_set(house: House) -> None:
    jane = await operator(house)
    answer = await jane.say("networks ask facebook")
    assert "META_ACCESS_TOKEN" in answer.lines[0]


@in_both_languages
async def test_linkedin_is_answered_with_what_works_instead(house: House, language: str) -> None:
    jane = house.seat("slack", language)
    answer = await jane.say("watch linkedin:cabinet-durand")
    assert (
        answer.buttons[:3]
        == {
            "en": ["Its website news", "Articles about it", "Through your bridge"],
            "fr": [
                "Les actualités de son site",
                "Les articles qui en parlent",
                "Par votre passerelle",
            ],
        }[language]
    )
    assert await house.rows("SELECT id FROM watch") == []
