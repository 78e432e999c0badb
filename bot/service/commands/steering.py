"""From a person's conversation with the bot to a channel of theirs, and back.

Readers of a Telegram channel type nothing there: links below its messages, and `channels`, lead
to the private conversation. Only who may change a channel gets anywhere, asked each time.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import replace

from bot.core.grammar import Chats, Ok, TermKind, Watch, parse, render
from bot.core.grammar.opening import only_shows
from bot.core.grammar.values import Term, Verb
from bot.core.message import Aside, Button, Items, Reply, Span, line
from bot.core.model import Channel, ChannelId, Platform
from bot.render.words import Words
from bot.service.commands.context import Context, lines, reply
from bot.service.watchlist import by_ref
from bot.store import buttons, channels
from bot.store.buttons import IssuedButton
from connectors.types import Kind

# https://core.telegram.org/bots/features#deep-linking
_LINK = re.compile(r"/start (?P<how>go|too)_(?P<id>[\w-]{1,56})", re.ASCII)
_CHOSEN = re.compile(r"/channels (-?\d{1,20})", re.ASCII)
MOST_ASKED = 30
"""Chats that are asked about one person, as each is a question to Telegram."""


async def aimed(ctx: Context) -> Context | Reply:
    """The same where it acts here; else about the channel of the link, button or answered message.

    A Reply to whoever may not change that channel. It doesn't tell whether there is one.
    """
    if not ctx.inbound.private or ctx.channel.key.platform is not Platform.TELEGRAM:
        return ctx
    channel = await _meant(ctx)
    if channel is None or channel.id == ctx.channel.id:
        return ctx
    person = ctx.inbound.person
    if not (await ctx.door.rights(channel.key, person, channel.changers, present=False)).allowed:
        return unknown(ctx)
    words = Words(ctx.words.language, channel.zone, ctx.words.now)
    return replace(ctx, channel=channel, words=words, home=ctx.channel)


def unknown(ctx: Context) -> Reply:
    return ctx.say("steer.unknown", ctx.button("steer.another", render(Chats(new=True))))


async def _meant(ctx: Context) -> Channel | None:
    if (chosen := _CHOSEN.fullmatch(ctx.inbound.text or "")) is not None:
        return await _known(ctx, chosen[1])
    link = _LINK.fullmatch(ctx.inbound.text or "")
    if link is not None and link["how"] == "too":
        return None
    inbound = ctx.inbound
    issued = await _issued(ctx, link["id"] if link else inbound.button or inbound.about or "")
    if issued is None:
        return None
    read = parse(issued.command)
    if isinstance(read, Ok) and isinstance(read.command, Chats):
        return await _known(ctx, read.command.chat) if inbound.button else None
    mine = issued.person_id == ctx.inbound.person.id
    if not mine and (link is None or issued.person_id is not None):
        return None
    return await _of(ctx, issued)


async def _issued(ctx: Context, button: str) -> IssuedButton | None:
    async with ctx.house.store.read() as tx:
        return await buttons.get(tx, button, ctx.now) if button else None


async def _of(ctx: Context, issued: IssuedButton) -> Channel | None:
    """The button's channel, if this bot speaks there."""
    async with ctx.house.store.read() as tx:
        found = await channels.get(tx, issued.channel_id)
    here = ctx.channel.key
    return found if (found.key.platform, found.key.bot) == (here.platform, here.bot) else None


async def _known(ctx: Context, chat: str) -> Channel | None:
    every = await _chats(ctx)
    return next((one for one in every if one.key.chat == chat), None)


async def _chats(ctx: Context) -> list[Channel]:
    """Groups and channels that this bot knows; of a forum the general topic."""
    key = ctx.channel.key
    async with ctx.house.store.read() as tx:
        every = await channels.on_platform(tx, key.platform, key.bot)
    return [one for one in every if not one.private and not one.key.topic]


def link_of(text: str) -> tuple[str, str] | None:
    """("go" or "too", id) of a link below a message; None: there is none."""
    found = _LINK.fullmatch(text)
    return (found["how"], found["id"]) if found else None


async def followed(ctx: Context, how: str, button: str) -> Ok | Reply:
    """What the link leads to: something to see of its channel, or the same account watched here."""
    issued = await _issued(ctx, button)
    read = parse(issued.command) if issued is not None else None
    if issued is not None and isinstance(read, Ok):
        if how == "too":
            return await _the_same(ctx, issued)
        if ctx.home is not None and only_shows(read.command):
            return read
    return ctx.say("steer.link.expired", ctx.button("button.help", "help"))


