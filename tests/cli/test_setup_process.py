"""`veilleur setup` as a process: in a terminal of its own, and fed through a pipe."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import subprocess
import sys
import termios
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path

import pytest
from dotenv import dotenv_values

from tests.fakes.slack import FakeSlack
from tests.fakes.telegram import FakeTelegram

ROOT = Path(__file__).parents[2]
COMMAND = (sys.executable, "-m", "bot", "setup")
BOT, APP, TELEGRAM = "xoxb-fake-1", "xapp-fake-1", "1:T"
ESCAPE = "\x1b"


@pytest.fixture
async def folder(tmp_path: Path) -> AsyncIterator[Path]:
    async with FakeSlack() as slack, FakeTelegram() as telegram:
        lines = (f"SLACK_API_URL={slack.api_url}", f"TELEGRAM_API_URL={telegram.url}")
        (tmp_path / ".env").write_text("# mine\n" + "\n".join(lines) + "\n")
        yield tmp_path


def environment(**more: str) -> Mapping[str, str]:
    own = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    return own | {"TERM": "xterm-256color"} | more


class Terminal:
    """A process with a terminal of its own, as a person has."""

    def __init__(self, folder: Path, env: Mapping[str, str]) -> None:
        self._screen, inner = pty.openpty()
        self.text = ""
        self._process = subprocess.Popen(
            COMMAND,
            cwd=folder,
            env=env,
            stdin=inner,
            stdout=inner,
            stderr=inner,
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
        )
        os.close(inner)

    def reads(self, words: str, within: float = 30.0) -> None:
        """Wait for these words after those that were waited for before."""
        until, unread = time.monotonic() + within, ""
        while words not in unread:
            ready, _, _ = select.select([self._screen], [], [], until - time.monotonic())
            assert ready, f"no {words!r} after {self.text[-800:]!r}"
            try:
                piece = os.read(self._screen, 65536).decode(errors="replace")
            except OSError:  # its other end was closed
                piece = ""
            assert piece, f"it ended without {words!r}: {self.text[-800:]!r}"
            unread += piece
            self.text += piece

    def types(self, line: str) -> None:
        os.write(self._screen, f"{line}\n".encode())

    def interrupts(self) -> None:
        os.write(self._screen, b"\x03")

    def ends(self, within: float = 30.0) -> int:
        """Its status, once it has shown all it had to say."""
        until = time.monotonic() + within
        with contextlib.suppress(OSError):  # its other end was closed
            while select.select([self._screen], [], [], max(0, until - time.monotonic()))[0]:
                piece = os.read(self._screen, 65536)
                if not piece:
                    break
                self.text += piece.decode(errors="replace")
        os.close(self._screen)
        try:
            return self._process.wait(max(0, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            self._process.kill()
            raise


def play(terminal: Terminal, script: Sequence[tuple[str, str]]) -> None:
    for question, answer in script:
        terminal.reads(question)
        terminal.types(answer)


SCRIPT = (
    ("1, 2 [1]: ", "1"),
    ("[Paris]: ", "Lyon"),
    ("[08:30]: ", ""),
    ("[Y/n]: ", "y"),
    ("(xoxb-…): ", BOT),
    ("(xapp-…): ", APP),
    ("[Y/n]: ", "y"),
    ("The bot's token: ", TELEGRAM),
    ("go on: ", ""),
    ("[Y/n]: ", ""),
)


@pytest.mark.parametrize(
    ("env", "coloured"),
    [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)],
    ids=["colours", "no colours", "dumb"],
)
async def test_in_a_terminal_secrets_do_not_show_and_colours_are_as_wanted(
    folder: Path, env: Mapping[str, str], coloured: bool
) -> None:
    terminal = Terminal(folder, environment(**env))
    await asyncio.to_thread(play, terminal, SCRIPT)
    assert await asyncio.to_thread(terminal.ends) == 0
    assert not any(secret in terminal.text for secret in (BOT, APP, TELEGRAM))
    assert dotenv_values(folder / ".env")["SLACK_APP_TOKEN"] == APP
    assert "Then say that it is you who runs it" in terminal.text
    assert (f"{ESCAPE}[" in terminal.text.replace(f"{ESCAPE}[?2004", "")) is coloured


async def test_ctrl_c_leaves_the_file_and_the_terminal_as_they_were(folder: Path) -> None:
    before = (folder / ".env").read_bytes()
    terminal = Terminal(folder, environment())
    await asyncio.to_thread(play, terminal, SCRIPT[:4])
    await asyncio.to_thread(terminal.reads, "(xoxb-…): ")
    terminal.interrupts()
    assert await asyncio.to_thread(terminal.ends) == 130
    assert "Nothing was changed: .env is as it was." in terminal.text
    assert "Traceback" not in terminal.text
    assert (folder / ".env").read_bytes() == before


async def piped(folder: Path, text: str) -> tuple[int, str, str]:
    process = await asyncio.create_subprocess_exec(
        *COMMAND,
        cwd=folder,
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    out, err = await process.communicate(text.encode())
    assert process.returncode is not None
    return process.returncode, out.decode(), err.decode()


async def test_lines_of_a_pipe_are_its_answers(folder: Path) -> None:
    answers = "\n".join(answer for _, answer in SCRIPT) + "\n"
    status, out, err = await piped(folder, answers)
    assert (status, err) == (0, "")
    assert dotenv_values(folder / ".env")["TELEGRAM_BOT_TOKEN"] == TELEGRAM
    assert (folder / ".env").read_text().startswith("# mine\n")
    assert ESCAPE not in out
    assert not any(secret in out for secret in (BOT, APP))
    assert "City, for the hours that you will read [Paris]: Lyon\n" in out


async def test_a_pipe_that_ends_too_soon_is_told_where(folder: Path) -> None:
    before = (folder / ".env").read_bytes()
    status, _, err = await piped(folder, f"1\nLyon\n\ny\n{BOT}\n")
    assert status == 1
    assert err == (
        "The input ended before this was answered: App-level token (xapp-…). Nothing was written.\n"
    )
    assert (folder / ".env").read_bytes() == before


async def test_run_prints_the_code_that_setup_printed(folder: Path) -> None:
    answers = "\n".join(answer for _, answer in SCRIPT) + "\n"
    _, out, _ = await piped(folder, answers)
    code = re.findall(r"veille claim (\S{9}) ", out)
    process = await asyncio.create_subprocess_exec(
        *COMMAND[:-1],
        "run",
        cwd=folder,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert process.stdout is not None
    lines = [(await process.stdout.readline()).decode() for _ in range(2)]
    process.send_signal(signal.SIGTERM)
    await process.communicate()
    assert re.findall(r"/start (\S{9}) ", lines[1]) == code
