"""What a search found by category: the one that is wanted first in full, the others counted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from bot.core.found import with_media
from bot.core.grammar import Category
from bot.core.message import Block, Items, Line, Span, line
from bot.service.commands.accounts import account_line
from bot.service.commands.context import Context, bold, lines
from bot.service.commands.firm_named import found_accounts
from bot.service.commands.search.asking import Results, asked
from bot.service.commands.search.rows import numbered
from connectors.query import plain
from connectors.types import Ability, Account, Tag

ACCOUNTS, PAGES, TAGS = 3, 6, 5
_PAGES = "facebook"
_NEEDED: Mapping[Category, Ability] = MappingProxyType(
    {
        Category.POSTS: Ability.SEARCH_POSTS,
        Category.TOP: Ability.SEARCH_POSTS,
        Category.MEDIA: Ability.SEARCH_POSTS,
        Category.ACCOUNTS: Ability.SEARCH_ACCOUNTS,
        Category.HASHTAGS: Ability.SEARCH_HASHTAGS,
    }
)
_OF_POSTS = (Category.POSTS, Category.TOP, Category.MEDIA)


def is_possible(ctx: Context, results: Results) -> bool:
    """Has a network that is asked an official search for what is wanted first?"""
    first, networks = results.command.first, asked(ctx, results.command)
    if first is None:
        return True
    if first is Category.PAGES:
        return any(one.network == _PAGES for one in networks)
    return first in _NEEDED and any(_NEEDED[first] in one.abilities for one in networks)


def pages(results: Results) -> list[Account]:
    return [one for one in results.found.accounts if one.network == _PAGES]


def leading_blocks(ctx: Context, results: Results) -> list[Block]:
    """What is wanted first; or that it can't be had, and posts instead."""
    first = results.command.first or Category.POSTS
    if not is_possible(ctx, results):
        return [lines(ctx.words(f"search.cant.{first}")), *_posts(ctx, results)]
    blocks = _LEADING[first](ctx, results)
    if blocks or results.command.first is None:
        return blocks
    return [lines(ctx.words(f"search.none.{first}"))]


def other_blocks(ctx: Context, results: Results) -> list[Block]:
    """By default some accounts and the hashtags; else how many there are of each."""
    if results.command.first is None:
        return _few(ctx, results)
    words, found = ctx.words, results.found
    counts = {
        "posts": 0 if results.command.first in _OF_POSTS else len(results.posts),
        "accounts": 0 if results.command.accounts_first else len(found.accounts),
        "hashtags": 0 if results.command.first is Category.HASHTAGS else len(found.tags),
        "media": 0 if results.command.first is Category.MEDIA else len(with_media(results.posts)),
    }
    said = [words(f"search.of.{name}", count=words.number(n)) for name, n in counts.items() if n]
    return [lines(" · ".join(said))] if said else []


def _few(ctx: Context, results: Results) -> list[Block]:
    words, found = ctx.words, results.found
    blocks: list[Block] = []
    if found.accounts:
        rows = tuple(account_line(ctx, one) for one in found.accounts[:ACCOUNTS])
        blocks += [_accounts_head(ctx, len(found.accounts)), Items(rows)]
    said = []
    if tags := _other_tags(results):
        names = words.names([f"#{tag.name}" for tag in tags], TAGS)
        said.append(words("search.tags", count=words.number(len(tags)), names=names))
    if media := len(with_media(results.posts)):
        said.append(words("search.media", count=words.number(media)))
    return [*blocks, lines(*said)] if said else blocks


def _other_tags(results: Results) -> list[Tag]:
    """Those that aren't looked for anyway."""
    own = plain(results.subject.wanted).casefold()
    return [tag for tag in results.found.tags if tag.name.casefold() != own]


def _accounts_head(ctx: Context, n: int) -> Block:
    return lines(line(bold(ctx.words("search.accounts.count", count=ctx.words.number(n)))))


def _posts(ctx: Context, results: Results) -> list[Block]:
    return [numbered(ctx, results.shown)] if results.shown else []


def _top(ctx: Context, results: Results) -> list[Block]:
    shown = _posts(ctx, results)
    return [lines(ctx.words("search.top")), *shown] if shown else []


def _accounts(ctx: Context, results: Results) -> list[Block]:
    found = results.found.accounts
    if not found:
        return []
    name = plain(results.subject.wanted)
    return [_accounts_head(ctx, len(found)), *found_accounts(ctx, name, found)]


def _hashtags(ctx: Context, results: Results) -> list[Block]:
    rows = tuple(_tag_line(ctx, tag) for tag in results.found.tags[:TAGS])
    return [Items(rows)] if rows else []


def _tag_line(ctx: Context, tag: Tag) -> Line:
    name = Span(f"#{tag.name}", strong=True, link=tag.url)
    if tag.uses is None:
        return line(name)
    return line(name, f" · {ctx.words('search.uses', n=tag.uses)}")


def _facebook_pages(ctx: Context, results: Results) -> list[Block]:
    rows = tuple(account_line(ctx, one) for one in pages(results)[:PAGES])
    return [Items(rows)] if rows else []


_LEADING: Mapping[Category, Callable[[Context, Results], list[Block]]] = MappingProxyType(
    {
        Category.POSTS: _posts,
        Category.TOP: _top,
        Category.MEDIA: _posts,
        Category.ACCOUNTS: _accounts,
        Category.HASHTAGS: _hashtags,
        Category.PAGES: _facebook_pages,
    }
)
