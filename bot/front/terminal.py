"""The terminal as a chat: commands are lines, answers and alerts are blocks or JSON lines."""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import threading
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TextIO

from rich.console import Console
from rich.text import Text
from structlog.typing import FilteringBoundLogger

from bot.core.message import Attachment, Message, Paragraph, Reply, Span
from bot.core.model import Changers, ChannelKey, Person, Platform
from bot.front.exports import save
from bot.front.words import say
from bot.render.graphics import file_name
from bot.render.terminal import kind_of, to_json, to_rich, to_text
from bot.render.texts import spoken
from bot.render.words import sentence
from bot.service.ports import CantRead, Inbound, Outgoing, Rights

LOCAL = "local"
PERSON = Person(LOCAL, LOCAL)
KEY = ChannelKey(Platform.TERMINAL, LOCAL, LOCAL)
PROMPT = "> "
END_SECONDS = 25.0
REMEMBERED = 1000
LONGEST_LINE = 20_000
CHUNK = 65_536


class TerminalFront:
    """Implements bot.service.ports.Front for the one channel KEY.

    `drain`: waits for what is in flight once the input has ended (looks, deliveries).
    `exports`: folder where files are written.
    `as_json`: nothing on `stdout` but one UTF-8 object a line. `language`: of the person, if known.
    """

    platform = Platform.TERMINAL

    def __init__(
        self,
        handle: Callable[[Inbound], AsyncIterator[Reply]],
        log: FilteringBoundLogger,
        *,
        drain: Callable[[], Awaitable[None]],
        stdin: TextIO,
        stdout: TextIO,
        exports: Path,
        as_json: bool = False,
        person: Person = PERSON,
        language: str | None = None,
    ) -> None:
        self._handle, self._log, self._drain = handle, log, drain
        self._stdin, self._person, self._language = stdin, person, language
        self._exports = exports
        self._screen = Screen(stdout, as_json=as_json, prompts=stdin.isatty())
        self._lines: asyncio.Queue[str] = asyncio.Queue()
        self._ended = asyncio.Event()
        self._asks = False
        self._sizes: dict[str, int] = {}

    async def start(self) -> None:
        """Begins to read, in a thread: a terminal or a file can't be awaited everywhere."""
        loop = asyncio.get_running_loop()
        reading = (self._stdin.fileno(), loop, self._take, self._ended.set)
        threading.Thread(target=_read, args=reading, daemon=True).start()

    async def stop(self) -> None:
        """Lets run() end with the command under way; lines not begun are left."""
        while not self._lines.empty():
            self._lines.get_nowait()
            self._lines.task_done()
        self._ended.set()

    async def run(self) -> None:
        """Until the input ends, all it asked is answered and what is in flight has arrived."""
        answering = asyncio.create_task(self._answer_all())
        await self._ended.wait()
        try:
            async with asyncio.timeout(END_SECONDS):
                await self._lines.join()
                await self._drain()
        except TimeoutError:
            self._log.warning("terminal_unfinished", seconds=END_SECONDS)
        finally:
            answering.cancel()

    async def send(self, outgoing: Outgoing) -> str:
        """Shows it at once; the message id is of this front-end's own making."""
        message_id = uuid.uuid4().hex
        self._remember(message_id, outgoing.message)
        message = await self._with_files(outgoing.message)
        self._screen.show(kind_of(outgoing.kind), message, repeat=outgoing.repeat)
        return message_id

    async def edit(self, outgoing: Outgoing, message_id: str) -> None:
        """What is on the screen stays: the new content is shown below, when there is more of it."""
        grew = _size(outgoing.message) > self._sizes.get(message_id, 0)
        self._remember(message_id, outgoing.message)
        if grew or self._screen.as_json:
            self._screen.show(kind_of(outgoing.kind), outgoing.message, updated=True)

    async def find(self, outgoing: Outgoing, since: datetime) -> str | None:
        """What was shown can't be read back: always raises CantRead."""
        raise CantRead("no history")

    async def rights(
        self, channel: ChannelKey, person: Person, changers: Changers | None, *, present: bool
    ) -> Rights:
        """Who sits at the terminal may do everything."""
        return Rights(True)

    def private_link(self) -> str | None:
        return None

    async def can_post(self, channel: ChannelKey) -> str | None:
        return None

    def _take(self, line: str) -> None:
        if not self._ended.is_set():
            self._lines.put_nowait(line)

    async def _answer_all(self) -> None:
        while True:
            self._screen.prompt()
            line = await self._lines.get()
            self._screen.prompted = False
            try:
                if line.strip():
                    await self._answer(line.strip())
            finally:
                self._lines.task_done()

    async def _answer(self, line: str) -> None:
        bare, self._asks = self._asks and not line.startswith("/"), False
        try:
            async for reply in self._handle(self._inbound(line, bare=bare)):
                self._asks = reply.asks is not None
                message = await self._with_files(reply.message)
                self._screen.show(reply.kind, message)
        except Exception:  # noqa: BLE001 - who asked gets an answer whatever happened
            reference = secrets.token_hex(2).upper()
            self._log.exception("terminal_command_failed", reference=reference)
            self._screen.show("reply", Message(say("failed", self._language, reference=reference)))

    async def _with_files(self, message: Message) -> Message:
        """Its files are written, and it says where."""
        saved = [
            await asyncio.to_thread(self._saved, file, message.language) for file in message.files
        ]
        if not saved:
            return message
        lines = tuple((Span(words),) for words in saved)
        return replace(message, blocks=(*message.blocks, Paragraph(lines)))

    def _saved(self, file: Attachment, language: str) -> str:
        try:
            return say("saved", language, path=str(save(file, self._exports)))
        except OSError as error:
            self._log.warning("terminal_file_lost", error=type(error).__name__)
            name, folder = file_name(file.name), str(self._exports)
            return say("unsaved", language, name=name, folder=folder)

    def _inbound(self, line: str, *, bare: bool) -> Inbound:
        """A line is a command with or without "/", except as the answer to a question."""
        return Inbound(
            channel=KEY,
            workspace=LOCAL,
            person=self._person,
            event_id=uuid.uuid4().hex,
            text=line,
            chat_name=LOCAL,
            private=True,
            language=self._language,
            bare=bare,
        )

    def _remember(self, message_id: str, message: Message) -> None:
        self._sizes.pop(message_id, None)
        self._sizes[message_id] = _size(message)
        if len(self._sizes) > REMEMBERED:
            del self._sizes[next(iter(self._sizes))]


