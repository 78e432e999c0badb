"""Boxes and lines of text on a picture, in pixels from the upper left corner."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field, replace
from typing import Literal, Protocol

from bot.render.charts.theme import Theme

TITLE, TEXT, SMALL = 36, 28, 24
MARGIN = 40
_MISSING = "□"
_CAPITALS = 0.73  # height of a capital, of the font's size

Align = Literal["left", "center", "right"]


class Font(Protocol):
    """The font that draws it."""

    def width(self, text: str, size: int, *, bold: bool) -> float:
        """Pixels."""

    def has(self, char: str) -> bool: ...


@dataclass(frozen=True, slots=True)
class Box:
    x: float
    y: float
    width: float
    height: float
    colour: str


@dataclass(frozen=True, slots=True)
class Label:
    """One line. `y`: of its baseline. `on`: the colour that it stands on."""

    x: float
    y: float
    text: str
    size: int
    colour: str
    on: str
    bold: bool = False
    align: Align = "left"


@dataclass(slots=True)
class Sheet:
    """A picture in the making. `y`: where the next thing goes."""

    theme: Theme
    font: Font
    width: int = 1000
    y: float = MARGIN
    boxes: list[Box] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)

    @property
    def inner(self) -> float:
        """Width between the margins."""
        return self.width - 2 * MARGIN

    @property
    def height(self) -> int:
        return int(self.y + MARGIN)

    def box(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        self.boxes.append(Box(x, y, width, height, colour))

    def label(self, label: Label, room: float) -> None:
        """Cut to `room` pixels; nothing where there is no text."""
        text = self.fit(label.text, label.size, room, bold=label.bold)
        if text:
            self.labels.append(replace(label, text=text))

    def line(
        self,
        x: float,
        text: str,
        room: float,
        *,
        size: int = TEXT,
        muted: bool = False,
        bold: bool = False,
        align: Align = "left",
    ) -> None:
        """A line whose upper edge is at `y`; `y` stays."""
        colour = self.theme.muted if muted else self.theme.ink
        at = self.y + size
        self.label(Label(x, at, text, size, colour, self.theme.ground, bold, align), room)

    def middle(self, y: float, height: float, size: int) -> float:
        """The baseline of a line in the middle of a box."""
        return y + (height + _CAPITALS * size) / 2

    def measure(self, text: str, size: int, *, bold: bool = False) -> float:
        return self.font.width(self.drawable(text), size, bold=bold)

    def fits(self, text: str, size: int, room: float, *, bold: bool = False) -> bool:
        return self.measure(text, size, bold=bold) <= room

    def fit(self, text: str, size: int, room: float, *, bold: bool = False) -> str:
        """As much of it as there is room for, cut at a word where that leaves half of it."""
        text = self.drawable(text)
        if self.font.width(text, size, bold=bold) <= room:
            return text
        kept = text
        while kept and self.font.width(f"{kept}…", size, bold=bold) > room:
            kept = kept[:-1]
        words = kept.rpartition(" ")[0]
        if not text[len(kept) :].startswith(" ") and len(words) > len(kept) / 2:
            kept = words
        return f"{kept.rstrip()}…"

    def wrap(
        self, text: str, size: int, room: float, *, most: int = 2, bold: bool = False
    ) -> list[str]:
        """Lines broken at words; the last is cut."""
        lines: list[str] = []
        left = self.drawable(text).split(" ")
        while left and len(lines) < most - 1:
            count = len(left)
            while count > 1 and not self.fits(" ".join(left[:count]), size, room, bold=bold):
                count -= 1
            lines.append(self.fit(" ".join(left[:count]), size, room, bold=bold))
            left = left[count:]
        return [*lines, self.fit(" ".join(left), size, room, bold=bold)] if left else lines

    def drawable(self, text: str) -> str:
        """What the font has. Letters that it lacks leave a square, and so does a text of emoji."""
        kept = "".join(map(self._drawn, unicodedata.normalize("NFC", text)))
        parts = [part for part in kept.split(" ") if part]
        return " ".join(parts) or (_MISSING if text.strip() else "")

    def _drawn(self, char: str) -> str:
        category = unicodedata.category(char)
        # Marks that don't compose can be stacked over the lines above.
        if category[0] in "MC":
            return ""
        if self.font.has(char):
            return char
        return _MISSING if category[0] in "LN" else ""
