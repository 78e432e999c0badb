"""The Home tab, as messages one under the other: what stands where, not how Slack draws it.

What a button does stands in its id: `new`, `add:CHAT`, `settings:CHAT`, `page:2`, or
`run:CHAT:` and a command.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.core.home import Broken, HomePlace
from bot.core.message import Aside, Block, Button, Items, Message, Paragraph, Span, line
from bot.core.model import Channel
from bot.render.words import Words

PAGE = 18
"""Channels on a page: five blocks each at most, of the hundred that a view may hold."""

_NAMES, _BROKEN = 12, 3


def home(
    words: Words, places: Sequence[HomePlace] | None, page: int = 1, notice: str = ""
) -> list[Message]:
    """`places` None: it is not known which channels the reader is in. `notice`: said on top."""
    if places is None:
        return [_top(words, words("home.unknown"))]
    if not places:
        return [_first_steps(words, notice)]
    pages = (len(places) + PAGE - 1) // PAGE
    page = min(max(page, 1), pages)
    shown = places[(page - 1) * PAGE : page * PAGE]
    top = _top(words, notice)
    return [top, *(_place(words, one) for one in shown), *_pager(words, page, pages)]


def closed(words: Words, key: str) -> list[Message]:
    """Nothing but the sentence of that key, which says why."""
    title = words("home.title")
    return [Message(title, title=title, blocks=(Paragraph((line(words(key)),)),))]


def _top(words: Words, notice: str) -> Message:
    title = words("home.title")
    said = (Paragraph((line(notice),)),) if notice else ()
    return Message(title, title=title, blocks=said, buttons=(_new(words),))


def _new(words: Words) -> Button:
    return Button(words("button.home.new"), id="new", primary=True)


def _first_steps(words: Words, notice: str) -> Message:
    top = _top(words, notice or words("home.first"))
    steps = [words(f"home.first.{name}") for name in ("watch", "channel", "digest")]
    items = Items(tuple(line(step) for step in steps), numbered=True)
    return Message(top.summary, title=top.title, blocks=(*top.blocks, items), buttons=top.buttons)


def _place(words: Words, one: HomePlace) -> Message:
    chat, name = one.channel.key.chat, _name(words, one.channel)
    watched = words("home.watched", n=len(one.names), names=words.names(one.names, _NAMES))
    blocks: tuple[Block, ...] = (
        Paragraph((line(Span(name, strong=True)), line(watched))),
        Aside(line(" ".join(_state(words, one)))),
    )
    paused = one.channel.muted_until is not None and one.channel.muted_until > words.now
    pause = ("button.home.unmute", "unmute") if paused else ("alert.mute_day", "mute 24h")
    buttons = (
        Button(words("button.home.add"), id=f"add:{chat}"),
        Button(words(pause[0]), id=f"run:{chat}:{pause[1]}"),
        Button(words("button.settings"), id=f"settings:{chat}"),
    )
    return Message(name, blocks=blocks, buttons=buttons)


def _name(words: Words, channel: Channel) -> str:
    if channel.private:
        return words("home.private")
    return f"#{channel.name}" if channel.name else channel.key.chat


def _state(words: Words, one: HomePlace) -> Iterator[str]:
    channel = one.channel
    if channel.parked is not None:
        yield words("home.held", why=words(f"closed.{channel.parked}"))
    if channel.muted_until is not None and channel.muted_until > words.now:
        yield words("home.muted", until=words.until(channel.muted_until))
    if one.next_digest is None:
        yield words("home.digest.off")
    else:
        yield words("home.digest", when=words.when(one.next_digest))
    yield from _sources(words, one)


def _sources(words: Words, one: HomePlace) -> Iterator[str]:
    """All is well only where everything has been read."""
    if one.broken:
        told = [_broken(words, each) for each in one.broken]
        yield words("home.sources.broken", what=words.names(told, _BROKEN))
    if one.waiting:
        yield words("home.sources.waiting", n=one.waiting)
    if not one.broken and not one.waiting:
        yield words("home.sources.good")


def _broken(words: Words, one: Broken) -> str:
    return words(
        "home.sources.broken.one",
        name=one.name,
        network=words.network(one.network),
        since=words.since(one.since),
        why=words(f"error.{one.error}"),
    )


def _pager(words: Words, page: int, pages: int) -> Iterator[Message]:
    if pages == 1:
        return
    text = words("home.page", page=page, pages=pages)
    before = Button(words("button.home.before"), id=f"page:{page - 1}")
    after = Button(words("button.home.after"), id=f"page:{page + 1}")
    buttons = (*((before,) if page > 1 else ()), *((after,) if page < pages else ()))
    yield Message(text, blocks=(Aside(line(text)),), buttons=buttons)
