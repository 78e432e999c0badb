"""veilleur demo: the real bot on the fake network, and what it does when that network fails."""

from __future__ import annotations

import asyncio
import io
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest

from bot.clock import SystemClock
from bot.demo import tour
from bot.demo.firms import CASTS, FIRMS
from bot.demo.network import EVERY, DemoNetwork, opened
from bot.demo.sitting import Shown
from bot.demo.stage import Stage

# What a person's own settings might hold must not matter, and must never be asked.
FOREIGN = {
    "MASTODON_URL": "http://127.0.0.1:9",
    "MASTODON_TOKEN": "a-token-of-theirs",
    "DATABASE_URL": "sqlite:////nowhere/at/all.db",
    "SLACK_BOT_TOKEN": "xoxb-theirs",
    "MIN_POLL_SECONDS": "600",
    "TZ": "America/Montreal",
}


@asynccontextmanager
async def demo_process(*options: str, **env: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """`veilleur demo`, as a person starts it; over at the end, whatever happened."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "demo", *options),
        env={**os.environ, **FOREIGN, **env},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def run_demo(*options: str, typed: str = "", **env: str) -> tuple[int | None, str, str]:
    """Its status, what stood on stdout and on stderr."""
    async with demo_process(*options, **env) as process:
        out, err = await asyncio.wait_for(process.communicate(typed.encode()), 100)
    return process.returncode, out.decode(), err.decode()


async def test_the_digest_holds_the_post_of_the_alert_and_who_could_not_be_read() -> None:
    status, out, err = await run_demo("--exit", "--json", LC_ALL="C.UTF-8")
    shown: list[dict[str, Any]] = [json.loads(row) for row in out.splitlines()]
    assert (status, err) == (0, "")
    alert = next(one for one in shown if one["kind"] == "alert")
    digest = next(one for one in shown if one["kind"] == "digest")
    url = alert["posts"][0]["url"]
    assert url.startswith("http://127.0.0.1:")
    assert url in [post["url"] for post in digest["posts"]]
    assert CASTS["en"].news in alert["text"]
    assert CASTS["en"].remote.name in digest["text"].partition("could not be checked")[2]
    assert [one["kind"] for one in shown if one["kind"] != "reply"] == ["alert", "notice", "digest"]


async def test_it_speaks_the_systems_french_and_ends_at_a_prompt_that_knows_what_was_watched() -> (
    None
):
    status, out, err = await run_demo(typed="/liste\n", LC_ALL="fr_FR.UTF-8")
    assert (status, err) == (0, "")
    assert "\x1b" not in out  # no colours and nothing redrawn where nobody looks at it
    told, _, after = out.partition("À vous de jouer")
    steps = [
        "inventés",
        "> /suivre @chiffrebois",
        "nouvelle publication",
        "> /chercher",
        "LinkedIn",
    ]
    places = [told.index(step) for step in [*steps, "impossible à consulter"]]
    assert places == sorted(places)
    assert "/suivre #facturationelectronique" in after
    assert "1. Cabinet Chiffrebois" in after


async def test_an_interrupted_tour_is_no_success() -> None:
    async with demo_process("--exit", "--json") as process:
        assert process.stdout is not None
        await asyncio.wait_for(process.stdout.readline(), 60)
        process.send_signal(signal.SIGINT)
        await asyncio.wait_for(process.communicate(), 30)
    assert process.returncode == tour.INTERRUPTED


# --- a network that is out of order

Breaks = Callable[[Callable[[DemoNetwork], None]], None]


def _error(network: DemoNetwork) -> None:
    network.main.fail(None, 500)


def _garbage(network: DemoNetwork) -> None:
    network.main.fail(None, 200)


def _site_down(network: DemoNetwork) -> None:
    network.main.fail(network.cast.site, 500)


@pytest.fixture
async def silent() -> AsyncIterator[str]:
    """The address of a server that takes connections and never answers."""
    held: list[asyncio.StreamWriter] = []

    async def hold(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        held.append(writer)

    server = await asyncio.start_server(hold, "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()
    yield f"http://{host}:{port}"
    server.close()
    for writer in held:
        writer.close()


@pytest.fixture
def breaks(monkeypatch: pytest.MonkeyPatch) -> Breaks:
    """Spoils the network that demo() opens, and shortens its patience."""
    monkeypatch.setattr(tour, "configure", lambda **_: None)
    monkeypatch.setattr(tour, "STEP_SECONDS", 3.0)

    def spoil(how: Callable[[DemoNetwork], None]) -> None:
        @asynccontextmanager
        async def spoilt(language: str, clock: SystemClock) -> AsyncIterator[DemoNetwork]:
            async with opened(language, clock) as network:
                how(network)
                yield network

        monkeypatch.setattr(tour, "opened", spoilt)

    return spoil


async def play(capsys: pytest.CaptureFixture[str], language: str = "en") -> tuple[int, str, str]:
    screen = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    status = await tour.demo(
        language=language, exit_after=True, as_json=True, stdin=sys.stdin, stdout=screen
    )
    screen.flush()
    shown = cast("io.BytesIO", screen.buffer).getvalue().decode()
    return status, shown, capsys.readouterr().err


@pytest.mark.parametrize("how", [_error, _garbage])
async def test_a_network_that_answers_wrongly_ends_it_at_the_first_step(
    how: Callable[[DemoNetwork], None],
    breaks: Breaks,
    capsys: pytest.CaptureFixture[str],
) -> None:
    breaks(how)
    status, shown, err = await play(capsys)
    assert status == 1
    assert "the confirmation that @quillmore is watched" in err
    assert '"kind": "alert"' not in shown


async def test_a_network_that_never_answers_ends_it_at_the_first_step(
    silent: str, breaks: Breaks, capsys: pytest.CaptureFixture[str]
) -> None:
    breaks(lambda network: setattr(network.main, "origin", silent))
    status, _, err = await play(capsys, "fr")
    assert status == 1
    assert "la confirmation du suivi de @chiffrebois" in err


async def test_a_step_in_the_middle_is_named_too(
    breaks: Breaks, capsys: pytest.CaptureFixture[str]
) -> None:
    breaks(_site_down)
    status, shown, err = await play(capsys)
    assert status == 1
    assert "the site is watched" in err
    assert '"kind": "alert"' in shown


async def test_without_the_new_post_there_is_no_alert_to_show(
    breaks: Breaks,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    breaks(lambda network: None)
    monkeypatch.setattr(DemoNetwork, "publish", lambda self: f"{self.main.origin}/@quillmore/1")
    status, _, err = await play(capsys)
    assert status == 1
    assert "the alert about the new post" in err


# --- its parts


class Steps:
    """A clock whose sleeps call `each` and end at once, the last one never."""

    def __init__(self, each: Callable[[], None], most: int = 1_000) -> None:
        self._each, self._left, self._now = each, most, datetime(2026, 11, 23, 9, tzinfo=UTC)

    def now(self) -> datetime:
        return self._now

    def monotonic(self) -> float:
        return self._now.timestamp()

    async def sleep(self, seconds: float) -> None:
        if not self._left:
            raise asyncio.CancelledError
        self._left -= 1
        self._now += timedelta(seconds=seconds)
        self._each()


async def test_at_the_prompt_firms_and_site_say_something_new_every_30_seconds() -> None:
    clock = Steps(lambda: None, most=6)
    async with opened("fr", clock) as network:
        start, path = clock.now(), network.cast.site
        with pytest.raises(asyncio.CancelledError):
            await network.keep_posting("fr")
    fresh = [one for one in network.main.newest_first() if one.at > start]
    said = [(one.at, one.author) for one in fresh]
    said += [(one.at, path) for one in network.main.feeds[path][1] if one.at > start]
    turns = [(at - start).total_seconds() / EVERY for at, _ in sorted(said)]
    assert turns == [1, 2, 3, 4, 5, 6]
    assert [author for _, author in sorted(said)] == ["chiffrebois", "sommierpaie", path] * 2


async def test_a_block_that_comes_while_a_line_is_typed_waits_for_its_end() -> None:
    screen = io.StringIO()
    came: list[Shown] = []

    def comes() -> None:
        if screen.getvalue().endswith("/li") and not came:
            came.append(Shown("", "alert", "An alert", (), ()))
            stage.bot(came[0])

    stage = Stage(screen, Steps(comes), as_json=False, hurried=False)
    await stage.typing("/list")
    assert screen.getvalue() == "> /list\n\n    An alert\n\n"


def test_lines_are_not_broken_inside_french_quotation_marks() -> None:
    screen = io.StringIO()
    stage = Stage(screen, SystemClock(), as_json=False, hurried=True)
    for length in range(60, 90):
        stage.say(f"{'x' * length} «\u00a0mot\u00a0»")
    assert all("«" not in row or "mot" in row for row in screen.getvalue().splitlines())


def test_the_firms_of_each_language_have_something_to_say_at_the_prompt() -> None:
    for language, cast_ in CASTS.items():
        firms = [firm for firm in FIRMS if firm.language == language]
        assert cast_.competitor in [firm.handle for firm in firms]
        assert all(firm.coming for firm in firms)


@pytest.mark.parametrize(
    ("env", "language"),
    [
        ({"LANG": "fr_CA.UTF-8"}, "fr"),
        ({"LANG": "fr_FR.UTF-8", "LC_ALL": "en_GB.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({}, "en"),
    ],
)
def test_the_systems_language_is_taken(
    env: dict[str, str], language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    assert tour.system_language() == language


@pytest.mark.parametrize(
    ("zone", "taken"),
    [
        ("America/Montreal", "America/Montreal"),
        ("Etc/UTC", "Europe/Paris"),
        (":/usr/share/zoneinfo/Asia/Tokyo", "Asia/Tokyo"),
        ("CET-1CEST", "Europe/Paris"),
        ("../../etc/passwd", "Europe/Paris"),
    ],
)
def test_hours_are_those_of_the_machine_where_it_names_a_city(
    zone: str, taken: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", zone)
    assert tour.system_zone("fr") == taken
