"""Files for who sits at the terminal, written into a folder and never over another."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from bot.core.message import Attachment
from bot.render.graphics import file_name

MOST = 1000
"""Files of one name."""


def save(file: Attachment, folder: Path) -> Path:
    """Where it was written, readable by its owner alone. Raises OSError."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for path in _names(folder / file_name(file.name)):
        try:
            made = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            continue
        with os.fdopen(made, "wb") as out:
            out.write(file.content)
        return path
    raise FileExistsError(f"{MOST} files of that name")


def _names(path: Path) -> Iterator[Path]:
    """ "list.csv", "list-2.csv", "list-3.csv" …"""
    yield path
    yield from (path.with_stem(f"{path.stem}-{at}") for at in range(2, MOST + 1))
