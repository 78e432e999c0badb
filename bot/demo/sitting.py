"""The real bot in a terminal whose keyboard and screen the tour holds."""

from __future__ import annotations

import asyncio
import io
import json
import os
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import time
from pathlib import Path
from typing import Any

from pydantic_settings import BaseSettings

from bot.app import App, Terminal
from bot.settings import Settings
from connectors.feed import FeedConfig
from connectors.mastodon.connector import MastodonConfig


@dataclass(frozen=True, slots=True)
class Place:
    """Where and for whom the bot runs: its folder, the fake network's origin, language, zone."""

    folder: Path
    origin: str
    language: str
    zone: str


@dataclass(frozen=True, slots=True)
class Shown:
    """One block that the bot put on its screen; `row`: the JSON line that says it all."""

    row: str
    kind: str
    text: str
    urls: tuple[str, ...]
    commands: tuple[str, ...]


class LoopbackApp(App):
    """The ordinary App with only the two networks of the tour, whatever the environment holds."""

    def __init__(self, place: Place, terminal: Terminal, *, poll_seconds: float) -> None:
        settings = Settings(
            database_url="sqlite:///tour.db",
            networks=frozenset(),
            allowed_private_hosts="127.0.0.1",
            min_poll_seconds=poll_seconds,
            digest_time=time(8, 30),
            digest_days=frozenset(range(5)),
            timezone=place.zone,
            language=place.language,
        )
        configs: dict[str, BaseSettings] = {
            "mastodon": MastodonConfig(mastodon_url=place.origin, mastodon_token=None),
            "feed": FeedConfig(),
        }
        env_file = place.folder / ".env"
        super().__init__(settings, env_file, terminal=terminal, configs=configs)


class Sitting:
    """Types lines and reads what is shown; tells `seen` of each block at once."""

    def __init__(self, keyboard: int, seen: Callable[[Shown], None]) -> None:
        self._keyboard, self._seen = keyboard, seen
        self._shown: list[Shown] = []
        self._more = asyncio.Event()
        self._read = 0

    def type(self, line: str) -> None:
        os.write(self._keyboard, f"{line}\n".encode())

    async def wait_for(self, wanted: Callable[[Shown], bool], seconds: float) -> None:
        """Read on until a block is `wanted`. Raises TimeoutError."""
        async with asyncio.timeout(seconds):
            while not self._reads(wanted):
                self._more.clear()
                await self._more.wait()

    def show(self, row: str) -> None:
        self._shown.append(_understood(row))
        self._seen(self._shown[-1])
        self._more.set()

    def _reads(self, wanted: Callable[[Shown], bool]) -> bool:
        while self._read < len(self._shown):
            self._read += 1
            if wanted(self._shown[self._read - 1]):
                return True
        return False


@asynccontextmanager
async def sitting(
    place: Place, seen: Callable[[Shown], None], *, poll_seconds: float
) -> AsyncIterator[Sitting]:
    """The bot, started and answering; all that it began is over at the end."""
    read, write = os.pipe()
    mine = Sitting(write, seen)
    with os.fdopen(read) as keyboard, io.TextIOWrapper(_Screen(mine.show)) as screen:
        app = LoopbackApp(
            place, Terminal(keyboard, screen, as_json=True), poll_seconds=poll_seconds
        )
        try:
            await app.start()
            running = asyncio.create_task(app.run())
            try:
                yield mine
            finally:
                running.cancel()
                with suppress(asyncio.CancelledError):
                    await running
                await app.stop()
        finally:
            os.close(write)


class _Screen(io.BytesIO):
    """A screen that gives each line to `show` instead of showing it."""

    def __init__(self, show: Callable[[str], None]) -> None:
        super().__init__()
        self._show = show

    def write(self, data: Any) -> int:
        for row in bytes(data).decode().splitlines():
            self._show(row)
        return len(data)


def _understood(row: str) -> Shown:
    said: Mapping[str, Any] = json.loads(row)
    return Shown(
        row,
        said["kind"],
        "\n\n".join(filter(None, (said["text"], _buttons(said["buttons"])))),
        tuple(post["url"] for post in said["posts"]),
        tuple(button["command"] for button in said["buttons"]),
    )


def _buttons(buttons: list[Mapping[str, str]]) -> str:
    return "\n".join(f"[{one['label']}] → {one['command']}" for one in buttons)
