"""What a channel watches as its list tells it, and which watch a person means."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.firms.model import Firm
from bot.core.grammar import Ref, Term, TermKind
from bot.core.model import Channel, Watch, WatchId
from bot.core.words.fold import fold
from bot.render.alerts import watch_name
from bot.store import firms, watches
from bot.store.engine import Tx
from connectors.types import Target


@dataclass(frozen=True, slots=True)
class Listed:
    """`firm`: whose account it is, as far as this workspace knows."""

    watch: Watch
    firm: Firm | None


async def listed(tx: Tx, channel: Channel) -> list[Listed]:
    """As they are numbered: firm by firm, then the others; the oldest first."""
    every = await watches.of_channel(tx, channel.id)
    ids = [one.target.id for one in every]
    known = await firms.of_targets(tx, channel.workspace_id, ids)
    rows = [Listed(one, known.get(one.target.id)) for one in every]
    return sorted(rows, key=_place)


def _place(one: Listed) -> tuple[bool, str, int]:
    return one.firm is None, fold(one.firm.name) if one.firm else "", one.firm.id if one.firm else 0


async def by_ref(tx: Tx, channel: Channel, ref: Ref) -> Watch | None:
    """A live watch of that channel, or None."""
    every = [one.watch for one in await listed(tx, channel)]
    if isinstance(ref, int):
        return every[ref - 1] if 1 <= ref <= len(every) else None
    if ref.kind is TermKind.NAMED and ref.network == "watch":
        wanted = WatchId(int(ref.text)) if ref.text.isdigit() else None
        return next((one for one in every if one.id == wanted), None)
    return next((one for one in every if means(one.target, ref, watch_name(one))), None)


def means(target: Target, term: Term, label: str = "") -> bool:
    """Is this what the person calls it? `label`: another name of it."""
    text = term.text.casefold()
    if term.network is not None and term.network != target.network:
        return False
    names = {
        target.handle,
        target.handle.split("@")[0],
        target.handle.split(".")[0],
        target.name,
        target.url,
        target.key,
        label.lstrip("@#"),
        target.host,
    }
    return text in {name.casefold() for name in names if name}
