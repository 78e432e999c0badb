"""What a channel or the operator is told about a source: once when it breaks, once when back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bot.core.model import DeliveryKind, TargetState, Watch
from bot.core.reactions import TELL_AFTER, Reaction, should_tell
from bot.render.alerts import watch_name
from bot.render.profiles import TAKEN
from bot.service.digest_facts import account_name
from bot.service.operators import tell_operators
from bot.service.takeovers import TakenOver
from bot.store import deliveries, looks
from bot.store.engine import Tx
from connectors.errors import ConnectorError, CredentialRejected, NeedsApproval, Refused
from connectors.types import Account

# What only the operator can mend is told to the operator, and to the channels as such.
_OPERATORS = (CredentialRejected, NeedsApproval, Refused)


class Notices:
    """Turns a change of a target's health into NOTICE deliveries, in the look's transaction."""

    async def about(
        self,
        tx: Tx,
        before: TargetState,
        after: TargetState,
        error: ConnectorError | None,
        reaction: Reaction | None,
        now: datetime,
    ) -> None:
        """`reaction`: to a look that failed or is suspect, else None."""
        if after.failures == 0:
            if before.told_at is not None:
                await self._tell(tx, after, "notice.back", now)
                await looks.mark_told(tx, after.target.id, None)
            return
        if isinstance(error, TakenOver):
            if before.error != after.error:
                await self._ask(tx, after, error.by, now)
                await looks.mark_told(tx, after.target.id, now)
            return
        if _ordinary(after, reaction, now):
            return
        if not should_tell(after.failures, after.failing_since, before.told_at, now):
            return
        await self._tell(tx, after, _key(after, error), now)
        if isinstance(error, _OPERATORS):
            await tell_operators(tx, _for_operator(after, error), now)
        await looks.mark_told(tx, after.target.id, now)

    async def _tell(self, tx: Tx, state: TargetState, key: str, now: datetime) -> None:
        for watch, channel in await looks.watchers(tx, state.target.id):
            facts = _facts(state, watch, key)
            await deliveries.add(tx, channel.id, DeliveryKind.NOTICE, payload=facts, now=now)

    async def _ask(self, tx: Tx, state: TargetState, by: Account | None, now: datetime) -> None:
        """The name is another account's now: each channel decides what to do."""
        new = None
        if by is not None:
            command = f"watch {by.network}:{by.handle}"
            new = {"name": by.name or by.handle, "followers": by.followers, "command": command}
        for watch, channel in await looks.watchers(tx, state.target.id):
            # What was taken over is the handle, whatever the account is called.
            taken = {"name": watch_name(watch), "watch": watch.id, "by": new}
            facts = _facts(state, watch, TAKEN) | taken
            await deliveries.add(tx, channel.id, DeliveryKind.NOTICE, payload=facts, now=now)


def _facts(state: TargetState, watch: Watch, key: str) -> dict[str, Any]:
    since = state.failing_since
    return {
        "key": key,
        "name": account_name(watch),
        "network": state.target.network,
        "error": state.error,
        "since": since.isoformat() if since else None,
    }


def _key(state: TargetState, error: ConnectorError | None) -> str:
    if isinstance(error, _OPERATORS):
        return "notice.broken.operator"
    return "notice.broken.gone" if state.error == "gone" else "notice.broken"


def _ordinary(state: TargetState, reaction: Reaction | None, now: datetime) -> bool:
    """A network's short pauses are no news, unless they go on for hours."""
    since = state.failing_since or now
    return reaction is not None and reaction.tell == "nobody" and now - since < TELL_AFTER


def _for_operator(state: TargetState, error: ConnectorError) -> dict[str, object]:
    return {
        "key": "notice.operator",
        "network": state.target.network,
        "error": state.error,
        "setting": _setting(error),
    }


def _setting(error: ConnectorError) -> str:
    """What the operator has to look at."""
    match error:
        case CredentialRejected():
            return error.setting
        case NeedsApproval():
            return error.what
        case _:
            return "ALLOWED_PRIVATE_HOSTS"
