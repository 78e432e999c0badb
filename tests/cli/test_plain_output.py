"""No colours where nobody sees them or somebody refuses them, and nothing that turns in circles."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.cli.test_cli import OFFLINE, ROOT, Desk

COLOUR = re.compile(r"\x1b\[(?:[\d;]*;)?(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])(?:;[\d;]*)?m")
REDRAWN = re.compile(r"\r(?!\n)|\x1b\[\d*[AGKJ]|[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏]")
COMMANDS = [
    ("run", "--terminal"),
    ("check",),
    ("status",),
    ("export",),
    ("backup",),
    ("setup",),
    ("slack-manifest",),
    ("--help",),
    ("export", "--format", "odt"),
]
TOUR = ("demo", "--exit", "--lang", "fr")


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_pipe_gets_plain_text(command: tuple[str, ...], tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    ran = desk.run(*command, env={"TERM": "xterm-256color", "PYTHONUTF8": "1"})
    assert ran.stdout + ran.stderr
    assert "\x1b" not in ran.stdout + ran.stderr
    assert not REDRAWN.search(ran.stdout + ran.stderr)


def in_terminal(folder: Path, command: tuple[str, ...], env: Mapping[str, str]) -> str:
    """What the command writes on a terminal that nobody types at."""
    screen, inner = pty.openpty()
    kept = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", **env}
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", *command],
        cwd=folder,
        env=kept,
        stdin=subprocess.DEVNULL,
        stdout=inner,
        stderr=inner,
    )
    os.close(inner)
    written = b""
    try:
        while piece := os.read(screen, 65536):
            written += piece
    except OSError:  # the other end was closed
        pass
    os.close(screen)
    assert process.wait(60) is not None
    return written.decode(errors="replace")


@pytest.mark.parametrize("command", [TOUR, *COMMANDS], ids=" ".join)
def test_a_terminal_that_wants_no_colours_gets_none(
    command: tuple[str, ...], tmp_path: Path
) -> None:
    Desk(tmp_path)
    written = in_terminal(tmp_path, command, {"TERM": "xterm-256color", "NO_COLOR": "1"})
    assert written.strip()
    assert not COLOUR.search(written)
    assert not REDRAWN.search(written.replace("\r\n", "\n"))


def test_a_terminal_that_wants_colours_would_show_them(tmp_path: Path) -> None:
    Desk(tmp_path).settings(**OFFLINE)
    assert COLOUR.search(in_terminal(tmp_path, ("--help",), {"TERM": "xterm-256color"}))
