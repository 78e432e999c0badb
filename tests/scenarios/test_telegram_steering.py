"""A channel's administrator steers it from the private conversation."""

from __future__ import annotations

import re

import pytest

from tests.fakes.telegram import CHANNEL, GROUP, JANE, JEANNE, Chat, Message
from tests.fakes.telegram_model import BOT_ID
from tests.scenarios.house import House
from tests.scenarios.seats import Read, Seat, TelegramSeat, in_both_languages
from tests.scenarios.test_digest import next_morning

WHO = {"en": JANE.id, "fr": JEANNE.id}
CHOOSE = {"en": "Choose a channel of mine", "fr": "Choisir un canal à moi"}
SETTINGS = {"en": "Settings", "fr": "Réglages"}
ABOUT = {
    "en": "About News. Reply to this message with a command, for example /digest 07:45, and it"
    " acts there.",
    "fr": "À propos de News. Répondez à ce message par une commande, par exemple /synthese 07:45~:"
    " elle agira là-bas.",
}
UNKNOWN = {
    "en": "I don't know that channel, or you don't administer it. If it is yours, choose it with"
    " the button, and I join it.",
    "fr": "Je ne connais pas ce canal, ou vous ne l'administrez pas. S'il est à vous,"
    " choisissez-le avec le bouton, et je le rejoins.",
}


def channel(house: House, owner: int, bot: str = "administrator") -> None:
    """News, whose only administrator is that person."""
    roles = {JANE.id: "member", JEANNE.id: "member", owner: "creator", BOT_ID: bot}
    house.telegram.add(Chat(CHANNEL, "channel", "News", roles))


async def chosen(house: House, seat: Seat, language: str) -> Read:
    """Jane or Jeanne chooses News with the button."""
    asked = await seat.say("channels new")
    assert isinstance(seat, TelegramSeat)
    exchange = await house.telegram.share(asked.item, CHOOSE[language], CHANNEL, WHO[language])
    answer = await exchange.reply("News")
    return next(one for one in seat._read([answer]))


@in_both_languages
async def test_a_channel_is_chosen_with_a_button_and_told_what_is_sent_in_private(
    house: House, language: str
) -> None:
    house.durand()
    channel(house, WHO[language], bot="left")
    seat = house.seat("telegram", language)
    welcome = await seat.say("start")
    asked = await seat.press(welcome, {"en": "A channel of mine", "fr": "Un canal à moi"}[language])
    assert isinstance(seat, TelegramSeat)
    share = await house.telegram.share(asked.item, CHOOSE[language], CHANNEL, WHO[language])
    first = {"en": "What should News be told about?", "fr": "Que faut-il annoncer dans News"}
    await share.reply(first[language])
    hello = await house.seat("telegram", language, CHANNEL).reads(
        "/canaux" if language == "fr" else "/channels"
    )
    assert hello.buttons == []
    typed = await house.telegram.message(WHO[language], WHO[language], f"@durand@{house.host}")
    await typed.reply("News")
    (row,) = await house.rows("SELECT c.chat FROM watch w JOIN channel c ON c.id = w.channel_id")
    assert row["chat"] == str(CHANNEL)


@in_both_languages
async def test_what_is_pressed_in_private_acts_on_the_channel_and_says_so(
    house: House, language: str
) -> None:
    channel(house, WHO[language])
    seat = house.seat("telegram", language)
    answer = await chosen(house, seat, language)
    shown = await seat.press(answer, SETTINGS[language])
    assert shown.lines[-1] == ABOUT[language]
    (row,) = await house.rows("SELECT count(*) AS n FROM button WHERE person_id IS NOT NULL")
    assert row["n"] > 0


@in_both_languages
async def test_a_command_that_answers_such_a_message_acts_on_the_channel(
    house: House, language: str
) -> None:
    channel(house, WHO[language])
    answer = await chosen(house, house.seat("telegram", language), language)
    who, set_ = WHO[language], {"en": "/digest 07:45", "fr": "/synthese 7h45"}[language]
    exchange = await house.telegram.message(who, who, set_, reply_to=answer.item)
    await exchange.reply("07:45")
    alone = await house.telegram.message(who, who, set_.replace("45", "50"))
    await alone.reply("07:50")
    times = {
        row["chat"]: str(row["digest_time"])[:5]
        for row in await house.rows("SELECT chat, digest_time FROM channel")
    }
    assert times == {str(CHANNEL): "07:45", str(who): "07:50"}


async def test_a_command_that_answers_the_choice_of_channels_stays_here(house: House) -> None:
    channel(house, JANE.id)
    jane = house.seat("telegram", "en")
    await chosen(house, jane, "en")
    listed = await jane.say("channels")
    exchange = await house.telegram.message(JANE.id, JANE.id, "/list", reply_to=listed.item)
    (reply,) = await exchange.replies()
    assert "News" not in reply.text


async def test_rights_are_asked_again_at_each_press(house: House) -> None:
    channel(house, JANE.id)
    seat = house.seat("telegram", "en")
    answer = await chosen(house, seat, "en")
    channel(house, JEANNE.id)
    house.app.fronts["telegram"]._administrators._known.clear()  # type: ignore[attr-defined, index]
    refused = await seat.press(answer, "Settings")
    assert refused.lines == [UNKNOWN["en"]]


async def test_a_channel_of_others_tells_nothing(house: House) -> None:
    channel(house, JEANNE.id)
    await chosen(house, house.seat("telegram", "fr"), "fr")
    refused = await house.seat("telegram", "en").say(f"channels {CHANNEL}")
    assert refused.lines == [UNKNOWN["en"]]
    made_up = await house.seat("telegram", "en").say("channels -1009")
    assert (made_up.lines, made_up.buttons) == (refused.lines, refused.buttons)


