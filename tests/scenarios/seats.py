"""People in chats: what they type and press, and what they read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Protocol

import pytest

from tests.fakes.slack import FakeSlack
from tests.fakes.slack import shown as shown_on_slack
from tests.fakes.telegram import JANE, JEANNE, FakeTelegram
from tests.fakes.telegram import shown as shown_on_telegram

PEOPLE = {"en": ("U1", JANE.id), "fr": ("U2", JEANNE.id)}
SEATS = [("slack", "en"), ("slack", "fr"), ("telegram", "en"), ("telegram", "fr")]
# The test is played on each platform, in each language.
everywhere = pytest.mark.parametrize(("platform", "language"), SEATS)
in_both_languages = pytest.mark.parametrize("language", ["en", "fr"])
_QUESTION = re.compile(r"One question, if you like|Une question, si vous voulez")
_INTERIM = re.compile(
    "Looking for |I'm reading |Je lis |Je cherche |.+ is slow to answer|.+ tarde à répondre"
)
_SLACK_OWN = {"watch": "/watch", "unwatch": "/unwatch", "list": "/watchlist", "find": "/find"}


def visible(text: str) -> str:
    """No-break spaces as ~ (wide) and ¬ (narrow), so that a test shows where they stand."""
    return text.replace("\u00a0", "~").replace("\u202f", "¬")


@dataclass(frozen=True, slots=True)
class Read:
    """A message as its reader sees it. `item`: to press on. `text`: as shown, with buttons."""

    item: Any
    text: str

    def __contains__(self, words: str) -> bool:
        return words in self.text

    @property
    def lines(self) -> list[str]:
        """What is written, without empty lines, list marks, buttons or menus beside lines."""
        written = [one for one in self.text.split("\n") if one and not one.startswith("[")]
        return [re.sub(r"^(\d+\.|•) | \[⋯: [^\n]*\]$", "", one) for one in written]

    @property
    def buttons(self) -> list[str]:
        rows = [one for one in self.text.split("\n") if one.startswith("[")]
        labels = [label for row in rows for label in re.findall(r"\[([^\]]+)\]", row)]
        return ["⋯" if label.startswith("⋯") else label for label in labels]


def written_on(read: Read) -> list[str]:
    """The labels of the buttons, as they are now."""
    return [button["text"] for button in read.item.buttons]


def typed(platform: str, text: str) -> str:
    """The command as a person types it there ("watch @durand": /watch, /veille search)."""
    verb, _, rest = text.partition(" ")
    if platform == "telegram":
        return f"/{text}"
    own = _SLACK_OWN.get(verb)
    return f"{own} {rest}".rstrip() if own else f"/veille {text}"


class Seat(Protocol):
    """A person in a chat."""

    async def say(self, text: str, within: float = 5.0, containing: str = "") -> Read:
        """Type a command as everywhere ("watch @durand"); the answer that stays.

        `containing`: words that it must have come to have.
        """
        ...

    async def press(self, read: Read, label: str, containing: str = "") -> Read:
        """Press a button; the first answer with these words."""
        ...

    async def reads(self, containing: str, within: float = 10.0) -> Read:
        """What everybody sees in the chat with these words, waited for."""
        ...

    def chat(self) -> list[Read]:
        """All that the bot wrote here for everybody, oldest first, as it stands now."""
        ...


@dataclass(frozen=True, slots=True)
class SlackSeat:
    slack: FakeSlack
    user: str
    channel: str

    async def say(self, text: str, within: float = 5.0, containing: str = "") -> Read:
        name, _, words = typed("slack", text).partition(" ")
        exchange = await self.slack.command(name, words, user=self.user, channel=self.channel)
        return await self._heard(exchange.seen, _final(containing), within)

    async def press(self, read: Read, label: str, containing: str = "") -> Read:
        exchange = await self.slack.click(read.item, label, user=self.user)
        return await self._heard(exchange.seen, _told(containing), 5.0)

    async def reads(self, containing: str, within: float = 10.0) -> Read:
        posts = lambda: self.slack.posts(self.channel)  # noqa: E731 - read afresh each time
        return await self._heard(posts, lambda one: containing in one, within)

    def chat(self) -> list[Read]:
        return list(self._read(self.slack.posts(self.channel)))

    def _read(self, items: Iterable[Any]) -> Iterable[Read]:
        ours = [one for one in items if getattr(one, "author", "UBOT") == "UBOT"]
        return [Read(one, visible(shown_on_slack(one))) for one in ours]

    async def _heard(
        self, items: Callable[[], Iterable[Any]], wanted: Callable[[Read], bool], within: float
    ) -> Read:
        found = await self.slack.wait_for(
            lambda: next((one for one in self._read(items()) if wanted(one)), None), within
        )
        assert found is not None
        return found


@dataclass(frozen=True, slots=True)
class TelegramSeat:
    telegram: FakeTelegram
    user: int
    channel: int
    topic: int | None = None

    async def say(self, text: str, within: float = 5.0, containing: str = "") -> Read:
        exchange = await self.telegram.message(
            self.channel, self.user, typed("telegram", text), self.topic
        )
        return await self._heard(exchange.seen, _final(containing), within)

    async def press(self, read: Read, label: str, containing: str = "") -> Read:
        if label == "⋯":  # which has a word beside it, in the reader's language
            label = next(one for one in written_on(read) if one.startswith(label))
        exchange = await self.telegram.press(read.item, label, self.user)
        return await self._heard(exchange.seen, _told(containing), 5.0)

    async def reads(self, containing: str, within: float = 10.0) -> Read:
        posts = lambda: self.telegram.posts(self.channel)  # noqa: E731 - read afresh each time
        return await self._heard(posts, lambda one: containing in one, within)

    def chat(self) -> list[Read]:
        return list(self._read(self.telegram.posts(self.channel)))

    def _read(self, items: Iterable[Any]) -> Iterable[Read]:
        return [Read(one, visible(shown_on_telegram(one))) for one in items]

    async def _heard(
        self, items: Callable[[], Iterable[Any]], wanted: Callable[[Read], bool], within: float
    ) -> Read:
        found = await self.telegram.wait_for(
            lambda: next((one for one in self._read(items()) if wanted(one)), None), within
        )
        assert found is not None
        return found


def _told(containing: str) -> Callable[[Read], bool]:
    """With no words to look for, not what comes by itself two minutes after a first watch."""
    asked = _QUESTION.match
    return lambda read: containing in read if containing else asked(read.text) is None


def _final(containing: str) -> Callable[[Read], bool]:
    told = _told(containing)
    return lambda read: told(read) and _INTERIM.match(read.text) is None
