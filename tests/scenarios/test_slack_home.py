"""At home in Slack: the Home tab, forms and shortcuts, in the whole bot."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from tests.fakes.slack import Channel, Message, Person, View, error, shown
from tests.scenarios.house import House, ago
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


async def form(house: House, view: View, label: str, user: str = "U1") -> View:
    exchange = await house.slack.click(view, label, user)
    opens = lambda: next(filter(is_form, exchange.seen()), None)  # noqa: E731 - read afresh
    found = await house.slack.wait_for(opens)
    assert isinstance(found, View)
    return found


def is_form(one: object) -> bool:
    """Not the tab, which may be drawn again meanwhile."""
    return isinstance(one, View) and one.payload["type"] == "modal"


async def settings(house: House) -> View:
    house.durand()
    await house.seat("slack").say(f"watch @durand@{house.host}")
    return await reopened(house)


async def reopened(house: House) -> View:
    return await form(house, await opened(house, "U1", "Settings"), "Settings")


def element(view: View, name: str) -> Mapping[str, Any]:
    found: Mapping[str, Any]
    [found] = [one["element"] for one in view.blocks if one["block_id"] == name]
    return found


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


BOTH, DIFFER = "Give both hours, or neither.", "Give two different hours, or neither."


@pytest.mark.parametrize(
    ("filled", "errors"),
    [
        ({"from": "20:00"}, {"to": BOTH}),
        ({"to": "08:00"}, {"from": BOTH}),
        ({"from": "08:00", "to": "08:00"}, {"to": DIFFER}),
        ({"alert_from": "08:00", "alert_days": ["0"]}, {"alert_to": BOTH}),
        ({"alert_to": "19:00"}, {"alert_from": BOTH}),
        ({"alert_from": "08:00", "alert_to": "08:00"}, {"alert_to": DIFFER}),
        ({"alert_from": "08:00", "to": "08:00"}, {"alert_to": BOTH, "from": BOTH}),
    ],
)
async def test_hours_that_say_no_span_are_said_beside_what_is_missing(
    house: House, filled: Mapping[str, Any], errors: Mapping[str, str]
) -> None:
    exchange = await house.slack.submit_view(await settings(house), {**filled, "at": "07:15"})
    assert exchange.ack.payload == {"response_action": "errors", "errors": errors}
    assert [one["verb"] for one in await house.rows("SELECT verb FROM change")] == ["watch"]


HOURS = "SELECT alert_days, alert_start, alert_end FROM channel WHERE chat = 'C1'"


async def test_the_hours_of_alerts_are_chosen_shown_and_undone(house: House) -> None:
    filled = {"alert_days": ["0", "1", "4"], "alert_from": "08:00", "alert_to": "19:00"}
    await house.slack.submit_view(await settings(house), filled)
    jane = house.seat("slack")
    told = await jane.reads("Alerts come Monday, Tuesday, Friday, 08:00 to 19:00.")
    view = await reopened(house)
    days = [one["value"] for one in element(view, "alert_days")["initial_options"]]
    hours = [element(view, name)["initial_time"] for name in ("alert_from", "alert_to")]
    assert (days, hours) == (["0", "1", "4"], ["08:00", "19:00"])
    await jane.press(told, "Undo", containing="as they were before")
    assert await house.rows(HOURS) == [{"alert_days": None, "alert_start": None, "alert_end": None}]


@pytest.mark.parametrize(
    ("filled", "told"),
    [
        ({"alert_days": ["5", "6"]}, "Alerts come Saturday, Sunday, all day."),
        ({"alert_from": "22:00", "alert_to": "06:00"}, "Alerts come every day, 22:00 to 06:00."),
    ],
)
async def test_days_alone_are_whole_days_and_hours_alone_those_of_every_day(
    house: House, filled: Mapping[str, Any], told: str
) -> None:
    await house.slack.submit_view(await settings(house), filled)
    jane = house.seat("slack")
    await jane.reads(told)
    empty: Mapping[str, Any] = {"alert_days": [], "alert_from": None, "alert_to": None}
    await house.slack.submit_view(await reopened(house), empty)
    await jane.reads("Alerts may come at any time.")


async def test_a_purpose_is_chosen_and_what_else_was_chosen_stands(house: House) -> None:
    """A subject's channel is told early of hashtags, and nothing of profiles."""
    filled = {"purpose": "subject", "trends": "calm", "language": "fr", "extras": ["weekly"]}
    await house.slack.submit_view(await settings(house), {**filled, "at": "07:15"})
    jane = house.seat("slack")
    told = await jane.reads("Ce canal suit un sujet")
    assert "Annuler" in told.buttons
    await jane.reads("07:15")
    await jane.say("list", containing="1. Cabinet Durand")  # after all that the form asked
    kept = await house.rows("SELECT purpose, trends, weekly, profiles, rhythm FROM channel")
    assert [tuple(one.values()) for one in kept] == [("subject", "calm", 1, 0, 0)]
    view = await reopened(house)
    assert element(view, "purpose")["initial_option"]["value"] == "subject"
    await house.slack.submit_view(view, {"purpose": "none"})
    await jane.reads("Ce canal n'a plus d'usage précis")


async def test_what_a_purpose_sets_stays_where_nothing_else_was_chosen(house: House) -> None:
    await house.slack.submit_view(await settings(house), {"purpose": "ideas"})
    await house.seat("slack").reads("This channel looks for ideas")
    extras = element(await reopened(house), "extras")["initial_options"]
    assert [one["value"] for one in extras] == ["weekly"]