@in_both_languages
async def test_known_channels_are_listed_for_who_may_change_them(
    house: House, language: str
) -> None:
    channel(house, WHO[language])
    seat = house.seat("telegram", language)
    await chosen(house, seat, language)
    listed = await seat.say("channels")
    assert listed.buttons == ["News", {"en": "Another channel", "fr": "Un autre canal"}[language]]
    other = {"en": "fr", "fr": "en"}[language]
    asked = await house.seat("telegram", other).say("channels")
    assert "News" not in asked.text
    opened = await seat.press(listed, "News")
    assert opened.lines[-1] == ABOUT[language]


@pytest.mark.parametrize("chat", [-999, 0, CHANNEL])
async def test_a_chat_that_nobody_knows_is_offered_to_be_chosen(house: House, chat: int) -> None:
    answer = await house.seat("telegram", "en").say(f"channels {chat}")
    assert answer.lines == [UNKNOWN["en"]]


async def test_a_group_is_told_where_channels_are_steered(house: House) -> None:
    answer = await house.seat("telegram", "en", GROUP).say("channels")
    assert answer.lines == ["Channels are steered from our private conversation."]


async def test_slack_steers_each_channel_in_itself(house: House) -> None:
    answer = await house.seat("slack", "en").say("channels")
    assert answer.lines[0].startswith("Here each channel is steered in the channel itself")


# --- links below a channel's messages


def link(message: Message, label: str) -> str:
    """The payload with which the button of that label opens the bot."""
    (url,) = [one["url"] for one in message.buttons if one["text"] == label]
    start = url.removeprefix("https://t.me/VeilleurBot?start=")
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,64}", start)
    return str(start)


async def alerted(house: House, owner: int, language: str) -> Message:
    """An alert about Durand in News."""
    house.durand()
    channel(house, owner)
    seat = house.seat("telegram", language)
    await chosen(house, seat, language)
    exchange = await house.telegram.message(owner, owner, f"@durand@{house.host}")
    await exchange.reply("News")
    await house.looked()
    house.fediverse.post("durand", "On recrute", house.clock.now())
    read = await house.seat("telegram", language, CHANNEL).reads("On recrute")
    assert isinstance(read.item, Message)
    return read.item


@in_both_languages
async def test_a_reader_of_a_channel_watches_the_same_after_a_press_to_agree(
    house: House, language: str
) -> None:
    other = {"en": "fr", "fr": "en"}[language]
    alert = await alerted(house, WHO[other], other)
    start = link(alert, {"en": "Watch this too", "fr": "Suivre aussi"}[other])
    reader = house.seat("telegram", language)
    asked = await reader.say(f"start {start}")
    assert (
        asked.lines
        == {
            "en": ["Watch Cabinet Durand too, and be told in this conversation?"],
            "fr": ["Suivre aussi Cabinet Durand, avec les annonces dans cette conversation¬?"],
        }[language]
    )
    assert len(await house.rows("SELECT id FROM watch")) == 1
    await reader.press(asked, {"en": "Watch it here", "fr": "Suivre ici"}[language], "Durand")
    sql = "SELECT c.chat FROM watch w JOIN channel c ON c.id = w.channel_id ORDER BY w.id"
    chats = [row["chat"] for row in await house.rows(sql)]
    assert chats == [str(CHANNEL), str(WHO[language])]


async def test_a_link_never_changes_anything_by_itself(house: House) -> None:
    alert = await alerted(house, JANE.id, "en")
    before = await house.kept()
    sql = "SELECT id FROM button WHERE command LIKE 'mute%' OR command LIKE 'unwatch%'"
    for row in await house.rows(sql):
        answer = await house.seat("telegram", "en").say(f"start go_{row['id']}")
        assert answer.lines[0].startswith("That link is too old")
    link(alert, "Watch this too")
    assert await house.kept() == before


@pytest.mark.parametrize("start", ["go_nothing", "too_nothing", "go_", "too_x-y_z"])
async def test_a_made_up_link_leads_nowhere(house: House, start: str) -> None:
    answer = await house.seat("telegram", "en").say(f"start {start}")
    assert answer.lines[0].startswith(("That link is too old", "That code is not the right one"))


async def test_settings_below_a_channel_s_digest_open_in_private_for_its_administrators(
    house: House,
) -> None:
    await alerted(house, JANE.id, "en")
    await next_morning(house)
    digest = await house.seat("telegram", "en", CHANNEL).reads("Settings")
    start = link(digest.item, "Settings")
    jane = house.seat("telegram", "en")
    opened = await jane.say(f"start {start}")
    assert opened.lines[-1] == ABOUT["en"]
    refused = await house.seat("telegram", "fr").say(f"start {start}")
    assert refused.lines == [UNKNOWN["fr"]]


async def test_a_press_in_private_is_nobody_else_s(house: House) -> None:
    """Not even of somebody who administers the channel too."""
    channel(house, JANE.id)
    house.telegram.world.chats[CHANNEL].roles[JEANNE.id] = "administrator"
    answer = await chosen(house, house.seat("telegram", "en"), "en")
    data = answer.item.buttons[0]["callback_data"]
    stranger = house.seat("telegram", "fr")
    start = await stranger.say("start")
    forged = await house.telegram.call_back(start.item, data, JEANNE.id)
    said = await forged.replies()
    assert "News" not in said[0].text
