"""watch: from a person's words to a watch, or to a question."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import time

from bot.core.grammar import Command, Term, TermKind, Watch
from bot.core.message import Audience, Block, Button, Items, Line, Reply, Span, line
from bot.core.model import Channel, Mode
from bot.core.model import Watch as Watched
from bot.render.alerts import words_of
from bot.render.words import capital
from bot.service.commands.answers import elsewhere_answer, interval_words, not_found
from bot.service.commands.context import Context, lines, reply
from bot.service.commands.places import destination
from bot.service.commands.undoing import encode, note, undo_button
from bot.service.finding import Found, credible, find, leads
from bot.service.watchlist import by_ref
from bot.store import targets, watches
from bot.store.engine import Tx
from connectors.elsewhere import Elsewhere, recognise
from connectors.types import Account, Kind

CHOICES = 5


def typed(term: Term) -> str:
    """The term as a network's parse_target reads it."""
    sign = {TermKind.HANDLE: "@", TermKind.ADDRESS: "@", TermKind.TAG: "#"}.get(term.kind, "")
    prefix = f"{term.network}:" if term.network else ""
    return f"{prefix}{sign}{term.text}"


def closed_network(choices: Sequence[Command]) -> Elsewhere | None:
    """The unreadable network that a question is about: to be answered, not asked."""
    terms = [term for one in choices if isinstance(one, Watch) for term in one.terms]
    return recognise(typed(terms[0])) if len(terms) == 1 else None


def pick_command(account: Account) -> str:
    """The canonical command that watches exactly this candidate."""
    if account.kind is Kind.HASHTAG:
        return f"watch #{account.handle} on {account.network}"
    if account.network == "mastodon":
        return f"watch @{account.handle}"
    if account.network == "feed":
        return f"watch {account.url}"
    return f"watch {account.network}:{account.handle}"


async def watch(ctx: Context, command: Watch) -> AsyncIterator[Reply]:
    place = await destination(ctx, command.to)
    if isinstance(place, Reply):
        yield place
        return
    if (denied := await ctx.denial(place)) is not None:
        yield denied
        return
    for term in command.terms:
        if term.kind is TermKind.NAMED and term.network == "watch":
            yield await _change_mode(ctx, place, term, command)
            continue
        async for answer in _watch_one(ctx, place, command, term):
            yield answer


async def _watch_one(
    ctx: Context, place: Channel, command: Watch, term: Term
) -> AsyncIterator[Reply]:
    text = typed(term)
    asked = leads(ctx.house.networks, text, command.on)
    known = recognise(text)
    # Any address may have a feed: that alone makes no network readable.
    if known is not None and not any(asked[name].exact for name in asked if name != "feed"):
        yield elsewhere_answer(ctx, known)
        return
    if term.kind is TermKind.PHRASE or not asked:
        yield ctx.say("watch.no_network", ctx.button("button.search", f"search {text}"), what=text)
        return
    if len(asked) > 1:
        yield ctx.say("watch.looking", what=text, n=len(asked))
    last: Found | None = None
    done: Reply | None = None
    async for found in find(ctx.house.networks, asked):
        if last is not None and found.candidates == last.candidates and not last.late:
            continue
        if done is not None:
            late = _late_news(ctx, last, found)
            if late is not None:
                yield late
            continue
        answer, done = await _answer(ctx, place, command, text, found)
        last = found
        yield answer


async def _answer(
    ctx: Context, place: Channel, command: Watch, text: str, found: Found
) -> tuple[Reply, Reply | None]:
    """The reply, and again if something was added (then a late network only adds to it)."""
    one = credible(found, ctx.now)
    if one is not None:
        guessed = one.kind is Kind.ACCOUNT and not found.exact
        added = await _add(ctx, place, command, one, guessed=guessed)
        return added, added
    if found.candidates:
        return _choose(ctx, text, found), None
    return not_found(ctx, text, found), None


def _late_news(ctx: Context, before: Found | None, found: Found) -> Reply | None:
    """After something was added: a late network knows another account of that name."""
    known = set(before.candidates) if before else set()
    fresh = [one for one in found.candidates if one not in known and one.proof != "similar"]
    if not fresh:
        return None
    buttons = [_candidate_button(ctx, number, one) for number, one in enumerate(fresh, start=1)]
    return reply(
        ctx.words,
        ctx.words("watch.late", n=len(fresh)),
        blocks=(_candidates(ctx, fresh),),
        buttons=tuple(buttons),
    )


def _choose(ctx: Context, text: str, found: Found) -> Reply:
    """Nobody is guessed: numbered candidates with what tells them apart."""
    shown = found.candidates[:CHOICES]
    sure = [one for one in shown if one.proof != "similar"]
    key = "watch.choose" if sure else "watch.similar"
    buttons = [_candidate_button(ctx, number, one) for number, one in enumerate(shown, start=1)]
    if len(sure) == 2:
        both = " ".join(pick_command(one).removeprefix("watch ") for one in sure)
        buttons.insert(2, ctx.button("button.both", f"watch {both}"))
    return reply(
        ctx.words,
        ctx.words(key, n=len(shown), what=text),
        blocks=(_candidates(ctx, shown), *_shortfall(ctx, found)),
        buttons=tuple(buttons),
    )


def _shortfall(ctx: Context, found: Found) -> tuple[Block, ...]:
    missing = [*found.failed, *found.late]
    if not missing:
        return ()
    names = ctx.words.names([ctx.words.network(name) for name in missing])
    return (lines(ctx.words("search.no_answer", names=capital(names), n=len(missing))),)


def _candidates(ctx: Context, shown: Sequence[Account]) -> Items:
    return Items(tuple(account_line(ctx, one) for one in shown), numbered=True)


