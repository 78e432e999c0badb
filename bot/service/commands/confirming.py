"""That an account is a firm's: written down with a watch or without, and undone with it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from bot.core.firms.kinds import FirmKind
from bot.core.firms.model import Firm, FirmId
from bot.core.grammar import FirmHint
from bot.core.model import Change, Channel
from bot.service.commands.context import Context
from bot.store import firms
from bot.store.engine import Tx
from connectors.types import TargetId

BY_PERSON = "person"


@dataclass(frozen=True, slots=True)
class Confirmed:
    """`taken_from`: the other firm whose account it was until now."""

    firm: Firm
    added: bool
    taken_from: Firm | None = None

    def undo(self, target_id: TargetId) -> dict[str, Any]:
        """For note(): what takes it back."""
        if not self.added:
            return {}
        before = self.taken_from.id if self.taken_from else None
        return {"firm_accounts": [[self.firm.id, target_id, before]]}


async def confirm_hint(
    tx: Tx, ctx: Context, place: Channel, hint: FirmHint, target_ids: Iterable[TargetId]
) -> list[Confirmed]:
    """The firm that a button's command tells of, made now if it is new, has these accounts.

    It belongs to the workspace of `place`, where they are watched.
    """
    kinds = set(FirmKind)
    of = await firms.ensure(
        tx,
        place.workspace_id,
        name=hint.name,
        site=hint.site,
        kind=FirmKind(hint.kind) if hint.kind in kinds else FirmKind.OTHER,
        person=ctx.inbound.person,
        now=ctx.now,
    )
    return [await confirm(tx, ctx, of, one, hint.proof or BY_PERSON) for one in target_ids]


async def confirm(tx: Tx, ctx: Context, of: Firm, target_id: TargetId, proof: str) -> Confirmed:
    done = await firms.confirm(
        tx, of, target_id, proof=proof, person=ctx.inbound.person, now=ctx.now
    )
    before = None if done.taken_from is None else await firms.get(tx, done.taken_from)
    return Confirmed(of, done.added, before)


async def take_back(tx: Tx, change: Change) -> None:
    """The accounts leave the firm again; without any, it is as if it had never been made."""
    for firm_id, target_id, before in change.before.get("firm_accounts", []):
        firm, target = FirmId(firm_id), TargetId(target_id)
        old = None if before is None else await firms.get(tx, FirmId(before))
        if not await firms.drop(tx, firm, target):
            continue
        if old is not None:
            await firms.confirm(
                tx, old, target, proof=BY_PERSON, person=change.person, now=change.at
            )
        await firms.end(tx, firm, change.at, only_empty=True)
    for firm_id, target_id, proof in change.before.get("firm_lost", []):
        of = await firms.get(tx, FirmId(firm_id))
        if of is not None:
            await firms.confirm(
                tx, of, TargetId(target_id), proof=proof, person=change.person, now=change.at
            )
    for firm_id in change.before.get("firm_revive", []):
        await firms.revive(tx, FirmId(firm_id))
    for firm_id, facts in change.before.get("firm", {}).items():
        await firms.change(tx, FirmId(int(firm_id)), **facts)
