"""Which Slack workspaces may use a Veilleur that somebody runs."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.fakes.slack import Channel, FakeSlack, View, shown
from tests.scenarios.house import House
from tests.scenarios.installing import asked, install, two_teams
from tests.scenarios.seats import PEOPLE, Read, Seat, SlackSeat, in_both_languages, visible

# Slack's library still makes its header with what aiohttp would rather replace.
pytestmark = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")

LONGER_THAN_BUTTONS = timedelta(days=31)
ASKED = {
    "en": "This Veilleur belongs to a firm: I have asked the person who runs it to let your "
    "workspace in.",
    "fr": "Ce Veilleur appartient à un cabinet~: j'ai demandé à la personne qui le gère d'ouvrir "
    "l'accès à votre espace de travail.",
}
REFUSED = {
    "en": "The person who runs this Veilleur has refused to let your workspace in.",
    "fr": "La personne qui gère ce Veilleur a refusé l'accès à votre espace de travail.",
}
UNTIL = {
    "en": "Nobody there can use it until you allow it.",
    "fr": "Personne ne peut s'en servir là-bas tant que vous n'avez pas accepté.",
}
NOTICE = {
    "en": f"Jane has installed Veilleur in the Slack workspace Test T2. {UNTIL['en']}",
    "fr": f"Jane vient d'installer Veilleur dans l'espace de travail Slack Test T2. {UNTIL['fr']}",
}
ALLOW = {"en": "Allow", "fr": "Accepter"}
REFUSE = {"en": "Refuse", "fr": "Refuser"}
YES = {
    "en": "Everybody in the Slack workspace Test T2 may now use Veilleur.",
    "fr": "Tout l'espace de travail Slack Test T2 peut désormais utiliser Veilleur.",
}
NO = {
    "en": "The Slack workspace Test T2 may not use Veilleur, and nothing is sent there.",
    "fr": "L'espace de travail Slack Test T2 ne peut pas utiliser Veilleur, et rien n'y est "
    "envoyé.",
}
MAY = {
    "en": "Your workspace may use Veilleur now. Type /watch @competitor.",
    "fr": "Votre espace de travail peut désormais utiliser Veilleur. Tapez /suivre ou /watch "
    "@concurrent.",
}


@pytest.fixture
async def both(sqlite_url: str, tmp_path: Path) -> AsyncIterator[tuple[House, FakeSlack]]:
    """T1 and T2 may install it; nobody runs it yet."""
    async with two_teams(tmp_path, sqlite_url) as (house, second):
        house.durand()
        yield house, second


async def claimed(house: House, language: str = "en") -> Seat:
    """Somebody on Telegram runs it from now on."""
    boss = house.seat("telegram", language)
    await boss.say(f"start {house.app.claim_code}")
    return boss


def notices(boss: Seat) -> list[Read]:
    return [one for one in boss.chat() if "Test" in one and one.buttons]


def written(slack: FakeSlack) -> list[str]:
    """What all of a workspace may read, from the bot."""
    every = slack.state.messages.values()
    return [one.text for one in every if one.author == "UBOT" and one.only is None]


def whispered(slack: FakeSlack) -> list[str]:
    """What one person only may read."""
    return [one.text for one in slack.state.messages.values() if one.only is not None]


@in_both_languages
async def test_a_workspace_waits_until_an_operator_lets_it_in(
    both: tuple[House, FakeSlack], language: str
) -> None:
    house, second = both
    boss = await claimed(house, language)
    _, page = await install(house, 1, language)
    said = {"en": "has been asked to let your workspace in", "fr": "a reçu votre demande d'accès"}
    assert said[language] in page.replace("&#x27;", "'")
    notice = await boss.reads("Test T2")
    assert notice.lines == [NOTICE[language]]
    assert notice.buttons == [ALLOW[language], REFUSE[language]]
    other = SlackSeat(second, PEOPLE[language][0], "C1")
    for text in (f"watch @durand@{house.host}", "list", "help"):
        answer = await other.say(text)
        assert answer.lines == [ASKED[language]]
        assert answer.buttons == []
        assert answer.item.only == other.user
    assert await house.rows("SELECT id FROM watch") == []
    assert written(second) == []
    assert (await boss.press(notice, ALLOW[language])).lines == [YES[language]]
    assert (await other.reads(MAY[language][:20])).lines == [MAY[language]]
    await other.say(f"watch @durand@{house.host}")
    await house.looked()
    house.fediverse.post("durand", "Du nouveau", house.clock.now())
    await other.reads("Du nouveau")
    assert len(notices(boss)) == 1


@in_both_languages
async def test_a_workspace_that_was_refused_asks_no_more(
    both: tuple[House, FakeSlack], language: str
) -> None:
    house, second = both
    boss = await claimed(house, language)
    await install(house, 1)
    refused = await boss.press(await boss.reads("Test T2"), REFUSE[language])
    assert refused.lines == [NO[language]]
    other = SlackSeat(second, PEOPLE[language][0], "C1")
    assert (await other.say("watch @durand")).lines == [REFUSED[language]]
    await second.event({"type": "app_uninstalled"})
    await boss.reads({"en": "taken out", "fr": "retiré"}[language])
    house.clock.move(LONGER_THAN_BUTTONS)
    _, page = await install(house, 1, language)
    assert {"en": "has refused", "fr": "a refusé"}[language] in page
    assert (await other.say("list")).lines == [REFUSED[language]]
    await house.app.drain()
    assert len(notices(boss)) == 1
    assert sum("T2" in one for one in boss.chat()) == 3  # asked, refused, taken out
    assert await house.rows("SELECT id FROM watch") == []


async def test_nothing_opens_in_a_workspace_that_waits(both: tuple[House, FakeSlack]) -> None:
    house, second = both
    await claimed(house)
    await install(house, 1)
    before = await house.kept()
    await second.open_home()
    tab = await _tab(second)
    assert [one for one in visible(shown(tab)).split("\n") if one][1:] == [
        "What I watch for you",
        ASKED["en"],
    ]
    for made in (
        await second.mention("watch @durand"),
        await second.tell("@durand"),
        await second.command("/watch", ""),
        await second.global_shortcut("watch_new"),
        await second.shortcut("watch_from_message", second.say("C1", "U1", "no link")),
        await second.shortcut("save_from_message", second.say("C1", "U1", "no link")),
        await second.shortcut("save_from_message", second.say("C1", "U1", "<https://a.example>")),
    ):
        answer = await made.reply(ASKED["en"])
        assert "Add" not in shown(answer)
    await house.app.drain()
    after = await house.kept()
    assert {**after, "delivery": None} == {**before, "delivery": None}
    assert [one for one in second.posts("C1") if one.author == "UBOT" and one.only is None] == []


async def test_forms_that_were_open_are_answered_the_same_way(
    both: tuple[House, FakeSlack],
) -> None:
    house, second = both
    await install(house, 1)
    jane = SlackSeat(second, "U1", "C1")
    await jane.say(f"watch @durand@{house.host}")
    await house.looked()
    await second.open_home()
    tab = await _tab(second, "Mute 24 h")
    [settings] = await (await second.click(tab, "Settings")).replies(1)
    assert isinstance(settings, View)
    [form] = await (await second.click(tab, "Add")).replies(1)
    assert isinstance(form, View)
    assert await second.suggestions(settings, "stop", "dur")
    await claimed(house)
    before = await house.rows("SELECT * FROM channel WHERE bot = 'T2' AND chat = 'C1'")
    pressed = await second.click(tab, "Settings")
    await _tab(second, ASKED["en"])
    assert all(isinstance(one, View) and one.id == tab.id for one in pressed.seen())
    assert await second.suggestions(settings, "stop", "dur") == []
    shown_before = asked(second, "views.publish")
    await second.submit_view(settings, {"at": "07:15"})
    await second.wait_for(lambda: asked(second, "views.publish") > shown_before)
    await second.submit_view(form, {"what": "@kpl", "where": "C1"})
    await second.wait_for(lambda: ASKED["en"] in whispered(second))
    after = await house.rows("SELECT * FROM channel WHERE bot = 'T2' AND chat = 'C1'")
    assert after == before
    assert len(await house.rows("SELECT id FROM watch")) == 1


async def test_the_code_opens_the_workspace_where_it_is_sent(
    both: tuple[House, FakeSlack],
) -> None:
    house, second = both
    await install(house, 0)
    await install(house, 1)
    house.slack.state.im("U1")
    boss = SlackSeat(house.slack, "U1", "DU1")
    await boss.say(f"claim {house.app.claim_code}", containing="You now run this Veilleur")
    # Whoever else is there, before the operator has typed anything more.
    assert ASKED["fr"] not in (await house.seat("slack", "fr").say("list"))
    second.state.im("U2")
    guest = SlackSeat(second, "U2", "DU2")
    assert (await guest.say("list")).lines == [ASKED["fr"]]
    await boss.reads("Test T2")
    invited = await boss.say("owners new", containing="claim ")
    code = invited.text.split("claim ")[1].split()[0].strip("`.")
    await guest.say(f"claim {code}", containing="Vous gérez désormais")
    assert ASKED["fr"] not in await SlackSeat(second, "U2", "C1").say("list")
    assert ASKED["en"] not in await SlackSeat(second, "U1", "C1").say("list")
    # An older notice can't shut out somebody who runs it.
    kept = await boss.press(await boss.reads("Test T2"), "Refuse", containing="can't be refused")
    assert "Test T2" in kept
    assert REFUSED["en"] not in await SlackSeat(second, "U1", "C1").say("list")


async def test_a_workspace_refused_later_gets_nothing_more_until_it_is_let_in(
    database_url: str, tmp_path: Path
) -> None:
    async with two_teams(tmp_path, database_url) as (house, second):
        house.durand()
        await _refused_later(house, second)


async def _refused_later(house: House, second: FakeSlack) -> None:
    boss = await claimed(house)
    await install(house, 0)
    await install(house, 1)
    for team in ("T1", "T2"):
        await boss.press(await boss.reads(f"Test {team}"), "Allow", containing=team)
    jane, other = house.seat("slack"), SlackSeat(second, "U1", "C1")
    for seat in (jane, other):
        await seat.say(f"watch @durand@{house.host}")
    await house.looked()
    await boss.press(await boss.reads("workspace Test T2"), "Refuse", containing=NO["en"])
    house.fediverse.post("durand", "Pendant ce temps", house.clock.now())
    await jane.reads("Pendant ce temps")
    await house.app.drain()
    assert not any("Pendant" in one for one in other.chat())
    # Nor does it, where it is taken out and installed again.
    await second.event({"type": "app_uninstalled"})
    await boss.reads("taken out")
    await install(house, 1)
    await house.app.drain()
    assert not any("Pendant" in one for one in other.chat())
    await boss.say("allow T2", containing=YES["en"])
    await other.reads("Pendant ce temps")


async def test_only_operators_answer(both: tuple[House, FakeSlack]) -> None:
    house, second = both
    boss = await claimed(house)
    await install(house, 0)
    await install(house, 1)
    other = SlackSeat(second, "U1", "C1")
    assert (await other.say("allow T2")).lines == [ASKED["en"]]
    stranger = house.seat("telegram", "fr")
    assert "veilleur appartient" in (await stranger.say("allow T2")).text.lower()
    assert await house.rows("SELECT * FROM chat_access WHERE bot = 'T2'") == []
    await boss.press(await boss.reads("Test T2"), "Allow", containing=YES["en"])
    for text in ("allow T1", "allow T2 no"):
        assert (await other.say(text)).lines == [
            "Only the person who runs this Veilleur can do that."
        ]
    found = await house.rows("SELECT allowed FROM chat_access WHERE platform = 'slack'")
    assert [bool(one["allowed"]) for one in found] == [True]


async def test_what_is_not_installed_is_not_answered_about(
    both: tuple[House, FakeSlack],
) -> None:
    house, _ = both
    boss = await claimed(house)
    for text in ("allow T9", "allow T9 no"):
        answer = await boss.say(text)
        assert answer.lines == [
            "Veilleur is not installed in the Slack workspace T9: nothing was changed."
        ]
    assert await house.rows("SELECT * FROM chat_access WHERE bot = 'T9'") == []


async def test_whoever_asks_first_is_named_where_it_was_installed_before(
    both: tuple[House, FakeSlack],
) -> None:
    house, second = both
    await install(house, 1)
    boss = await claimed(house)
    other = SlackSeat(second, "U2", "C1")
    await other.say("list", containing=ASKED["fr"])
    await SlackSeat(second, "U1", "C1").say("list", containing=ASKED["fr"])
    notice = await boss.reads("asks to use")
    assert notice.lines == [
        "Jeanne asks to use Veilleur in the Slack workspace Test T2. Nobody there can until you "
        "allow it."
    ]
    await house.app.drain()
    assert len(notices(boss)) == 1


async def test_each_workspace_of_an_organisation_is_asked_for(
    both: tuple[House, FakeSlack],
) -> None:
    house, second = both
    for one in (house.slack, second):
        one.state.enterprise, one.state.whole, one.bot_token = "E1", True, "xoxb-org-9"
    boss = await claimed(house)
    _, page = await install(house, 0)
    assert "each workspace of your organisation" in page
    assert "You can close this page" in page
    other = SlackSeat(second, "U1", "C1")
    await other.say("list", containing=ASKED["en"])
    await boss.press(await boss.reads("Test org (T2)"), "Allow", containing="Test org (T2)")
    await other.reads(MAY["en"])
    assert ASKED["en"] in await house.seat("slack").say("list")


async def test_it_says_nothing_where_it_is_invited_before(both: tuple[House, FakeSlack]) -> None:
    house, second = both
    boss = await claimed(house)
    await install(house, 1)
    notice = await boss.reads("Test T2")
    second.add(Channel("G1", "secret", private=True, member=True))
    invited = {"type": "member_joined_channel", "user": "UBOT", "channel": "G1", "inviter": "U1"}
    await second.event(invited)
    await SlackSeat(second, "U1", "G1").say("list", containing=ASKED["en"])
    await house.app.drain()
    assert second.posts("G1") == []
    second.state.channels["G1"].member = False
    await SlackSeat(second, "U1", "C1").say("list", containing=ASKED["en"])
    await boss.press(notice, "Allow", containing=YES["en"])
    await SlackSeat(second, "U1", "C1").reads(MAY["en"])
    assert second.posts("G1") == []
    assert await house.rows("SELECT id FROM channel WHERE parked IS NOT NULL") == []


async def test_with_open_access_every_workspace_may(sqlite_url: str, tmp_path: Path) -> None:
    async with two_teams(tmp_path, sqlite_url, SLACK_ACCESS="open") as (house, second):
        boss = await claimed(house)
        _, page = await install(house, 1)
        assert "type /watch @competitor" in page
        assert (await boss.reads("Test T2")).buttons == []
        assert ASKED["en"] not in await SlackSeat(second, "U1", "C1").say("list")


async def test_whoever_was_refused_is_let_in_by_open_access(
    sqlite_url: str, tmp_path: Path
) -> None:
    parked = "SELECT id FROM channel WHERE bot = 'T2' AND parked IS NOT NULL"
    async with two_teams(tmp_path, sqlite_url) as (house, second):
        boss = await claimed(house)
        await install(house, 1)
        await SlackSeat(second, "U1", "C1").say("list", containing=ASKED["en"])
        await boss.press(await boss.reads("Test T2"), "Refuse", containing=NO["en"])
        assert await house.rows(parked)
    async with two_teams(tmp_path, sqlite_url, SLACK_ACCESS="open") as (house, second):
        assert await house.rows(parked) == []
        assert REFUSED["en"] not in await SlackSeat(second, "U1", "C1").say("list")


async def test_a_single_workspace_is_nobodys_to_let_in(house: House) -> None:
    await claimed(house)
    assert ASKED["en"] not in await house.seat("slack").say("list")


async def _tab(slack: FakeSlack, containing: str = "") -> View:
    await slack.wait_for(lambda: (view := slack.home("U1")) and containing in visible(shown(view)))
    view = slack.home("U1")
    assert view is not None
    return view
