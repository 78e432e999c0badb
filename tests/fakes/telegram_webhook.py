"""The fake Telegram as it posts updates (https://core.telegram.org/bots/api#setwebhook)."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from tests.fakes.http import Arguments
from tests.fakes.telegram_model import Hook, World
from tests.fakes.telegram_rules import Refused

PORTS = (None, 443, 80, 88, 8443)
SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
HEADER = "X-Telegram-Bot-Api-Secret-Token"
AGAIN = 0.02


def set_webhook(world: World, arguments: Arguments) -> Any:
    url, secret = str(arguments["url"]), arguments.get("secret_token")
    if not url:
        return delete_webhook(world, arguments)
    address = urlsplit(url)
    if address.scheme != "https":
        raise Refused("bad webhook: An HTTPS URL must be provided for webhook")
    if address.port not in PORTS:
        raise Refused("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
    if secret is not None and not SECRET.fullmatch(str(secret)):
        raise Refused("bad webhook: secret token contains unallowed characters")
    kinds = arguments.get("allowed_updates")
    world.hook = Hook(url, secret, frozenset(kinds or ()))
    world.changed()
    return True


def delete_webhook(world: World, arguments: Arguments) -> Any:
    world.hook = None
    world.changed()
    return True


def webhook_info(world: World, arguments: Arguments) -> Any:
    hook = world.hook
    known = {"has_custom_certificate": False, "pending_update_count": world.pending}
    if hook is None:
        return {"url": "", **known}
    failed = {"last_error_date": hook.failed_at, "last_error_message": hook.failure}
    return {"url": hook.url, **known} | (failed if hook.failed_at else {})


class Postman:
    """Posts the updates in line one after the other, until each is taken.

    `tunnel`: where an address from outside leads to, as a proxy with a certificate would.
    `posted`: the status of each answer.
    """

    def __init__(self, world: World) -> None:
        self.tunnel: dict[str, str] = {}
        self.posted: list[int] = []
        self._world = world

    async def run(
        self,
        line: Callable[[], Mapping[str, Any] | None],
        taken: Callable[[Mapping[str, Any]], None],
        news: Callable[[], asyncio.Event],
    ) -> None:
        async with aiohttp.ClientSession() as session:
            while True:
                update, hook = line(), self._world.hook
                if update is None or hook is None:
                    await news().wait()
                elif await self.post(session, hook, update) < 300:
                    taken(update)
                else:
                    await asyncio.sleep(AGAIN)  # noqa: TID251 - as Telegram waits

    async def post(
        self, session: aiohttp.ClientSession, hook: Hook, update: Mapping[str, Any]
    ) -> int:
        """The status; 599 where nobody answers."""
        here = next((one for one in self.tunnel if hook.url.startswith(one)), "")
        url = hook.url.replace(here, self.tunnel.get(here, ""), 1) if here else hook.url
        headers = {HEADER: hook.secret} if hook.secret else {}
        try:
            async with session.post(url, json=update, headers=headers) as answer:
                status = answer.status
        except aiohttp.ClientError:
            status = 599
        self.posted.append(status)
        if status >= 300:
            hook.failed_at = int(self._world.clock.now().timestamp())
            hook.failure = f"Wrong response from the webhook: {status}"
        self._world.changed()
        return status
