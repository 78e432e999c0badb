"""Which watch a person means: its number in the list, or what is watched."""

from __future__ import annotations

from bot.core.grammar import Ref, Term, TermKind
from bot.core.model import Channel, Watch, WatchId
from bot.render.alerts import watch_name
from bot.store import watches
from bot.store.engine import Tx


async def by_ref(tx: Tx, channel: Channel, ref: Ref) -> Watch | None:
    """A live watch of that channel, or None."""
    listed = await watches.of_channel(tx, channel.id)
    if isinstance(ref, int):
        return listed[ref - 1] if 1 <= ref <= len(listed) else None
    if ref.kind is TermKind.NAMED and ref.network == "watch":
        wanted = WatchId(int(ref.text)) if ref.text.isdigit() else None
        return next((one for one in listed if one.id == wanted), None)
    return next((one for one in listed if _means(one, ref)), None)


def _means(watch: Watch, term: Term) -> bool:
    text = term.text.casefold()
    target = watch.target
    if term.network is not None and term.network != target.network:
        return False
    names = {
        target.handle,
        target.handle.split("@")[0],
        target.handle.split(".")[0],
        target.name,
        target.url,
        target.key,
        watch_name(watch).lstrip("@#"),
        target.host,
    }
    return text in {name.casefold() for name in names if name}
