""" "Not this": an author whom a channel doesn't want to find when it looks for something."""

from __future__ import annotations

from tests.scenarios.house import House, ago
from tests.scenarios.seats import everywhere

NOT_THIS = {"en": "Not this", "fr": "Pas cela"}
LEFT_OUT = {"en": "1 author left out.", "fr": "1 compte écarté."}
AGAIN = {"en": "Show again", "fr": "Tout réafficher"}
REFRESH = {"en": "Refresh", "fr": "Actualiser"}


def two_authors(house: House) -> None:
    house.fediverse.add("noisy", "Noisy Bot")
    for number in range(3):
        house.fediverse.post("noisy", f"Spam {number} #audit", ago(minutes=number + 1))
    house.fediverse.post("anna", "What matters #audit", ago(hours=2))


@everywhere
async def test_an_author_is_left_out_here_until_somebody_shows_everybody_again(
    house: House, platform: str, language: str
) -> None:
    two_authors(house)
    jane = house.seat(platform, language)
    answer = await jane.say("search #audit authors:choose")  # nothing was searched yet
    assert REFRESH[language] in answer.buttons
    await jane.say("search #audit")
    choice = await jane.say("search #audit authors:choose")
    assert choice.buttons == ["1 Noisy Bot", "2 anna"]
    done = await jane.press(choice, "1 Noisy Bot", containing="Noisy Bot (Mastodon)")
    assert [row["author_name"] for row in await house.rows("SELECT * FROM unwanted")] == [
        "Noisy Bot"
    ]
    clean = await jane.press(done, REFRESH[language], "What matters")
    assert "Spam" not in clean.text
    assert clean.lines[-1].startswith(LEFT_OUT[language])
    restored = await jane.press(clean, AGAIN[language], containing="#audit")
    again = await jane.press(restored, REFRESH[language], "Spam")
    assert LEFT_OUT[language] not in again.text


async def test_it_holds_for_that_subject_and_that_channel_alone(house: House) -> None:
    two_authors(house)
    house.fediverse.post("noisy", "Spam about #tva", ago(minutes=1))
    jane = house.seat("slack")
    await jane.say("search #audit")
    choice = await jane.say("search #audit authors:choose")
    await jane.press(choice, "1 Noisy Bot", containing="Noisy Bot (Mastodon)")
    assert "Spam" in await jane.say("search #tva")
    assert "Spam" in await house.seat("telegram").say("search #audit")
    assert "Spam" not in await jane.say("search #AUDIT")


async def test_undo_shows_the_author_again(house: House) -> None:
    two_authors(house)
    jane = house.seat("slack")
    await jane.say("search #audit")
    choice = await jane.say("search #audit authors:choose")
    done = await jane.press(choice, "1 Noisy Bot", containing="Noisy Bot (Mastodon)")
    await jane.press(done, "Undo", containing="Undone")
    assert await house.rows("SELECT * FROM unwanted") == []
    assert "Spam" in await jane.say("search #audit")


async def test_undo_of_showing_everybody_leaves_them_out_again(house: House) -> None:
    two_authors(house)
    jane = house.seat("slack")
    await jane.say("search #audit")
    choice = await jane.say("search #audit authors:choose")
    await jane.press(choice, "1 Noisy Bot", containing="Noisy Bot (Mastodon)")
    await jane.say("search #audit authors:all")
    await jane.say("undo", containing="Undone")
    assert "Spam" not in await jane.say("search #audit")


async def test_a_press_that_is_repeated_says_that_it_is_so_already(house: House) -> None:
    two_authors(house)
    jane = house.seat("slack")
    await jane.say("search #audit")
    choice = await jane.say("search #audit authors:choose")
    await jane.press(choice, "1 Noisy Bot", containing="left out from now on")
    again = await jane.say("search #audit authors:choose")
    assert again.buttons == ["1 anna"]
    assert "Nobody is left out" in await jane.say("search #tva authors:all")


async def test_a_watch_of_the_same_subject_tells_nothing_of_them_and_why_says_so(
    house: House,
) -> None:
    two_authors(house)
    jane = house.seat("slack")
    await jane.press(await jane.say("search #audit"), "Watch #audit here", containing="#audit")
    await house.looked()
    choice = await jane.say("search #audit authors:choose")
    await jane.press(choice, "1 Noisy Bot", containing="Noisy Bot (Mastodon)")
    spam = house.fediverse.post("noisy", "Spam again #audit", house.clock.now())
    house.fediverse.post("anna", "News at last #audit", house.clock.now())
    await jane.reads("News at last")
    assert not [one for one in jane.chat() if "Spam again" in one]
    why = await jane.say(f"why {house.fediverse.origin}/@noisy/{spam}")
    assert "posts by Noisy Bot are not wanted here on this subject" in why.text
