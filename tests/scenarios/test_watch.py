"""`/watch @competitor`: from a name to an alert, on both platforms, in both languages."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from tests.fakes.slack import View
from tests.scenarios.house import House
from tests.scenarios.seats import everywhere, in_both_languages
from tests.scenarios.sentences import ADDED, ALERTS, BECAUSE, DIGEST, LATEST, WRONG, ZONE


@everywhere
async def test_a_competitor_is_watched_at_once_and_its_next_post_arrives(
    house_on_both: House, platform: str, language: str
) -> None:
    house = house_on_both
    house.durand()
    jane = house.seat(platform, language)
    answer = await jane.say("watch @durand")
    assert house.named("\n".join(answer.lines)).split("\n") == [
        ADDED[platform, language].format("Cabinet Durand (Mastodon)"),
        f"{ALERTS[language]} {DIGEST[language]}",
        BECAUSE[language],
        LATEST[language],
        *([ZONE[language]] if platform == "telegram" else []),
    ]
    assert (
        answer.buttons
        == {
            ("slack", "en"): ["Wrong account", "Digest only", "Settings"],
            ("slack", "fr"): ["Mauvais compte", "Synthèse uniquement", "Réglages"],
            ("telegram", "en"): ["Wrong account", "Yes, Paris", "Change", "⋯"],
            ("telegram", "fr"): ["Mauvais compte", "Oui, Paris", "Changer", "⋯"],
        }[platform, language]
    )
    assert [one.text for one in jane.chat()] == [answer.text]
    await house.looked()
    house.fediverse.post("durand", "La facture électronique devient obligatoire", house.clock.now())
    alert = await jane.reads("obligatoire")
    assert (
        house.named("\n".join(alert.lines)).split("\n")
        == {
            "en": [
                "Cabinet Durand · Mastodon · new post",
                "“La facture électronique devient obligatoire”",
                "published at 10:00 · you watch @durand@HOST",
            ],
            "fr": [
                "Cabinet Durand · Mastodon · nouvelle publication",
                "«~La facture électronique devient obligatoire~»",
                "publiée à 10:00 · vous suivez @durand@HOST",
            ],
        }[language]
    )
    expected = {"en": ["Open", "Mute 24 h", "⋯"], "fr": ["Ouvrir", "Pause 24~h", "⋯"]}
    assert alert.buttons == expected[language]


@everywhere
async def test_the_wrong_account_is_withdrawn_with_one_press(
    house: House, platform: str, language: str
) -> None:
    house.durand()
    jane = house.seat(platform, language)
    answer = await jane.say("watch @durand")
    undone = await jane.press(answer, WRONG[language], containing="Cabinet Durand")
    assert (
        undone.lines
        == {
            "en": ["Undone: Cabinet Durand is no longer watched."],
            "fr": ["Annulé~: Cabinet Durand n'est plus suivi."],
        }[language]
    )
    assert await house.rows("SELECT id FROM watch WHERE ended_at IS NULL") == []


@in_both_languages
async def test_watch_alone_opens_a_form_on_slack(house: House, language: str) -> None:
    house.durand()
    user = {"en": "U1", "fr": "U2"}[language]
    exchange = await house.slack.command("/watch", user=user)
    [form] = await exchange.replies()
    assert isinstance(form, View)
    filled = {"what": "@durand", "where": "C1"}
    assert (await house.slack.submit_view(form, filled)).ack.payload == {}
    added = ADDED["slack", language].format("Cabinet Durand (Mastodon)")
    await house.seat("slack", language).reads(added)


@in_both_languages
async def test_watch_alone_asks_on_telegram_and_the_answer_is_taken(
    house: House, language: str
) -> None:
    house.durand()
    jane = house.seat("telegram", language)
    question = await jane.say("watch")
    assert (
        question.lines
        == {
            "en": ["Whom should I watch? Send an @account, a link, a website or a #tag."],
            "fr": ["Qui faut-il suivre¬? Envoyez un @compte, un lien, un site ou un #mot-clé."],
        }[language]
    )
    chat = question.item.chat
    await house.telegram.message(chat, chat, f"@durand@{house.host}")
    await jane.reads(ADDED["telegram", language].format("Cabinet Durand (Mastodon)"))


@everywhere
async def test_a_typing_mistake_is_put_right_with_one_press(
    house: House, platform: str, language: str
) -> None:
    house.durand()
    jane = house.seat(platform, language)
    answer = await jane.say("wacth @durand")
    slash = {"slack": "/veille ", "telegram": "/"}[platform]
    verb = {"en": "watch", "fr": "suivre"}[language]
    assert f"{slash}{verb} @durand" in answer.lines[0]
    await jane.press(answer, {"en": "Yes", "fr": "Oui"}[language])
    await jane.reads(ADDED[platform, language].format("Cabinet Durand (Mastodon)"))


@everywhere
async def test_the_list_is_numbered_and_says_what_was_last_seen(
    house: House, platform: str, language: str
) -> None:
    house.durand()
    house.fediverse.add("kpl", "KPL")
    jane = house.seat(platform, language)
    empty = await jane.say("list")
    assert (
        empty.lines
        == {
            "en": [
                "Nothing is watched here yet. Send me a competitor's @account, a link or a website."
            ],
            "fr": [
                "Rien n'est suivi ici pour l'instant. Envoyez-moi le @compte, le lien ou le site "
                "d'un concurrent."
            ],
        }[language]
    )
    await jane.say(f"watch @durand@{house.host}")
    await jane.say(f"watch @kpl@{house.host}")
    await house.looked(2)
    listed = await jane.say("list")
    assert "\n1. Cabinet Durand" in listed.text
    assert "\n2. KPL" in listed.text
    verbs = {"en": ("unwatch", "mute"), "fr": ("retirer", "pause")}[language]
    slash = {"slack": "/veille ", "telegram": "/"}[platform]
    assert (
        listed.lines[:3]
        == {
            "en": [
                "Watched here: 2 accounts or subjects",
                "Cabinet Durand · Mastodon · last post today 07:12",
                "KPL · Mastodon · no post yet",
            ],
            "fr": [
                "Suivis ici~: 2 comptes ou sujets",
                "Cabinet Durand · Mastodon · dernière publication aujourd'hui 07:12",
                "KPL · Mastodon · aucune publication pour l'instant",
            ],
        }[language]
    )
    assert all(f"{slash}{verb} 1" in listed.lines[3] for verb in verbs)


@pytest.mark.parametrize("platform", ["slack", "telegram"])
async def test_an_alert_opens_the_post_and_its_other_buttons_act(
    house: House, platform: str
) -> None:
    house.durand()
    jane = house.seat(platform)
    await jane.say("watch @durand")
    await house.looked()
    house.fediverse.post("durand", "On recrute à Lille", house.clock.now())
    alert = await jane.reads("On recrute")
    muted = await jane.press(alert, "Mute 24 h", containing="no alerts until")
    assert re.search(r"no alerts until tomorrow 10:0\d", muted.text)
    assert any("On recrute" in one for one in jane.chat())  # for the others here too
    if platform == "slack":
        assert muted.item.thread_ts == alert.item.ts
    house.clock.move(timedelta(seconds=1))
    house.fediverse.post("durand", "Une deuxième annonce", house.clock.now())

    async def seen() -> bool:
        found = await house.rows("SELECT id FROM post WHERE text LIKE 'Une deux%'")
        return bool(found)

    await house.until(seen, "the post is seen")
    await house.app.drain()
    assert not any("deuxième" in one for one in jane.chat())
