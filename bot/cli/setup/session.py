"""What is known while the questions are asked, and how they follow each other."""

from __future__ import annotations

import asyncio
import enum
import os
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

from bot.cli.setup.console import Back, Console, Skip
from bot.cli.setup.envfile import plain
from bot.cli.setup.shapes import cleaned
from bot.clock import SystemClock
from bot.render.words import Words
from bot.settings import Settings


@dataclass(slots=True)
class Session:
    """`written`: what the file holds; `changes`: what will be put into it.

    `city`: as the person named it. `slack`, `telegram`: is it to be set up now? `whose`: what
    turned out about each chat, in words.
    """

    console: Console
    env_file: Path
    settings: Settings
    written: Mapping[str, str]
    changes: dict[str, str] = field(default_factory=dict)
    city: str = ""
    slack: bool = False
    telegram: bool = False
    whose: dict[str, str] = field(default_factory=dict)

    @property
    def words(self) -> Words:
        return self.console.words

    def speak(self, language: str, zone: str) -> None:
        self.console.words = Words(language, zone, SystemClock().now())

    def value(self, name: str) -> str:
        """As it will be; "" where it isn't set. The environment wins over the file."""
        standing = os.environ.get(name) or self.written.get(name, "")
        return self.changes.get(name) or standing


Ask: TypeAlias = Callable[[Session], None]


@dataclass(frozen=True, slots=True)
class Step:
    """One question. It may raise Back, Skip, Quit or EndOfInput."""

    ask: Ask
    when: Callable[[Session], bool] = lambda session: True


def walk(steps: Sequence[Step], session: Session) -> None:
    """Ask them all, one after the other, going back as often as is wanted."""
    past: list[int] = []
    at = 0
    while at < len(steps):
        if not steps[at].when(session):
            at += 1
            continue
        try:
            steps[at].ask(session)
        except Back:
            if past:
                at = past.pop()
            else:
                session.console.say("setup.first")
            continue
        except Skip:
            pass
        past.append(at)
        at += 1


class Judged(enum.Enum):
    """What became of a question to a service about a token."""

    GOOD = enum.auto()
    WRONG = enum.auto()
    SILENT = enum.auto()


@dataclass(frozen=True, slots=True)
class Verdict:
    """`text`: a sentence: whose token it is, what is wrong with it, or why nobody can say.

    `whose`: in short, where it is good.
    """

    judged: Judged
    text: str
    whose: str = ""


Check: TypeAlias = Callable[[str], Coroutine[Any, Any, Verdict]]


@dataclass(frozen=True, slots=True)
class Secret:
    """One to be pasted. `fault`: key of what its shape says is wrong.

    `question`, `where`: keys of what is asked, and of where it stands.
    """

    name: str
    question: str
    fault: Callable[[str], str | None]
    check: Check
    where: str = ""


def paste(session: Session, wanted: Secret) -> str:
    """Ask until one is right, or kept unchecked because nobody answers: then whose it is, or "".

    Enter keeps the one that stands. Raises as Console.ask.
    """
    console, standing = session.console, session.value(wanted.name)
    if standing:
        console.say("setup.standing", name=wanted.name, masked=masked(standing))
    while True:
        token = cleaned(console.secret(session.words(wanted.question))) or standing
        if not token:
            console.wrong(session.words("setup.nothing"))
        elif (key := _fault(wanted, token)) is not None:
            keys = (key, wanted.where) if wanted.where else (key,)
            console.wrong(" ".join(map(session.words, keys)))
        elif (verdict := settled(session, token, wanted.check)) is not None:
            session.changes[wanted.name] = token
            return verdict.whose


def _fault(wanted: Secret, token: str) -> str | None:
    return wanted.fault(token) or (None if plain(token) else "setup.shape.letters")


def settled(session: Session, token: str, check: Check) -> Verdict | None:
    """Ask the service, again as often as is wanted while it is silent. None: not this token."""
    console = session.console
    while True:
        console.say("setup.asking")
        verdict = asyncio.run(check(token))
        if verdict.judged is Judged.GOOD:
            console.good(verdict.text)
            return verdict
        console.wrong(verdict.text)
        if verdict.judged is Judged.WRONG:
            return None
        if (kept := _when_silent(session)) is not None:
            return verdict if kept else None


def _when_silent(session: Session) -> bool | None:
    """Keep it unchecked, paste another (False), or None: ask again."""
    answers = {"1": None, "2": True, "3": False}
    console = session.console
    console.steps(("setup.silent.again", "setup.silent.keep", "setup.silent.other"))
    while (answer := console.ask(session.words("setup.choose"), "1")) not in answers:
        console.wrong(session.words("setup.number", n=len(answers)))
    if answers[answer]:
        console.say("setup.unchecked")
    return answers[answer]


def recheck(session: Session, chat: str, name: str, check: Check) -> bool:
    """Ask about what stands already; False where it is wrong and has to be pasted anew."""
    session.console.say("setup.asking")
    verdict = asyncio.run(check(session.value(name)))
    session.whose[chat] = verdict.whose
    if verdict.judged is Judged.GOOD:
        session.console.good(verdict.text)
    else:
        session.console.wrong(verdict.text)
    return verdict.judged is not Judged.WRONG


def masked(secret: str) -> str:
    """What kind of secret it is, and nothing of it: "xoxb-…"."""
    kinds = ("xoxb-", "xapp-")
    return next((f"{kind}…" for kind in kinds if secret.startswith(kind)), "…")
