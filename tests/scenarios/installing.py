"""Two Slack workspaces, and the browser with which a person installs the bot there."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
from cryptography.fernet import Fernet

from tests.fakes.slack import FakeSlack
from tests.fakes.slack_oauth import CLIENT_ID, CLIENT_SECRET
from tests.scenarios.house import House, running_bot

BASE = "https://veilleur.example"
KEY = Fernet.generate_key().decode()
SETTINGS = {
    "SLACK_BOT_TOKEN": "",
    "SLACK_CLIENT_ID": CLIENT_ID,
    "SLACK_CLIENT_SECRET": CLIENT_SECRET,
    "SLACK_TOKEN_KEY": KEY,
    "HTTP_BIND": "127.0.0.1:0",
    "PUBLIC_URL": f"{BASE}/",
}
SECOND = "xoxb-second-77-abc"


class Browser:
    """Goes where it is sent, with its cookies. `language`: as browsers say it."""

    def __init__(self, house: House, language: str = "en") -> None:
        web = house.app._web
        assert web is not None
        self._here = f"http://127.0.0.1:{web._runner.addresses[0][1]}"
        self._language = language
        self.cookie = self.consent = ""

    async def get(self, url: str) -> tuple[int, str, str]:
        """The status, where it leads to, and the page."""
        headers = {"Accept-Language": self._language, "Cookie": self.cookie}
        address = self._here + url.removeprefix(BASE) if url.startswith(BASE) else url
        async with (
            aiohttp.ClientSession() as session,
            session.get(address, headers=headers, allow_redirects=False) as answer,
        ):
            for name, morsel in answer.cookies.items():
                self.cookie = f"{name}={morsel.value}"
            return answer.status, answer.headers.get("Location", ""), await answer.text()

    async def begin(self) -> str:
        """Where Slack sends it back to, once the person has answered there."""
        status, self.consent, _ = await self.get(f"{BASE}/slack/install")
        assert status == 302
        return await self.answer()

    async def answer(self) -> str:
        """Slack's page once more, with the same state: it gives another code."""
        _, back, _ = await self.get(self.consent)
        return back

    async def install(self) -> tuple[int, str]:
        status, _, page = await self.get(await self.begin())
        return status, page


@asynccontextmanager
async def two_teams(folder: Path, url: str, **more: str) -> AsyncIterator[tuple[House, FakeSlack]]:
    """A bot with no workspace yet, and two that may install it: T1 and T2."""
    async with (
        running_bot(folder, url, **SETTINGS, **more) as house,
        FakeSlack(house.clock, "T2", SECOND) as second,
    ):
        second.link = house.slack.link
        house.slack.teams.append(second)
        yield house, second


async def install(house: House, team: int, language: str = "en") -> tuple[int, str]:
    house.slack.oauth.chosen = team
    return await Browser(house, language).install()


def asked(slack: FakeSlack, method: str) -> int:
    return sum(one.method == method for one in slack.heard)


def everything_in(folder: Path) -> bytes:
    """But the settings, which hold the secrets by their nature."""
    files = (one for one in folder.rglob("*") if one.is_file() and one.name != ".env")
    return b"".join(one.read_bytes() for one in files)


async def installed(house: House) -> list[tuple[str, str]]:
    found = await house.rows("SELECT enterprise, team FROM slack_installation ORDER BY team")
    return [(row["enterprise"], row["team"]) for row in found]
