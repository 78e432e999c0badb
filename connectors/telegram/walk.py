"""What is read of a channel, page after page, and what its messages are as publications."""

from __future__ import annotations

from dataclasses import dataclass, field

from connectors.errors import ConnectorError, UnexpectedPayload
from connectors.parsing.telegram import Message, Page
from connectors.text import hashtags_in, one_line
from connectors.types import Coverage, Look, Post, PostKind

NETWORK = "telegram"
SITE = "https://t.me"
MOST_PAGES = 20


@dataclass(slots=True)
class Walk:
    """What was read of a channel, page after page. `marker`: the newest number known, 0: none.

    `head`: the newest page, which tells of the channel itself.
    """

    marker: int
    messages: dict[int, Message] = field(default_factory=dict)
    pages: int = 0
    lowest: int = 0
    goes_on: bool = True
    coverage: Coverage = Coverage.COMPLETE
    error: ConnectorError | None = None
    head: Page = field(default_factory=Page)

    def take(self, page: Page) -> None:
        """Raises UnexpectedPayload for an older page that shows nothing older: a gap is left."""
        lowest = min((message.number for message in page.messages), default=0)
        if self.pages and not 0 < lowest < self.lowest:
            raise UnexpectedPayload("an older page without older messages")
        self.head = self.head if self.pages else page
        self.pages += 1
        self.lowest = lowest
        self.messages.update((message.number, message) for message in page.messages)
        self.goes_on = bool(self.marker) and lowest > self.marker + 1
        if self.goes_on and self.pages == MOST_PAGES:
            self.goes_on, self.coverage = False, Coverage.PARTIAL

    def broken_by(self, error: ConnectorError) -> None:
        self.goes_on, self.coverage, self.error = False, Coverage.PARTIAL, error

    def look(self, key: str) -> Look:
        """The marker stays where it is as long as there is a gap that can still be closed."""
        if self.marker and not self.messages:
            return Look((), None, Coverage.SUSPECT)
        newest_first = [self.messages[number] for number in sorted(self.messages, reverse=True)]
        return Look(
            posts=tuple(post_of(key, one) for one in newest_first if not one.service),
            cursor=None if self.error else str(max(self.messages, default=0)),
            coverage=self.coverage,
            error=self.error,
        )


def marker_of(cursor: str | None) -> int:
    """A cursor that can't be read is none: the next look is a baseline."""
    known = cursor or ""
    return int(known) if known.isascii() and known.isdigit() and len(known) <= 12 else 0


def post_of(key: str, message: Message) -> Post:
    """A forwarded message is its first author's, whose channel the page may hide."""
    forwarded = bool(message.origin)
    origin = message.origin_name or message.origin
    return Post(
        network=NETWORK,
        key=f"{key}/{message.number}",
        url=f"{SITE}/{message.name}/{message.number}",
        author_key=origin.lower() if forwarded else key,
        author_handle=one_line(origin) if forwarded else message.name,
        author_name=message.origin if forwarded else message.owner or message.name,
        text=message.text,
        published_at=message.published,
        kind=PostKind.REPOST if forwarded else PostKind.ORIGINAL,
        media=message.media,
        hashtags=hashtags_in(message.text),
        links=message.links,
        reactions=message.reactions,
    )
