"""inspire: what worked for the firms that people take an example from, and why."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from bot.core.firms.model import Firm
from bot.core.grammar import Firm as AboutFirm
from bot.core.grammar import (
    FirmAction,
    Inspire,
    Save,
    Term,
    TermKind,
    Watch,
    render,
)
from bot.core.grammar.inspiring import PERIODS
from bot.core.grammar.words import FIRM
from bot.core.inspire import HOURS, Feature, Find, Reason, Unjudged
from bot.core.message import Aside, Block, Button, Line, Message, Paragraph, Reply, Span, line
from bot.core.starters import STARTERS
from bot.render.alerts import ITEM_LIMIT, reference, words_of
from bot.render.words import Words
from bot.service import subjects
from bot.service.commands.context import Context, bold, reply
from bot.service.examples import Examples, everyone, examples, models
from bot.service.subjects import Subject
from bot.store import drafts
from bot.store.engine import Tx

FINDS = "finds"
"""In a draft: the numbers of the posts that a person was shown, in their order."""
_OFFERED = 2  # firms that can be marked with a button


@dataclass(frozen=True, slots=True)
class _Wanted:
    """Whose publications. `key`: of the texts, which `name` completes."""

    subjects: Sequence[Subject]
    key: str
    name: str = ""


async def inspire(ctx: Context, command: Inspire) -> AsyncIterator[Reply]:
    """Anybody in the channel may ask: it changes nothing."""
    async with ctx.house.store.begin() as tx:
        here = await subjects.known(tx, ctx.channel.workspace_id)
        wanted = await _wanted(tx, ctx, here, command)
        answer = wanted if isinstance(wanted, Reply) else await _judge(tx, ctx, command, wanted)
    yield answer


async def _wanted(tx: Tx, ctx: Context, here: subjects.Known, command: Inspire) -> _Wanted | Reply:
    if command.all:
        found = await everyone(tx, ctx.channel, here, ctx.now)
        return _Wanted(found, "all") if found else ctx.say("inspire.nothing", *_starters(ctx))
    if command.subject is None:
        found = await models(tx, here, ctx.now)
        return _Wanted(found, "models") if found else _no_models(ctx, here.firms)
    chosen = await subjects.choose(tx, ctx.channel, here, [command.subject], ctx.now)
    if chosen.unknown:
        return _unknown(ctx, command, chosen.unknown[0])
    if chosen.panel is not None and not chosen.subjects:
        return ctx.say("inspire.empty_panel", name=chosen.panel.name)
    names = [chosen.panel.name] if chosen.panel else [one.name for one in chosen.subjects]
    return _Wanted(chosen.subjects, "named", ctx.words.names(names))


# --- nobody to learn from


def _no_models(ctx: Context, known: Sequence[Firm]) -> Reply:
    everybody = ctx.button("button.inspire.all", render(Inspire(all=True)))
    marked = [_mark(ctx, one) for one in known if one.relation is None][:_OFFERED]
    example = known[0].slug if known else "durand"
    text = ctx.words("inspire.no_models", firm=ctx.spelled(f"firm {example}"))
    return reply(ctx.words, text, buttons=(everybody, *marked, *_starters(ctx)))


def _mark(ctx: Context, of: Firm) -> Button:
    model = AboutFirm(of.slug, FirmAction.RELATION, "model")
    return ctx.button("button.inspire.model", render(model), name=of.name)


def _starters(ctx: Context) -> tuple[Button, ...]:
    return tuple(ctx.button(f"starter.{key}", f"panel starter:{key}") for key in STARTERS)


def _unknown(ctx: Context, command: Inspire, unknown: subjects.Unknown) -> Reply:
    words, term, buttons = ctx.words, unknown.term, list[Button]()
    text = words("inspire.unknown", name=words.quote(term.text))
    if unknown.meant is not None:
        text = f"{text} {words('inspire.meant', name=words.quote(unknown.meant_name))}"
        meant = replace(command, subject=unknown.meant)
        buttons.append(ctx.button("button.yes", render(meant)))
    if term.kind in (TermKind.HANDLE, TermKind.ADDRESS, TermKind.DOMAIN, TermKind.LINK):
        buttons.append(ctx.button("choice.watch", render(Watch((term,)))))
    return reply(words, text, buttons=(*buttons, ctx.button("button.firms", "firm")))


# --- what worked


async def _judge(tx: Tx, ctx: Context, command: Inspire, wanted: _Wanted) -> Reply:
    if not any(one.accounts for one in wanted.subjects):
        return _unwatched_all(ctx, wanted)
    found = await examples(tx, wanted.subjects, command.days, ctx.channel.zone, ctx.now)
    finds = found.inspiration.finds
    content = {FINDS: [found.of(one).id for one in finds], "person": ctx.inbound.person.id}
    await drafts.add(tx, ctx.channel.id, content, ctx.now)
    blocks: list[Block] = [
        Paragraph(_rows(ctx.words, number, one, found)) for number, one in enumerate(finds, 1)
    ]
    blocks += (Aside(line(text)) for text in _small_print(ctx, wanted, found))
    facts = {"name": wanted.name, "days": command.days}
    kind = "title" if finds else "none"
    text = ctx.words(f"inspire.{kind}.{wanted.key}", n=len(finds), **facts)
    buttons = tuple(_buttons(ctx, command, found))
    answer = reply(ctx.words, text, blocks=tuple(blocks), buttons=buttons)
    posts = tuple(reference(found.of(one).post) for one in finds)
    message: Message = replace(answer.message, posts=posts, stays=True)
    return replace(answer, message=message)


def _unwatched_all(ctx: Context, wanted: _Wanted) -> Reply:
    """Firms are known, and nothing of them is watched."""
    known = [one.firm for one in wanted.subjects if one.firm is not None]
    named = [Term(TermKind.NAMED, one.slug, FIRM) for one in known]
    buttons = [
        ctx.button("button.watch_account", render(Watch((term,))), name=firm.name)
        for term, firm in zip(named, known, strict=True)
    ]
    everybody = ctx.button("button.inspire.all", render(Inspire(all=True)))
    name = ctx.words.names([one.name for one in known]) or wanted.name
    return ctx.say("inspire.nobody", *buttons[:2], everybody, name=name)


def _rows(words: Words, number: int, one: Find, found: Examples) -> tuple[Line, ...]:
    """Whose and when, its own first words, how much better, and what may be why."""
    said = found.of(one)
    place = " · ".join(["", words.network(one.network), words.when(one.published_at)])
    quoted = words_of(words, said.post, ITEM_LIMIT) if said.kept else words("board.words_gone")
    ratio = words(
        "inspire.ratio",
        times=words.number(round(one.ratio, 1)),
        n=one.reactions,
        usual=words.number(round(one.usual, 1)),
        of=words.number(one.of),
    )
    return (
        line(f"{number}. ", bold(one.name), place),
        line(Span(quoted, link=one.url)),
        line(ratio),
        line(_why(words, one)),
    )


def _why(words: Words, one: Find) -> str:
    if not one.reasons:
        return words("inspire.no_reason")
    told = [
        words(
            "inspire.times",
            what=_feature(words, reason),
            above=words.number(reason.above),
            of=words.number(reason.posts),
        )
        for reason in one.reasons
    ]
    return words("inspire.reasons", reasons=words.names(told))


def _feature(words: Words, reason: Reason) -> str:
    match reason.feature:
        case Feature.HOUR:
            start = int(reason.value)
            return words("inspire.hour", start=start, end=start + HOURS)
        case Feature.TAG:
            return f"#{reason.value}"
        case Feature.LENGTH:
            return words(f"inspire.length.{reason.value}")
    return words(f"inspire.format.{reason.value}")


def _small_print(ctx: Context, wanted: _Wanted, found: Examples) -> Iterable[str]:
    """How it was judged, of whom nothing can be said, and that words aren't to be taken."""
    words = ctx.words
    yield f"{words('inspire.how')} {words('inspire.ideas')}"
    yield from _unjudged(words, found.inspiration.unjudged)
    others = [
        f"{one.name} ({words.names([words.network(each.network) for each in one.others])})"
        for one in wanted.subjects
        if one.others
    ]
    if others:
        yield words("inspire.unwatched", names=words.names(others))
    networks = {each.state.target.network for one in wanted.subjects for each in one.accounts}
    for connector in ctx.house.networks:
        if connector.network in networks and connector.budget() is not None:
            yield words("inspire.paid", network=words.network(connector.network))


def _unjudged(words: Words, accounts: Sequence[Unjudged]) -> Iterable[str]:
    """Those of one reason together."""
    ordered = sorted(accounts, key=lambda one: one.why)
    for why, mine in groupby(ordered, key=lambda one: one.why):
        names = [f"{one.name} ({words.network(one.network)})" for one in mine]
        yield words("inspire.unjudged", names=words.names(names), why=words(f"compare.why.{why}"))


def _buttons(ctx: Context, command: Inspire, found: Examples) -> Iterable[Button]:
    for number, one in enumerate(found.inspiration.finds, 1):
        yield ctx.button("button.save", render(Save(post=found.of(one).id)), n=number)
    other = next(days for days in reversed(PERIODS) if days != command.days)
    yield ctx.button("button.inspire.days", render(replace(command, days=other)), days=other)
    yield ctx.button("button.board", "board")
    if not command.all:
        everybody = Inspire(days=command.days, all=True)
        yield ctx.button("button.inspire.all", render(everybody))
