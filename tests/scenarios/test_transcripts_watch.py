"""`/watch @competitor` word for word: from a name to an alert and what comes below it."""

from __future__ import annotations

from tests.fakes.slack import Channel
from tests.fakes.telegram import GROUP, JANE, JEANNE
from tests.scenarios.house import House
from tests.scenarios.seats import everywhere, typed
from tests.scenarios.transcripts import Transcript
from tests.scenarios.transcripts_played import interim, on_slack, on_telegram, two


@everywhere
async def test_two_accounts_of_one_name_are_both_watched_with_one_press(
    house: House, transcript: Transcript, platform: str, language: str
) -> None:
    two(house)
    jane = house.seat(platform, language)
    question = await jane.say("watch @durand")
    typed_here = typed(platform, "watch @durand")
    transcript.holds("watch: searching", interim(house, platform), house, typed_here)
    transcript.holds("watch: which one", question, house)
    both = {"en": "Both", "fr": "Les deux"}[language]
    await jane.press(question, both)
    added = await jane.reads("Durand Expertise (Bluesky)")
    transcript.holds("watch: both watched", added, house, f"[{both}]")
    assert len(await house.rows("SELECT id FROM watch")) == 2


@on_slack
async def test_a_private_channel_says_how_to_let_in(
    house: House, transcript: Transcript, platform: str, language: str
) -> None:
    house.durand()
    house.slack.add(Channel("G1", "secret", private=True))
    jane = house.seat(platform, language, "G1")
    refused = await jane.say("watch @durand", containing="/invite @Veilleur")
    transcript.holds("watch: not invited", refused, house, typed(platform, "watch @durand"))


@everywhere
async def test_a_name_that_is_close_is_offered(
    house: House, transcript: Transcript, platform: str, language: str
) -> None:
    house.durand()
    answer = await house.seat(platform, language).say("watch @duran")
    transcript.holds("watch: typo", answer, house, typed(platform, "watch @duran"))


@everywhere
async def test_what_is_watched_already_says_since_when_and_by_whom(
    house: House, transcript: Transcript, platform: str, language: str
) -> None:
    house.durand()
    jane = house.seat(platform, language)
    await jane.say("watch @durand")
    answer = await jane.say("watch @durand")
    transcript.holds("watch: already watched", answer, house, typed(platform, "watch @durand"))


@on_telegram
async def test_a_group_is_its_administrators_to_steer(
    house: House, transcript: Transcript, platform: str, language: str
) -> None:
    if language == "en":
        house.telegram.world.chats[GROUP].roles |= {JANE.id: "member", JEANNE.id: "creator"}
    denied = await house.seat(platform, language, GROUP).say("watch @durand")
    transcript.holds("watch: not an administrator", denied, house, "/watch @durand")


@everywhere
async def test_the_next_post_arrives_and_further_ones_stand_below_it(
    house: House, transcript: Transcript, platform: str, language: str
) -> None:
    house.durand()
    jane = house.seat(platform, language)
    await jane.say(f"watch @durand@{house.host}")
    await house.looked()
    guide = "La facture électronique devient obligatoire : notre guide en 5 points pour les TPE"
    house.fediverse.post("durand", guide, house.clock.now())
    alert = await jane.reads("guide en 5 points")
    transcript.holds("watch: alert", alert, house)
    for words in ("On recrute à Lille", "Bilan de l'année"):
        house.fediverse.post("durand", words, house.clock.now())
    burst = await jane.reads("Lille")
    transcript.holds("watch: burst", burst, house)
