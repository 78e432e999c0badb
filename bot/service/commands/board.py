"""save and board: publications that a channel keeps as examples."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from typing import Any

from bot.core.grammar import Board, Save, render
from bot.core.grammar.links import page
from bot.core.message import (
    Aside,
    Audience,
    Block,
    Button,
    Line,
    Message,
    Paragraph,
    Reply,
    Span,
    line,
)
from bot.core.model import PostId, StoredPost
from bot.core.saved import Entry, Saved, entry_of
from bot.render.alerts import ITEM_LIMIT, headline, reference, words_of
from bot.render.words import Words
from bot.service.commands.context import Context, bold, lines, reply
from bot.service.commands.inspiring import FINDS
from bot.service.commands.undoing import note, undo_button
from bot.store import drafts, saved
from bot.store.engine import Tx

PAGE = 10
_REMOVABLE = 7  # entries of a page with a button


async def save(ctx: Context, command: Save) -> AsyncIterator[Reply]:
    if (denied := await ctx.denial()) is not None:
        yield denied
        return
    async with ctx.effect() as tx:
        entry = await _meant(tx, ctx, command)
        answer = entry if isinstance(entry, Reply) else await _keep(tx, ctx, entry)
    yield answer


async def _meant(tx: Tx, ctx: Context, command: Save) -> Entry | Reply:
    """What is to be kept, or why nothing can be."""
    post_id = command.post
    if command.number is not None:
        post_id = await _shown(tx, ctx, command.number)
        if post_id is None:
            return ctx.say("save.no_number", ctx.button("button.inspire", "inspire"))
    if post_id is not None:
        one = await saved.seen(tx, ctx.channel.workspace_id, PostId(post_id))
        found = [one] if one else []
    else:
        found = await saved.at_link(tx, ctx.channel.workspace_id, command.link)
    if not found:
        return _link_alone(ctx, command)
    there = [one for one in found if not one.deleted]
    if not there:
        return ctx.say("save.gone")
    return entry_of(there[0], command.note, ctx.inbound.person, ctx.now)


async def _shown(tx: Tx, ctx: Context, number: int) -> int | None:
    """The post that this person was shown under that number."""
    person = ctx.inbound.person.id
    shown = await drafts.latest(tx, ctx.channel.id, person, FINDS, ctx.now)
    finds: Sequence[int] = shown[FINDS] if shown else ()
    return finds[number - 1] if number <= len(finds) else None


def _link_alone(ctx: Context, command: Save) -> Entry | Reply:
    if not command.link.startswith(("https://", "http://")):
        return ctx.say("save.unknown")
    place = page(command.link)
    return Entry(place, command.link, "", "", command.note, ctx.inbound.person, ctx.now)


async def _keep(tx: Tx, ctx: Context, entry: Entry) -> Reply:
    if await saved.add(tx, ctx.channel, entry):
        return await _told(tx, ctx, "save", entry, saved.drop(entry))
    before = await saved.at(tx, ctx.channel.id, entry.place)
    assert before is not None  # else it had been added
    if entry.note and await saved.annotate(tx, ctx.channel.id, entry.place, entry.note):
        now = replace(before.entry, note=entry.note)
        return await _told(tx, ctx, "board.note", now, saved.call(before.entry))
    return _already(ctx, before.entry)


async def _told(tx: Tx, ctx: Context, verb: str, entry: Entry, undo: list[Any]) -> Reply:
    words, what = ctx.words, named(ctx.words, entry)
    invert = {saved.STEPS: [undo]}
    change = await note(tx, ctx, ctx.channel, verb, invert, {"what": what})
    private = ctx.channel.private and verb == "save"
    key = "save.noted" if verb == "board.note" else "save.done.private" if private else "save.done"
    text = words(key, who=ctx.inbound.person.name, what=what)
    told: list[Block] = []
    if entry.note:
        told.append(lines(words("save.note", note=words.quote(entry.note))))
    if entry.post_id is None:
        told.append(Aside(line(words("save.link_only"))))
    buttons = [undo_button(ctx, change), ctx.button("button.board", "board")]
    if entry.url:
        buttons.append(Button(words("alert.open"), url=entry.url))
    audience = Audience.CHANNEL
    return reply(words, text, blocks=tuple(told), buttons=tuple(buttons), audience=audience)


def _already(ctx: Context, entry: Entry) -> Reply:
    when, key = ctx.words.when(entry.at), "save.already"
    if ctx.channel.private:
        key = "save.already.private"
    text = ctx.words(key, when=when, who=entry.by.name)
    return reply(ctx.words, text, buttons=(ctx.button("button.board", "board"),))


def named(words: Words, entry: Entry) -> str:
    """ "a post of Durand (Mastodon)": its words are not told where they couldn't be taken back."""
    if entry.post_id is None:
        return words("save.what.link", name=entry.named)
    return words("save.what", name=entry.named, network=words.network(entry.network))