async def _the_same(ctx: Context, issued: IssuedButton) -> Ok | Reply:
    """What the link's message tells of, to be watched by its reader; agreed to with one press."""
    read = parse(issued.command)
    ref = getattr(read.command, "ref", None) if isinstance(read, Ok) else None
    channel = await _of(ctx, issued)
    async with ctx.house.store.read() as tx:
        watch = await by_ref(tx, channel, ref) if channel and ref is not None else None
    if watch is None or watch.target.kind is Kind.QUERY:
        return ctx.say("steer.link.expired", ctx.button("button.help", "help"))
    target = watch.target
    name = target.name or target.handle
    tag = Term(TermKind.TAG, target.handle.lstrip("#"))
    term = tag if target.kind is Kind.HASHTAG else Term(TermKind.LINK, target.url)
    same = render(Watch((term,)))
    return ctx.say("steer.too", ctx.button("steer.too.yes", same), what=name)


def pressed_in(ctx: Context, issued: IssuedButton) -> ChannelId:
    """Where the button must have been given: one that chooses a channel stands in private."""
    chooses = ctx.home is not None and issued.command.startswith(f"{Verb.CHANNELS} ")
    return ctx.home.id if ctx.home is not None and chooses else ctx.channel.id


def marked(ctx: Context, answer: Reply) -> Reply:
    """The same, naming the channel that it is about."""
    message = answer.message
    answerable = any(one.command for one in message.buttons)
    key = "steer.about.answer" if answerable else "steer.about"
    example = ctx.spelled("digest 07:45")
    where = Aside(line(ctx.words(key, channel=ctx.channel.name, example=example)))
    message = replace(message, blocks=(*message.blocks, where))
    return replace(answer, message=message, asks=_asked_here(ctx, answer.asks))


def _asked_here(ctx: Context, asks: str | None) -> str | None:
    """What is typed next is typed in private: only a watch can name the channel."""
    return f"watch to #{ctx.channel.key.chat}" if asks == "watch" else None


async def chats(ctx: Context, command: Chats) -> AsyncIterator[Reply]:
    """Which channels and groups a person may steer from here, or one of them."""
    if ctx.channel.key.platform is not Platform.TELEGRAM:
        yield ctx.say("steer.elsewhere")
    elif not ctx.inbound.private:
        link = ctx.door.private_link()
        opening = (Button(ctx.words("button.open_private"), url=link),) if link else ()
        yield ctx.say("steer.private", *opening)
    elif command.chat:
        yield await _one(ctx)
    else:
        mine = [] if command.new else await _mine(ctx)
        yield _listed(ctx, mine) if mine else _pick(ctx)


async def _mine(ctx: Context) -> list[Channel]:
    """Those that the person may change, as their platform says now."""
    found = []
    for one in (await _chats(ctx))[:MOST_ASKED]:
        person = ctx.inbound.person
        if (await ctx.door.rights(one.key, person, one.changers, present=False)).allowed:
            found.append(one)
    return found


def _listed(ctx: Context, mine: list[Channel]) -> Reply:
    words = ctx.words
    shown = [Button(one.name, command=render(Chats(one.key.chat))) for one in mine]
    other = ctx.button("steer.another", render(Chats(new=True)))
    rows = Items(tuple(line(Span(one.name, strong=True)) for one in mine))
    text = words("steer.which", n=len(mine))
    return reply(words, text, blocks=(rows,), buttons=(*shown[:2], other, *shown[2:]))


def _pick(ctx: Context) -> Reply:
    """A channel that isn't known yet; a group is reached by a link."""
    words, link = ctx.words, ctx.door.private_link()
    group = Span(words("steer.group.link"), link=f"{link}?startgroup=group") if link else None
    rows = [line(words("steer.group"), " ", group)] if group else []
    answer = reply(words, words("steer.pick"), blocks=(lines(*rows),) if rows else ())
    return replace(answer, picks=words("steer.pick.button"))


async def _one(ctx: Context) -> Reply:
    if ctx.home is None:
        return unknown(ctx)
    if (obstacle := await ctx.door.can_post(ctx.channel.key)) is not None:
        why = ctx.words(f"closed.{obstacle}")
        return ctx.say("steer.closed", channel=ctx.channel.name, why=why)
    shown = (
        ctx.button("button.list", "list"),
        ctx.button("digest.settings", "settings"),
        ctx.button("steer.digest", "digest"),
    )
    answer = ctx.say("steer.chosen", *shown, channel=ctx.channel.name)
    return replace(answer, asks="watch")
