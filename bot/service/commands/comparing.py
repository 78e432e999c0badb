"""compare: firms and accounts side by side, or one firm across its networks."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

from bot.core.compare import MOST, Comparison
from bot.core.firms.model import Firm
from bot.core.grammar import Compare, Term, TermKind, Watch, render, sayable
from bot.core.grammar.terms import WATCH_ID
from bot.core.grammar.words import FIRM, PANEL
from bot.core.message import Audience, Button, Reply
from bot.core.panels import Panel
from bot.render.charts.phrases import shown
from bot.render.comparing import comparison_message
from bot.service.commands.context import Context, reply
from bot.service.commands.panel_changing import unknown as unknown_panel
from bot.service.comparison import gather
from bot.service.subjects import Chosen, choose, known
from bot.service.watchlist import Listed, listed
from bot.store import panels

PERIODS = (7, 30, 90)
_BY_NAME = frozenset({TermKind.WORDS, TermKind.PHRASE})
_NAMES = 60  # letters of a name on a button


async def compare(ctx: Context, command: Compare) -> AsyncIterator[Reply]:
    yield await (_compared(ctx, command) if command.subjects else _which(ctx))


async def _compared(ctx: Context, command: Compare) -> Reply:
    place, now = ctx.channel, ctx.now
    async with ctx.house.store.read() as tx:
        here = await known(tx, place.workspace_id)
        chosen = await choose(tx, place, here, command.subjects, now)
        if (refused := _refusal(ctx, command, chosen)) is not None:
            return refused
        found = await gather(tx, place, here, chosen, command, now)
    how = ctx.spelled("firm martin")
    buttons = _buttons(ctx, command, chosen, found)
    message = comparison_message(ctx.words, found, how).offering(buttons)
    return Reply(message, audience=Audience.CHANNEL)


def _refusal(ctx: Context, command: Compare, chosen: Chosen) -> Reply | None:
    many = chosen.panel is None and len(chosen.subjects) > MOST
    if many or len(chosen.terms) > MOST:
        example = ctx.spelled("compare durand, martin 30d")
        return ctx.say("bad.too_many_compared", example=example)
    if chosen.unknown:
        return _unknown(ctx, command, chosen)
    if not chosen.subjects:
        name = chosen.panel.name if chosen.panel else ""
        return ctx.say("compare.empty_panel", ctx.button("button.panels", "panel"), name=name)
    return None


# --- what to do next


def _buttons(
    ctx: Context, command: Compare, chosen: Chosen, found: Comparison
) -> tuple[Button, ...]:
    """Two other periods; then the accounts that are missing, one firm, or one network."""
    others = [days for days in PERIODS if days != command.days]
    periods = [others[0], others[-1]]
    made = [
        Button(
            ctx.words("button.compare.days", n=days),
            command=render(replace(command, days=days)),
        )
        for days in periods
    ]
    made += _missing(ctx, chosen)
    made += _closer(ctx, command, chosen, found)
    return tuple(made)


def _missing(ctx: Context, chosen: Chosen) -> list[Button]:
    """Watch the accounts of a firm that aren't watched here."""
    [one, *more] = chosen.subjects
    if more or one.firm is None or not one.others:
        return []
    return [ctx.button("button.compare.rest", f"watch firm:{one.firm.slug}")]


def _closer(ctx: Context, command: Compare, chosen: Chosen, found: Comparison) -> list[Button]:
    """Of several firms each alone; of one each of its networks."""
    [one, *more] = chosen.subjects
    if not more:
        networks = {each.state.target.network: None for each in one.accounts}
        others = [name for name in networks if name not in command.on]
        every = render(replace(command, on=()))
        back = [ctx.button("button.compare.all", every)] if command.on else []
        return [*back, *(_only(ctx, command, name) for name in others if len(networks) > 1)]
    shown_names = {side.name for side in found.figures.sides}
    alone = [each for each in chosen.subjects if each.firm and each.name in shown_names]
    return [_of_firm(each.firm, replace(command, on=())) for each in alone if each.firm is not None]


