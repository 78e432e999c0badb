"""A message before any platform: what is said, not how Slack, Telegram or a terminal shows it.

Texts here are already in the reader's language. Every `text` is plain: each renderer escapes it
for its own surface.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from bot.core.charts import Graphic

AT_HAND, ANSWERS, FURTHER = 3, 4, 5
"""Buttons of a message before [⋯], those of a question, and those that [⋯] opens."""


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a line. `at`: the instant that `text` tells, for platforms that localise it."""

    text: str
    strong: bool = False
    link: str | None = None
    at: datetime | None = None


Line = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Items:
    """A list. `numbered`: shown as 1. 2. 3. starting at `start`.

    `menus`: for each line what can be done about it, where a platform has room beside the line.
    """

    lines: tuple[Line, ...]
    numbered: bool = False
    start: int = 1
    menus: tuple[tuple[Button, ...], ...] = ()

    def menu(self, at: int) -> tuple[Button, ...]:
        """Of the line `at`, counted from 0."""
        return self.menus[at] if at < len(self.menus) else ()


@dataclass(frozen=True, slots=True)
class Details:
    """A title and lines that may be folded away (an expandable quote on Telegram)."""

    title: Line
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Fixed:
    """Lines in letters of one width, so that columns stand below each other."""

    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Aside:
    """Small print: period, counts, why you get this."""

    line: Line


Block = Paragraph | Items | Details | Fixed | Aside


@dataclass(frozen=True, slots=True)
class Button:
    """Either `url`, or `command` (canonical grammar). `id`: opaque value that stands for it.

    `hint`: what it does and to what, read out where the label leaves that to the eye.
    """

    label: str
    command: str | None = None
    url: str | None = None
    id: str | None = None
    primary: bool = False
    danger: bool = False
    hint: str | None = None


@dataclass(frozen=True, slots=True)
class PostRef:
    """Which publication a message shows."""

    network: str
    id: str
    url: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that comes with a message. `name`: with its ending; `media_type`: "text/csv" …"""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Message:
    """`summary`: a full sentence, for notifications and screen readers. `title`: a header.

    `buttons`: at most three, or four that are the answers to a question (`answers`); `more`: what
    [⋯] opens, at most five. `graphics` and `files` come
    after the words, which say what matters without them. `stays`: it shows publications, and only
    what does so too may take its place when something on it is pressed.
    """

    summary: str
    title: str | None = None
    blocks: tuple[Block, ...] = ()
    buttons: tuple[Button, ...] = ()
    more: tuple[Button, ...] = ()
    posts: tuple[PostRef, ...] = ()
    language: str = "en"
    preview_url: str | None = None
    graphics: tuple[Graphic, ...] = ()
    files: tuple[Attachment, ...] = ()
    answers: bool = False
    stays: bool = False

    @property
    def at_hand(self) -> tuple[Button, ...]:
        """The buttons that may stand beside each other."""
        return self.buttons[: ANSWERS if self.answers else AT_HAND]

    def with_buttons(self, buttons: tuple[Button, ...], more: tuple[Button, ...]) -> Message:
        return replace(self, buttons=buttons, more=more)

    def offering(self, buttons: Sequence[Button], more: Sequence[Button] = ()) -> Message:
        """The same with these: the first at hand, the others behind [⋯], and `more` after them."""
        behind = (*buttons[AT_HAND:], *more)[:FURTHER]
        return self.with_buttons(tuple(buttons[:AT_HAND]), behind)

    def every_button(self) -> Iterator[Button]:
        """Those beside lines come last."""
        yield from self.buttons
        yield from self.more
        for block in self.blocks:
            if isinstance(block, Items):
                yield from (button for menu in block.menus for button in menu)

    def each_button(self, changed: Callable[[Button], Button]) -> Message:
        """The same with all of them changed, in the order of every_button."""

        def all_of(buttons: Iterable[Button]) -> tuple[Button, ...]:
            return tuple(map(changed, buttons))

        def beside(block: Block) -> Block:
            if not isinstance(block, Items):
                return block
            return replace(block, menus=tuple(map(all_of, block.menus)))

        message = self.with_buttons(all_of(self.buttons), all_of(self.more))
        return replace(message, blocks=tuple(map(beside, self.blocks)))


class Audience(StrEnum):
    """Who sees a reply: only the person who asked, or the whole channel."""

    PERSON = "person"
    CHANNEL = "channel"


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer to a command. Each reply of one command replaces the one before.

    `asks`: canonical verb that the person's next plain text completes ("search", "watch").
    `modal`: the front may open a form for this verb instead of showing the message; `given`: what
    stands in it already, as typed after the verb.
    `picks`: the label under which the front may let the person choose a channel of theirs.
    `kind`: "reply", or "digest" when a digest was asked for: told apart by programs.
    `beside`: whatever was pressed stays to be read, with its other buttons.
    """

    message: Message
    audience: Audience = Audience.PERSON
    kind: str = "reply"
    asks: str | None = None
    modal: str | None = None
    given: str = ""
    picks: str = ""
    beside: bool = False


def line(*parts: str | Span) -> Line:
    """A Line from plain strings and spans."""
    return tuple(Span(part) if isinstance(part, str) else part for part in parts)


def plain(of: Line) -> str:
    return "".join(span.text for span in of)
