"""veilleur demo: the whole loop in a minute, by the real bot on a fake network of this machine."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TextIO
from zoneinfo import available_timezones

from bot.app import Terminal
from bot.clock import SystemClock
from bot.demo.network import DemoNetwork, opened
from bot.demo.sitting import LoopbackApp, Place, Shown, Sitting, sitting
from bot.demo.stage import READING, Stage
from bot.logs import configure
from bot.render.texts import entry, spoken
from bot.render.words import sentence

STEP_SECONDS, TOUR_SECONDS = 20.0, 100.0
# Seconds between two looks. At the prompt it may be for hours, within what a server allows.
TOUR_POLL, PROMPT_POLL = 1.0, 5.0
INTERRUPTED = 130


class StepMissing(Exception):
    """What a step was to bring did not come: the network or the bot is out of order."""

    def __init__(self, step: str) -> None:
        super().__init__(step)
        self.step = step


async def demo(
    *, language: str | None, exit_after: bool, as_json: bool, stdin: TextIO, stdout: TextIO
) -> int:
    """The tour, then a prompt unless `exit_after`. `language`: None is the system's.

    0: alert and digest came through the bot. 1: they did not; stderr names the step.
    """
    configure(level="CRITICAL", as_json=False, secrets=())
    chosen = language or system_language()
    clock = SystemClock()
    async with opened(chosen, clock) as network:
        stage = Stage(stdout, clock, as_json=as_json, hurried=exit_after or not stdout.isatty())
        with TemporaryDirectory(prefix="veilleur-demo-") as folder:
            place = Place(Path(folder), network.main.origin, chosen, system_zone(chosen))
            try:
                await visit(place, network, stage)
            except asyncio.CancelledError:
                return INTERRUPTED if exit_after else 0
            except StepMissing as missing:
                sys.stderr.write(f"{_missing(Guide(network, place), missing)}\n")
                return 1
            if not exit_after:
                await _hand_over(place, network, stage, Terminal(stdin, stdout, as_json=as_json))
    return 0


async def visit(place: Place, network: DemoNetwork, stage: Stage) -> None:
    """Every step, each as soon as the one before has come. Raises StepMissing."""
    guide = Guide(network, place)
    stage.say(guide("title"), strong=True)
    stage.say(guide("invented"))
    await stage.pause(READING)
    async with sitting(place, stage.bot, poll_seconds=TOUR_POLL) as bot:
        await Tour(bot, network, stage, guide).run()
    stage.say(guide("done"))


class Guide:
    """The tour's sentences in one language, with the names and addresses of this run."""

    def __init__(self, network: DemoNetwork, place: Place) -> None:
        cast = network.cast
        self._language = place.language
        self._facts: Mapping[str, str] = {
            "competitor": cast.competitor,
            "tag": cast.tag,
            "linkedin": cast.linkedin,
            "site": network.site_address,
            "remote": network.remote_address,
        }

    def __call__(self, key: str, **facts: object) -> str:
        return sentence(self._language, "demo." + key, **self._facts, **facts)

    def typed(self, key: str) -> str:
        """A command: no typography."""
        return str(entry(self._language, "demo." + key)[1]).format(**self._facts)


