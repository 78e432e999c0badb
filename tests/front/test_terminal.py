from __future__ import annotations

import asyncio
import io
import json
import os
import pty
import termios
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO, cast

import pytest
import structlog

from bot.core.message import Attachment, Button, Message, PostRef, Reply, line
from bot.core.message import Paragraph as P
from bot.core.model import DeliveryKind
from bot.front import terminal
from bot.front.terminal import KEY, TerminalFront
from bot.service.ports import CantRead
from tests.front.pictured import CSV, HOURS, compared
from tests.front.script import Pause, Script, outgoing, said

LOG = structlog.get_logger()


class Sitting:
    """A front-end that reads a pipe; the test types into the other end."""

    def __init__(
        self,
        script: Script,
        exports: Path,
        *,
        as_json: bool = False,
        drain: Drain | None = None,
    ) -> None:
        self.script, self.exports = script, exports
        read, self._typing = os.pipe()
        self._stdin, self._screen = os.fdopen(read), io.BytesIO()
        self._stdout = io.TextIOWrapper(self._screen)
        self.front = TerminalFront(
            script,
            LOG,
            drain=drain or _nothing,
            stdin=self._stdin,
            stdout=self._stdout,
            exports=self.exports,
            as_json=as_json,
        )

    def type(self, typed: bytes) -> None:
        os.write(self._typing, typed)

    def end_input(self) -> None:
        os.close(self._typing)
        self._typing = -1

    async def plays(self, typed: bytes) -> str:
        await self.front.start()
        self.type(typed)
        self.end_input()
        await asyncio.wait_for(self.front.run(), 10)
        return self.shown()

    def shown(self) -> str:
        return self._screen.getvalue().decode()

    def close(self) -> None:
        if self._typing >= 0:
            self.end_input()
        self._stdin.close()
        self._stdout.close()


Drain = Callable[[], Awaitable[None]]
Sit = Callable[..., Sitting]


@pytest.fixture
def sit(tmp_path: Path) -> Iterator[Sit]:
    opened: list[Sitting] = []

    def start(script: Script, *, as_json: bool = False, drain: Drain | None = None) -> Sitting:
        opened.append(Sitting(script, tmp_path / "exports", as_json=as_json, drain=drain))
        return opened[-1]

    yield start
    for sitting in opened:
        sitting.close()


async def _nothing() -> None:
    return


def objects(shown: str) -> list[dict[str, Any]]:
    return [json.loads(row) for row in shown.splitlines()]


async def test_each_line_is_answered_in_order_with_or_without_a_slash(sit: Sit) -> None:
    sitting = sit(Script())
    shown = await sitting.plays("/watch @durand\n\n list\r\nétat".encode())
    assert shown == "echo /watch @durand\n\necho list\n\necho état\n\n"
    assert [one.bare for one in sitting.script.heard] == [False] * 3
    assert len({one.event_id for one in sitting.script.heard}) == 3
    assert all(one.private and one.channel == KEY for one in sitting.script.heard)


async def test_json_is_one_object_a_line_and_nothing_else(sit: Sit) -> None:
    script = Script()
    message = Message("Équipe", buttons=(Button("List", command="list", id="x"),))
    script.on("search", said("Looking…"), type(said(""))(message))
    shown = await sit(script, as_json=True).plays(b"search\n")
    assert "Équipe" in shown
    assert [one["text"] for one in objects(shown)] == ["Looking…", "Équipe"]
    assert objects(shown)[1] == {
        "kind": "reply",
        "channel": "local",
        "text": "Équipe",
        "posts": [],
        "buttons": [{"label": "List", "command": "list"}],
    }


async def test_a_digest_that_was_asked_for_is_told_from_other_replies(sit: Sit) -> None:
    script = Script()
    script.on("digest now", replace(said("Nothing new."), kind="digest"))
    (shown,) = objects(await sit(script, as_json=True).plays(b"digest now\n"))
    assert shown["kind"] == "digest"


async def test_the_line_after_a_question_is_its_answer_unless_it_is_a_command(sit: Sit) -> None:
    script = Script()
    script.on("search", said("What should I look for?", asks="search"))
    await sit(script).plays(b"search\n#tva\nsearch\n/list\nlist\n")
    assert [one.bare for one in script.heard] == [False, True, False, False, False]


