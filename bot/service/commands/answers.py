"""Honest answers: not found, not possible, not yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot.core.message import Block, Button, Reply
from bot.render.words import Words, capital
from bot.service.commands.context import Context, lines, reply
from bot.service.finding import Found
from connectors.elsewhere import Elsewhere
from connectors.errors import NeedsApproval, Refused

# Networks whose official ways are closed, paid or need approval: named in a not-found.
CLOSED = ("linkedin", "x", "facebook", "instagram")


def interval_words(words: Words, every: timedelta) -> str:
    """ "15 min" or "30 s", rounded up: what a person can count on."""
    seconds = every.total_seconds()
    if seconds < 60:
        return words("time.seconds", n=max(1, round(seconds)))
    return words("time.minutes", n=-(-int(seconds) // 60))


def unanswered(words: Words, networks: Sequence[str], key: str = "search.no_answer") -> str:
    """ "Mastodon and Bluesky did not answer." """
    names = words.joined([words.network(name) for name in networks], "and")
    return words(key, names=capital(names), n=len(networks))


def shortfall(ctx: Context, found: Found) -> tuple[Block, ...]:
    """Which networks could not say whether they know it, and why."""
    asleep = [
        (network, error.what)
        for network, error in found.failed.items()
        if isinstance(error, NeedsApproval)
    ]
    said = [ctx.words(f"note.{what}", network=ctx.words.network(name)) for name, what in asleep]
    silent = [name for name in (*found.failed, *found.late) if name not in dict(asleep)]
    if silent:
        said.append(unanswered(ctx.words, silent))
    return (lines(*said),) if said else ()


def elsewhere_answer(ctx: Context, known: Elsewhere) -> Reply:
    """A network that can't be read here: what it takes, and what works instead."""
    words = ctx.words
    text = words(f"elsewhere.{known.network}", network=words.network(known.network))
    site = ctx.button("button.site", "watch")
    if known.network == "viadeo":
        site = ctx.button("button.elsewhere", f"find {known.name}" if known.name else "find")
    buttons = [site, ctx.button("button.networks", "networks")]
    answer = reply(words, text, buttons=tuple(buttons))
    return replace(answer, asks="watch")


def not_found(ctx: Context, text: str, found: Found) -> Reply:
    """Names the networks asked, those that failed and those that can't be asked here."""
    words = ctx.words
    asked = [name for name in found.asked if name not in found.failed and name not in found.late]
    if not asked and found.asked == ("feed",):
        return _silent_site(ctx, text, found)
    if not asked:
        silent = capital(words.joined([words.network(name) for name in found.asked], "and"))
        return ctx.say(
            "watch.nobody_answered",
            ctx.button("button.again", f"watch {text}"),
            names=silent,
            n=len(found.asked),
            what=text,
        )
    sentences = [_asked_in_vain(ctx, text, asked, found.exact)]
    if missing := (*found.failed, *found.late):
        sentences.append(unanswered(words, missing))
    if not found.exact:
        closed = words.joined([words.network(name) for name in CLOSED], "nor")
        sentences.append(words("watch.closed", names=closed))
    ask_site = "watch.no_feed_hint" if asked == ["feed"] else "watch.give_site"
    buttons: tuple[Button, ...] = (
        ctx.button("button.site", "watch"),
        ctx.button("button.networks", "networks"),
    )
    answer = reply(words, " ".join(sentences), blocks=(lines(words(ask_site)),), buttons=buttons)
    return replace(answer, asks="watch")


def _silent_site(ctx: Context, text: str, found: Found) -> Reply:
    again = ctx.button("button.again", f"watch {text}")
    if found.late:
        return ctx.say("watch.site_slow", what=text)
    if isinstance(found.failed.get("feed"), Refused):
        return ctx.say("watch.site_refused", what=text)
    return ctx.say("watch.site_silent", again, what=text)


def _asked_in_vain(ctx: Context, text: str, asked: list[str], exact: bool) -> str:
    words = ctx.words
    if asked == ["feed"]:
        return words("watch.no_feed", what=text)
    names = words.joined([words.network(name) for name in asked], "nor")
    key = "watch.not_found.exact" if exact else "watch.not_found"
    return words(key, what=words.quote(text.lstrip("@")), names=names)
