"""Honest answers: not found, not possible, not yet."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot.core.message import Block, Button, Reply
from bot.render.words import Words, capital
from bot.service.commands.context import Context, lines, reply
from bot.service.commands.networks import switchable
from bot.service.excuses import excuse, told
from bot.service.finding import Found
from connectors.elsewhere import Elsewhere, recognise
from connectors.errors import NeedsApproval, NotPossible, Refused, UnexpectedPayload

_TOKENS = re.compile(r"[^\w]+|_+")
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
    excuses = {name: excuse(name, error) for name, error in found.failed.items()}
    said = [told(ctx.words, note) for note in excuses.values() if note]
    silent = [name for name in (*found.failed, *found.late) if not excuses.get(name)]
    if silent:
        said.append(unanswered(ctx.words, silent))
    return (lines(*said),) if said else ()


def closed(ctx: Context, text: str) -> Elsewhere | None:
    """What a name or link means on a network that can't be read here."""
    known = recognise(text)
    return None if known is None or known.network in ctx.house.networks else known


def unfound(ctx: Context, text: str, found: Found, verb: str = "watch") -> Reply:
    """Nobody who could be watched: refused there, or not found. `verb`: to try again."""
    known = recognise(text)
    refused = found.failed.get(known.network) if known else None
    if known and isinstance(refused, NotPossible | NeedsApproval):
        return elsewhere_answer(ctx, known)
    return not_found(ctx, text, found, verb)


def elsewhere_answer(ctx: Context, known: Elsewhere, *shown: Block) -> Reply:
    """A network that can't be read here: what it takes, and what works instead."""
    words, substitutes = ctx.words, _substitutes(ctx, known)
    alone = known.network == "linkedin" and not substitutes
    key = "elsewhere.linkedin.site" if alone else f"elsewhere.{known.network}"
    text = words(key, network=words.network(known.network))
    if known.network == "viadeo":
        find = f"find {known.name}" if known.name else "find"
        first = [ctx.button("button.elsewhere", find)]
    else:
        can_be_on = known.network in switchable(ctx)
        ask = ctx.button("button.ask", f"networks ask {known.network}")
        site = "button.site_meanwhile" if can_be_on else "button.site_news"
        first = [ask] if can_be_on else []
        first += [ctx.button(site, "watch"), *substitutes]
    buttons = (*first, ctx.button("button.networks", "networks"))
    answer = reply(words, text, blocks=shown, buttons=buttons)
    return replace(answer, asks="watch")


def _substitutes(ctx: Context, known: Elsewhere) -> list[Button]:
    """Articles that name the firm; for LinkedIn, the operator's own bridge where there is one."""
    if not known.name:
        return []
    networks, found = ctx.house.networks, []
    if "news" in networks:
        about = _TOKENS.sub(" ", known.name).strip()
        found.append(ctx.button("button.articles", f'watch news:"{about}"'))
    if known.network == "linkedin" and "bridge" in networks:
        path = f"/linkedin/company/{known.name}/posts"
        found.append(ctx.button("button.bridge", f'watch bridge:"{path}"'))
    return found


def not_found(ctx: Context, text: str, found: Found, verb: str = "watch") -> Reply:
    """Names the networks asked, those that failed and those that can't be asked here."""
    words = ctx.words
    asked = [name for name in found.asked if name not in found.failed and name not in found.late]
    why = [note for name, error in found.failed.items() if (note := excuse(name, error))]
    if not asked and why:
        said = " ".join(told(words, note) for note in why)
        instead = (ctx.button("button.site", "watch"), ctx.button("button.networks", "networks"))
        return replace(reply(words, said, buttons=instead), asks="watch")
    if not asked and found.asked == ("feed",):
        return _silent_site(ctx, text, found, verb)
    if not asked:
        silent = capital(words.joined([words.network(name) for name in found.asked], "and"))
        return ctx.say(
            "watch.nobody_answered",
            ctx.button("button.again", f"{verb} {text}"),
            names=silent,
            n=len(found.asked),
            what=text,
        )
    sentences = [_asked_in_vain(ctx, text, asked, found.exact)]
    if missing := (*found.failed, *found.late):
        sentences.append(unanswered(words, missing))
    if not found.exact:
        shut = [words.network(name) for name in CLOSED if name not in ctx.house.networks]
        if shut:
            sentences.append(words("watch.closed", names=words.joined(shut, "nor")))
    ask_site = "watch.no_feed_hint" if asked == ["feed"] else "watch.give_site"
    buttons: tuple[Button, ...] = (
        ctx.button("button.site", "watch"),
        ctx.button("button.networks", "networks"),
    )
    answer = reply(words, " ".join(sentences), blocks=(lines(words(ask_site)),), buttons=buttons)
    return replace(answer, asks="watch")


def _silent_site(ctx: Context, text: str, found: Found, verb: str) -> Reply:
    again = ctx.button("button.again", f"{verb} {text}")
    if found.late:
        return ctx.say("watch.site_slow", what=text)
    if isinstance(found.failed.get("feed"), Refused):
        return ctx.say("watch.site_refused", what=text)
    if isinstance(found.failed.get("feed"), UnexpectedPayload):
        return replace(ctx.say("watch.site_unreadable", what=text), asks="watch")
    return ctx.say("watch.site_silent", again, what=text)


def _asked_in_vain(ctx: Context, text: str, asked: list[str], exact: bool) -> str:
    words = ctx.words
    if asked == ["feed"]:
        return words("watch.no_feed", what=text)
    names = words.joined([words.network(name) for name in asked], "nor")
    key = "watch.not_found.exact" if exact else "watch.not_found"
    return words(key, what=words.quote(text.lstrip("@")), names=names)
