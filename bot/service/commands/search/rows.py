"""Publications that a search found, one a line."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.grammar import Ok, parse
from bot.core.message import Button, Items
from bot.core.model import Platform
from bot.render.found import post_line
from bot.service.commands.context import Context
from bot.service.commands.picking import pick_command
from connectors.types import Ability, Account, Post


def numbered(ctx: Context, posts: Sequence[Post], start: int = 1) -> Items:
    """Choices are by these numbers. Slack alone has room for a menu beside each line."""
    lines = tuple(post_line(ctx.words, post) for post in posts)
    beside = posts if ctx.channel.key.platform is Platform.SLACK else ()
    return Items(lines, numbered=True, start=start, menus=tuple(_menu(ctx, one) for one in beside))


def _menu(ctx: Context, post: Post) -> tuple[Button, ...]:
    return (Button(ctx.words("alert.open"), url=post.url), *_watch_author(ctx, post))


def _watch_author(ctx: Context, post: Post) -> list[Button]:
    """Nothing where who wrote it is no account (a newspaper), or has a name that can't be typed."""
    command = pick_command(_author(post))
    abilities = ctx.house.networks.get(post.network).abilities
    known = bool(post.author_handle) and Ability.ACCOUNT in abilities
    if not known or not isinstance(parse(command), Ok):
        return []
    name = post.author_name or post.author_handle
    return [ctx.button("button.watch_account", command, name=name)]


def _author(post: Post) -> Account:
    """As far as a publication tells."""
    return Account(
        network=post.network,
        key=post.author_key,
        handle=post.author_handle,
        name=post.author_name,
        url=post.url,
        host="",
        ref=post.author_key,
    )
