"""Pictures and files into Slack: asked for an address, sent there, then shown in one message.

https://docs.slack.dev/messaging/working-with-files#uploading_files
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient
from structlog.typing import FilteringBoundLogger

from bot.clock import Clock
from bot.front.slack.faults import SlackRefused, ask
from bot.render.graphics import caption
from bot.render.slack_text import clean, shorten
from bot.service.ports import NotSent, SendError, Unknown

T = TypeVar("T")

SECONDS = 60.0
"""One upload may take."""
ALT, TITLE = 1000, 150
"""Characters: https://docs.slack.dev/reference/methods/files.getUploadURLExternal"""

_OUTSIDE = "not_in_channel"
_TRIES = 3
_LONGEST_WAIT = 30.0


@dataclass(frozen=True, slots=True)
class Thread:
    """A conversation, and where in it. `ts`: of the message that begins the thread, if in one."""

    channel: str
    ts: str | None = None


@dataclass(frozen=True, slots=True)
class Upload:
    """`name`: with its ending. `alt`: what a picture shows, for those who don't see it."""

    name: str
    title: str
    content: bytes = field(repr=False)
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Lost:
    """`code`: in Slack's words, why it did not arrive."""

    upload: Upload
    code: str


class Files:
    def __init__(self, client: AsyncWebClient, clock: Clock, log: FilteringBoundLogger) -> None:
        self._client, self._clock, self._log = client, clock, log

    async def share(self, to: Thread, uploads: Sequence[Upload]) -> Sequence[Lost]:
        """One message with all that could be uploaded; what could not."""
        ready: list[tuple[str, Upload]] = []
        lost: list[Lost] = []
        for one in uploads:
            try:
                ready.append((await self._patiently(partial(self._uploaded, one)), one))
            except SendError as error:
                lost.append(self._lost(one, error))
        try:
            if ready:
                await self._placed(to, ready)
        except SendError as error:
            lost += [self._lost(one, error) for _, one in ready]
        return lost

    def _lost(self, upload: Upload, error: SendError) -> Lost:
        self._log.warning("slack.file_lost", kind=type(error).__name__, error=str(error))
        return Lost(upload, error.code if isinstance(error, SlackRefused) else "")

    async def _patiently(self, work: Callable[[], Awaitable[T]]) -> T:
        for _ in range(_TRIES - 1):
            try:
                return await work()
            except NotSent as error:
                await self._clock.sleep(min(error.retry_after, _LONGEST_WAIT))
        return await work()

    async def _uploaded(self, one: Upload) -> str:
        """The file's id; nobody sees it yet.

        https://docs.slack.dev/reference/methods/files.getUploadURLExternal
        """
        told = {"alt_txt": caption(clean(one.alt), ALT)} if one.alt else {}
        answer = await ask(
            self._client.files_getUploadURLExternal(
                filename=one.name, length=len(one.content), **told
            )
        )
        address = str(answer["upload_url"])
        if not trusted(address, self._client.base_url):
            raise SlackRefused("untrusted_upload_url")
        await self._put(address, one.content)
        return str(answer["file_id"])

    async def _put(self, address: str, content: bytes) -> None:
        timeout = aiohttp.ClientTimeout(total=SECONDS)
        try:
            async with (
                aiohttp.ClientSession(timeout=timeout) as session,
                session.post(
                    address,
                    data=content,
                    allow_redirects=False,
                    proxy=self._client.proxy,
                    ssl=self._client.ssl or True,
                ) as answer,
            ):
                status = answer.status
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise Unknown(type(error).__name__) from None
        if status != 200:
            raise SlackRefused(f"upload_status_{status}")

    async def _placed(self, to: Thread, ready: Sequence[tuple[str, Upload]]) -> None:
        """Words may be posted into a public channel from outside, files only from inside."""
        try:
            await self._patiently(partial(self._shown, to, ready))
        except SlackRefused as refusal:
            if refusal.code != _OUTSIDE:
                raise
            await ask(self._client.conversations_join(channel=to.channel))
            await self._patiently(partial(self._shown, to, ready))

    async def _shown(self, to: Thread, ready: Sequence[tuple[str, Upload]]) -> None:
        """https://docs.slack.dev/reference/methods/files.completeUploadExternal"""
        titled: list[dict[str, str | None]] = [
            {"id": file, "title": shorten(one.title, TITLE)} for file, one in ready
        ]
        await ask(
            self._client.files_completeUploadExternal(
                files=titled, channel_id=to.channel, thread_ts=to.ts
            )
        )


def trusted(address: str, api_url: str) -> bool:
    """May a file be sent there? To Slack by https, or to the origin that the settings name."""
    try:
        there, ours = urlsplit(address), urlsplit(api_url)
        port = there.port
    except ValueError:
        return False
    if (there.scheme, there.netloc) == (ours.scheme, ours.netloc):
        return True
    host, domains = there.hostname or "", {"slack.com", ours.hostname or "slack.com"}
    known = any(host == domain or host.endswith(f".{domain}") for domain in domains)
    return known and there.scheme == "https" and port in (None, 443) and there.username is None
