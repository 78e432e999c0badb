"""What every fake server shares: a real port, a log of calls, faults, waiting."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self, TypeVar

from aiohttp import web

from bot.clock import Clock, SystemClock

T = TypeVar("T")
Arguments = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Call:
    """One request as the server understood it. `at`: monotonic seconds. No token in it."""

    method: str
    arguments: Arguments
    at: float


@dataclass(frozen=True, slots=True)
class Uploaded:
    """A file in a form."""

    name: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Fault:
    """What a caller gets instead of the answer.

    `takes`: the platform carries the call out first. `status` None: no answer at all, the
    connection either staying open (hang) or being closed (`drop`).
    """

    takes: bool = False
    drop: bool = False
    status: int | None = None
    body: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


HANG = Fault()
TAKE_AND_HANG = Fault(takes=True)
DROP = Fault(drop=True)
TAKE_AND_DROP = Fault(takes=True, drop=True)


def http_error(status: int = 500) -> Fault:
    """An error page of a proxy or of a server in trouble: not JSON."""
    return Fault(status=status, body="<html>server error</html>")


def json_fault(status: int, body: Mapping[str, Any], headers: Mapping[str, str]) -> Fault:
    return Fault(status=status, body=json.dumps(body), headers=headers)


@dataclass(slots=True)
class _Planned:
    method: str
    fault: Fault
    times: int
    when: Callable[[Arguments], bool]


class FakeServer:
    """An aiohttp server on 127.0.0.1, for `async with`.

    Leaving the block without an error asserts that nothing was sent that the platform refuses
    (`violations`), nor anything that the fake itself stumbled on.
    """

    def __init__(self, clock: Clock | None = None) -> None:
        self.clock: Clock = clock or SystemClock()
        self.calls: list[Call] = []
        self.violations: list[str] = []
        self.port = 0
        self._planned: list[_Planned] = []
        self._event = asyncio.Event()
        self._closing = asyncio.Event()
        self._runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def routes(self) -> list[web.RouteDef]:
        raise NotImplementedError

    async def start(self) -> None:
        """Listen; after stop() on the same port and with the same state, as after an outage."""
        app = web.Application(middlewares=[self._own_errors])
        app.add_routes(self.routes())
        self._closing.clear()
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port).start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        self._closing.set()
        self.changed()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        await self.stop()
        if kind is None:
            assert not self.violations, "\n".join(self.violations)

    def fail(
        self,
        method: str,
        fault: Fault,
        times: int = 1,
        when: Callable[[Arguments], bool] = lambda arguments: True,
    ) -> None:
        """The next `times` calls of the method (those where `when` holds) meet the fault."""
        self._planned.append(_Planned(method, fault, times, when))

    def mend(self) -> None:
        """Forget the faults that haven't happened yet."""
        self._planned.clear()

    def calls_of(self, method: str) -> list[Arguments]:
        return [call.arguments for call in self.calls if call.method == method]

    def take_violations(self) -> list[str]:
        """What was refused so far; the list is emptied, so that the block may end well."""
        taken, self.violations = self.violations, []
        return taken

    def changed(self) -> None:
        """Wake everyone who waits for a condition."""
        self._event.set()
        self._event = asyncio.Event()

    async def wait_for(self, condition: Callable[[], T], within: float = 10.0) -> T:
        """The condition's first true value. AssertionError with the last calls after `within` s."""
        try:
            async with asyncio.timeout(within):
                while not (value := condition()):
                    await self._event.wait()
                return value
        except TimeoutError:
            told = [call for call in self.calls if call.method != "getUpdates"][-10:]
            last = "\n".join(f"  {call.method} {call.arguments}" for call in told)
            raise AssertionError(f"not within {within} s; last calls:\n{last}") from None

    async def serve(
        self, request: web.Request, call: Call, work: Callable[[], Awaitable[web.Response]]
    ) -> web.Response:
        """Log the call, then answer it or let it meet its fault."""
        self.calls.append(call)
        self.changed()
        fault = self._next_fault(call)
        if fault is not None and not fault.takes:
            return await self._suffer(request, fault)
        response = await work()
        self.changed()
        return response if fault is None else await self._suffer(request, fault)

    def _next_fault(self, call: Call) -> Fault | None:
        for planned in self._planned:
            if planned.method == call.method and planned.times and planned.when(call.arguments):
                planned.times -= 1
                return planned.fault
        return None

    async def _suffer(self, request: web.Request, fault: Fault) -> web.Response:
        if fault.status is not None:
            kind = "application/json" if fault.body.startswith("{") else "text/html"
            return web.Response(
                status=fault.status, text=fault.body, headers=fault.headers, content_type=kind
            )
        if not fault.drop:
            await self._closing.wait()
        if request.transport is not None:
            request.transport.abort()
        return web.Response(status=503)

    @web.middleware
    async def _own_errors(
        self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        try:
            return await handler(request)
        except (web.HTTPException, ConnectionError):
            raise
        except Exception as error:
            self.violations.append(f"{request.path}: the fake failed: {error!r}")
            raise


async def read_arguments(request: web.Request) -> Arguments:
    """Arguments from the query, a form or a JSON body, whichever the client chose."""
    arguments: Arguments = dict(request.query)
    if request.content_type == "application/json":
        arguments |= json.loads(await request.text() or "{}")
    elif request.method == "POST":
        arguments |= {name: _field(value) for name, value in (await request.post()).items()}
    return arguments


def _field(value: Any) -> Any:
    if not isinstance(value, web.FileField):
        return value
    with value.file as file:
        return Uploaded(value.filename, file.read())
