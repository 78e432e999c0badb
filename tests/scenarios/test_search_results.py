"""What `/search` says of what it found: categories, coverage, volume, hints, refusals."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from bot.service import finding
from tests.fakes.feeds import Feeds
from tests.fakes.slack import shown
from tests.fakes.x import FakeX
from tests.scenarios.house import START, House, ago, running_bot
from tests.scenarios.seats import Read, Seat, TelegramSeat, everywhere, in_both_languages

SKY = {"BLUESKY_IDENTIFIER": "me.example", "BLUESKY_APP_PASSWORD": "app-pass-word-1234"}
IMAGE = ("image", "https://pictures.example/1.png", "A calendar")


@pytest.fixture
async def both(sqlite_url: str, tmp_path: Path) -> AsyncIterator[House]:
    """Mastodon and Bluesky can both be searched."""
    async with running_bot(tmp_path, sqlite_url, **SKY) as house:
        yield house


def fill(house: House, now: int = 12, before: int = 6) -> None:
    """Posts about #einvoicing: so many in the last six days, and so many before."""
    for number in range(now):
        media = (IMAGE,) if number == 3 else ()
        at = ago(hours=12 * number + 1)
        words = f"Note {number} #einvoicing"
        house.fediverse.post(f"anna{number % 4}", words, at, likes=number, media=media)
    for number in range(before):
        house.fediverse.post("anna", f"Old {number} #einvoicing", ago(days=8 + 3 * number))


def notes(read: Read) -> list[str]:
    return [one for one in read.lines if "Note" in one]


# --- how much, and how far back


@everywhere
async def test_the_count_is_compared_with_what_is_usual(
    both: House, platform: str, language: str
) -> None:
    fill(both)
    answer = await both.seat(platform, language).say("search #einvoicing")
    assert (
        answer.lines[0]
        == {
            "en": "🔎 #einvoicing · last 7 days · 12 posts on Mastodon, Bluesky"
            " · usually 2, rising",
            "fr": "🔎 #einvoicing · 7 jours · 12 publications sur Mastodon, Bluesky"
            " · d'habitude 2, en hausse",
        }[language]
    )


@everywhere
async def test_where_a_network_gave_only_its_first_page_the_period_it_covers_is_told(
    both: House, platform: str, language: str
) -> None:
    actor = both.sky.actor("tax.example", "Tax")
    both.sky.post(actor, "The calendar #einvoicing", ago(hours=2))
    for number in range(45):
        both.fediverse.post("anna", f"Note {number} #einvoicing", ago(hours=number + 1))
    answer = await both.seat(platform, language).say("search #einvoicing")
    assert {
        "en": "at least 41 posts on Mastodon, Bluesky",
        "fr": "au moins 41 publications sur Mastodon, Bluesky",
    }[language] in answer.lines[0]
    assert {
        "en": "Mastodon: since Sat 21 Nov 18:00 only, the first 40 posts. Not searched: "
        "LinkedIn, X, Facebook, Instagram.",
        "fr": "Mastodon~: depuis sam. 21 nov. 18:00 seulement, les 40 premières publications. "
        "Réseaux non consultés~: LinkedIn, X, Facebook, Instagram.",
    }[language] in answer.lines


@everywhere
async def test_a_subject_that_is_everywhere_asks_for_another_word_and_offers_some(
    house: House, platform: str, language: str
) -> None:
    for number in range(45):
        tag = "pdp" if number % 2 else "tva"
        words = f"Note {number} #einvoicing #{tag}"
        house.fediverse.post(f"anna{number % 5}", words, ago(minutes=number + 1))
    answer = await house.seat(platform, language).say("search #einvoicing")
    assert {
        "en": "This is a very common subject: add a word, for example #pdp or #tva.",
        "fr": "C'est un sujet très courant~: ajoutez un mot, par exemple #pdp ou #tva.",
    }[language] in answer.lines
    narrower = await house.seat(platform, language).press(answer, "+ #pdp", "Note")
    assert narrower.lines[0].startswith("🔎 #einvoicing ")
    assert all("#pdp" in one for one in notes(narrower))


# --- what is wanted first


COUNTS = {
    "en": "Accounts: 1 · Hashtags: 1 · With pictures, videos or sounds: 1",
    "fr": "Comptes~: 1 · Mots-clés~: 1 · Avec image, vidéo ou son~: 1",
}


@everywhere
async def test_by_default_posts_then_accounts_then_counts(
    house: House, platform: str, language: str
) -> None:
    fill(house)
    house.sky.actor("einvoicing.example", "The E-Invoicer", 12)
    answer = await house.seat(platform, language).say("search einvoicing")
    assert notes(answer) == answer.lines[1:6]
    accounts = {"en": "Accounts (1)", "fr": "Comptes (1)"}[language]
    at = answer.lines.index(accounts)
    assert answer.lines[at + 1].startswith("The E-Invoicer · Bluesky")
    media = {
        "en": "With a picture, a video or a sound: 1",
        "fr": "Avec image, vidéo ou son~: 1",
    }[language]
    assert media in answer.lines


