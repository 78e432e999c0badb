"""Questions and answers, for a person in a terminal or for lines in a pipe.

Plain lines, nothing that moves: a screen reader and a log file read the same. Colours only in a
terminal that wants them (NO_COLOR: https://no-color.org).
"""

from __future__ import annotations

import contextlib
import getpass
import os
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TextIO

from rich.console import Console as Screen
from rich.text import Text

from bot.render.words import Words

_WIDEST = 100
_BACK = frozenset({"back", "retour"})
_SKIP = frozenset({"skip", "passer"})
_QUIT = frozenset({"quit", "quitter", "exit"})
_YES = frozenset({"y", "yes", "o", "oui"})
_NO = frozenset({"n", "no", "non"})


class Back(Exception):
    """The question before."""


class Skip(Exception):
    """Nothing changes here."""


class Quit(Exception):
    """The end."""


class EndOfInput(Exception):
    """A question was left without an answer; its text is the question."""


@dataclass(frozen=True, slots=True)
class Reader:
    """How answers are read. Both raise EOFError at the end."""

    line: Callable[[str], str]
    secret: Callable[[str], str]


def reader_of(stdin: TextIO, stdout: TextIO) -> Reader:
    """In a terminal secrets don't show as they are typed; in a pipe nothing is echoed of them."""
    if stdin.isatty():
        with contextlib.suppress(ImportError):
            import readline  # noqa: F401 - arrow keys; what is typed is kept nowhere
        return Reader(input, getpass.getpass)

    def line(prompt: str, *, shown: bool = True) -> str:
        stdout.write(prompt)
        answer = stdin.readline()
        if not answer:
            stdout.write("\n")
            raise EOFError
        stdout.write(answer.rstrip("\r\n") + "\n" if shown else "\n")
        stdout.flush()
        return answer

    return Reader(line, lambda prompt: line(prompt, shown=False))


class Console:
    """`words` changes once the language is known."""

    def __init__(self, words: Words, reader: Reader, stdout: TextIO) -> None:
        self.words = words
        self._reader = reader
        terminal = stdout.isatty()
        plain = not terminal or os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
        self._screen = Screen(
            file=stdout, color_system=None if plain else "auto", highlight=False, markup=False
        )
        self._width = min(self._screen.width, _WIDEST) if terminal else 0

    # --- saying

    def say(self, key: str, **facts: object) -> None:
        self.show(self.words(key, **facts))

    def heading(self, key: str, **facts: object) -> None:
        self.show("")
        self.show(self.words(key, **facts), style="bold")

    def good(self, text: str) -> None:
        self.show(self.words("setup.good", what=text), style="green")

    def wrong(self, text: str) -> None:
        self.show(text, style="red")

    def steps(self, keys: Sequence[str], first: int = 1, **facts: object) -> None:
        for number, key in enumerate(keys, first):
            self.show(f"{number}. {self.words(key, **facts)}", indent="   ")

    def show(self, text: str, style: str = "", indent: str = "") -> None:
        """One paragraph. Addresses aren't broken at a line's end."""
        if self._width:
            text = textwrap.fill(
                text,
                self._width,
                subsequent_indent=indent,
                break_long_words=False,
                break_on_hyphens=False,
            )
        self._screen.print(Text(text, style), soft_wrap=True)

    # --- asking

    def ask(self, question: str, default: str = "") -> str:
        """What was answered, or the default. Raises Back, Skip, Quit, EndOfInput."""
        shown = f"{question} [{default}]" if default else question
        return self._read(self._reader.line, shown) or default

    def secret(self, question: str) -> str:
        """The same, of what nobody may read; "" for no answer."""
        return self._read(self._reader.secret, question)

    def yes(self, key: str, *, default: bool, **facts: object) -> bool:
        shown = self.words("setup.yes" if default else "setup.no")
        question = f"{self.words(key, **facts)} [{shown}]"
        while True:
            answer = self.ask(question).lower()
            if answer in _YES | _NO or not answer:
                return answer in _YES if answer else default
            self.wrong(self.words("setup.yes_or_no"))

    def _read(self, read: Callable[[str], str], question: str) -> str:
        try:
            answer = read(self.words("setup.question", question=question) + " ").strip()
        except EOFError:
            raise EndOfInput(question) from None
        word = answer.lower()
        if word in _BACK:
            raise Back
        if word in _SKIP:
            raise Skip
        if word in _QUIT:
            raise Quit
        return answer
