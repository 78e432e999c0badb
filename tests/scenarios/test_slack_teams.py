"""Several Slack workspaces, each installed by a browser, served by one Veilleur."""

from __future__ import annotations

import logging
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from cryptography.fernet import Fernet

from bot.cli.preparing import prepare
from bot.core.model import Platform
from bot.front.slack import SlackTeams
from tests.fakes.http import DROP, Fault, http_error
from tests.fakes.slack import Channel, Person
from tests.fakes.slack_oauth import CLIENT_SECRET
from tests.scenarios.house import House
from tests.scenarios.installing import (
    BASE,
    KEY,
    SECOND,
    Browser,
    asked,
    everything_in,
    install,
    installed,
    two_teams,
)
from tests.scenarios.seats import SlackSeat, in_both_languages

# Slack's library still makes its header with what aiohttp would rather replace.
pytestmark = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")

MORE_THAN_TEN_MINUTES = timedelta(minutes=10, seconds=5)


async def test_each_workspace_watches_and_reads_what_is_its_own(
    database_url: str, tmp_path: Path
) -> None:
    async with two_teams(tmp_path, database_url) as (house, second):
        house.durand()
        house.fediverse.add("kpl", "KPL")
        for team in (0, 1):
            status, page = await install(house, team)
            assert status == 200
            assert f"Veilleur is installed in Test T{team + 1}" in page
        jane, other = house.seat("slack"), SlackSeat(second, "U1", "C1")
        await jane.say(f"watch @durand@{house.host}")
        await other.say(f"watch @kpl@{house.host}")
        await house.looked(2)
        assert "KPL" not in await jane.say("list")
        assert "Durand" not in await other.say("list")
        house.fediverse.post("durand", "Pour le premier", house.clock.now())
        house.fediverse.post("kpl", "Pour le second", house.clock.now())
        await jane.reads("Pour le premier")
        await other.reads("Pour le second")
        assert not any("second" in one for one in jane.chat())
        assert not any("premier" in one for one in other.chat())
        assert len(await house.rows("SELECT id FROM workspace")) == 2


async def test_five_commands_ask_once_whose_the_token_is(sqlite_url: str, tmp_path: Path) -> None:
    async with two_teams(tmp_path, sqlite_url) as (house, second):
        await install(house, 0)
        await install(house, 1)
        before = asked(house.slack, "auth.test"), asked(second, "auth.test")
        for seat in (house.seat("slack"), SlackSeat(second, "U1", "C1")):
            for _ in range(5):
                await seat.say("list")
        assert (asked(house.slack, "auth.test"), asked(second, "auth.test")) == (
            before[0] + 1,
            before[1] + 1,
        )


async def test_a_workspace_without_an_installation_reads_why_nothing_happens(
    sqlite_url: str, tmp_path: Path
) -> None:
    async with two_teams(tmp_path, sqlite_url) as (house, second):
        await install(house, 0)
        exchange = await second.command("/watchlist")
        said = await exchange.reply("Veilleur is not installed in this workspace")
        assert "Veilleur n'est plus installé" in said.text.replace("\u00a0", " ")
        assert said.only == "U1"
        assert second.heard == []