async def test_who_may_not_change_a_channel_reads_so_after_the_form(house: House) -> None:
    house.durand()
    house.slack.add(Person("U8", "Gaston", guest=True))
    await house.seat("slack").say(f"watch @durand@{house.host}")
    house.slack.state.channels["C1"].people = frozenset({"U1", "U8"})
    view = await form(house, await opened(house, "U8", "#veille"), "Settings", "U8")
    await house.slack.submit_view(view, {"purpose": "news", "alert_days": ["0"]})
    await showing(house, "Only Test can change", "U8")
    assert [one["verb"] for one in await house.rows("SELECT verb FROM change")] == ["watch"]


@in_both_languages
async def test_the_form_names_what_it_sets_in_the_readers_language(
    house_on_both: House, language: str
) -> None:
    house, user = house_on_both, PEOPLE[language][0]
    house.durand()
    await house.seat("slack", language).say(f"watch @durand@{house.host}")
    label = {"en": "Settings", "fr": "Réglages"}[language]
    view = await form(house, await opened(house, user, label), label, user)
    read = visible(shown(view))
    for line in {
        "en": [
            "What is this channel for?",
            "Days of alerts (none: every day)",
            "Alerts begin at",
            "Alerts end at",
        ],
        "fr": [
            "À quoi sert ce canal¬?",
            "Jours des alertes (aucun~: tous les jours)",
            "Début des alertes",
            "Fin des alertes",
        ],
    }[language]:
        assert line in read
    named = [one["text"]["text"] for one in element(view, "purpose")["options"]]
    assert (
        named
        == {
            "en": [
                "Competitors",
                "News of my profession",
                "Ideas for our posts",
                "One subject",
                "Nothing in particular",
            ],
            "fr": [
                "Concurrents",
                "Actualité du métier",
                "Idées de publications",
                "Un sujet",
                "Rien de particulier",
            ],
        }[language]
    )


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


# --- a search without words


async def searching(house: House, language: str = "en", channel: str = "C1") -> tuple[Any, View]:
    words, user = {"en": "search", "fr": "chercher"}[language], PEOPLE[language][0]
    exchange = await house.slack.command("/veille", words, user=user, channel=channel)
    [view] = await exchange.replies(1)
    assert isinstance(view, View)
    return exchange, view


@in_both_languages
async def test_a_search_without_words_opens_a_form_that_searches(
    house: House, language: str
) -> None:
    house.fediverse.post("anna", "Choisir sa PDP #einvoicing", ago(hours=2))
    exchange, view = await searching(house, language)
    answer = await submitted(house, exchange, view, {"what": "#einvoicing"}, "Choisir sa PDP")
    assert (answer.channel, answer.only) == ("C1", PEOPLE[language][0])
    buttons = {"en": "Watch #einvoicing", "fr": "Suivre #einvoicing"}
    assert buttons[language] in shown(answer)


async def submitted(
    house: House, exchange: Any, view: View, filled: Mapping[str, Any], containing: str
) -> Message:
    """The answer where it was asked."""
    sent = await house.slack.submit_view(view, filled)
    assert sent.ack.payload == {}
    answer = await exchange.reply(containing)
    assert isinstance(answer, Message)
    return answer


async def test_a_search_asks_only_the_networks_that_were_chosen(house: House) -> None:
    house.fediverse.post("anna", "Choisir sa PDP #einvoicing", ago(hours=2))
    exchange, view = await searching(house)
    offered = [one["value"] for one in element(view, "on")["options"]]
    assert offered == ["mastodon", "bluesky"]  # no feed: it has nothing to search in
    filled = {"what": "#einvoicing", "on": ["bluesky"]}
    answer = await submitted(house, exchange, view, filled, "Bluesky")
    assert "Mastodon" not in shown(answer)
    assert "Choisir sa PDP" not in shown(answer)


async def test_a_form_is_answered_in_a_channel_without_the_bot(house: House) -> None:
    house.slack.add(Channel("G1", "secret", private=True))
    exchange, view = await searching(house, channel="G1")
    answer = await submitted(house, exchange, view, {"what": "#einvoicing"}, "einvoicing")
    assert (answer.channel, answer.only) == ("G1", "U1")


@pytest.mark.parametrize("typed", ["   ", "on mastodon", "-job"])
@in_both_languages
async def test_a_search_for_nothing_is_said_beside_the_input(
    house: House, language: str, typed: str
) -> None:
    _, view = await searching(house, language)
    exchange = await house.slack.submit_view(view, {"what": typed})
    assert exchange.ack.payload["response_action"] == "errors"
    [(where, why)] = exchange.ack.payload["errors"].items()
    assert (where, visible(why)) == (
        "what",
        {
            "en": "Type what to look for: a #tag, words, or “an exact phrase”.",
            "fr": "Indiquez ce qu'il faut chercher~: un #mot-clé, des mots, ou «~une expression "
            "exacte~».",
        }[language],
    )


async def test_what_can_not_be_searched_is_said_beside_the_input(house: House) -> None:
    _, view = await searching(house)
    exchange = await house.slack.submit_view(view, {"what": "lang:fr OR lang:en"})
    assert set(exchange.ack.payload["errors"]) == {"what"}


@in_both_languages
async def test_where_no_form_opens_the_words_are_asked_for(house: House, language: str) -> None:
    house.slack.fail("views.open", error("expired_trigger_id"))
    question = await house.seat("slack", language).say("search")
    asked = {
        "en": 'What should I look for? A #tag, words, or "an exact phrase", for example /veille '
        "search #einvoicing.",
        "fr": "Que faut-il chercher¬? Un #mot-clé, des mots, ou «~une expression exacte~»~: par "
        "exemple /veille chercher #facturation.",
    }
    assert question.text.strip() == asked[language]


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
