"""Many workspaces: what must be set, and requests by HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
import structlog
from aiohttp import web
from cryptography.fernet import Fernet

from bot.clock import SystemClock
from bot.front.errors import FrontError
from bot.front.manifest import EVENTS, GONE, manifest
from bot.front.slack import OAuth, SlackSettings, SlackTeams
from bot.front.slack.install_pages import language_of
from bot.service.installations import Installations, Installed, WrongKey
from bot.service.ports import ChannelClosed
from bot.store.engine import Store
from tests.fakes.slack import DidNotRespond, FakeSlack
from tests.front.slack_desk import Desk, outgoing, privately

KEY = Fernet.generate_key().decode()
OURS = OAuth("1.2", "client-secret", KEY, "https://veilleur.example")
SECRET = "s3cret"
FIRST = Installed("", "T1", "Test", "UBOT", "B1", "xoxb-fake-1")


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with FakeSlack() as fake:
        yield fake


@pytest.fixture
def installations(store: Store) -> Installations:
    return Installations(store, SystemClock(), KEY)


def teams(
    slack: FakeSlack, installations: Installations, desk: Desk, **settings: str | None
) -> SlackTeams:
    plain = SlackSettings("", None, SECRET, slack.api_url)
    made = replace(plain, **settings)  # type: ignore[arg-type]
    log = structlog.get_logger()
    return SlackTeams(made, OURS, installations, desk.handle, SystemClock(), log)


@pytest.mark.parametrize(
    ("secret", "key", "address", "setting"),
    [
        (None, KEY, "https://a.example", "SLACK_CLIENT_SECRET"),
        ("x", None, "https://a.example", "SLACK_TOKEN_KEY"),
        ("x", KEY, None, "PUBLIC_URL"),
    ],
)
def test_what_is_missing_is_named(
    secret: str | None, key: str | None, address: str | None, setting: str
) -> None:
    with pytest.raises(FrontError) as wrong:
        OAuth.of("1.2", secret, key, address)
    assert wrong.value.setting == setting


@pytest.mark.parametrize(
    ("settings", "key"),
    [
        ({"bot_token": "xoxb-fake-1"}, "slack_one_or_many"),
        ({"signing_secret": None}, "slack_no_way_in"),
        ({"app_token": "xoxb-fake-1"}, "slack_app_token_is_bot_token"),
        ({"app_token": "xapp-wrong"}, "slack_app_token"),
    ],
)
async def test_a_setting_that_cannot_work_is_told_at_the_start(
    slack: FakeSlack, installations: Installations, settings: dict[str, str | None], key: str
) -> None:
    front = teams(slack, installations, Desk(), **settings)
    with pytest.raises(FrontError) as wrong:
        await front.start()
    await front.stop()
    assert wrong.value.key == key


def test_a_key_that_is_none_is_refused_and_no_secret_is_shown(store: Store) -> None:
    with pytest.raises(WrongKey) as wrong:
        Installations(store, SystemClock(), "too-short-a-key")
    assert "too-short" not in repr(wrong.value)
    assert not any(secret in repr((OURS, FIRST)) for secret in (KEY, "client-secret", "xoxb"))


async def test_a_token_of_another_key_is_as_good_as_none(
    store: Store, installations: Installations
) -> None:
    await installations.save(FIRST)
    assert await installations.find("T1") == FIRST
    other = Installations(store, SystemClock(), Fernet.generate_key().decode())
    assert await other.find("T1") is None
    assert await other.every() == []


async def test_a_workspace_that_joins_an_organisation_keeps_one_installation(
    installations: Installations,
) -> None:
    await installations.save(FIRST)
    later = replace(FIRST, enterprise="E1", token="xoxb-later")
    await installations.save(later)
    assert await installations.every() == [later]
    assert await installations.find("T1", "E1") == later
    assert await installations.find("T2", "E1") is None


async def test_an_organisations_installation_is_found_for_its_workspaces_only(
    installations: Installations,
) -> None:
    whole = Installed("E1", "", "Org", "UBOT", "B1", "xoxb-org")
    await installations.save(whole)
    assert await installations.find("T5", "E1") == whole
    assert await installations.find("T5") is None
    await installations.seen("T5", "E1")
    assert await installations.find("T5") == whole
    assert await installations.find("T5", "E2") is None
    assert await installations.find("") is None


async def test_signed_requests_reach_the_workspace_that_they_come_from(
    slack: FakeSlack, installations: Installations
) -> None:
    await installations.save(FIRST)
    desk = Desk(lambda inbound: [privately("Here you are")])
    desk.changed = slack.changed
    front = teams(slack, installations, desk)
    app = web.Application()
    app.router.add_post("/slack/events", front.http)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    await front.start()
    address = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    slack.by_http(address, SECRET)
    await (await slack.command("/watch", "@durand")).reply("Here you are")
    assert desk.asked[0].channel.bot == desk.asked[0].workspace == "T1"
    slack.by_http(address, "other")
    with pytest.raises(DidNotRespond, match="401"):
        await slack.command("/watch", "@durand")
    await front.stop()
    await runner.cleanup()


async def test_nothing_is_sent_where_nothing_is_installed(
    slack: FakeSlack, installations: Installations
) -> None:
    front = teams(slack, installations, Desk())
    with pytest.raises(ChannelClosed) as refusal:
        await front.send(outgoing())
    assert refusal.value.reason == "slack_uninstalled"
    assert await front.can_post(outgoing().channel.key) == "slack_uninstalled"
    assert slack.calls == []


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", "en"),
        ("de-DE,de;q=0.9", "en"),
        ("fr", "fr"),
        ("en;q=0.4, fr-CH;q=0.8", "fr"),
        ("fr;q=0, en;q=0.1", "en"),
        ("fr;q=much", "en"),
        ("fr,en", "fr"),
    ],
)
def test_the_page_is_in_the_language_that_the_browser_would_rather_have(
    accepted: str, language: str
) -> None:
    assert language_of(accepted) == language


def test_the_manifest_for_many_names_the_way_back_and_listens_to_the_end() -> None:
    back = "https://a.example/slack/oauth_redirect"
    made = manifest("en", grid=True, redirect=back)
    assert made["oauth_config"]["redirect_urls"] == [back]
    assert made["settings"]["event_subscriptions"]["bot_events"] == [*EVENTS, *GONE]
    assert made["settings"]["org_deploy_enabled"] is True
    assert "redirect_urls" not in manifest("en")["oauth_config"]
