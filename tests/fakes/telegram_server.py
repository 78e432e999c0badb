"""The platform's side of the fake Telegram: it answers what the bot asks."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from aiohttp import web

from bot.clock import Clock
from tests.fakes.http import Arguments, Call, FakeServer, Fault, json_fault, read_arguments
from tests.fakes.telegram_methods import decode, run
from tests.fakes.telegram_model import BOT_ID, Chat, TelegramError, User, World
from tests.fakes.telegram_rules import check_names
from tests.fakes.telegram_webhook import Postman

UNASKED = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
OTHER_POLLER = (
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is"
    " running"
)
HOOKED = (
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the"
    " webhook first"
)


def refusal(code: int, text: str, **parameters: Any) -> Fault:
    """Telegram's refusal of a call, for example (400, "Bad Request: not enough rights")."""
    return json_fault(code, _failure(TelegramError(code, text, **parameters)), {})


def flood(retry_after: int) -> Fault:
    """429; the call may be repeated after that many seconds."""
    return refusal(429, f"Too Many Requests: retry after {retry_after}", retry_after=retry_after)


class TelegramServer(FakeServer):
    """The platform: state, the token, the methods and the queue of updates."""

    def __init__(self, clock: Clock | None = None) -> None:
        super().__init__(clock)
        self.token = "1:T"
        self.world = World(self.clock, self.changed)
        self._updates: list[Mapping[str, Any]] = []
        self._confirmed: list[Mapping[str, Any]] = []
        self._last_update = 0
        self._allowed: frozenset[str] = frozenset()
        self._poll: asyncio.Future[None] | None = None
        self.postman = Postman(self.world)
        self._posting: asyncio.Task[None] | None = None

    async def start(self) -> None:
        await super().start()
        self._posting = asyncio.create_task(
            self.postman.run(self._next, self._taken, lambda: self._event)
        )

    async def stop(self) -> None:
        if self._posting is not None:
            self._posting.cancel()
            with suppress(asyncio.CancelledError):
                await self._posting
        await super().stop()

    def add(self, one: User | Chat) -> None:
        """A user (with their private chat) or a chat, new or replaced."""
        if isinstance(one, Chat):
            self.world.chats[one.id] = one
            return
        self.world.users[one.id] = one
        roles = {one.id: "member", BOT_ID: "member"}
        self.world.chats[one.id] = Chat(one.id, "private", one.name, roles)

    def routes(self) -> list[web.RouteDef]:
        return [web.route("*", "/bot{token}/{method}", self._api)]

    def push(self, update: Mapping[str, Any]) -> None:
        """Any update; dropped where the poller didn't ask for its kind."""
        kind = next(iter(update))
        allowed = self.world.hook.kinds if self.world.hook else self._allowed
        wanted = kind in allowed if allowed else kind not in UNASKED
        if wanted:
            self._last_update += 1
            self._updates.append({"update_id": self._last_update, **update})
            self.world.pending = len(self._updates)
            self.changed()

    def _next(self) -> Mapping[str, Any] | None:
        return self._updates[0] if self._updates else None

    def _taken(self, update: Mapping[str, Any]) -> None:
        self._confirmed.append(self._updates.pop(0))
        self.world.pending = len(self._updates)
        self.changed()

    @property
    def unconfirmed(self) -> int:
        """How many updates wait for the bot to say that it has them."""
        return len(self._updates)

    def unconfirm(self, n: int = 1) -> None:
        """Forget the confirmation of the last `n` updates: a restarted bot gets them again."""
        kept = len(self._confirmed) - n
        self._updates[:0] = self._confirmed[kept:]
        del self._confirmed[kept:]
        self.changed()

    async def _api(self, request: web.Request) -> web.Response:
        arguments = await read_arguments(request)
        call = Call(request.match_info["method"], arguments, self.clock.monotonic())

        async def work() -> web.Response:
            try:
                result = await self._answer(call, request.match_info["token"])
            except TelegramError as error:
                if error.broken:
                    self.violations.append(f"{call.method}: {error.text}")
                return web.json_response(_failure(error), status=error.code)
            return web.json_response({"ok": True, "result": result})

        return await self.serve(request, call, work)

    async def _answer(self, call: Call, token: str) -> Any:
        if token != self.token:
            raise TelegramError(401, "Unauthorized")
        arguments = decode(call.arguments)
        call.arguments.update(arguments)
        if call.method == "getUpdates":
            self.violations += [f"getUpdates: {why}" for why in check_names(call.method, arguments)]
            return await self._get_updates(arguments)
        return run(self.world, call.method, arguments)

    async def _get_updates(self, arguments: Arguments) -> Sequence[Mapping[str, Any]]:
        """Long polling. A second poller ends the first one's request with 409."""
        if self.world.hook is not None:
            raise TelegramError(409, HOOKED)
        if self._poll is not None and not self._poll.done():
            self._poll.set_exception(TelegramError(409, OTHER_POLLER))
        self._poll = mine = asyncio.get_running_loop().create_future()
        if "allowed_updates" in arguments:
            self._allowed = frozenset(arguments["allowed_updates"])
        offset = int(arguments.get("offset") or 0)
        self._confirmed += [one for one in self._updates if one["update_id"] < offset]
        self._updates = [one for one in self._updates if one["update_id"] >= offset]
        self.world.pending = len(self._updates)
        waiting = asyncio.create_task(self._arrival(float(arguments.get("timeout") or 0)))
        await asyncio.wait({waiting, mine}, return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        if mine.done():
            mine.result()
        mine.cancel()
        return self._updates[: int(arguments.get("limit") or 100)]

    async def _arrival(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                while not self._updates and not self._closing.is_set():
                    await self._event.wait()
        except TimeoutError:
            return


def _failure(error: TelegramError) -> Mapping[str, Any]:
    failure: Arguments = {"ok": False, "error_code": error.code, "description": error.text}
    return failure | ({"parameters": error.parameters} if error.parameters else {})