def account_line(ctx: Context, one: Account) -> Line:
    words = ctx.words
    handle = f"#{one.handle}" if one.kind is Kind.HASHTAG else f"@{one.handle}"
    parts = [words.network(one.network), handle if one.kind is not Kind.FEED else one.host]
    if one.followers is not None:
        count = words.compact(one.followers)
        parts.append(words("account.followers", count=count, n=one.followers))
    if one.last_post_at is not None:
        # Some networks tell the day only.
        whole_day = one.last_post_at.time() == time.min
        when = words.day(one.last_post_at) if whole_day else words.when(one.last_post_at)
        parts.append(words("account.last_post", when=when))
    return line(Span(one.name or one.handle, strong=True, link=one.url), " · ", " · ".join(parts))


def _candidate_button(ctx: Context, number: int, one: Account) -> Button:
    label = f"{number} {ctx.words.network(one.network)}"
    return Button(label, command=pick_command(one))


# --- adding


@dataclass(frozen=True, slots=True)
class _Added:
    watch: Watched
    created: bool
    change: int | None


async def _add(
    ctx: Context, place: Channel, command: Watch, account: Account, *, guessed: bool
) -> Reply:
    """Proof first that messages can arrive there, then the watch, with how to undo it."""
    closed = await ctx.door.can_post(place.key)
    if closed is not None:
        again = ctx.button("button.again", pick_command(account))
        return ctx.say(f"closed.{closed}", again)
    async with ctx.effect() as tx:
        added = await _store(tx, ctx, place, command, account)
    if not added.created:
        since, who = ctx.words.day(added.watch.created_at), _who(ctx, added.watch)
        key = "watch.already.by" if who else "watch.already"
        list_button = ctx.button("button.list", "list")
        return ctx.say(key, list_button, what=account.name, since=since, who=who)
    return _confirmation(ctx, place, account, added, guessed)


async def _store(tx: Tx, ctx: Context, place: Channel, command: Watch, account: Account) -> _Added:
    connector = ctx.house.networks.get(account.network)
    target = await targets.ensure(
        tx, account, credential=connector.credential(account.host), now=ctx.now
    )
    watched, created = await watches.add(
        tx,
        place,
        target,
        ctx.inbound.person,
        mode=command.only or Mode.BOTH,
        include=command.include,
        exclude=command.exclude,
        originals_only=True,
        label=command.label,
        now=ctx.now,
    )
    if not created:
        return _Added(watched, created, None)
    change = await note(
        tx, ctx, place, "watch", {"end": [watched.id]}, {"what": account.name or account.handle}
    )
    return _Added(watched, created, change)


def _who(ctx: Context, watched: Watched) -> str:
    mine = watched.created_by.id == ctx.inbound.person.id
    return ctx.words("person.you") if mine else watched.created_by.name


def _confirmation(
    ctx: Context, place: Channel, account: Account, added: _Added, guessed: bool
) -> Reply:
    assert added.change is not None
    words, watch_id = ctx.words, added.watch.id
    name = account.name or account.handle
    key = "watch.done.private" if place.private else "watch.done"
    text = words(
        key, who=ctx.inbound.person.name, what=name, network=words.network(account.network)
    )
    details = [_when(ctx, place, account, added.watch.mode)]
    if guessed:
        details.append(words("watch.because", handle=account.handle))
    if account.note:
        details.append(words(f"note.{account.note}"))
    blocks: list[Block] = [lines(*details)]
    if account.sample is not None:
        blocks.append(lines(_sample(ctx, account)))
    undo_key = "button.wrong" if guessed else "button.undo_watch"
    buttons = [undo_button(ctx, added.change, undo_key)]
    if added.watch.mode is not Mode.DIGEST:
        buttons.append(ctx.button("alert.digest_only", f"watch watch:{watch_id} only:digest"))
    buttons.append(ctx.button("button.settings", "settings"))
    return reply(
        words, text, blocks=tuple(blocks), buttons=tuple(buttons), audience=Audience.CHANNEL
    )


def _when(ctx: Context, place: Channel, account: Account, mode: Mode) -> str:
    words = ctx.words
    hour = words.hour(place.digest_time)
    parts = []
    if mode is not Mode.DIGEST:
        every = ctx.house.networks.interval(account.network)
        parts.append(words("watch.alerts", within=interval_words(words, every)))
    if place.digest_on and mode is not Mode.ALERT:
        parts.append(words("watch.digest", hour=hour, city=words.city(place.zone)))
    return " ".join(parts)


def _sample(ctx: Context, account: Account) -> Line:
    words, post = ctx.words, account.sample
    assert post is not None
    when = f", {words.when(post.published_at)}" if post.published_at else ""
    quoted = words_of(words, post, 110)
    return line(words("watch.latest") + " ", Span(quoted, link=post.url), when)


async def _change_mode(ctx: Context, place: Channel, term: Term, command: Watch) -> Reply:
    """watch:12 only:digest, as the buttons of an alert say it."""
    async with ctx.effect() as tx:
        watched = await by_ref(tx, place, term)
        if watched is None:
            return ctx.say("list.gone", ctx.button("button.list", "list"))
        mode = command.only or Mode.BOTH
        await watches.update(tx, watched.id, mode=mode)
        before = {"watch": {str(watched.id): {"mode": encode(watched.mode.value)}}}
        name = watched.label or watched.target.name or watched.target.handle
        change = await note(tx, ctx, place, "mode", before, {"what": name})
    text = ctx.words(f"watch.mode.{mode}", what=name)
    button = undo_button(ctx, change)
    return reply(ctx.words, text, buttons=(button,), audience=Audience.CHANNEL)
