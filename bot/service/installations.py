"""In which Slack workspaces the bot is installed, and the tokens that it has there.

Tokens are encrypted before they reach the store, with a key that only the settings hold.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cryptography.fernet import Fernet, InvalidToken

from bot.clock import Clock
from bot.service.operators import tell_operators
from bot.service.workspaces import Standing, ask, standing
from bot.store import installations, operators
from bot.store.engine import Store, Tx
from bot.store.installations import Installation

STATE_LIFE = timedelta(minutes=10)
UNINSTALLED = "slack_uninstalled"
"""Why nothing can be sent in a workspace: a key of the texts."""


class WrongKey(ValueError):
    """No key for tokens: 32 bytes in URL-safe base64 are one."""


@dataclass(frozen=True, slots=True)
class Installed:
    """`enterprise`: "" for none. `team`: "" for the organisation as a whole."""

    enterprise: str
    team: str
    name: str
    bot_user: str
    bot_id: str
    token: str = field(repr=False)


class Installations:
    def __init__(self, store: Store, clock: Clock, key: str, *, open_to_all: bool = False) -> None:
        """`open_to_all`: no workspace has to be let in. Raises WrongKey."""
        self._store, self._clock, self._open_to_all = store, clock, open_to_all
        try:
            self._fernet = Fernet(key)
        except ValueError:
            raise WrongKey from None

    async def save(self, one: Installed, by: str = "") -> list[str]:
        """Operators are told or asked; the workspaces that it covers, as far as they are known.

        `by`: the name of who installed it, "" where Slack doesn't say.
        """
        now = self._clock.now()
        async with self._store.begin() as tx:
            known = await installations.find(tx, one.enterprise, one.team)
            await installations.save(tx, self._encrypted(one), now)
            if known is None or known.team != one.team:
                await self._tell(tx, one, by, now)
            return await _teams(tx, one)

    async def _tell(self, tx: Tx, one: Installed, by: str, now: datetime) -> None:
        """Of those that were refused nothing more; those of an organisation ask one by one."""
        found = await self._standing(tx, one.team, now)
        if found in (Standing.OPEN, Standing.EACH):
            await tell_operators(tx, {"key": "notice.slack_installed", "name": one.name}, now)
        elif found is Standing.ASKED:
            key = "notice.workspace.installed" if by else "notice.workspace"
            await ask(tx, one.team, {"key": key, "channel": one.name, "name": by}, now)

    async def _standing(self, tx: Tx, team: str, now: datetime) -> Standing:
        if self._open_to_all:
            return Standing.OPEN
        if not team:
            return Standing.EACH if await operators.operators(tx) else Standing.OPEN
        return await standing(tx, team, now)

    async def standing(self, team: str) -> Standing:
        """Whether this workspace may use the bot. `team` "": an organisation."""
        async with self._store.begin() as tx:
            return await self._standing(tx, team, self._clock.now())

    async def find(self, team: str, enterprise: str = "") -> Installed | None:
        """The workspace's own, else its organisation's. `team` "": the organisation's."""
        async with self._store.read() as tx:
            known = enterprise or await installations.enterprise_of(tx, team)
            found = await installations.find(tx, known, team)
        return None if found is None else self._decrypted(found)

    async def every(self) -> list[Installed]:
        async with self._store.read() as tx:
            found = await installations.every(tx)
        return [one for one in map(self._decrypted, found) if one is not None]

    async def seen(self, team: str, enterprise: str) -> None:
        """Something came from this workspace by its organisation's installation."""
        async with self._store.begin() as tx:
            await installations.seen(tx, team, enterprise)

    async def remove(self, team: str, enterprise: str = "") -> None:
        """It was taken out of Slack: its channels wait, and operators are told, once."""
        now = self._clock.now()
        async with self._store.begin() as tx:
            gone = await installations.remove(tx, enterprise, team)
            if gone is None:
                return
            await installations.park(tx, await _teams(tx, gone), UNINSTALLED)
            await tell_operators(tx, {"key": "notice.slack_uninstalled", "name": gone.name}, now)

    def new_state(self) -> str:
        """Proves for ten minutes, without being kept, that an installation was begun here."""
        made = self._fernet.encrypt_at_time(secrets.token_bytes(16), self._seconds())
        return made.decode().rstrip("=")

    async def use_state(self, state: str) -> bool:
        """True once only, for a state made here in the last ten minutes."""
        whole = state + "=" * (-len(state) % 4)
        try:
            life = int(STATE_LIFE.total_seconds())
            nonce = self._fernet.decrypt_at_time(whole, life, self._seconds())
        except (InvalidToken, ValueError):
            return False
        digest, now = hashlib.sha256(nonce).hexdigest(), self._clock.now()
        async with self._store.begin() as tx:
            return await installations.use_state(tx, digest, now + 2 * STATE_LIFE, now)

    def _seconds(self) -> int:
        return int(self._clock.now().timestamp())

    def _encrypted(self, one: Installed) -> Installation:
        token = self._fernet.encrypt(one.token.encode()).decode()
        return Installation(one.enterprise, one.team, one.name, one.bot_user, one.bot_id, token)

    def _decrypted(self, one: Installation) -> Installed | None:
        """None: encrypted with another key, so that the workspace must install it again."""
        try:
            token = self._fernet.decrypt(one.token).decode()
        except InvalidToken:
            return None
        return Installed(one.enterprise, one.team, one.name, one.bot_user, one.bot_id, token)


async def _teams(tx: Tx, one: Installed | Installation) -> list[str]:
    return [one.team] if one.team else await installations.covered(tx, one.enterprise)