def _only(ctx: Context, command: Compare, network: str) -> Button:
    name = ctx.words.network(network)
    label = ctx.words("button.compare.one", network=name)
    return Button(label, command=render(replace(command, on=(network,))))


def _of_firm(firm: Firm, command: Compare) -> Button:
    term = Term(TermKind.NAMED, firm.slug, FIRM)
    return Button(shown(firm.name), command=render(replace(command, subjects=(term,))))


# --- nobody is named


async def _which(ctx: Context) -> Reply:
    """What is watched here, as buttons: firms together and each alone, panels, accounts."""
    async with ctx.house.store.read() as tx:
        rows = await listed(tx, ctx.channel)
        followed = await panels.followed(tx, ctx.channel)
    if not rows:
        return replace(ctx.say("compare.nothing", ctx.button("button.site", "watch")), asks="watch")
    firms = list(dict.fromkeys(row.firm for row in rows if row.firm))
    buttons = [_of_firm(one, Compare()) for one in firms]
    buttons += [_of_account(row) for row in rows if not row.firm]
    if 2 <= len(firms) <= MOST:
        together = tuple(Term(TermKind.NAMED, one.slug, FIRM) for one in firms)
        every = ctx.button("button.compare.every", render(Compare(together)), n=len(firms))
        buttons.insert(0, every)
    buttons = [*map(_of_panel, followed), *buttons]
    return replace(ctx.say("ask.compare_what", *buttons[:8]), asks="compare")


def _of_account(row: Listed) -> Button:
    target = row.watch.target
    term = Term(TermKind.NAMED, str(row.watch.id), WATCH_ID)
    return Button(shown(target.name or target.handle), command=render(Compare((term,))))


def _of_panel(of: Panel) -> Button:
    return Button(of.name, command=render(Compare((Term(TermKind.NAMED, of.slug, PANEL),))))


# --- somebody isn't known


def _unknown(ctx: Context, command: Compare, chosen: Chosen) -> Reply:
    """Did you mean …? Else an account to be watched first, or a name to be looked for."""
    words, unknown = ctx.words, chosen.unknown
    first = unknown[0]
    if first.term.network == PANEL:
        return unknown_panel(ctx, first.term.text)
    names = words.joined([words.quote(_typed(one.term)) for one in unknown], "and")
    if all(one.meant is not None for one in unknown):
        said = words("compare.unknown", names=names, n=len(unknown))
        meant = words.joined([shown(one.meant_name) for one in unknown], "and")
        text = f"{said} {words('compare.unknown.meant', names=meant)}"
        yes = ctx.button("button.yes", render(_corrected(command, chosen)))
        return reply(words, text, buttons=(yes, ctx.button("button.firms", "firm")))
    name = shown(_typed(first.term))[:_NAMES]
    if first.term.kind not in _BY_NAME and first.term.network not in (FIRM, PANEL, WATCH_ID):
        watch = ctx.button("button.compare.watch", render(Watch((first.term,))), name=name)
        return ctx.say("compare.unwatched", watch, name=name)
    buttons = [*_find(ctx, first.term, name), ctx.button("button.firms", "firm")]
    text = words("compare.unknown", names=names, n=len(unknown))
    return reply(words, text, buttons=tuple(buttons))


def _find(ctx: Context, term: Term, name: str) -> list[Button]:
    said = sayable(term.text)
    return [ctx.button("button.compare.find", f'find "{said}"', name=name)] if said else []


def _typed(term: Term) -> str:
    return f"@{term.text}" if term.kind in (TermKind.HANDLE, TermKind.ADDRESS) else term.text


def _corrected(command: Compare, chosen: Chosen) -> Compare:
    """With what is meant in place of what was typed."""
    meant = {one.term: one.meant for one in chosen.unknown}
    terms = (meant.get(term) or term for term in chosen.terms)
    return replace(command, subjects=tuple(dict.fromkeys(terms)))
