"""Names that somebody else took over: a stranger's posts are never told as the firm's."""

from __future__ import annotations

from datetime import datetime

import structlog

from bot.clock import Clock
from bot.core.model import TargetState
from bot.core.reactions import TAKEN_OVER, should_tell
from bot.service.connectors import Networks
from bot.store import targets
from bot.store.engine import Store
from connectors.errors import ConnectorError, TargetGone
from connectors.types import Account, Kind, Look, Priority, Target

# What a connector says that met another account under the name it asked for.
NAME_TAKEN = "name_taken"
log = structlog.get_logger(__name__)


class TakenOver(TargetGone):
    """Another account answers to the target's name. `by`: that one, where the network tells."""

    def __init__(self, by: Account | None) -> None:
        super().__init__(TAKEN_OVER)
        self.by = by


class Takeovers:
    """Asks who answers to the names of accounts that are gone."""

    def __init__(self, store: Store, networks: Networks, clock: Clock) -> None:
        self._store = store
        self._networks = networks
        self._clock = clock

    async def checked(self, target: Target, look: Look) -> Look:
        """The look, or a failed one that raises TakenOver where a stranger has the name now."""
        if target.kind is not Kind.ACCOUNT:
            return look
        if look.account is not None and look.account.key != target.key:
            return Look.failed(TakenOver(look.account))
        if not isinstance(look.error, TargetGone):
            return look
        async with self._store.read() as tx:
            before = await targets.state(tx, target.id)
        return await self._gone(before, look, look.error)

    async def _gone(self, before: TargetState, look: Look, error: TargetGone) -> Look:
        if before.error == TAKEN_OVER:
            return Look.failed(TakenOver(None))  # it was asked and told
        met = error.reason == NAME_TAKEN
        if not (met or self._is_due(before, self._clock.now())):
            return look
        by = await self._holder(before.target)
        return Look.failed(TakenOver(by)) if met or by else look

    def _is_due(self, before: TargetState, now: datetime) -> bool:
        """Once it is told as gone, with each look, which is once a day; once where that costs."""
        paid = self._networks.get(before.target.network).budget() is not None
        if before.told_at is not None:
            return not paid
        return should_tell(before.failures + 1, before.failing_since or now, None, now)

    async def _holder(self, target: Target) -> Account | None:
        """Who has the target's name now, if it is another."""
        connector = self._networks.get(target.network)
        lead = connector.parse_target(f"{target.network}:{target.handle}")
        if lead is None or lead.kind is not Kind.ACCOUNT:
            return None
        try:
            lane = self._networks.lane(connector, connector.lead_host(lead))
            found = await self._networks.ask(
                connector, lane, connector.identify(lead), Priority.LOOK
            )
        except ConnectorError as error:
            log.info("name not asked", target=target.id, error=type(error).__name__)
            return None
        wanted = target.handle.casefold()
        named = [one for one in found if one.handle.casefold() == wanted]
        return next((one for one in named if one.key != target.key), None)