class Tour:
    """The steps: a sentence, a line typed or something that happens, and what must come of it."""

    def __init__(self, bot: Sitting, network: DemoNetwork, stage: Stage, guide: Guide) -> None:
        self._bot, self._network = bot, network
        self._stage, self._guide = stage, guide
        self._step = "watch"

    async def run(self) -> None:
        """Raises StepMissing."""
        try:
            async with asyncio.timeout(TOUR_SECONDS):
                await self._steps()
        except TimeoutError:
            raise StepMissing(self._step) from None

    async def _steps(self) -> None:
        network = self._network
        await self._command("watch", _added)
        url = await self._alert()
        await self._command("site", _added)
        await self._command("search", lambda shown: shown.kind == "reply" and url in shown.urls)
        await self._command("linkedin", _offers_more)
        await self._command("remote", _added)
        self._stage.say(self._guide("notice"))
        network.cut()
        await self._come("notice", lambda shown: _is_notice(shown, network))
        await self._command("digest", lambda shown: _is_digest(shown, url, network))

    async def _alert(self) -> str:
        """Returns the address of the publication that was told."""
        self._stage.say(self._guide("alert"))
        read_before, url = self._network.times_read(), self._network.publish()

        def told(shown: Shown) -> bool:
            read = self._network.times_read() > read_before
            return read and shown.kind == "alert" and url in shown.urls

        await self._come("alert", told)
        return url

    async def _command(self, step: str, wanted: Callable[[Shown], bool]) -> None:
        line = self._guide.typed(f"{step}.command")
        self._stage.say(self._guide(step))
        await self._stage.typing(line)
        self._bot.type(line)
        await self._come(step, wanted)

    async def _come(self, step: str, wanted: Callable[[Shown], bool]) -> None:
        self._step = step
        try:
            await self._bot.wait_for(wanted, STEP_SECONDS)
        except TimeoutError:
            raise StepMissing(step) from None
        await self._stage.pause(READING)


def _added(shown: Shown) -> bool:
    """Only what was added can be undone."""
    return shown.kind == "reply" and any(one.startswith("undo") for one in shown.commands)


def _offers_more(shown: Shown) -> bool:
    """An honest answer about a closed network offers the list of those that work."""
    return shown.kind == "reply" and "networks" in shown.commands and "LinkedIn" in shown.text


def _is_notice(shown: Shown, network: DemoNetwork) -> bool:
    return shown.kind == "notice" and network.cast.remote.name in shown.text


def _is_digest(shown: Shown, url: str, network: DemoNetwork) -> bool:
    """With the news, and with the account that could not be looked at."""
    return shown.kind == "digest" and url in shown.urls and network.cast.remote.name in shown.text


async def _hand_over(place: Place, network: DemoNetwork, stage: Stage, terminal: Terminal) -> None:
    """The same database at the person's own keyboard, until the input ends or Ctrl-C."""
    guide = Guide(network, place)
    stage.say(guide("yours"), strong=True)
    stage.suggest([guide.typed(f"try.{number}") for number in (1, 2, 3)])
    stage.say(guide("real"))
    stage.suggest([guide.typed("real.command")])
    stage.say(guide("leave"))
    stage.suggest([f"{_veilleur()} run"])
    app = LoopbackApp(place, terminal, poll_seconds=PROMPT_POLL)
    await app.start()
    posting = asyncio.create_task(network.keep_posting(place.language))
    try:
        await app.run()
    finally:
        posting.cancel()
        with suppress(asyncio.CancelledError):
            await posting
        await app.stop()


def _missing(guide: Guide, missing: StepMissing) -> str:
    what = guide(f"missing.{missing.step}")
    return guide("missing", seconds=round(STEP_SECONDS), what=what)


def _veilleur() -> str:
    """How this person starts the bot: by its name, or by the way to it from here."""
    found = shutil.which("veilleur")
    here = Path(sys.executable).with_name("veilleur")
    return "veilleur" if found or not here.exists() else os.path.relpath(here)


def system_language() -> str:
    names = ("LC_ALL", "LC_MESSAGES", "LANG")
    chosen = next((os.environ[name] for name in names if os.environ.get(name)), "")
    return spoken(chosen)


def system_zone(language: str) -> str:
    """The machine's time zone, so that hours are those of the clock on the wall."""
    named = os.environ.get("TZ") or str(Path("/etc/localtime").resolve())
    zone = named.rpartition("zoneinfo/")[2]
    if "/" in zone and not zone.startswith("Etc/") and zone in available_timezones():
        return zone
    return "Europe/Paris" if language == "fr" else "Europe/London"
