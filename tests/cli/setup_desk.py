"""A person at `veilleur setup`, with a fake Slack and a fake Telegram behind it."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from dotenv import dotenv_values

from bot.cli.setup.console import Reader
from bot.cli.setup.wizard import interview
from tests.fakes.slack import FakeSlack
from tests.fakes.telegram import FakeTelegram

NOWHERE = "http://127.0.0.1:9"
BOT, APP, TELEGRAM = "xoxb-fake-1", "xapp-fake-1", "1:T"
SECRETS = (BOT, APP, TELEGRAM, "xoxb-wrong", "xoxp-1-2")


@dataclass(slots=True)
class Person:
    """Answers one after the other; `shown`: all that stood on the screen, without the answers.

    `asked`: the questions. An answer that is an exception is raised.
    """

    slack: FakeSlack
    telegram: FakeTelegram
    env_file: Path
    screen: io.StringIO = field(default_factory=io.StringIO)
    asked: list[str] = field(default_factory=list)

    def given(self, *lines: str) -> None:
        """What the settings file holds before, beside where the fakes are."""
        where = (f"SLACK_API_URL={self.slack.api_url}", f"TELEGRAM_API_URL={self.telegram.url}")
        self.env_file.write_text("\n".join((*where, f"MASTODON_URL={NOWHERE}", *lines, "")))

    async def answers(self, *answers: str | BaseException) -> int:
        """The exit status. The library's clients run in a thread, the fakes in this loop."""
        waiting = iter(answers)
        reader = Reader(lambda question: self._next(question, waiting), self._secret(waiting))
        return await asyncio.to_thread(interview, self.env_file, reader, self.screen)

    @property
    def shown(self) -> str:
        return self.screen.getvalue()

    @property
    def written(self) -> dict[str, str | None]:
        return dotenv_values(self.env_file)

    def _next(self, question: str, waiting: Iterator[str | BaseException]) -> str:
        self.asked.append(question)
        answer = next(waiting, EOFError())
        if isinstance(answer, BaseException):
            raise answer
        return answer

    def _secret(self, waiting: Iterator[str | BaseException]) -> Callable[[str], str]:
        return lambda question: self._next(question, waiting)
