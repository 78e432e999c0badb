"""At home in Slack: the Home tab, forms and shortcuts, in the whole bot."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from tests.fakes.slack import Channel, Message, Person, View, error, shown
from tests.scenarios.house import House
from tests.scenarios.seats import PEOPLE, in_both_languages, visible

PAGES = 18


def home(house: House, user: str = "U1") -> str:
    view = house.slack.home(user)
    return visible(shown(view)) if view else ""


async def opened(house: House, user: str = "U1", containing: str = "") -> View:
    await house.slack.open_home(user)
    return await showing(house, containing, user)


async def showing(house: House, containing: str, user: str = "U1") -> View:
    await house.slack.wait_for(lambda: house.slack.home(user) and containing in home(house, user))
    view = house.slack.home(user)
    assert view is not None
    return view


def lines(view: View) -> list[str]:
    """Without the name of the tab."""
    return [one for one in visible(shown(view)).split("\n") if one][1:]


@in_both_languages
async def test_an_empty_home_tells_the_first_steps(house: House, language: str) -> None:
    view = await opened(house, PEOPLE[language][0])
    assert (
        lines(view)
        == {
            "en": [
                "What I watch for you",
                "I watch what firms publish on social networks and tell a channel, or you alone.",
                "Press “Add a watch”, and type a competitor's @account, a link or a website.",
                "Or type /watch @competitor in a channel. In a private channel, type /invite "
                "@Veilleur first.",
                "Each working morning a digest says what was published, and what could not be "
                "looked at.",
                "[Add a watch]",
            ],
            "fr": [
                "Votre veille",
                "Je surveille ce que les entreprises publient sur les réseaux sociaux, et j'en "
                "informe un canal, ou vous en privé.",
                "Appuyez sur «~Ajouter un suivi~», puis tapez le @compte d'un concurrent, un "
                "lien ou un site.",
                "Ou tapez /veille suivre @concurrent dans un canal. Dans un canal privé, tapez "
                "d'abord /invite @Veilleur.",
                "Chaque matin ouvré, une synthèse dit ce qui a été publié, et ce qui n'a pas pu "
                "être consulté.",
                "[Ajouter un suivi]",
            ],
        }[language]
    )


@in_both_languages
async def test_home_tells_of_each_channel_what_it_watches_and_when_it_is_told(
    house_on_both: House, language: str
) -> None:
    house = house_on_both
    house.durand()
    await house.seat("slack", language).say(f"watch @durand@{house.host}")
    await house.looked()
    view = await opened(house, PEOPLE[language][0], "Cabinet Durand")
    told = lines(view)
    assert (
        told[-4:]
        == {
            "en": [
                "#veille",
                "1 watch: Cabinet Durand",
                "Next digest: tomorrow 08:30. All of it can be read.",
                "[Add] [Mute 24 h] [Settings]",
            ],
            "fr": [
                "#veille",
                "1 suivi~: Cabinet Durand",
                "Prochaine synthèse~: demain 08:30. Tout peut être consulté.",
                "[Ajouter] [Pause 24~h] [Réglages]",
            ],
        }[language]
    )


async def test_nobody_sees_the_channels_that_they_are_not_in(house: House) -> None:
    house.durand()
    secret = Channel("G1", "secret", private=True, member=True, people=frozenset({"U1"}))
    house.slack.add(secret)
    await house.seat("slack", "en", "G1").say(f"watch @durand@{house.host}")
    await house.looked()
    await opened(house, "U1", "#secret")
    view = await opened(house, "U2")
    assert "secret" not in home(house, "U2")
    assert "Votre veille" in lines(view)
    # What was pressed in an older tab does nothing any more either.
    old = await showing(house, "#secret", "U1")
    house.slack.state.channels["G1"].people = frozenset()
    await house.slack.click(old, "Mute 24 h")
    await showing(house, "Press “Add a watch”")
    assert await house.rows("SELECT id FROM channel WHERE muted_until IS NOT NULL") == []


async def test_a_source_that_can_not_be_read_is_named_never_called_calm(house: House) -> None:
    house.durand()
    await house.seat("slack").say(f"watch @durand@{house.host}")
    await house.looked()
    house.fediverse.people.clear()

    async def failing() -> bool:
        return bool(await house.rows("SELECT id FROM target WHERE failures > 0"))

    await house.until(failing, "a failed look")
    view = await opened(house, "U1", "Can't be read")
    assert "All of it can be read" not in shown(view)
    assert "Cabinet Durand (Mastodon) since 10:0" in visible(shown(view))


async def test_a_pause_is_said_in_the_channel_and_shown_at_home_at_once(house: House) -> None:
    house.durand()
    jane = house.seat("slack")
    await jane.say(f"watch @durand@{house.host}")
    view = await opened(house, "U1", "Mute 24 h")
    await house.slack.click(view, "Mute 24 h")
    await jane.reads("No alerts here until")
    view = await showing(house, "Alerts are paused until tomorrow 10:0")
    await house.slack.click(view, "Resume")
    await jane.reads("Alerts again here.")
    await showing(house, "Mute 24 h")


async def test_who_may_not_change_a_channel_reads_so_at_home(house: House) -> None:
    house.durand()
    house.slack.add(Person("U8", "Gaston", guest=True))
    await house.seat("slack").say(f"watch @durand@{house.host}")
    house.slack.state.channels["C1"].people = frozenset({"U1", "U8"})
    view = await opened(house, "U8", "#veille")
    await house.slack.click(view, "Mute 24 h")
    await showing(house, "Only Test can change", "U8")
    assert house.slack.posts("C1")[1:] == []


async def test_two_presses_at_once_end_with_the_state_after_both(house: House) -> None:
    house.durand()
    await house.seat("slack").say(f"watch @durand@{house.host}")
    view = await opened(house, "U1", "Mute 24 h")
    await house.slack.click(view, "Mute 24 h")
    await house.slack.click(view, "Mute 24 h")
    # The second was pressed on a tab that the first has replaced since: a conflict, then anew.
    await house.slack.wait_for(lambda: len(house.slack.calls_of("views.publish")) == 4)
    await showing(house, "Alerts are paused")


async def test_a_hash_that_is_refused_is_followed_by_the_state_of_now(house: House) -> None:
    house.durand()
    await house.seat("slack").say(f"watch @durand@{house.host}")
    view = await opened(house, "U1", "Mute 24 h")
    house.slack.fail("views.publish", error("hash_conflict"))
    await house.slack.click(view, "Mute 24 h")
    await showing(house, "Alerts are paused")
    published = house.slack.calls_of("views.publish")
    assert ["hash" in call for call in published[-2:]] == [True, False]


async def test_many_channels_come_on_pages(house: House) -> None:
    house.durand()
    await house.seat("slack").say(f"watch @durand@{house.host}")
    for number in range(PAGES + 2):
        house.slack.add(Channel(f"C2{number}", f"dossier-{number:02}", member=True))
        await house.seat("slack", "en", f"C2{number}").say(f"watch @durand@{house.host}")
    first = await opened(house, "U1", "Page 1 of 2")
    assert len(first.blocks) <= 100
    assert "dossier-19" not in shown(first)
    await house.slack.click(first, "Next page")
    second = await showing(house, "Page 2 of 2")
    assert "dossier-19" in shown(second)
    await house.slack.click(second, "Previous page")
    await showing(house, "Page 1 of 2")


async def test_home_says_so_where_slack_does_not_tell_the_channels(house: House) -> None:
    house.slack.fail("users.conversations", error("fatal_error"))
    await opened(house, "U1", "I can't tell at the moment which channels you are in")


# --- forms


async def form(house: House, view: View, label: str) -> View:
    exchange = await house.slack.click(view, label)
    [found] = await exchange.replies(1)
    assert isinstance(found, View)
    return found


async def settings(house: House) -> View:
    house.durand()
    await house.seat("slack").say(f"watch @durand@{house.host}")
    return await form(house, await opened(house, "U1", "Settings"), "Settings")


async def test_add_at_home_opens_the_form_for_that_channel(house: House) -> None:
    house.durand()
    house.fediverse.add("kpl", "KPL")
    jane = house.seat("slack")
    await jane.say(f"watch @durand@{house.host}")
    view = await form(house, await opened(house, "U1", "[Add]"), "Add")
    await house.slack.submit_view(view, {"what": f"@kpl@{house.host}", "mode": "digest"})
    await jane.reads("KPL")
    assert await house.rows("SELECT mode FROM watch ORDER BY id DESC LIMIT 1") == [
        {"mode": "digest"}
    ]


async def test_the_form_asks_only_the_networks_that_were_chosen(house: House) -> None:
    house.durand()
    house.sky.actor("durand.bsky.social", "Durand Bluesky", 12)
    await house.slack.global_shortcut("watch_new")
    view = await arrived(house)
    await house.slack.submit_view(view, {"what": "@durand", "where": "C1", "on": ["mastodon"]})
    read = await house.seat("slack").reads("Jane added Cabinet Durand")
    assert "Bluesky" not in read


async def test_settings_become_commands_with_their_confirmations_and_undo(house: House) -> None:
    view = await settings(house)
    filled = {"at": "07:15", "days": ["0", "2"], "from": "20:00", "to": "08:00"}
    await house.slack.submit_view(view, {**filled, "extras": ["profiles", "weekly"]})
    jane = house.seat("slack")
    undoable = await jane.reads("07:15")
    await jane.reads("20:00")

    async def kept() -> list[Any]:
        sql = "SELECT digest_days, weekly FROM channel WHERE weekly AND quiet_start IS NOT NULL"
        return await house.rows(sql)

    [row] = await house.until(kept, "the settings")
    assert row["digest_days"] == "02"
    assert undoable.buttons == ["Undo"]
    changes = await house.rows("SELECT verb FROM change WHERE verb != 'watch'")
    assert len(changes) == 4  # the digest, quiet hours, rhythm off, the weekly recap


async def test_what_was_not_touched_changes_nothing(house: House) -> None:
    exchange = await house.slack.submit_view(await settings(house))
    assert exchange.ack.payload == {}
    view = await opened(house, "U1", "Mute 24 h")
    await house.slack.click(view, "Mute 24 h")
    await showing(house, "Alerts are paused")
    assert [one["verb"] for one in await house.rows("SELECT verb FROM change ORDER BY id")] == [
        "watch",
        "mute",
    ]


async def test_half_of_the_quiet_hours_is_said_beside_the_other_half(house: House) -> None:
    exchange = await house.slack.submit_view(await settings(house), {"from": "20:00"})
    assert exchange.ack.payload == {
        "response_action": "errors",
        "errors": {"to": "Give both hours, or neither."},
    }


async def test_a_city_and_a_watch_are_found_by_typing(house: House) -> None:
    view = await settings(house)
    cities = await house.slack.suggestions(view, "zone", "montr")
    assert "Montréal" in [one["value"] for one in cities]
    zone = next(one for one in view.blocks if one["block_id"] == "zone")
    zone["element"]["options"] = cities
    assert await house.slack.suggestions(view, "stop", "zzz") == []
    [found] = await house.slack.suggestions(view, "stop", "dur")
    assert found["text"]["text"] == "Cabinet Durand"
    stop = next(one for one in view.blocks if one["block_id"] == "stop")
    stop["element"]["options"] = [found]
    await house.slack.submit_view(view, {"stop": [found["value"]], "zone": "Montréal"})
    await house.seat("slack").reads("Stopped: Cabinet Durand")
    assert await house.rows("SELECT zone FROM channel WHERE chat = 'C1'") == [
        {"zone": "America/Montreal"}
    ]


async def test_what_a_channel_watches_is_not_told_to_who_has_left_it(house: House) -> None:
    view = await settings(house)
    house.slack.state.channels["C1"].people = frozenset()
    assert await house.slack.suggestions(view, "stop", "dur") == []


# --- shortcuts


async def arrived(house: House) -> View:
    found = await house.slack.wait_for(
        lambda: next((one for one in house.slack.state.arrivals if isinstance(one, View)), None)
    )
    assert isinstance(found, View)
    return found


def said(house: House, **more: Any) -> Message:
    message = house.slack.say("C1", "U2", "Regardez")
    return house.slack.state.put(replace(message, **more))


def rich(*links: str) -> list[Mapping[str, Any]]:
    inside = [{"type": "link", "url": link} for link in links]
    section = {"type": "rich_text_section", "elements": inside}
    return [{"type": "rich_text", "elements": [section]}]


async def test_a_message_with_one_link_opens_the_form_with_it(house: House) -> None:
    house.durand()
    link = f"{house.fediverse.origin}/@durand"
    await house.slack.shortcut("watch_from_message", said(house, blocks=rich(link, link)))
    view = await arrived(house)
    assert view.blocks[0]["element"]["initial_value"] == link
    await house.slack.submit_view(view, {"where": "C1"})
    await house.seat("slack").reads("Cabinet Durand")


async def test_of_several_links_a_person_chooses(house: House) -> None:
    links = [f"https://mastodon.example/@a{n}" for n in range(14)]
    long = f"https://mastodon.example/{'x' * 300}"
    await house.slack.shortcut("watch_from_message", said(house, blocks=rich(long, *links)))
    view = await arrived(house)
    [choice] = [one["element"] for one in view.blocks if one["block_id"] == "what"]
    assert choice["type"] == "checkboxes"
    assert len(choice["options"]) == 10
    chosen = {"what": ["1", "2"], "where": "C1"}
    exchange = await house.slack.submit_view(view, chosen)
    assert exchange.ack.payload == {}


@in_both_languages
async def test_a_message_without_a_link_says_so(house: House, language: str) -> None:
    user = PEOPLE[language][0]
    await house.slack.shortcut("watch_from_message", said(house), user=user)
    view = await arrived(house)
    start = {"en": "I see no link in this message", "fr": "Je ne vois dans ce message aucun lien"}
    assert start[language] in shown(view)
    assert "submit" not in view.payload


async def test_time_at_home_is_the_readers_own(house: House) -> None:
    house.durand()
    await house.seat("slack").say(f"watch @durand@{house.host}")
    house.slack.add(Person("U3", "Ken", tz="Asia/Tokyo"))
    await opened(house, "U3", "Next digest: tomorrow 16:30")


async def test_a_publication_is_kept_from_the_message_that_tells_it(house: House) -> None:
    house.durand()
    jane = house.seat("slack")
    await jane.say(f"watch @durand@{house.host}")
    await house.looked()
    house.fediverse.post("durand", "À retenir", house.clock.now())
    alert = await jane.reads("À retenir")
    await house.slack.shortcut("save_from_message", alert.item)

    async def kept() -> Any:
        return await house.rows("SELECT id FROM saved")

    await house.until(kept, "the entry of the board")
