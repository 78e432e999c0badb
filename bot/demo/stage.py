"""What the tour puts on the person's screen, and how fast."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TextIO

from rich.console import Console
from rich.text import Text

from bot.clock import Clock
from bot.demo.sitting import Shown

TYPING = 0.02  # seconds a character
BEFORE_TYPING, READING = 0.8, 2.5  # seconds
INDENT = 4
WIDEST = 100


class Stage:
    """`hurried`: no pauses. `as_json`: nothing but the bot's own objects, one a line."""

    def __init__(self, stdout: TextIO, clock: Clock, *, as_json: bool, hurried: bool) -> None:
        self._out, self._clock = stdout, clock
        self._as_json, self._hurried = as_json, hurried or as_json
        self._console = Console(file=stdout, highlight=False, markup=False, emoji=False)
        self._typing = False
        self._held: list[Shown] = []

    def bot(self, shown: Shown) -> None:
        """A block of the bot; one that comes while something is typed waits for its end."""
        if self._typing:
            self._held.append(shown)
        elif self._as_json:
            self._out.buffer.write(f"{shown.row}\n".encode())
            self._out.buffer.flush()
        else:
            self._write(shown.text, indent=INDENT)

    def say(self, text: str, *, strong: bool = False) -> None:
        if not self._as_json:
            self._write(text, strong=strong)

    def suggest(self, lines: Sequence[str]) -> None:
        """Lines to type, one below the other."""
        if not self._as_json:
            self._write("\n".join(lines), indent=INDENT, strong=True)

    async def typing(self, line: str) -> None:
        """As if somebody typed it."""
        if self._as_json:
            return
        await self.pause(BEFORE_TYPING)
        self._typing = True
        self._console.print(Text("> "), end="")
        for character in line:
            self._console.print(Text(character, style="bold"), end="", soft_wrap=True)
            await self.pause(TYPING)
        self._console.print("\n")
        self._typing = False
        while self._held:
            self.bot(self._held.pop(0))

    async def pause(self, seconds: float) -> None:
        if not self._hurried:
            await self._clock.sleep(seconds)

    def _write(self, text: str, *, indent: int = 0, strong: bool = False) -> None:
        """Wrapped here: rich breaks lines at the no-break spaces of French."""
        width = min(self._console.width, WIDEST)
        lines = [_wrapped(line, width, indent) for line in text.split("\n")]
        style = "bold" if strong else ""
        self._console.print(Text("\n".join(lines), style=style), end="\n\n", soft_wrap=True)


def _wrapped(line: str, width: int, indent: int) -> str:
    """An indented line stays so where it goes on; addresses are never cut."""
    own = indent + len(line) - len(line.lstrip())
    return textwrap.fill(
        line.strip(),
        width,
        initial_indent=" " * own,
        subsequent_indent=" " * own,
        break_long_words=False,
        break_on_hyphens=False,
    )
