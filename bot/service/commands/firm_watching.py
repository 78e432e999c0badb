"""Watching several accounts of one firm: one change, one confirmation, one Undo."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from typing import Any

from bot.core.firms.model import Firm
from bot.core.grammar import Watch
from bot.core.message import Audience, Block, Button, Line, Reply
from bot.core.model import Channel
from bot.core.model import Watch as Watched
from bot.service.commands.adding import store, target_of
from bot.service.commands.confirmation import of_firm, promises, proof_of
from bot.service.commands.confirming import Confirmed, confirm_hint
from bot.service.commands.context import Context, lines, reply
from bot.service.commands.first import must_ask_zone, with_zone_question
from bot.service.commands.picking import is_paid
from bot.service.commands.undoing import note, undo_button
from bot.service.finding import credible, find_each
from bot.store import firms
from bot.store.engine import Tx
from connectors.types import Account, Kind, Target

SAMPLES = 3


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What became of the accounts. `left_out`: why -> names of those that aren't watched."""

    created: tuple[Watched, ...]
    already: tuple[Watched, ...]
    change: int | None
    confirmed: tuple[Confirmed, ...] = ()
    samples: tuple[Line, ...] = ()
    left_out: dict[str, list[str]] = field(default_factory=dict)
    ask_zone: bool = False


async def watch_several(
    ctx: Context, place: Channel, command: Watch, texts: Sequence[str]
) -> Reply:
    """The accounts that a button names, as accounts of the firm that it names."""
    assert command.firm is not None
    found, left_out = await _identified(ctx, command, texts)
    if not found:
        said = [_left_out(ctx, why, names) for why, names in left_out.items()]
        return reply(ctx.words, " ".join(said), buttons=(ctx.button("button.list", "list"),))
    if (closed := await _closed(ctx, place)) is not None:
        return closed
    async with ctx.effect() as tx:
        known = [await target_of(tx, ctx, one) for one in found]
        ids = [one.id for one in known]
        confirmed = await confirm_hint(tx, ctx, place, command.firm, ids)
        invert = {"firm_accounts": _undone(zip(confirmed, known, strict=True))}
        name = command.firm.name
        stored = await _store_all(tx, ctx, place, command, known, name=name, invert=invert)
    samples = [proof for one in found if (proof := proof_of(ctx, one)) is not None][:SAMPLES]
    outcome = replace(stored, confirmed=tuple(confirmed), samples=tuple(samples), left_out=left_out)
    return _told(ctx, place, outcome, confirmed[0].firm)


async def watch_firm(ctx: Context, place: Channel, command: Watch, text: str) -> Reply:
    """All accounts that are known of a firm: they needn't be looked for again."""
    async with ctx.house.store.read() as tx:
        firm = await firms.by_words(tx, place.workspace_id, text)
        accounts = await firms.accounts(tx, firm, ctx.now) if firm else []
    if firm is None:
        return await unknown_firm(ctx, place, text)
    if not accounts:
        return ctx.say("firms.card.none", Button(firm.name, command=f"firm {firm.slug}"))
    if (closed := await _closed(ctx, place)) is not None:
        return closed
    networks = ctx.house.networks
    paid = [one.target for one in accounts if networks.get(one.target.network).budget() is not None]
    known = [one.target for one in accounts if one.target not in paid]
    async with ctx.effect() as tx:
        stored = await _store_all(tx, ctx, place, command, known, name=firm.name, invert={})
    left_out = {"paid": [_name_of(ctx, one) for one in paid]} if paid else {}
    return _told(ctx, place, replace(stored, left_out=left_out), firm)


async def unknown_firm(ctx: Context, place: Channel, text: str) -> Reply:
    """Nobody, or several: then which of them is asked."""
    async with ctx.house.store.read() as tx:
        close = await firms.like(tx, place.workspace_id, text)
    buttons = [Button(one.name, command=f"firm {one.slug}") for one in close]
    buttons.append(ctx.button("button.firms", "firm"))
    key = "firms.which" if close else "firms.unknown"
    return ctx.say(key, *buttons, what=ctx.words.quote(text))


