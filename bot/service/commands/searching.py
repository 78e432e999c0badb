"""search and find: all networks at once, first results within the budget."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.core.grammar import Search, Term, TermKind, render
from bot.core.match import published
from bot.core.message import Aside, Block, Button, Items, Line, Message, Reply, Span, line
from bot.render.alerts import reference, words_of
from bot.service.commands.adding import pick_command
from bot.service.commands.answers import closed, elsewhere_answer, unanswered
from bot.service.commands.context import Context, bold, lines, reply
from bot.service.commands.watching import account_line, typed
from bot.service.excuses import Note, excuse, told
from bot.service.finding import Gathered, gather
from connectors.base import Connector
from connectors.types import Ability, Account, Post, Query, SearchPage, Tag

PAGE, ACCOUNTS = 5, 3
USUAL_DAYS = 7
_SEARCHES = frozenset({Ability.SEARCH_POSTS, Ability.SEARCH_ACCOUNTS, Ability.SEARCH_HASHTAGS})


@dataclass(frozen=True, slots=True)
class Results:
    """What all networks found, merged; posts newest first."""

    posts: tuple[Post, ...]
    accounts: tuple[Account, ...]
    tags: tuple[Tag, ...]
    answered: tuple[str, ...]
    missing: tuple[str, ...]
    notes: tuple[Note, ...]

    def read(self, *, accounts: bool) -> tuple[str, ...]:
        """The networks whose posts (or `accounts`) were searched: a note says why others not."""
        noted = {note.network for note in self.notes}
        return tuple(name for name in self.answered if accounts or name not in noted)


async def search(ctx: Context, command: Search) -> AsyncIterator[Reply]:
    term = command.terms[0]
    known = closed(ctx, typed(term)) if term.kind in (TermKind.LINK, TermKind.NAMED) else None
    if known is not None:
        yield elsewhere_answer(ctx, known)
        return
    days = command.days or USUAL_DAYS
    since = ctx.now - timedelta(days=days)
    asks = {
        one.network: _ask(ctx, one, query_of(command, term, since))
        for one in ctx.house.networks
        if one.abilities & _SEARCHES and _is_asked(one, command, term)
    }
    if not asks:
        yield ctx.say("search.no_network", ctx.button("button.networks", "networks"))
        return
    shown: Results | None = None
    async for so_far in gather(asks):
        results = merge(so_far, command, since, ctx.now)
        if results != shown:
            yield _answer(ctx, command, term, results, days)
        shown = results


def _is_asked(connector: Connector, command: Search, term: Term) -> bool:
    """The networks that were named; else all that can be asked freely."""
    if command.on:
        return connector.network in command.on
    tag = term.kind is TermKind.TAG
    return not connector.by_name_only(Ability.SEARCH_HASHTAGS if tag else Ability.SEARCH_POSTS)


def query_of(command: Search, term: Term, since: datetime) -> Query:
    extra = " ".join(command.include)
    return Query(
        text=f"{term.text} {extra}".strip(),
        hashtag=term.kind is TermKind.TAG,
        exact=term.kind is TermKind.PHRASE,
        exclude=command.exclude,
        since=since,
        limit=40,
    )


def _ask(ctx: Context, connector: Connector, query: Query) -> Callable[[], Awaitable[SearchPage]]:
    async def ask() -> SearchPage:
        networks = ctx.house.networks
        lane = networks.lane(connector, connector.search_host())
        return await networks.ask(connector, lane, connector.search(query), person=ctx.asker)

    return ask


def merge(so_far: Gathered[SearchPage], command: Search, since: datetime, now: datetime) -> Results:
    """One list of all answers: each post once, in the period, without excluded words."""
    posts: dict[str, Post] = {}
    accounts: dict[str, Account] = {}
    tags: dict[str, Tag] = {}
    notes: list[Note] = []
    for network, page in so_far.answers.items():
        for post in page.posts:
            if published(post, now) >= since and not _excluded(post, command.exclude):
                posts.setdefault(post.url or post.key, post)
        accounts.update((one.key, one) for one in page.accounts)
        tags.update((one.name.casefold(), one) for one in page.tags)
        notes += [Note(network, key) for key in page.notes]
    excuses = {name: excuse(name, error) for name, error in so_far.failed.items()}
    notes += [note for note in excuses.values() if note]
    newest = sorted(posts.values(), key=lambda post: published(post, now), reverse=True)
    failed = tuple(name for name, note in excuses.items() if note is None)
    return Results(
        tuple(newest),
        tuple(accounts.values()),
        tuple(tags.values()),
        tuple(so_far.answers),
        (*failed, *so_far.late),
        tuple(notes),
    )


def _excluded(post: Post, words: tuple[str, ...]) -> bool:
    text = f"{post.title or ''} {post.text} {' '.join(post.hashtags)}".casefold()
    return any(word.casefold() in text for word in words)


def _answer(ctx: Context, command: Search, term: Term, results: Results, days: int) -> Reply:
    if not results.answered and not results.missing:
        notes = tuple(Aside(line(text)) for text in _notes(ctx, command, results))
        return reply(ctx.words, ctx.words("search.no_network"), blocks=notes)
    if not results.answered:
        again = ctx.button("button.again", render(command))
        text = unanswered(ctx.words, results.missing, "search.nobody")
        return reply(ctx.words, text, buttons=(again,))
    if not results.posts and not results.accounts:
        return _nothing(ctx, command, term, results, days)
    return _results(ctx, command, term, results, days)


def _what(ctx: Context, command: Search, term: Term) -> str:
    """What was understood. A single word is looked for as a hashtag too."""
    words = ctx.words
    what = f"#{term.text}" if term.kind is TermKind.TAG else words.quote(term.text)
    if _one_word(term) and not command.accounts_first:
        what = words("search.and_tag", what=what, tag=term.text)
    if command.exclude:
        what = words(
            "search.without",
            what=what,
            words=words.names([words.quote(one) for one in command.exclude]),
        )
    return what


def _one_word(term: Term) -> bool:
    return term.kind is TermKind.WORDS and " " not in term.text


def _head(ctx: Context, command: Search, term: Term, results: Results, days: int) -> str:
    """What was understood, the period, how many, where; and who did not answer."""
    words = ctx.words
    read = results.read(accounts=command.accounts_first) or results.answered
    where = words.names([words.network(name) for name in read])
    parts = [_what(ctx, command, term)]
    if command.accounts_first:
        parts.append(words("search.found", n=len(results.accounts), where=where))
    else:
        parts.append(words("search.days", n=days))
        parts.append(words("search.count", n=len(results.posts), where=where))
    if results.missing:
        parts.append(unanswered(words, results.missing, "search.no_answer.short"))
    return f"🔎 {' · '.join(parts)}"


def _results(ctx: Context, command: Search, term: Term, results: Results, days: int) -> Reply:
    page = int(command.page or 1)
    shown = results.posts[(page - 1) * PAGE : page * PAGE]
    head = _head(ctx, command, term, results, days)
    blocks: list[Block] = []
    post_items = [item for post in shown for item in _post(ctx, post)]
    post_block = Items(tuple(post_items), numbered=True, start=(page - 1) * PAGE + 1)
    accounts = _accounts(ctx, results) if results.accounts else []
    if command.accounts_first:
        blocks += accounts
    if post_items:
        blocks.append(post_block)
    if not command.accounts_first and page == 1:
        blocks += accounts
    blocks += [Aside(line(text)) for text in _notes(ctx, command, results)]
    answer = reply(
        ctx.words,
        head,
        blocks=tuple(blocks),
        buttons=tuple(_buttons(ctx, command, term, results, page)),
    )
    return _with_posts(answer, shown)


def _with_posts(answer: Reply, shown: tuple[Post, ...]) -> Reply:

    message: Message = replace(answer.message, posts=tuple(reference(post) for post in shown))
    return replace(answer, message=message)


def _post(ctx: Context, post: Post) -> list[Line]:
    words = ctx.words
    parts = [words.network(post.network)]
    if post.published_at is not None:
        parts.append(words.when(post.published_at))
    if post.reactions:
        parts.append(words("search.reactions", n=post.reactions))
    name = post.author_name or post.author_handle
    quoted = words_of(words, post, 140)
    return [
        line(Span(name, strong=True), f" · {' · '.join(parts)} — ", Span(quoted, link=post.url))
    ]


def _accounts(ctx: Context, results: Results) -> list[Block]:
    rows = tuple(account_line(ctx, one) for one in results.accounts[:ACCOUNTS])
    return [lines(line(bold(ctx.words("search.accounts")))), Items(rows)]


def _notes(ctx: Context, command: Search, results: Results) -> list[str]:
    if command.accounts_first:  # they are about posts
        return []
    return [told(ctx.words, note) for note in results.notes]


def _buttons(
    ctx: Context, command: Search, term: Term, results: Results, page: int
) -> list[Button]:
    """More, watch this, one network only, accounts."""

    buttons: list[Button] = []
    if len(results.posts) > page * PAGE:
        more = render(replace(command, page=str(page + 1)))
        buttons.append(ctx.button("button.more", more))
    if term.kind is TermKind.TAG or (_one_word(term) and not results.accounts):
        buttons.append(ctx.button("button.watch_tag", f"watch #{term.text}", tag=term.text))
    elif results.accounts:
        first = results.accounts[0]
        watch = pick_command(first)
        buttons.append(ctx.button("button.watch_account", watch, name=first.name or first.handle))
    if len(results.answered) > 1:
        best = max(
            results.answered,
            key=lambda name: sum(post.network == name for post in results.posts),
        )
        only = render(replace(command, on=(best,), page=None))
        name = ctx.words.network(best)
        buttons.append(ctx.button("button.only", only, network=name))
    if results.accounts and not command.accounts_first:
        accounts = render(replace(command, accounts_first=True, page=None))
        buttons.append(ctx.button("button.accounts", accounts))
    return buttons


def _nothing(ctx: Context, command: Search, term: Term, results: Results, days: int) -> Reply:
    """Nothing found where everyone answered is not the same as nothing found so far."""

    words = ctx.words
    what = f"#{term.text}" if term.kind is TermKind.TAG else words.quote(term.text)
    read = results.read(accounts=command.accounts_first) or results.answered
    where = words.joined([words.network(name) for name in read], "nor")
    key = "search.not_found" if command.accounts_first else "search.nothing"
    sentences = [words(key, what=what, where=where, n=days)]
    if results.missing:
        sentences.append(unanswered(words, results.missing))
    near = [tag for tag in results.tags if tag.name.casefold() != term.text.casefold()][:3]
    buttons = [Button(f"#{tag.name}", command=f"search #{tag.name}") for tag in near]
    if near:
        sentences.append(words("search.close", tags=words.names([f"#{one.name}" for one in near])))
    if days < 30 and not command.accounts_first:
        longer = render(replace(command, days=30, page=None))
        buttons.append(ctx.button("button.days30", longer))
    notes = tuple(Aside(line(text)) for text in _notes(ctx, command, results))
    return reply(words, " ".join(sentences), blocks=notes, buttons=tuple(buttons))
