"""`/search hashtag` word for word: found, nothing found, nothing asked, a word left out."""

from __future__ import annotations

from tests.scenarios.house import House, ago
from tests.scenarios.seats import everywhere, typed
from tests.scenarios.test_search import WATCH
from tests.scenarios.transcripts import Transcript
from tests.scenarios.transcripts_played import on_slack

SEARCH = {"en": "search", "fr": "chercher"}
SHARE = {"en": "Share these results in the channel", "fr": "Partager dans le canal"}
NEWS = [
    ("anna", "What small firms forget about PDP choice #einvoicing", 26, 35),
    ("taxweekly", "The French e-invoicing calendar in one picture #einvoicing", 3, 88),
    ("claire", "Trois erreurs fréquentes sur la TVA #einvoicing", 4, 12),
]


def einvoicing(house: House) -> None:
    house.fediverse.add("taxweekly", "Tax Weekly", 900)
    for author, text, hours, likes in NEWS:
        house.fediverse.post(author, text, ago(hours=hours), likes=likes)


@everywhere
async def test_what_is_said_is_shown_with_what_can_be_done(
    house: House, transcript: Transcript, platform: str, language: str
) -> None:
    einvoicing(house)
    house.sky.failing["app.bsky.actor.searchActors"] = 500
    jane = house.seat(platform, language)
    answer = await jane.say(f"{SEARCH[language]} einvoicing")
    transcript.holds(
        "search: results", answer, house, typed(platform, f"{SEARCH[language]} einvoicing")
    )
    words = {"en": "find weekly", "fr": "trouver weekly"}[language]
    accounts = await jane.say(words)
    transcript.holds("search: accounts", accounts, house, typed(platform, words))
    again = await jane.say("search #einvoicing")
    label = WATCH[platform, language]
    await jane.press(again, label)
    watched = await jane.reads("#einvoicing (Mastodon)")
    transcript.holds("search: subject watched", watched, house, f"[{label}]")


@on_slack
async def test_what_was_found_is_shared_with_the_channel(
    house: House, transcript: Transcript, platform: str, language: str
) -> None:
    einvoicing(house)
    house.sky.failing["app.bsky.actor.searchActors"] = 500
    jane = house.seat(platform, language)
    answer = await jane.say(f"{SEARCH[language]} einvoicing")
    await jane.press(answer, SHARE[language], containing="Tax Weekly")
    [shared] = jane.chat()
    transcript.holds("search: shared", shared, house, f"[{SHARE[language]}]")


@everywhere
async def test_nothing_offers_close_hashtags_and_more_time(
    house: House, transcript: Transcript, platform: str, language: str
) -> None:
    einvoicing(house)
    answer = await house.seat(platform, language).say(f"{SEARCH[language]} #einvoic")
    transcript.holds(
        "search: nothing", answer, house, typed(platform, f"{SEARCH[language]} #einvoic")
    )


@everywhere
async def test_without_words_it_asks_for_them(
    house: House, transcript: Transcript, platform: str, language: str
) -> None:
    words = SEARCH[language]
    question = await house.seat(platform, language).say(words)
    transcript.holds("search: no argument", question, house, typed(platform, words))


@everywhere
async def test_a_word_can_be_left_out(
    house: House, transcript: Transcript, platform: str, language: str
) -> None:
    einvoicing(house)
    words = f"{SEARCH[language]} #einvoicing -TVA"
    answer = await house.seat(platform, language).say(words)
    transcript.holds("search: without a word", answer, house, typed(platform, words))
