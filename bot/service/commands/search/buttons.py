"""What can be done with the results of a search: three at hand, the others behind [⋯]."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from bot.core.found import beside, crowded
from bot.core.grammar import Category, Command, Search, Task, Term, TermKind, Watch, render
from bot.core.grammar.expression import all_of, write
from bot.core.message import Button
from bot.core.model import Platform
from bot.service.commands.context import Context
from bot.service.commands.firm_named import lead_of, read_button
from bot.service.commands.picking import pick_command
from bot.service.commands.search.asking import PAGE, Results, asked, goes_on
from bot.service.searches import is_paid
from connectors.query import Expr, Tagged, Word, plain, required

LONGER = 30
_REFINED = 2
_BEFORE_SHARE = 2  # so that it is at hand, not behind [⋯]
_VIEWS = (Category.POSTS, Category.ACCOUNTS, Category.TOP, Category.MEDIA)


def buttons(ctx: Context, results: Results) -> tuple[Button, ...]:
    """The likeliest first; there is room for eight."""
    if results.command.accounts_first:
        found = [*_accounts_buttons(ctx, results), *_views(ctx, results, *_VIEWS)]
        return (*found, *_again(ctx, results), networks_button(ctx))
    narrower = _refined(ctx, results)
    likeliest = [
        *_more(ctx, results),
        *watch_buttons(ctx, results.command, results.subject.wanted),
        *narrower[:1],
        *_more_paid(ctx, results),
        *_restored(ctx, results),
        *_only(ctx, results),
        *_views(ctx, results, Category.ACCOUNTS),
    ]
    found = [
        *likeliest[:_BEFORE_SHARE],
        *_share(ctx, results),
        *likeliest[_BEFORE_SHARE:],
        *_again(ctx, results),
        *_live(ctx, results),
        *_not_this(ctx, results),
        *_first_account(ctx, results),
        *narrower[1:],
        networks_button(ctx),
        *_views(ctx, results, Category.POSTS, Category.TOP, Category.MEDIA),
        *longer(ctx, results),
    ]
    return tuple(found)


def public_buttons(ctx: Context, results: Results) -> tuple[Button, ...]:
    """Under what everybody reads: whoever presses is answered alone."""
    watch = watch_buttons(ctx, results.command, results.subject.wanted)
    return (*watch, *typed(ctx, "button.search", plainly(results.command)))


def typed(ctx: Context, key: str, command: Command, **facts: object) -> list[Button]:
    """A button, unless a network's words in its command could not be typed."""
    try:
        return [ctx.button(key, render(command), **facts)]
    except ValueError:
        return []


def networks_button(ctx: Context) -> Button:
    return ctx.button("button.networks", "networks")


def plainly(command: Search) -> Search:
    """The same search from its beginning."""
    return replace(command, page=None, task=None, drop=None)


def watch_command(wanted: Expr, on: tuple[str, ...] = ()) -> tuple[Watch, str]:
    """What watches a search, and the hashtag that it then is, or ""."""
    parts = required(wanted)
    tags = [one.name for one in parts if isinstance(one, Tagged)]
    if len(parts) == 1 and isinstance(parts[0], Word) and not parts[0].begins:
        tags = [parts[0].text]
    if len(tags) != 1:
        return Watch((Term(TermKind.QUERY, write(wanted)),), on=on), ""
    rest = all_of(one for one in parts if not isinstance(one, Tagged)) if len(parts) > 1 else None
    return Watch((Term(TermKind.TAG, tags[0]),), query=rest, on=on), "" if rest else tags[0]


def watch_buttons(ctx: Context, search: Search, wanted: Expr) -> list[Button]:
    """Of an account, it is what is watched; of all else the search."""
    if search.query is None:
        account = Watch(search.terms[:1], on=search.on)
        return typed(ctx, "button.watch_account", account, name=search.terms[0].text)
    command, tag = watch_command(wanted, search.on)
    if tag:
        key = "button.watch_tag.here" if _is_aside(ctx) else "button.watch_tag"
        return typed(ctx, key, command, tag=tag)
    return typed(ctx, "button.watch_this", command)


def _is_aside(ctx: Context) -> bool:
    """Slack shows what was found to the person alone; what is watched goes to the channel."""
    return ctx.channel.key.platform is Platform.SLACK and not ctx.channel.private