async def test_tokens_are_nowhere_in_clear(
    sqlite_url: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    try:
        async with two_teams(tmp_path, sqlite_url, LOG_LEVEL="DEBUG") as (house, second):
            prepare(house.env_file)
            await install(house, 1)
            house.slack.oauth.chosen = 0
            await Browser(house).get(f"{BASE}/slack/oauth_redirect?code=forged&state=forged")
            await SlackSeat(second, "U1", "C1").say("list")
            [row] = await house.rows("SELECT token FROM slack_installation")
            assert Fernet(KEY).decrypt(row["token"]).decode() == SECOND
        kept = everything_in(tmp_path)
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
    out = capfd.readouterr()
    assert "slack" in out.err
    for secret in (SECOND, CLIENT_SECRET, KEY):
        assert secret.encode() not in kept
        assert secret not in out.out + out.err


@pytest.mark.parametrize("how", ["another browser", "used", "old", "forged", "no code", "refused"])
async def test_an_installation_that_was_not_begun_here_is_refused(
    sqlite_url: str, tmp_path: Path, how: str
) -> None:
    async with two_teams(tmp_path, sqlite_url) as (house, _):
        browser = Browser(house)
        house.slack.oauth.refuses = how == "refused"
        back = await browser.begin()
        state = parse_qs(urlsplit(back).query)["state"][0]
        if how == "another browser":
            browser = Browser(house)
        elif how == "used":
            assert (await browser.get(back))[0] == 200
            back = await browser.answer()
        elif how == "old":
            house.clock.move(MORE_THAN_TEN_MINUTES)
        elif how == "forged":
            forged = Fernet(Fernet.generate_key()).encrypt(b"x").decode().rstrip("=")
            back, browser.cookie = (
                back.replace(state, forged),
                browser.cookie.replace(state, forged),
            )
        elif how == "no code":
            back = f"{BASE}/slack/oauth_redirect?state={state}"
        before = await installed(house)
        status, _, page = await browser.get(back)
        assert "Veilleur was not installed" in page
        assert status == (200 if how == "refused" else 400 if how == "another browser" else 401)
        assert await installed(house) == before
        assert before == ([("", "T1")] if how == "used" else [])


@in_both_languages
async def test_pages_speak_the_browsers_language_and_repeat_nothing_unescaped(
    sqlite_url: str, tmp_path: Path, language: str
) -> None:
    accepted = {"en": "en-GB,fr;q=0.5", "fr": "de, en;q=0.3, fr-CA;q=0.7"}[language]
    async with two_teams(tmp_path, sqlite_url) as (house, _):
        house.slack.oauth.name = "<script>alert(1)</script>"
        _, page = await install(house, 0, accepted)
        done = {"en": "Veilleur is installed in", "fr": "Veilleur est installé dans"}[language]
        assert done in page.replace("\u00a0", " ")
        assert "<script" not in page
        asked = f"{BASE}/slack/oauth_redirect?error=%3Cscript%3E&state=%3Cscript%3E"
        _, _, page = await Browser(house, accepted).get(asked)
        failed = {"en": "Veilleur was not installed", "fr": "Veilleur n'a pas été installé"}
        assert failed[language] in page.replace("&#x27;", "'").replace("\u00a0", " ")
        assert "<script" not in page


@pytest.mark.parametrize("event", ["app_uninstalled", "tokens_revoked"])
async def test_what_was_taken_out_waits_is_told_once_and_goes_on(
    sqlite_url: str, tmp_path: Path, event: str
) -> None:
    async with two_teams(tmp_path, sqlite_url, SLACK_ACCESS="open") as (house, second):
        house.durand()
        await install(house, 0)
        await install(house, 1)
        boss = house.seat("telegram")
        await boss.say(f"start {house.app.claim_code}")
        jane, other = house.seat("slack"), SlackSeat(second, "U1", "C1")
        for seat in (jane, other):
            await seat.say(f"watch @durand@{house.host}")
        await house.looked()
        gone = {"type": event, "tokens": {"bot": ["UBOT"], "oauth": []}}
        await second.event(gone)
        await boss.reads("taken out of the Slack workspace Test T2")
        await second.event(gone)
        assert await installed(house) == [("", "T1")]
        house.fediverse.post("durand", "Pendant ce temps", house.clock.now())
        await jane.reads("Pendant ce temps")
        assert not any("Pendant" in one for one in other.chat())
        [parked] = await house.rows("SELECT parked FROM channel WHERE bot = 'T2' AND chat = 'C1'")
        assert parked["parked"] == "slack_uninstalled"
        second.bot_token = "xoxb-second-78-def"
        await install(house, 1)
        await other.reads("Pendant ce temps")
        assert sum("taken out" in one for one in boss.chat()) == 1


async def test_a_person_whose_token_was_revoked_takes_nothing_away(
    sqlite_url: str, tmp_path: Path
) -> None:
    async with two_teams(tmp_path, sqlite_url) as (house, _):
        await install(house, 0)
        await house.slack.event({"type": "tokens_revoked", "tokens": {"oauth": ["U1"]}})
        assert await installed(house) == [("", "T1")]


async def test_an_organisations_installation_serves_each_of_its_workspaces(
    sqlite_url: str, tmp_path: Path
) -> None:
    async with two_teams(tmp_path, sqlite_url) as (house, second):
        house.durand()
        for one in (house.slack, second):
            one.state.enterprise, one.state.whole, one.bot_token = "E1", True, "xoxb-org-9"
        status, page = await install(house, 0)
        assert (status, await installed(house)) == (200, [("E1", "")])
        assert "Test org" in page
        jane, other = house.seat("slack"), SlackSeat(second, "U1", "C1")
        await other.say(f"watch @durand@{house.host}")
        await house.looked()
        assert "Durand" not in await jane.say("list")
        house.fediverse.post("durand", "Pour le second", house.clock.now())
        await other.reads("Pour le second")
        # Known again without any event, as after a restart.
        front = house.app.fronts[Platform.SLACK]
        assert isinstance(front, SlackTeams)
        front._known.clear()
        house.fediverse.post("durand", "Encore", house.clock.now())
        await other.reads("Encore")
        await house.slack.event({"type": "app_uninstalled"})
        assert await installed(house) == []
        assert await house.rows("SELECT id FROM channel WHERE parked IS NULL") == []


async def test_a_workspaces_own_installation_goes_before_its_organisations(
    sqlite_url: str, tmp_path: Path
) -> None:
    async with two_teams(tmp_path, sqlite_url) as (house, second):
        house.slack.state.enterprise = second.state.enterprise = "E1"
        await install(house, 1)
        house.slack.state.whole, house.slack.bot_token = True, "xoxb-org-9"
        await install(house, 0)
        assert await installed(house) == [("E1", ""), ("E1", "T2")]
        await SlackSeat(second, "U1", "C1").say("list")
        assert asked(second, "auth.test") == 2  # as it was installed, and at its first command


@in_both_languages
async def test_only_members_of_a_private_channel_steer_it_from_elsewhere(
    house: House, language: str
) -> None:
    house.durand()
    inside = frozenset({"U7"})
    house.slack.add(Person("U7", "Iris"))
    house.slack.add(Channel("C7", "secret", private=True, member=True, people=inside))
    await SlackSeat(house.slack, "U7", "C7").say("list")
    there = {"en": "to #secret", "fr": "vers #secret"}[language]
    answer = await house.seat("slack", language).say(f"watch @durand@{house.host} {there}")
    assert answer.lines == [
        {
            "en": "Only people who are in secret can change what it watches.",
            "fr": "Seules les personnes présentes dans secret peuvent changer ce qui y est suivi.",
        }[language]
    ]
    assert await house.rows("SELECT id FROM watch") == []
    iris = SlackSeat(house.slack, "U7", "C1")
    await iris.say(f"watch @durand@{house.host} to #secret")
    [watch] = await house.rows(
        "SELECT chat FROM watch JOIN channel ON channel.id = watch.channel_id"
    )
    assert watch["chat"] == "C7"


@pytest.mark.parametrize("fault", [DROP, http_error(502)], ids=["no answer", "trouble"])
async def test_where_slack_does_not_answer_the_page_says_to_begin_again(
    sqlite_url: str, tmp_path: Path, fault: Fault
) -> None:
    async with two_teams(tmp_path, sqlite_url) as (house, _):
        house.slack.fail("auth.test", fault)
        status, page = await install(house, 0)
        assert status >= 400
        assert "Veilleur was not installed" in page
        assert await installed(house) == []