@everywhere
async def test_the_most_noticed_come_first_where_the_person_says_so(
    house: House, platform: str, language: str
) -> None:
    fill(house)
    house.sky.actor("einvoicing.example", "The E-Invoicer", 12)
    wanted = {"en": "search einvoicing top first", "fr": "chercher einvoicing populaires d'abord"}
    answer = await house.seat(platform, language).say(wanted[language])
    assert [one.split("Note ")[1].split()[0] for one in notes(answer)] == [
        "11",
        "10",
        "9",
        "8",
        "7",
    ]
    assert COUNTS[language] in answer.lines


@in_both_languages
async def test_media_are_the_posts_with_a_picture_or_a_video(house: House, language: str) -> None:
    fill(house)
    wanted = {"en": "search #einvoicing media first", "fr": "chercher #einvoicing médias d'abord"}
    answer = await house.seat("telegram", language).say(wanted[language])
    assert len(notes(answer)) == 1
    assert "Note 3" in notes(answer)[0]


@in_both_languages
async def test_hashtags_first_tells_how_much_each_is_used(house: House, language: str) -> None:
    fill(house)
    house.fediverse.post("anna", "Other #einvoicing2027", ago(hours=1))
    answer = await house.seat("slack", language).say("search #einvoicing first:hashtags")
    told = {"en": "#einvoicing · 18 uses", "fr": "#einvoicing · 18 utilisations"}
    assert told[language] in answer.lines


async def test_hashtags_are_found_also_where_nothing_is_said_about_them(house: House) -> None:
    house.fediverse.post("anna", "Long ago #einvoicing", ago(days=40))
    answer = await house.seat("slack").say("search #einvoicing first:hashtags")
    assert "#einvoicing · 1 use" in answer.lines


async def test_an_account_that_is_looked_for_can_be_watched(house: House) -> None:
    house.durand()
    house.fediverse.post("anna", "Seen at #durand", ago(hours=1))
    jane = house.seat("slack")
    answer = await jane.say("search @durand")
    await jane.press(answer, "Watch durand", containing="Cabinet Durand")
    assert [row["kind"] for row in await house.rows("SELECT kind FROM target")] == ["account"]


GROUPS = {
    "en": "No network that is switched on lets a tool search groups; private groups are never "
    "read.",
    "fr": "Aucun réseau activé ici ne permet à un outil de chercher des groupes¬; les groupes "
    "privés ne sont jamais lus.",
}


@everywhere
async def test_groups_are_said_to_be_out_of_reach_and_posts_shown_instead(
    house: House, platform: str, language: str
) -> None:
    fill(house)
    wanted = {"en": "search #einvoicing groups first", "fr": "chercher #einvoicing groupes d'abord"}
    answer = await house.seat(platform, language).say(wanted[language])
    assert answer.lines[1] == GROUPS[language]
    assert len(notes(answer)) == 5


@pytest.mark.parametrize("first", ["pages", "groups", "events"])
async def test_what_nobody_can_search_is_said_also_where_nothing_is_found(
    house: House, first: str
) -> None:
    answer = await house.seat("slack").say(f"search #zzz first:{first}")
    assert f"lets a tool search {first}" in answer.text


# --- pages


async def test_more_goes_through_what_was_fetched_and_then_asks_for_the_next_page(
    house: House,
) -> None:
    for number in range(45):
        house.fediverse.post("anna", f"Note {number} #audit", ago(hours=2 * number + 1))
    jane = house.seat("telegram")
    answer = await jane.say("search #audit")
    house.fediverse.requests.clear()
    for page in range(2, 9):
        answer = await jane.press(answer, "More", f"Note {5 * page - 1} ")
    assert house.fediverse.requests.total() == 0
    last = await jane.press(answer, "More", "Note 44 ")
    assert len(notes(last)) == 5
    assert house.fediverse.requests.total() == 1
    assert "More" not in last.buttons


async def test_a_page_that_was_forgotten_begins_again(house: House) -> None:
    for number in range(12):
        house.fediverse.post("anna", f"Note {number} #audit", ago(hours=2 * number + 1))
    jane = house.seat("telegram")
    second = await jane.press(await jane.say("search #audit"), "More", "Note 9 ")
    house.clock.move(timedelta(minutes=11))
    third = await jane.press(second, "More", "Note 11 ")
    assert len(notes(third)) == 2
    assert "That was all for #audit." in await jane.say('search #audit page:"9"')
    house.clock.move(timedelta(minutes=11))
    far = await jane.say('search #audit page:"9"', containing="Note 0 ")
    assert len(notes(far)) == 5


async def test_refresh_asks_again_and_edits_the_message_in_place(house: House) -> None:
    house.fediverse.post("anna", "Note 1 #audit", ago(hours=1))
    jane = house.seat("telegram")
    answer = await jane.say("search #audit")
    house.fediverse.post("anna", "Note 2 #audit", ago(minutes=1))
    await jane.press(answer, "Refresh", "Note 2")
    assert len(jane.chat()) == 1


# --- late networks