def longer(ctx: Context, results: Results) -> list[Button]:
    if results.subject.days >= LONGER:
        return []
    command = replace(plainly(results.command), days=LONGER)
    return typed(ctx, "button.days30", command)


def _more(ctx: Context, results: Results) -> list[Button]:
    """What is left of what was fetched, or further pages that cost nothing."""
    left = len(results.leading) > results.page * PAGE
    full = len(results.shown) == PAGE
    further = full and any(
        goes_on(ctx, results, one) for one in asked(ctx, results.command) if not is_paid(one)
    )
    if not left and not further:
        return []
    return typed(ctx, "button.more", replace(results.command, page=str(results.page + 1)))


def _refined(ctx: Context, results: Results) -> list[Button]:
    """Of a subject that is too common, what is said beside it."""
    wanted = results.subject.wanted
    if results.command.query is None or not crowded(results.found, ctx.now):
        return []
    found = []
    for tag in beside(results.posts, wanted)[:_REFINED]:
        narrower = replace(plainly(results.command), query=all_of([wanted, Tagged(tag)]), terms=())
        found += [replace(one, label=f"+ #{tag}") for one in typed(ctx, "button.search", narrower)]
    return found


def _more_paid(ctx: Context, results: Results) -> list[Button]:
    """The price is said: the next page is asked for by name alone."""
    for connector in asked(ctx, results.command):
        cost, name = connector.search_cost(), connector.network
        reach = results.found.reach.get(name)
        if cost is None or reach is None or reach.next_page is None:
            continue
        have = sum(post.network == name for post in results.posts)
        command = replace(plainly(results.command), on=(name,), page=str(have // PAGE + 1))
        facts = {"network": ctx.words.network(name), "cost": ctx.words.dollars(cost)}
        return typed(ctx, "button.more_paid", command, **facts)
    return []


def _restored(ctx: Context, results: Results) -> list[Button]:
    if not results.found.left_out:
        return []
    restore = replace(plainly(results.command), task=Task.RESTORE)
    return typed(ctx, "button.show_again", restore)


def _only(ctx: Context, results: Results) -> list[Button]:
    """The network with most of what was found, where there are several."""
    counted = Counter(post.network for post in results.posts)
    if len(counted) < 2:
        return []
    best = max(counted, key=lambda name: counted[name])
    command = replace(plainly(results.command), on=(best,))
    return typed(ctx, "button.only", command, network=ctx.words.network(best))


def _share(ctx: Context, results: Results) -> list[Button]:
    if not _is_aside(ctx) or not results.has_any:
        return []
    return typed(ctx, "button.share", replace(results.command, task=Task.SHARE))


def _again(ctx: Context, results: Results) -> list[Button]:
    return typed(ctx, "button.refresh", plainly(results.command))


def _live(ctx: Context, results: Results) -> list[Button]:
    if all(is_paid(one) for one in asked(ctx, results.command)):
        return []
    return typed(ctx, "button.live", replace(plainly(results.command), task=Task.LIVE))


def _not_this(ctx: Context, results: Results) -> list[Button]:
    if not results.shown:
        return []
    return typed(ctx, "button.not_this", replace(results.command, task=Task.CHOOSE))


def _views(ctx: Context, results: Results, *wanted: Category) -> list[Button]:
    """One of these first instead, where there is something of it."""
    now, posts = results.command.first or Category.POSTS, results.posts
    offered = {
        Category.POSTS: ("button.latest", bool(posts)),
        Category.ACCOUNTS: ("button.accounts", bool(results.found.accounts)),
        Category.TOP: ("button.top", any(post.reactions for post in posts[1:])),
        Category.MEDIA: ("button.media", any(post.media for post in posts)),
    }
    return [
        button
        for first in wanted
        if offered[first][1] and first is not now
        for button in typed(ctx, offered[first][0], replace(plainly(results.command), first=first))
    ]


def _first_account(ctx: Context, results: Results) -> list[Button]:
    return [
        ctx.button("button.watch_account", pick_command(one), name=one.name or one.handle)
        for one in results.found.accounts[:1]
    ]


def _accounts_buttons(ctx: Context, results: Results) -> list[Button]:
    name = plain(results.subject.wanted)
    lead = lead_of(ctx, name, results.found.accounts)
    read_site = [read_button(ctx, lead)] if lead is not None else []
    return [*_first_account(ctx, results), *read_site]
