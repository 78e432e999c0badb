"""What one person found in Slack: shown to all on request, and a menu beside each publication."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.fakes.slack import Channel, Person
from tests.fakes.x import FakeX
from tests.scenarios.house import START, House, ago, running_bot
from tests.scenarios.seats import Read, SlackSeat, everywhere, in_both_languages

SHARE = {"en": "Share these results in the channel", "fr": "Partager dans le canal"}
SHARED = {"en": "Jane shared this search: ", "fr": "Jeanne partage cette recherche~: "}
SKY = {"BLUESKY_IDENTIFIER": "me.example", "BLUESKY_APP_PASSWORD": "app-pass-word-1234"}


@pytest.fixture
async def both(sqlite_url: str, tmp_path: Path) -> AsyncIterator[House]:
    """Mastodon and Bluesky can both be searched."""
    async with running_bot(tmp_path, sqlite_url, **SKY) as house:
        yield house


def audit(house: House, count: int = 2) -> None:
    house.fediverse.add("taxweekly", "Tax Weekly", 900)
    for number in range(count):
        house.fediverse.post("taxweekly", f"Note {number} #audit", ago(hours=number + 1))


def rows(read: Read) -> list[str]:
    return [one for one in read.text.split("\n") if "Note" in one]


# --- shared with the channel


@in_both_languages
async def test_what_one_person_found_is_shown_to_all_and_nobody_is_asked_again(
    house: House, language: str
) -> None:
    audit(house)
    jane = house.seat("slack", language)
    answer = await jane.say("search #audit")
    assert answer.item.only is not None
    assert answer.buttons.index(SHARE[language]) <= 2
    house.fediverse.requests.clear()
    house.fediverse.post("taxweekly", "Note that came later #audit", house.clock.now())
    shared = await jane.press(answer, SHARE[language], SHARED[language])
    assert shared.item.only is None
    assert shared.lines[0] == answer.lines[0].replace("🔎 ", SHARED[language])
    assert shared.lines[1:] == answer.lines[1:]
    assert (
        shared.buttons
        == {
            "en": ["Watch #audit here", "Search it"],
            "fr": ["Suivre #audit ici", "Chercher"],
        }[language]
    )
    assert house.fediverse.requests.total() == 0


async def test_who_searches_what_was_shared_is_answered_alone(house: House) -> None:
    audit(house)
    jane, jeanne = house.seat("slack"), house.seat("slack", "fr")
    await jane.press(await jane.say("search #audit"), SHARE["en"], SHARED["en"])
    [shared] = jane.chat()
    own = await jeanne.press(shared, "Search it", "Note 0")
    assert own.item.only == "U2"
    [still] = jane.chat()
    assert still.text == shared.text


async def test_what_was_paid_for_is_not_paid_for_twice(sqlite_url: str, tmp_path: Path) -> None:
    x = FakeX(START, token="app-token")
    for number in range(14):
        x.write(x.person("durand"), f"Note {number} #tva", ago(hours=number + 1))
    async with x.serving() as origin:
        paid = {"X_API_URL": origin, "X_BEARER_TOKEN": "app-token", "X_MONTHLY_BUDGET_USD": "10"}
        async with running_bot(tmp_path, sqlite_url, NETWORKS="mastodon,x", **paid) as house:
            jane = house.seat("slack")
            answer = await jane.say("search #tva")
            assert x.billed["post"] == 10
            shared = await jane.press(answer, SHARE["en"], SHARED["en"])
            assert len(rows(shared)) == 5
            assert x.billed["post"] == 10


async def test_the_page_that_was_read_is_the_one_that_is_shared(house: House) -> None:
    audit(house, count=8)
    jane = house.seat("slack")
    second = await jane.press(await jane.say("search #audit"), "More", "Note 5")
    shared = await jane.press(second, SHARE["en"], SHARED["en"])
    assert [one.split(" ")[0] for one in rows(shared)] == ["6.", "7.", "8."]


@pytest.mark.parametrize(("failing", "said"), [(503, "did not answer"), (None, "has added an")])
async def test_who_found_nothing_and_why_is_said_to_all_too(
    house: House, failing: int | None, said: str
) -> None:
    audit(house)
    if failing:
        house.sky.failing["app.bsky.actor.searchActors"] = failing
    jane = house.seat("slack")
    answer = await jane.say("search audit" if failing else "search #audit")
    shared = await jane.press(answer, SHARE["en"], SHARED["en"])
    assert said in shared.text


@in_both_languages
async def test_what_is_no_longer_known_is_searched_again_first(house: House, language: str) -> None:
    audit(house)
    jane = house.seat("slack", language)
    answer = await jane.say("search #audit")
    house.clock.move(timedelta(minutes=11))
    refused = await jane.press(answer, SHARE[language], "#audit")
    assert (
        refused.lines
        == {
            "en": ["I no longer have what was found for #audit. Search it again, then share it."],
            "fr": [
                "Je n'ai plus sous la main ce qui a été trouvé pour #audit. Relancez la recherche, "
                "puis partagez-la."
            ],
        }[language]
    )
    assert jane.chat() == []
    label = {"en": "Search it", "fr": "Chercher"}[language]
    assert SHARE[language] in (await jane.press(refused, label, "Note 0")).buttons


async def test_where_one_network_is_forgotten_nothing_is_shared_without_it(both: House) -> None:
    audit(both, count=45)
    jane = both.seat("slack")
    answer = await jane.say("search #audit")
    both.clock.move(timedelta(minutes=9))
    for page in range(2, 10):  # the last of them is asked for: Mastodon's alone are fresh
        answer = await jane.press(answer, "More", f"Note {5 * page - 1} ")
    both.clock.move(timedelta(minutes=2))
    assert "I no longer have" in await jane.press(answer, SHARE["en"], "#audit")


async def test_where_the_bot_is_not_invited_it_says_how_and_then_shares(house: House) -> None:
    audit(house)
    place = Channel("G7", "direction", private=True)
    house.slack.add(place)
    jane = house.seat("slack", "en", "G7")
    refused = await jane.press(await jane.say("search #audit"), SHARE["en"], "/invite @Veilleur")
    place.member = True
    await jane.press(refused, "Try again", SHARED["en"])
    assert len(jane.chat()) == 1


async def test_where_nothing_can_be_posted_any_more_it_says_why(house: House) -> None:
    audit(house)
    jane = house.seat("slack")
    answer = await jane.say("search #audit")
    house.slack.state.channels["C1"].archived = True
    await jane.press(answer, SHARE["en"], "this channel is archived")
    assert jane.chat() == []


async def test_before_people_from_outside_read_it_that_is_asked(house: House) -> None:
    audit(house)
    house.slack.add(Channel("C9", "avec-dupont", member=True, shared=True))
    jane = house.seat("slack", "en", "C9")
    answer = await jane.say("search #audit")
    asked = await jane.press(answer, SHARE["en"], "read by people from outside your firm")
    assert asked.item.only == "U1"
    assert jane.chat() == []
    await jane.press(asked, "Post here", SHARED["en"])
    assert len(jane.chat()) == 1


async def test_who_may_not_change_the_channel_may_share(house: House) -> None:
    audit(house)
    house.slack.add(Person("U5", "Ada", admin=True))
    ada = SlackSeat(house.slack, "U5", "C1")
    await ada.say("settings changes admins", containing="dministrat")
    jane = house.seat("slack")
    answer = await jane.say("search #audit")
    await jane.press(answer, SHARE["en"], SHARED["en"])
    [shared] = [one for one in jane.chat() if SHARED["en"] in one]
    await jane.press(shared, "Watch #audit here", "Only administrators")
    assert await house.rows("SELECT id FROM watch") == []


async def test_it_is_offered_only_beside_a_channel_that_has_something_to_read(
    house: House,
) -> None:
    audit(house)
    alone = SlackSeat(house.slack, "U1", house.slack.state.im("U1").id)
    assert "Share" not in await alone.say("search #audit")
    assert "Share" not in await house.seat("telegram").say("search #audit")
    assert "Share" not in await house.seat("slack").say("search #zzz")


async def test_what_is_shared_stays_whatever_is_pressed_below_it(house: House) -> None:
    audit(house)
    jane = house.seat("slack")
    await jane.press(await jane.say("search #audit"), SHARE["en"], SHARED["en"])
    [shared] = [one for one in jane.chat() if SHARED["en"] in one]
    added = await jane.press(shared, "Watch #audit here", "Jane added #audit")
    assert added.item.thread_ts == shared.item.ts
    [again] = [one for one in jane.chat() if SHARED["en"] in one]
    assert again.text == shared.text


# --- what comes first


async def test_after_more_and_watching_come_one_network_and_accounts(both: House) -> None:
    audit(both, count=8)
    actor = both.sky.actor("audit.example", "Audit")
    both.sky.post(actor, "Note of another #audit", ago(hours=1))
    jane = both.seat("telegram")
    answer = await jane.say("search audit")
    assert answer.buttons == ["More", "Watch #audit", "Mastodon only", "⋯"]
    opened = await jane.press(answer, "⋯", "Accounts")
    assert opened.buttons[3:6] == ["Accounts", "Refresh", "Live here"]


async def test_in_a_slack_channel_sharing_is_the_third_at_the_latest(both: House) -> None:
    audit(both, count=8)
    actor = both.sky.actor("audit.example", "Audit")
    both.sky.post(actor, "Note of another #audit", ago(hours=1))
    answer = await both.seat("slack").say("search audit")
    assert answer.text.split("\n")[-1].startswith(
        f"[More] [Watch #audit here] [{SHARE['en']}] "
        "[⋯: Mastodon only | Accounts | Refresh | Live here | Not this"
    )


# --- a menu beside each publication


@in_both_languages
async def test_who_wrote_a_publication_is_watched_from_its_row(house: House, language: str) -> None:
    audit(house)
    jane = house.seat("slack", language)
    answer = await jane.say("search #audit")
    menu = {"en": "[⋯: Open | Watch Tax Weekly]", "fr": "[⋯: Ouvrir | Suivre Tax Weekly]"}
    assert [one.endswith(menu[language]) for one in rows(answer)] == [True, True]
    watch = {"en": "Watch Tax Weekly", "fr": "Suivre Tax Weekly"}[language]
    await jane.press(answer, watch, "Tax Weekly")
    assert (await jane.reads("Tax Weekly")).item.only is None
    assert not any(one.verb == "deleted" for one in house.slack.state.arrivals if one.only)
    assert [row["handle"] for row in await house.rows("SELECT handle FROM target")] == [
        f"taxweekly@{house.host}"
    ]


async def test_opening_a_publication_is_left_to_slack(house: House) -> None:
    audit(house)
    jane = house.seat("slack")
    answer = await jane.say("search #audit")
    [first, *_] = [one for one in answer.item.blocks if "accessory" in one]
    [opened, *_] = first["accessory"]["options"]
    assert opened["url"].startswith(f"{house.fediverse.origin}/@taxweekly/")
    exchange = await house.slack.click(answer.item, "Open")
    await jane.say("list")  # a channel's questions are answered one after the other
    assert len(exchange.seen()) == 1


@everywhere
async def test_only_slack_shows_menus_and_all_number_the_publications(
    house: House, platform: str, language: str
) -> None:
    audit(house)
    answer = await house.seat(platform, language).say("search #audit")
    assert [one[:3] for one in rows(answer)] == ["1. ", "2. "]
    assert [one.endswith("]") for one in rows(answer)] == [platform == "slack"] * 2
    issued = await house.rows("SELECT command FROM button WHERE command LIKE 'watch @%'")
    assert len(issued) == (2 if platform == "slack" else 0)