async def _identified(
    ctx: Context, command: Watch, texts: Sequence[str]
) -> tuple[list[Account], dict[str, list[str]]]:
    """Each text's account; what is left out, by why."""
    found: dict[int, Account] = {}
    left_out: dict[str, list[str]] = {}
    networks = ctx.house.networks
    async with aclosing(find_each(networks, texts, command.on, ctx.asker)) as answers:
        async for number, answer in answers:
            one = credible(answer, ctx.now)
            if one is None:
                left_out.setdefault("unread", []).append(texts[number])
            elif is_paid(ctx, one):
                left_out.setdefault("paid", []).append(one.name or one.handle)
            else:
                found[number] = one
    return [found[number] for number in sorted(found)], left_out


async def _closed(ctx: Context, place: Channel) -> Reply | None:
    closed = await ctx.door.can_post(place.key)
    return None if closed is None else ctx.say(f"closed.{closed}")


def _undone(confirmed: Iterable[tuple[Confirmed, Target]]) -> list[Any]:
    undos = (one.undo(target.id) for one, target in confirmed)
    return [row for undo in undos for row in undo.get("firm_accounts", [])]


async def _store_all(
    tx: Tx,
    ctx: Context,
    place: Channel,
    command: Watch,
    known: Sequence[Target],
    *,
    name: str,
    invert: dict[str, Any],
) -> _Outcome:
    """What is known of it once the watches are stored."""
    stored = [await store(tx, ctx, place, command, target) for target in known]
    created = tuple(watched for watched, new in stored if new)
    already = tuple(watched for watched, new in stored if not new)
    ends = {"end": [one.id for one in created]} if created else {}
    if not created and not any(invert.values()):
        return _Outcome(created, already, None)
    verb = "watch" if created else "firm.add"
    change = await note(tx, ctx, place, verb, {**ends, **invert}, {"what": name})
    ask_zone = bool(created) and await must_ask_zone(tx, ctx, place)
    return _Outcome(created, already, change, ask_zone=ask_zone)


def _told(ctx: Context, place: Channel, outcome: _Outcome, firm: Firm) -> Reply:
    words, new = ctx.words, outcome.created
    key = "private" if place.private else ""
    key = "to" if place.id != ctx.channel.id else key
    networks = [_name_of(ctx, one.target) for one in new]
    if new:
        text = words(
            f"firms.several.{key}" if key else "firms.several",
            who=ctx.inbound.person.name,
            channel=place.name,
            n=len(new),
            name=firm.name,
            networks=words.joined(networks, "and"),
        )
    else:
        text = words("firms.several.nothing", name=firm.name)
    buttons = [] if outcome.change is None else [undo_button(ctx, outcome.change)]
    buttons.append(Button(firm.name, command=f"firm {firm.slug}"))
    blocks = _details(ctx, place, outcome)
    audience = Audience.CHANNEL if outcome.change is not None else Audience.PERSON
    answer = reply(words, text, blocks=blocks, buttons=tuple(buttons), audience=audience)
    return with_zone_question(ctx, answer) if outcome.ask_zone else answer


def _details(ctx: Context, place: Channel, outcome: _Outcome) -> tuple[Block, ...]:
    """When the posts arrive, at the slowest; whose accounts some were; what was left out."""
    words, said = ctx.words, list[str]()
    if outcome.created:
        said += promises(ctx, place, outcome.created)
    said += [of_firm(ctx, one) for one in outcome.confirmed if one.taken_from]
    if outcome.already and outcome.created:
        names = [_name_of(ctx, one.target) for one in outcome.already]
        said.append(words("firms.several.already", names=words.names(names)))
    said += [_left_out(ctx, why, names) for why, names in outcome.left_out.items()]
    texts = lines(*said) if said else None
    return tuple(one for one in (texts, _samples(outcome)) if one is not None)


def _left_out(ctx: Context, why: str, names: Sequence[str]) -> str:
    return ctx.words(f"firms.several.{why}", names=ctx.words.names(list(names)))


def _samples(outcome: _Outcome) -> Block | None:
    return lines(*outcome.samples) if outcome.samples else None


def _name_of(ctx: Context, target: Target) -> str:
    """ "Mastodon (@durand@social.example)", "website (durand.fr)"."""
    shown = target.host if target.kind is Kind.FEED else f"@{target.handle}"
    return f"{ctx.words.network(target.network)} ({shown})"
