"""What the tour puts on the person's screen, and how fast."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TextIO

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from bot.clock import Clock
from bot.demo.sitting import Shown

TYPING = 0.02  # seconds a character
BEFORE_TYPING, READING = 1.0, 3.5  # seconds
INDENT = 4


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
            self._console.print(Padding(Text(shown.text), (0, 0, 1, INDENT)))

    def say(self, text: str, *, strong: bool = False) -> None:
        if not self._as_json:
            self._console.print(Text(text, style="bold" if strong else ""), end="\n\n")

    def suggest(self, lines: Sequence[str]) -> None:
        """Lines to type, one below the other."""
        if not self._as_json:
            shown = Text("\n".join(lines), style="bold")
            self._console.print(Padding(shown, (0, 0, 1, INDENT)))

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