class Screen:
    """What is written: blocks for people, or JSON lines for programs; flushed one by one."""

    def __init__(self, stdout: TextIO, *, as_json: bool, prompts: bool) -> None:
        self.as_json, self._out = as_json, stdout.buffer
        self._prompts = prompts and not as_json
        self._console = Console(file=stdout) if stdout.isatty() and not as_json else None
        self.prompted = False

    def prompt(self) -> None:
        if self._prompts:
            self._write(PROMPT)
            self.prompted = True

    def show(
        self, kind: str, message: Message, *, repeat: bool = False, updated: bool = False
    ) -> None:
        if self.as_json:
            shown = to_json(kind, LOCAL, message, repeat=repeat)
            self._write(json.dumps(shown, ensure_ascii=False) + "\n")
            return
        again = self.prompted
        head = ("\n" if again else "") + (f"{_updated(message)}\n" if updated else "")
        if self._console is None:
            self._write(f"{head}{to_text(message, repeat=repeat)}\n\n")
        else:
            self._write(head)
            wrapped = _wrapped(to_rich(message, repeat=repeat), self._console)
            self._console.print(wrapped, end="\n\n", soft_wrap=True)
        if again:
            self.prompt()

    def _write(self, text: str) -> None:
        self._out.write(text.encode())
        self._out.flush()


# rich would break lines at the no-break spaces that French wants: "«", ":" …
_GLUED = str.maketrans("\u00a0\u202f", "\ue000\ue001")
_FREED = str.maketrans("\ue000\ue001", "\u00a0\u202f")


def _wrapped(text: Text, console: Console) -> Text:
    """The text with its line breaks for that width."""
    text.plain = text.plain.translate(_GLUED)
    lines = Text("\n").join(text.wrap(console, console.width))
    lines.plain = lines.plain.translate(_FREED)
    return lines


def _updated(message: Message) -> str:
    return sentence(spoken(message.language), "message.updated")


def _size(message: Message) -> int:
    return len(to_text(message))


def _read(
    source: int,
    loop: asyncio.AbstractEventLoop,
    take: Callable[[str], None],
    end: Callable[[], None],
) -> None:
    """Reads lines until the end of the input. Unbuffered, so that no lock outlives the process."""
    with suppress(RuntimeError):  # the loop has closed: nobody is interested any more
        for line in _lines(source):
            loop.call_soon_threadsafe(take, line)
        loop.call_soon_threadsafe(end)


def _lines(source: int) -> Iterator[str]:
    """Overlong lines are cut; the last line needs no line break."""
    pending = b""
    while chunk := _chunk(source):
        *whole, pending = (pending + chunk).split(b"\n")
        pending = pending[:LONGEST_LINE]
        yield from (line[:LONGEST_LINE].decode(errors="replace") for line in whole)
    if pending:
        yield pending.decode(errors="replace")


def _chunk(source: int) -> bytes:
    try:
        return os.read(source, CHUNK)
    except OSError:  # the terminal was closed: the same as its end
        return b""
