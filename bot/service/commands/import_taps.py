"""The taps after a list: add all that was found, then choose for the others, one by one."""

from __future__ import annotations

from dataclasses import replace

from bot.core.firms import Proof
from bot.core.grammar import Import, ImportAction, render
from bot.core.message import Audience, Block, Button, Items, Message, Reply
from bot.core.model import Mode
from bot.core.panels import FEW, usual_mode
from bot.service.commands.accounts import account_line
from bot.service.commands.confirmation import promises
from bot.service.commands.context import Context, lines, reply
from bot.service.commands.first import must_ask_zone, with_zone_question
from bot.service.commands.import_adding import Added, add_firms, tell_at_once
from bot.service.commands.panels import networks_of
from bot.service.commands.undoing import note, undo_button
from bot.service.drafting import Draft, Ready, unpacked
from bot.service.importing import Choice
from bot.store import drafts
from bot.store.engine import Tx
from connectors.types import Kind


async def tapped(ctx: Context, command: Import) -> Reply:
    async with ctx.house.store.read() as tx:
        content = await drafts.get(tx, command.draft or 0, ctx.channel.id, ctx.now)
    if content is None:
        return replace(ctx.say("imports.expired"), asks="import")
    draft = unpacked(content)
    match command.action:
        case ImportAction.ADD:
            return await _add(ctx, command, draft)
        case ImportAction.TAKE:
            return await _take(ctx, command, draft)
        case ImportAction.ALERTS:
            return await _alerts(ctx, draft)
    return _question(ctx, command, draft, command.entry)


async def _add(ctx: Context, command: Import, draft: Draft) -> Reply:
    if (closed := await ctx.door.can_post(ctx.channel.key)) is not None:
        return ctx.say(f"closed.{closed}", ctx.button("button.again", render(command)))
    mode = usual_mode(draft.firms)
    async with ctx.effect() as tx:
        added = await add_firms(tx, ctx, draft.found, mode)
        if not added.undo:
            return ctx.say("imports.nothing_new", *_next(ctx, command, draft, 1))
        what = ctx.words("panels.firms", n=added.firms)
        change = await note(tx, ctx, ctx.channel, "import", added.undo, {"what": what})
        ask_zone = await _ask_zone(tx, ctx, draft, 1, added)
    buttons = [undo_button(ctx, change), *_next(ctx, command, draft, 1)]
    if mode is Mode.DIGEST:
        buttons.append(_alerts_button(ctx, command))
    key = "imports.added.private" if ctx.channel.private else "imports.added"
    text = ctx.words(
        key,
        who=ctx.inbound.person.name,
        firms=what,
        accounts=networks_of(ctx, [one.target for one in added.begun]),
    )
    blocks = (lines(*_details(ctx, draft, added)),)
    answer = reply(
        ctx.words, text, blocks=blocks, buttons=tuple(buttons), audience=Audience.CHANNEL
    )
    return with_zone_question(ctx, answer) if ask_zone else answer


def _alerts_button(ctx: Context, command: Import) -> Button:
    alerts = render(replace(command, action=ImportAction.ALERTS, entry=0, choice=0))
    return ctx.button("button.panel.both", alerts)


def _details(ctx: Context, draft: Draft, added: Added) -> list[str]:
    words, told = ctx.words, list[str]()
    if added.panels:
        names = words.names([one.name for one in added.panels])
        told.append(words("imports.in_panel", names=names, n=len(added.panels)))
    if usual_mode(draft.firms) is Mode.DIGEST:
        told.append(words("panels.digest_only", n=FEW))
    if added.begun:
        told += promises(ctx, ctx.channel, added.begun)
    return told


def _next(ctx: Context, command: Import, draft: Draft, entry: int) -> list[Button]:
    if entry > len(draft.unsure):
        return []
    choose = replace(command, action=ImportAction.CHOOSE, entry=entry, choice=0)
    return [ctx.button("button.import.choose", render(choose))]


def _question(ctx: Context, command: Import, draft: Draft, entry: int) -> Reply:
    """Which of these are its accounts? Numbered, with what speaks for each."""
    words = ctx.words
    if not 1 <= entry <= len(draft.unsure):
        return ctx.say("imports.end", ctx.button("button.list", "list"))
    one = draft.unsure[entry - 1]
    text = words("imports.choose", n=entry, total=len(draft.unsure), name=one.name)
    rows = tuple(account_line(ctx, each.account, *_proof(ctx, each)) for each in one.choices)
    blocks: tuple[Block, ...] = (Items(rows, numbered=True),)
    return reply(words, text, blocks=blocks, buttons=_choices(ctx, command, one, entry))


