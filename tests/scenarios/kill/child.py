"""The process that dies: the real App on its own database, armed with at most one point."""

from __future__ import annotations

import asyncio
import functools
import gc
import importlib
import itertools
import logging
import os
import signal
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Final

from sqlalchemy import text

import bot.app.application
import bot.front.slack.send
import bot.front.telegram.wire
from bot.logs import configure
from bot.service.deliver import USUAL, Times
from bot.settings import load
from bot.store.engine import Store, normalise_url
from tests.scenarios.kill.points import Point, When
from tests.scenarios.kill.wrong_designs import DESIGNS

FRONTS: Final = {
    "slack": "bot.front.slack.send:SlackSender",
    "telegram": "bot.front.telegram.app:TelegramFront",
}
# As in production, the quiet time is longer than a send can be.
SEND_SECONDS: Final = 2.5
_QUICK: Final = Times(quiet=timedelta(seconds=3), edit_every=timedelta(seconds=0.3))
normalise_url("sqlite:///once.db", Path())  # compiles the library's patterns before the forks
_UNSETTLED = """
SELECT (SELECT count(*) FROM alert WHERE delivery_id IS NULL)
     + (SELECT count(*) FROM delivery WHERE state IN ('pending', 'sending', 'unknown'))
     + (SELECT count(*) FROM delivery WHERE state = 'sent' AND shown < wanted)
"""


@dataclass(frozen=True, slots=True)
class Spec:
    """What a process is to be. `settings`: lines of its `.env`. `quick`: waits are shortened."""

    platform: str
    folder: Path
    settings: Mapping[str, str] = field(repr=False)
    design: str = "outbox"
    point: Point | None = None
    quick: bool = True


def main(spec: Spec, pipe: Connection) -> None:
    """Runs until it is killed. Says through the pipe how many alerts are settled for good."""
    gc.freeze()  # what was there before the fork stays shared: collecting it would copy it
    _quiet_process(spec.folder / "log")
    if spec.point is not None and spec.point.when in (When.BEFORE, When.AFTER):
        arm(spec.platform, spec.point)
    if spec.quick:
        _shorten_sends()
    asyncio.run(_run(spec, pipe))


def _quiet_process(log: Path) -> None:
    for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
        del os.environ[name]
    out = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(out, 1)
    os.dup2(out, 2)
    configure(level="INFO", as_json=False, secrets=())
    logging.captureWarnings(True)


def _shorten_sends() -> None:
    bot.front.slack.send.TIMEOUT = SEND_SECONDS  # type: ignore[assignment]
    bot.front.telegram.wire.DEADLINE = SEND_SECONDS


async def _run(spec: Spec, pipe: Connection) -> None:
    env_file = spec.folder / ".env"
    env_file.write_text("".join(f"{name}={value}\n" for name, value in spec.settings.items()))
    vars(bot.app.application)["Deliverer"] = DESIGNS[spec.design]
    app = bot.app.application.App(load(env_file), env_file, times=_QUICK if spec.quick else USUAL)
    await app.start()
    await _report(app.store, pipe)


async def _report(store: Store, pipe: Connection) -> None:
    told = 0
    while True:
        async with store.read() as tx:
            unsettled = (await tx.execute(text(_UNSETTLED))).scalar_one()
            alerts = (await tx.execute(text("SELECT count(*) FROM alert"))).scalar_one()
        if not unsettled and alerts != told:
            told = alerts
            pipe.send(told)
        await asyncio.sleep(0.15)  # noqa: TID251 - the process itself watches its database


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def arm(platform: str, point: Point) -> None:
    """Replace the step by one that kills this process before or after its nth call."""
    path = point.step if ":" in point.step else f"{FRONTS[platform]}.{point.step}"
    module, _, names = path.partition(":")
    *outer, name = names.split(".")
    owner = functools.reduce(getattr, outer, importlib.import_module(module))
    setattr(owner, name, _deadly(getattr(owner, name), point))


def _deadly(step: Callable[..., Any], point: Point) -> Callable[..., Any]:
    calls = itertools.count(1)

    @functools.wraps(step)
    async def wrapper(*args: Any, **kwargs: Any) -> Any:
        its_turn = next(calls) == point.nth
        if its_turn and point.when is When.BEFORE:
            die()
        try:
            return await step(*args, **kwargs)
        finally:
            if its_turn and point.when is When.AFTER:
                die()

    return wrapper
