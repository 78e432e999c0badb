"""Which module carries a command out."""

from __future__ import annotations

from collections.abc import AsyncIterator

from bot.core.grammar import (
    Allow,
    Board,
    Chats,
    Claim,
    Command,
    Compare,
    Digest,
    Export,
    Firm,
    Forget,
    Help,
    Import,
    Inspire,
    List,
    MoveList,
    Mute,
    Networks,
    Owners,
    Panel,
    Publish,
    Save,
    Search,
    Settings,
    Status,
    Trends,
    Undo,
    Unmute,
    Unwatch,
    Watch,
    Why,
)
from bot.core.message import Reply
from bot.service.commands import (
    access,
    board,
    comparing,
    exporting,
    facts,
    firm_changing,
    imports,
    inspiring,
    leaving,
    listing,
    outsiders,
    owning,
    panels,
    search,
    settings,
    steering,
    trends,
    tuning,
    undoing,
    watching,
    why,
)
from bot.service.commands.context import Context
from bot.service.commands.networks import networks


def carry_out(ctx: Context, command: Command) -> AsyncIterator[Reply]:
    """Its replies, each replacing the one before."""
    match command:
        case Watch():
            return watching.watch(ctx, command)
        case Unwatch():
            return listing.unwatch(ctx, command)
        case List():
            return listing.show_list(ctx, command)
        case Search():
            return search.search(ctx, command)
        case Digest() | Mute() | Unmute() | Settings():
            return _about_channel(ctx, command)
        case MoveList():
            return leaving.move_list(ctx, command)
        case Forget():
            return leaving.forget(ctx, command)
        case Firm() | Panel() | Import() | Export() | Compare():
            return _about_firms(ctx, command)
        case Inspire() | Save() | Board():
            return _about_examples(ctx, command)
        case _:
            return _about(ctx, command)


def _about_channel(
    ctx: Context, command: Digest | Mute | Unmute | Settings
) -> AsyncIterator[Reply]:
    match command:
        case Digest():
            return tuning.digest(ctx, command)
        case Mute():
            return tuning.mute(ctx, command)
        case Unmute():
            return tuning.unmute(ctx, command)
    return settings.settings(ctx, command)


def _about_firms(
    ctx: Context, command: Firm | Panel | Import | Export | Compare
) -> AsyncIterator[Reply]:
    match command:
        case Compare():
            return comparing.compare(ctx, command)
        case Firm():
            return firm_changing.firm(ctx, command)
        case Panel():
            return panels.panel(ctx, command)
        case Export():
            return exporting.export(ctx, command)
    return imports.import_(ctx, command)


def _about_examples(ctx: Context, command: Inspire | Save | Board) -> AsyncIterator[Reply]:
    match command:
        case Inspire():
            return inspiring.inspire(ctx, command)
        case Save():
            return board.save(ctx, command)
    return board.board(ctx, command)


def _about(ctx: Context, command: Command) -> AsyncIterator[Reply]:
    match command:
        case Why():
            return why.why(ctx, command)
        case Trends():
            return trends.trends(ctx, command)
        case Status():
            return facts.status(ctx)
        case Networks():
            return networks(ctx, command)
        case Undo():
            return undoing.undo(ctx, command)
        case Owners() | Chats():
            return _about_people(ctx, command)
        case Claim():
            return facts.claim(ctx, command)
        case Allow() | Publish():
            return _permitted(ctx, command)
        case Help():
            return facts.help_(ctx, command)
        case _:
            raise TypeError(f"no way to carry out {type(command).__name__}")


def _about_people(ctx: Context, command: Owners | Chats) -> AsyncIterator[Reply]:
    if isinstance(command, Owners):
        return owning.owners(ctx, command)
    return steering.chats(ctx, command)


def _permitted(ctx: Context, command: Allow | Publish) -> AsyncIterator[Reply]:
    if isinstance(command, Allow):
        return access.answer(ctx, command)
    return outsiders.publish(ctx, command, carry_out)
