"""A hashtag that takes off: how much, by how many, and who says what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from bot.core.message import Aside, Block, Button, Items, Message, Paragraph, line
from bot.core.model import StoredPost
from bot.render.alerts import reference
from bot.render.found import post_line
from bot.render.words import Words
from connectors.types import PostKind

EXAMPLES = 2
STALE = timedelta(hours=24)
"""What could not be sent for so long is no news any more."""


def is_stale(payload: Mapping[str, Any], now: datetime) -> bool:
    return now - datetime.fromisoformat(payload["at"]) > STALE


def trend(words: Words, payload: Mapping[str, Any], posts: Sequence[StoredPost]) -> Message:
    """`payload`: made by bot.service.trends. `posts`: newest first; of those that are still there
    the first two are shown, in their authors' own words where possible."""
    there = [one.post for one in posts if not one.deleted]
    shown = sorted(there, key=lambda post: post.kind is PostKind.REPOST)[:EXAMPLES]
    text = words("trend.told", tag=payload["tag"], figures=figures(words, payload))
    when = words.when(datetime.fromisoformat(payload["at"]))
    blocks: list[Block] = [Paragraph((line(text),))]
    if shown:
        blocks.append(Items(tuple(post_line(words, post) for post in shown)))
    why = (words("trend.why", when=when), left_out(words, payload))
    blocks.append(Aside(line(" ".join(filter(None, why)))))
    return Message(
        summary=text,
        blocks=tuple(blocks),
        buttons=tuple(_buttons(words, payload)),
        more=tuple(_more(words, payload)),
        posts=tuple(map(reference, shown)),
        language=words.language,
        stays=True,
    )


def figures(words: Words, payload: Mapping[str, Any]) -> str:
    """ "×3.2: 14 posts by 6 accounts, usually 2": what the tag does, and what it does else."""
    accounts = words("trend.accounts", n=payload["accounts"])
    used = words("trend.used", n=payload["used"], accounts=accounts)
    usual, multiplier = payload["usual"], payload["multiplier"]
    if multiplier is None:
        return words("trend.new", used=used)
    times = words.number(_rounded(multiplier))
    if usual < 1:
        return words("trend.seldom", times=times, used=used)
    return words("trend.times", times=times, used=used, usual=words.number(_rounded(usual)))


def left_out(words: Words, payload: Mapping[str, Any]) -> str:
    """Who used it and isn't counted; "" for nobody."""
    bots = payload.get("bots", 0)
    return words("trend.bots", n=bots) if bots else ""


def _rounded(value: float) -> float:
    return round(value, 1) if value < 10 else round(value)


def _buttons(words: Words, payload: Mapping[str, Any]) -> list[Button]:
    tag = payload["tag"]
    watch = Button(words("button.watch_tag", tag=tag), command=f"watch #{tag}", primary=True)
    ignore = Button(words("trend.ignore"), command=f"trends ignore #{tag}")
    return [ignore] if payload["watched"] else [watch, ignore]


def _more(words: Words, payload: Mapping[str, Any]) -> list[Button]:
    off = Button(words("trend.off"), command="trends off")
    if (calmer := payload["calmer"]) is None:
        return [off]
    return [Button(words("trend.calmer"), command=f"trends {calmer}"), off]