@everywhere
async def test_a_late_network_adds_to_the_same_message(
    both: House, platform: str, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "BUDGET", 0.5)
    fill(both)
    actor = both.sky.actor("tax.example", "Tax")
    both.sky.post(actor, "The calendar #einvoicing", ago(minutes=2))
    both.sky.awake.clear()
    seat = both.seat(platform, language)
    first = await seat.say("search #einvoicing")
    silent = {"en": "Bluesky did not answer", "fr": "Bluesky n'a pas répondu"}[language]
    assert silent in first.lines[0]
    both.sky.awake.set()
    second = await changed(seat, both, "The calendar")
    assert silent not in second


async def changed(seat: Seat, house: House, words: str) -> str:
    """The one message, once it has these words. On Slack it costs two uses of its address."""
    if isinstance(seat, TelegramSeat):
        read = await seat.reads(words)
        assert len(seat.chat()) == 1
        return read.text
    [address] = house.slack.state.responses.values()
    seen = lambda: [one for one in house.slack.state.arrivals if words in shown(one)]  # noqa: E731
    await house.slack.wait_for(seen, 5)
    assert address.uses == 2
    return shown(seen()[-1])


# --- networks that can't be searched


INSTEAD = {
    "en": "LinkedIn lets no tool search its posts. What I can search instead: Mastodon, Bluesky, "
    "press.",
    "fr": "LinkedIn ne permet à aucun outil de chercher dans ses publications. Ce que je peux "
    "consulter à la place~: Mastodon, Bluesky, presse.",
}


@asynccontextmanager
async def with_news(folder: Path, url: str) -> AsyncIterator[House]:
    async with Feeds().serving() as news:
        settings = {"NETWORKS": "mastodon,bluesky,feed,news", "NEWS_URL": f"{news.origin}/rss"}
        async with running_bot(folder, url, **settings) as house:
            yield house


@everywhere
@pytest.mark.parametrize("named", ["einvoicing on linkedin", "linkedin:durand"])
async def test_linkedin_is_refused_with_what_can_be_searched_instead(
    sqlite_url: str, tmp_path: Path, platform: str, language: str, named: str
) -> None:
    async with with_news(tmp_path, sqlite_url) as house:
        answer = await house.seat(platform, language).say(f"search {named}")
        assert answer.lines == [INSTEAD[language]]
        assert (
            answer.buttons
            == {
                "en": ["Articles about it", "Search elsewhere", "Which networks?"],
                "fr": ["Les articles qui en parlent", "Chercher ailleurs", "Quels réseaux¬?"],
            }[language]
        )


@in_both_languages
async def test_a_network_that_is_off_can_be_asked_for(house: House, language: str) -> None:
    answer = await house.seat("slack", language).say("search #tva on x")
    off = {"en": "X is not switched on here.", "fr": "X n'est pas activé ici."}[language]
    assert answer.lines[0].startswith(off)
    ask = {"en": "Ask for it", "fr": "Demander l'activation"}[language]
    assert answer.buttons[0] == ask


@in_both_languages
async def test_viadeo_is_gone_and_the_words_are_searched_elsewhere_with_one_press(
    house: House, language: str
) -> None:
    fill(house)
    jane = house.seat("telegram", language)
    answer = await jane.say("search #einvoicing on viadeo")
    assert "Viadeo" in answer.lines[0]
    elsewhere = {"en": "Search elsewhere", "fr": "Chercher ailleurs"}[language]
    assert len(notes(await jane.press(answer, elsewhere, "Note"))) == 5


# --- a network that costs


@in_both_languages
async def test_more_of_a_paid_network_says_its_price_and_pays_for_the_next_page_only(
    sqlite_url: str, tmp_path: Path, language: str
) -> None:
    x = FakeX(START, token="app-token")
    person = x.person("durand")
    for number in range(14):
        x.write(person, f"Note {number} #tva", ago(hours=number + 1))
    async with x.serving() as origin:
        settings = {
            "NETWORKS": "mastodon,x",
            "X_API_URL": origin,
            "X_BEARER_TOKEN": "app-token",
            "X_MONTHLY_BUDGET_USD": "10",
        }
        async with running_bot(tmp_path, sqlite_url, **settings) as house:
            jane = house.seat("slack", language)
            answer = await jane.say("search #tva")
            assert x.billed["post"] == 10
            label = {"en": "More from X · up to $0.15", "fr": "Plus sur X · 0,15\u00a0$ au plus"}
            more = await jane.press(answer, label[language], "Note 13 ")
            assert len(notes(more)) == 4
            assert x.billed["post"] == 14


# --- help


@everywhere
async def test_help_about_searching_says_what_is_searched_and_what_works_best(
    house: House, platform: str, language: str
) -> None:
    wanted = {"en": "help search", "fr": "aide chercher"}[language]
    answer = await house.seat(platform, language).say(wanted)
    slash = "/veille " if platform == "slack" else "/"
    best = {
        "en": f"What works best: one precise subject of today, in one to three words. "
        f"For example {slash}search #einvoicing",
        "fr": f"Ce qui marche le mieux~: un sujet précis, d'actualité, en un à trois mots. "
        f"Par exemple {slash}chercher #facturation",
    }
    assert best[language] in answer.lines
    assert len(answer.lines) <= 10
