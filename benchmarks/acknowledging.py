"""How long Slack waits for the acknowledgement of a command while a network is silent."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.processes import running
from benchmarks.report import Comparison, Figure, quantile
from tests.fakes.bluesky import Sky
from tests.fakes.slack import Channel, DidNotRespond, Exchange, FakeSlack
from tests.fakes.slack_link import ACK_SECONDS

COMMANDS, ROUNDS = 50, 5
TARGET_MS = 100.0


async def measure() -> AsyncIterator[Figure | Comparison]:
    """p99 in milliseconds, for commands sent at once through a real Socket Mode client."""
    ours = await _acknowledgements("bot", ROUNDS)
    p99 = quantile(ours.milliseconds, 0.99)
    name = f"p99 of {COMMANDS} commands acknowledged at once, one network silent"
    yield Figure(name, p99, "ms", TARGET_MS)
    yield Figure("  median", quantile(ours.milliseconds, 0.5), "ms")
    late = await _acknowledgements("benchmarks.late_ack", 1)
    name = f"acknowledged after the answer ({late.lost} of {COMMANDS} were told of a failure)"
    other = quantile(late.milliseconds, 0.99)
    yield Comparison(name, p99, other, "ms", at_least=late.lost > 0)


@dataclass(frozen=True, slots=True)
class _Acks:
    """`lost`: commands that Slack gave up, each counted as the time that it waits."""

    milliseconds: list[float]
    lost: int


async def _acknowledgements(module: str, rounds: int) -> _Acks:
    sky = Sky()
    async with FakeSlack() as slack, sky.serving(), _silence() as silent:
        for name in _channels():
            slack.add(Channel(name, name.lower()))
        with TemporaryDirectory() as folder:
            settings = {
                "SLACK_BOT_TOKEN": slack.bot_token,
                "SLACK_APP_TOKEN": slack.app_token,
                "SLACK_API_URL": slack.api_url,
                "NETWORKS": "mastodon,bluesky,feed",
                "MASTODON_URL": silent,
                "BLUESKY_APPVIEW_URL": sky.origin,
                "BLUESKY_PDS_URL": sky.origin,
                "ALLOWED_PRIVATE_HOSTS": "127.0.0.1",
            }
            async with running(Path(folder), settings, module):
                await slack.wait_for(lambda: slack.socket.sockets, within=30)
                done = [one for n in range(rounds) for one in await _round(slack, n)]
    kept = [one.ack.seconds * 1000 for one in done if isinstance(one, Exchange)]
    lost = len(done) - len(kept)
    return _Acks(kept + [ACK_SECONDS * 1000] * lost, lost)


async def _round(slack: FakeSlack, number: int) -> list[Exchange | BaseException]:
    """Everybody at once; the next round begins when all have read an answer."""
    asked = [
        slack.command("/watch", f"@firm{number}x{place.lower()}", channel=place)
        for place in _channels()
    ]
    done = await asyncio.gather(*asked, return_exceptions=True)
    for one in done:
        if isinstance(one, Exchange):
            await one.replies(2, within=30)
        elif not isinstance(one, DidNotRespond):
            raise one
    return done


def _channels() -> Iterator[str]:
    return (f"C{number}" for number in range(100, 100 + COMMANDS))


@asynccontextmanager
async def _silence() -> AsyncIterator[str]:
    """An origin that accepts connections and never says a word."""
    over = asyncio.Event()

    async def listen(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await over.wait()
        writer.close()

    server = await asyncio.start_server(listen, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        over.set()
