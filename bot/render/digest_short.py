"""What stands first in a digest: the title, the lines of "In short", the hashtags that rise."""

from __future__ import annotations

from datetime import datetime, time
from zoneinfo import ZoneInfo

from bot.core.digest import (
    DigestContent,
    DigestPost,
    Newcomer,
    Newest,
    Reacted,
    Room,
    Short,
    Spread,
    Tag,
    Unusual,
    few_words,
)
from bot.core.message import Block, Items, Line, Paragraph, Span, line
from bot.core.rhythm import Burst
from bot.render.alerts import ITEM_LIMIT, headline
from bot.render.words import Words

TITLE_LIMIT, TITLE_LIMIT_BESIDE_TAG, NAME_LIMIT = 90, 70, 40
RISING = 3
NOON = time(12)


def named(name: str, room: Room) -> str:
    """A name as short as there is room for: its bearer chose it."""
    return few_words(name, NAME_LIMIT, room.name)


def quoted(words: Words, one: DigestPost, room: Room, limit: int = ITEM_LIMIT) -> str:
    """Its own first words, its author's warning, or that it was taken back."""
    post = one.post.post
    if one.post.deleted:
        return words("alert.deleted.short")
    if post.warning:
        return words("alert.warning", text=few_words(post.warning, limit, room.words))
    return words.quote(few_words(_untagged(headline(post)) or post.url, limit, room.words))


def _untagged(text: str) -> str:
    """Without the hashtags that end it on lines of their own: they take the room of words."""
    lines = text.strip().split("\n")
    while len(lines) > 1 and all(word.startswith("#") for word in lines[-1].split()):
        lines.pop()
    return "\n".join(lines)


def title(words: Words, content: DigestContent, room: Room) -> str:
    """The top publication in its own words, and one figure. There must be one."""
    top, rising = content.top, content.findings.rising
    assert top is not None
    limit = TITLE_LIMIT_BESIDE_TAG if rising else TITLE_LIMIT
    said = quoted(words, top, room, limit)
    text = words("digest.title.news", name=named(top.who, room), words=said)
    return f"{text} · {_figure(words, rising[0])}" if rising else text


def in_short(words: Words, content: DigestContent, room: Room) -> list[Block]:
    lines = tuple(_line(words, one, room) for one in content.short[: room.short])
    if not lines:
        return []
    return [Paragraph((line(Span(words("digest.short"), strong=True)),)), Items(lines)]


def rising(words: Words, content: DigestContent) -> list[Block]:
    tags = content.findings.rising[:RISING]
    if not tags:
        return []
    figures = " · ".join(_figure(words, tag) for tag in tags)
    return [Paragraph((line(Span(words("digest.rising"), strong=True), f" {figures}"),))]


def reacted(words: Words, one: DigestPost, room: Room, *, best: bool) -> Line:
    """ "Durand: “Our offer” (88 reactions, usual 20)"."""
    facts = {
        "name": named(one.who, room),
        "words": quoted(words, one, room, TITLE_LIMIT),
        "n": one.reactions,
    }
    if best:
        return line(words("digest.top.best", **facts))
    if one.usual and one.ratio > 1:
        return line(words("digest.top.usual", usual=_number(words, one.usual), **facts))
    return line(words("digest.top", **facts))


def _line(words: Words, one: Short, room: Room) -> Line:
    match one:
        case Reacted(post, best):
            return reacted(words, post, room, best=best)
        case Newest(post):
            return line(words("digest.top.newest", **_facts(words, post, room)))
        case Spread(post):
            places = words.names([words.network(name) for name in post.networks], room.names)
            facts = _facts(words, post, room)
            return line(words("digest.top.spread", networks=places, **facts))
        case Tag():
            return line(_tag(words, one))
        case Unusual():
            return line(_unusual(words, one, room))
        case Newcomer():
            return _newcomer(words, one, room)


def _facts(words: Words, one: DigestPost, room: Room) -> dict[str, object]:
    return {"name": named(one.who, room), "words": quoted(words, one, room, TITLE_LIMIT)}


def _tag(words: Words, tag: Tag) -> str:
    """Only accounts are compared, as the multiplier does it; publications stand beside them."""
    facts = {"tag": tag.name, "n": tag.accounts, "used": words("digest.group.count", n=tag.used)}
    if tag.multiplier is None:
        return words("digest.top.tag.new", **facts)
    seldom = tag.usual < 1
    usual = words("digest.usual.seldom") if seldom else _number(words, tag.usual)
    return words("digest.top.tag", usual=usual, **facts)


def _figure(words: Words, tag: Tag) -> str:
    if tag.multiplier is None:
        return words("digest.tag.new", tag=tag.name)
    return words("digest.tag", tag=tag.name, times=_number(words, tag.multiplier))


def _unusual(words: Words, one: Unusual, room: Room) -> str:
    name, broken = named(one.name, room), one.broken
    if isinstance(broken, Burst):
        return words(
            "digest.unusual.burst",
            name=name,
            n=broken.posts,
            day=words.day(datetime.combine(broken.day, NOON, ZoneInfo(words.zone))),
            usual=_number(words, broken.daily),
        )
    weekly = _number(words, broken.weekly)
    return words("digest.unusual.silence", name=name, n=broken.lasts.days, usual=weekly)


def _newcomer(words: Words, one: Newcomer, room: Room) -> Line:
    network = words.network(one.network)
    text = words("digest.newcomer", name=named(one.name, room), network=network)
    return line(Span(text, link=one.link))


def _number(words: Words, value: float) -> str:
    return words.number(round(value, 1) if value < 10 else round(value))