async def test_a_reply_is_flushed_while_the_command_goes_on(sit: Sit) -> None:
    script, pause = Script(), Pause()
    script.on("find x", said("Looking…"), pause, said("Found"))
    sitting = sit(script)
    await sitting.front.start()
    running = asyncio.create_task(sitting.front.run())
    sitting.type(b"find x\n")
    await asyncio.wait_for(pause.reached.wait(), 10)
    assert sitting.shown() == "Looking…\n\n"
    pause.go.set()
    sitting.end_input()
    await asyncio.wait_for(running, 10)
    assert sitting.shown() == "Looking…\n\nFound\n\n"


async def test_at_the_end_of_input_it_waits_for_what_is_in_flight(sit: Sit) -> None:
    async def deliver() -> None:
        await sitting.front.send(outgoing(KEY, Message("An alert")))

    sitting = sit(Script(), as_json=True, drain=deliver)
    shown = objects(await sitting.plays(b"watch @durand\n"))
    assert [one["kind"] for one in shown] == ["reply", "alert"]


async def test_what_never_ends_is_left_after_the_deadline(
    sit: Sit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(terminal, "END_SECONDS", 0.05)
    script = Script()
    script.on("find x", said("Looking…"), Pause())
    assert await sit(script).plays(b"find x\nlist\n") == "Looking…\n\n"


async def test_a_failing_command_is_answered_and_the_next_one_too(sit: Sit) -> None:
    script = Script()
    script.on("boom", ValueError("secret"))
    shown = await sit(script).plays(b"boom\nlist\n")
    assert "Something went wrong" in shown
    assert "secret" not in shown
    assert shown.endswith("echo list\n\n")


async def test_hostile_bytes_are_read_as_text(sit: Sit) -> None:
    sitting = sit(Script())
    shown = await sitting.plays(b"list \xff\x1b[2J\n" + b"x" * 200_000 + b"\nlist\n")
    assert "\x1b" not in shown
    assert len(sitting.script.heard[1].text or "") <= terminal.LONGEST_LINE
    assert shown.endswith("echo list\n\n")


async def test_stopping_ends_the_run_without_the_lines_not_begun(sit: Sit) -> None:
    script, pause = Script(), Pause()
    script.on("find x", pause, said("Found"))
    sitting = sit(script)
    await sitting.front.start()
    running = asyncio.create_task(sitting.front.run())
    sitting.type(b"find x\nlist\n")
    await asyncio.wait_for(pause.reached.wait(), 10)
    await sitting.front.stop()
    pause.go.set()
    await asyncio.wait_for(running, 10)
    assert sitting.shown() == "Found\n\n"


@pytest.mark.parametrize(
    ("kind", "told"),
    [(DeliveryKind.CATCHUP, "alert"), (DeliveryKind.DIGEST, "digest")],
)
async def test_a_delivery_tells_its_kind_and_its_posts(
    sit: Sit, kind: DeliveryKind, told: str
) -> None:
    sitting = sit(Script(), as_json=True)
    post = PostRef("mastodon", "1", "https://a.example/1")
    await sitting.front.send(outgoing(KEY, Message("s", posts=(post,)), kind=kind))
    (shown,) = objects(sitting.shown())
    assert shown["kind"] == told
    assert shown["posts"] == [{"network": "mastodon", "id": "1", "url": "https://a.example/1"}]


async def test_an_edit_is_shown_again_when_there_is_more_to_read(sit: Sit) -> None:
    sitting = sit(Script())
    first = await sitting.front.send(outgoing(KEY, Message("One")))
    await sitting.front.edit(outgoing(KEY, Message("Two")), first)
    assert sitting.shown() == "One\n\n"
    grown = Message("s", blocks=(P((line("One"), line("Two"))),), language="fr")
    await sitting.front.edit(outgoing(KEY, grown), first)
    assert sitting.shown() == "One\n\n(mis à jour)\nOne\nTwo\n\n"


async def test_as_json_an_edit_is_the_whole_object_again(sit: Sit) -> None:
    sitting = sit(Script(), as_json=True)
    sent = await sitting.front.send(outgoing(KEY, Message("One")))
    await sitting.front.edit(outgoing(KEY, Message("One")), sent)
    assert [one["kind"] for one in objects(sitting.shown())] == ["alert", "alert"]


async def test_a_possible_repeat_says_so(sit: Sit) -> None:
    sitting = sit(Script())
    await sitting.front.send(outgoing(KEY, Message("One"), repeat=True))
    assert sitting.shown().startswith("May repeat an earlier message")


async def test_a_file_is_written_beside_and_the_answer_says_where(sit: Sit) -> None:
    script = Script()
    script.on("export", Reply(compared(files=(CSV,))))
    sitting = sit(script)
    shown = await sitting.plays(b"export\nexport\n")
    first, second = sitting.exports / "watchlist.csv", sitting.exports / "watchlist-2.csv"
    assert shown.split("\n\n")[1] == f"File: {first}"
    assert shown.split("\n\n")[3] == f"File: {second}"
    assert first.read_bytes() == second.read_bytes() == CSV.content
    assert first.stat().st_mode & 0o777 == 0o600


async def test_as_json_the_text_says_where_a_file_is(sit: Sit) -> None:
    sitting = sit(Script(), as_json=True)
    message = compared(HOURS, files=(CSV,), language="fr")
    await sitting.front.send(outgoing(KEY, message))
    (shown,) = objects(sitting.shown())
    assert f"Fichier\u00a0: {sitting.exports / 'watchlist.csv'}" in shown["text"]
    assert HOURS.alt in shown["text"]
    assert set(shown) == {"kind", "channel", "text", "posts", "buttons"}


async def test_a_file_of_a_hostile_name_stays_in_its_folder(sit: Sit) -> None:
    sitting = sit(Script())
    hostile = Attachment("../../../x\u202e\x00.csv", "text/csv", b"x")
    await sitting.front.send(outgoing(KEY, compared(files=(hostile,))))
    assert [one.name for one in sitting.exports.iterdir()] == ["x.csv"]


async def test_no_link_is_followed_and_no_file_written_over(sit: Sit, tmp_path: Path) -> None:
    sitting = sit(Script())
    elsewhere = tmp_path / "elsewhere"
    sitting.exports.mkdir()
    (sitting.exports / CSV.name).symlink_to(elsewhere)
    await sitting.front.send(outgoing(KEY, compared(files=(CSV,))))
    assert not elsewhere.exists()
    assert (sitting.exports / "watchlist-2.csv").read_bytes() == CSV.content


async def test_a_file_that_cannot_be_written_is_told(sit: Sit) -> None:
    sitting = sit(Script())
    sitting.exports.write_text("a file where the folder should be")
    await sitting.front.send(outgoing(KEY, compared(files=(CSV,))))
    told = f"I could not write the file watchlist.csv into {sitting.exports}."
    assert told in sitting.shown()


async def test_the_past_of_a_terminal_cannot_be_read(sit: Sit) -> None:
    sitting = sit(Script())
    with pytest.raises(CantRead):
        await sitting.front.find(outgoing(KEY, Message("One")), None)  # type: ignore[arg-type]


def _all_of(master: int) -> str:
    """What a closed terminal showed: the system hands it over in pieces of its own choice."""
    shown = b""
    with suppress(OSError):  # the end
        while piece := os.read(master, 4096):
            shown += piece
    os.close(master)
    return shown.decode()


async def test_an_interactive_terminal_has_a_prompt_and_ends_with_control_d(
    tmp_path: Path,
) -> None:
    master, slave = pty.openpty()
    attributes = termios.tcgetattr(slave)
    attributes[3] &= ~termios.ECHO
    termios.tcsetattr(slave, termios.TCSANOW, attributes)
    with os.fdopen(slave, "r+b", buffering=0) as raw:
        screen = io.TextIOWrapper(cast("BinaryIO", raw), write_through=True)
        front = TerminalFront(
            Script(), LOG, drain=_nothing, stdin=screen, stdout=screen, exports=tmp_path
        )
        await front.start()
        os.write(master, b"list\n\x04")
        await asyncio.wait_for(front.run(), 10)
        screen.detach()
    shown = _all_of(master)
    assert shown.startswith("> ")
    assert "echo list\r\n\r\n> " in shown