# --- the board


async def board(ctx: Context, command: Board) -> AsyncIterator[Reply]:
    if command.remove is not None or command.entry is not None:
        yield await _remove(ctx, command)
        return
    async with ctx.house.store.read() as tx:
        every = await saved.board_of(tx, ctx.channel.id)
    yield _page(ctx, command, every) if every else _empty(ctx)


def _empty(ctx: Context) -> Reply:
    example = ctx.spelled("save https://…")
    return ctx.say("board.empty", ctx.button("button.inspire", "inspire"), save=example)


def _page(ctx: Context, command: Board, every: Sequence[Saved]) -> Reply:
    words, pages = ctx.words, -(-len(every) // PAGE)
    number = min(command.page, pages)
    begin = (number - 1) * PAGE
    shown = list(enumerate(every, 1))[begin : begin + PAGE]
    blocks: list[Block] = [Paragraph(_rows(ctx, at, one)) for at, one in shown]
    hint = words("board.hint", board=ctx.spelled("board"), save=ctx.spelled("save https://…"))
    blocks.append(Aside(line(hint)))
    text = words("board.title", n=len(every))
    if pages > 1:
        text = f"{text}. {words('board.page', page=number, pages=pages)}"
    more = [ctx.button("button.more", render(Board(number + 1)))] if number < pages else []
    removing = [_button(ctx, at, one) for at, one in shown[:_REMOVABLE]]
    answer = reply(words, text, blocks=tuple(blocks), buttons=(*more, *removing))
    posts = tuple(reference(one.post.post) for _, one in shown if one.post and not one.post.deleted)
    message: Message = replace(answer.message, posts=posts)
    return replace(answer, message=message)


def _button(ctx: Context, at: int, one: Saved) -> Button:
    return ctx.button("button.board.remove", render(Board(entry=one.id)), n=at)


def _rows(ctx: Context, at: int, one: Saved) -> tuple[Line, ...]:
    """Whose, by whom and when; what it says; the note."""
    words, entry = ctx.words, one.entry
    facts = {"when": words.when(entry.at), "who": entry.by.name}
    by = words("board.by.private" if ctx.channel.private else "board.by", **facts)
    if one.post is None:
        rows = [line(f"{at}. ", bold(entry.named), f" · {by}"), _link(entry, entry.url)]
    else:
        network = words.network(entry.network)
        rows = [line(f"{at}. ", bold(entry.named), f" · {network} · {by}")]
        rows.append(_quotation(words, entry, one.post))
    if entry.note:
        rows.append(line(words("save.note", note=words.quote(entry.note))))
    return tuple(rows)


def _quotation(words: Words, entry: Entry, post: StoredPost) -> Line:
    """Its own first words while they are kept; of what its author deleted, that it was."""
    if post.deleted:
        return line(words("alert.deleted.short"))
    if headline(post.post) or post.post.warning:
        return _link(entry, words_of(words, post.post, ITEM_LIMIT))
    return _link(entry, words("board.words_gone"))


def _link(entry: Entry, text: str) -> Line:
    return line(Span(text, link=entry.url or None))


async def _remove(ctx: Context, command: Board) -> Reply:
    if (denied := await ctx.denial()) is not None:
        return denied
    async with ctx.effect() as tx:
        every = await saved.board_of(tx, ctx.channel.id)
        numbered = dict(enumerate(every, 1))
        by_id = {int(one.id): one for one in every}
        one = by_id.get(command.entry or 0) or numbered.get(command.remove or 0)
        if one is None or not await saved.remove(tx, ctx.channel.id, one.entry.place):
            return ctx.say("board.gone", ctx.button("button.board", "board"))
        what, invert = named(ctx.words, one.entry), {saved.STEPS: [saved.put(one.entry)]}
        change = await note(tx, ctx, ctx.channel, "board.remove", invert, {"what": what})
    buttons = (undo_button(ctx, change), ctx.button("button.board", "board"))
    text = ctx.words("board.removed", what=what)
    return reply(ctx.words, text, buttons=buttons, audience=Audience.CHANNEL)