def _proof(ctx: Context, one: Choice) -> list[str]:
    if one.proof not in set(Proof):
        return []
    own = one.account.kind is Kind.FEED and one.proof in (Proof.DOMAIN, Proof.SITE)
    return [ctx.words("firms.proof.feed" if own else f"firms.proof.{one.proof}")]


def _choices(ctx: Context, command: Import, one: Ready, entry: int) -> tuple[Button, ...]:
    """The first two, then the way on, then the others."""
    take = replace(command, action=ImportAction.TAKE, entry=entry)
    buttons = [
        Button(
            f"{number} {ctx.words.network(each.account.network)}",
            render(replace(take, choice=number)),
        )
        for number, each in enumerate(one.choices, start=1)
    ]
    on = replace(command, action=ImportAction.CHOOSE, entry=entry + 1, choice=0)
    skip = ctx.button("button.import.skip", render(on))
    networks = [each.account.network for each in one.choices]
    if len(networks) > 1 and len(set(networks)) == len(networks):
        buttons.insert(2, ctx.button("button.import.all", render(replace(take, choice=0))))
        return (*buttons[:1], *buttons[2:3], skip, *buttons[1:2], *buttons[3:])
    return (*buttons[:2], skip, *buttons[2:])


async def _take(ctx: Context, command: Import, draft: Draft) -> Reply:
    """What was chosen is added, and the next is asked."""
    if not 1 <= command.entry <= len(draft.unsure):
        return _question(ctx, command, draft, command.entry)
    one = draft.unsure[command.entry - 1]
    chosen = one.choices[command.choice - 1 : command.choice] if command.choice else one.choices
    if not chosen:
        return _question(ctx, command, draft, command.entry)
    if (closed := await ctx.door.can_post(ctx.channel.key)) is not None:
        return ctx.say(f"closed.{closed}", ctx.button("button.again", render(command)))
    ready, following = replace(one, choices=chosen), command.entry + 1
    async with ctx.effect() as tx:
        added = await add_firms(tx, ctx, [ready], usual_mode(draft.firms))
        what = added.undo and {"what": one.name}
        change = await note(tx, ctx, ctx.channel, "import", added.undo, what) if what else None
        ask_zone = await _ask_zone(tx, ctx, draft, following, added)
    names = ctx.words.names([_named(ctx, each) for each in chosen])
    key = "imports.taken" if change else "imports.taken.already"
    text = ctx.words(key, what=names, name=one.name, n=len(chosen))
    after = _question(ctx, command, draft, following)
    message: Message = after.message
    undo = () if change is None else (undo_button(ctx, change),)
    every = (*message.buttons, *message.more)
    shown = (*undo, *every) if following > len(draft.unsure) else (*every[:3], *undo, *every[3:])
    said = replace(
        message,
        summary=text,
        blocks=(lines(text), *message.blocks),
    ).offering(shown)
    audience = Audience.CHANNEL if change else Audience.PERSON
    answer = replace(after, message=said, audience=audience)
    return with_zone_question(ctx, answer) if ask_zone else answer


async def _ask_zone(tx: Tx, ctx: Context, draft: Draft, entry: int, added: Added) -> bool:
    """Once nothing is left to choose, which is the next step as long as there is something."""
    done = bool(added.begun) and entry > len(draft.unsure)
    return done and await must_ask_zone(tx, ctx, ctx.channel)


def _named(ctx: Context, one: Choice) -> str:
    """ "Mastodon (@durand@social.example)", "website (durand.fr)"."""
    account = one.account
    shown = account.host if account.kind is Kind.FEED else f"@{account.handle}"
    return f"{ctx.words.network(account.network)} ({shown})"


async def _alerts(ctx: Context, draft: Draft) -> Reply:
    async with ctx.effect() as tx:
        undo, watched = await tell_at_once(tx, ctx, draft)
        if not watched:
            return ctx.say("imports.nothing_new")
        what = ctx.words("panels.firms", n=draft.firms)
        change = await note(tx, ctx, ctx.channel, "mode", undo, {"what": what})
    text = ctx.words("imports.alerts", n=watched)
    buttons = (undo_button(ctx, change),)
    return reply(ctx.words, text, buttons=buttons, audience=Audience.CHANNEL)
