"""A recorded stream of posts, read one line at a time."""

from __future__ import annotations

import gzip
import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, cast

from bot.core.trends import same

_GZIP = b"\x1f\x8b"
_YEAR_3000 = 32_503_680_000


@dataclass(frozen=True, slots=True)
class Line:
    """A post. `at`: seconds since 1970. `tags`: in one writing, each once."""

    author: str
    at: float
    id: str
    tags: tuple[str, ...]
    repost: bool = False
    domain: str | None = None
    new: bool | None = None
    bot: bool = False


def read(path: Path) -> Iterator[Line]:
    """The posts of a file of JSON lines, plain or gzip, oldest first.

    `a` (or `author`) and `t` (or `created_at`; seconds since 1970, or an ISO time) must be there;
    `id`, `tags`, `rt`, `domain`, `new` and `bot` may be. Without `domain` it is the host of an
    author's address, as in name@host. Raises OSError, or ValueError that names the line.
    """
    newest = -math.inf
    with _open(path) as lines:
        for number, text in enumerate(lines, 1):
            if not text.strip():
                continue
            line = _line(number, text)
            if line.at < newest:
                raise ValueError(f"line {number}: older than the line before; sort the file by t")
            newest = line.at
            yield line


def _open(path: Path) -> IO[bytes]:
    with path.open("rb") as file:
        packed = file.read(2) == _GZIP
    return cast("IO[bytes]", gzip.open(path)) if packed else path.open("rb")


def _line(number: int, text: bytes) -> Line:
    try:
        value = json.loads(text)
    except ValueError:
        raise ValueError(f"line {number}: not JSON") from None
    if not isinstance(value, dict):
        raise ValueError(f"line {number}: not an object")
    author, tags = value.get("a", value.get("author")), value.get("tags") or []
    at = _seconds(value.get("t", value.get("created_at")))
    if not isinstance(author, str) or not author:
        raise ValueError(f"line {number}: no author (a)")
    if at is None:
        raise ValueError(f"line {number}: no time (t)")
    if not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags):
        raise ValueError(f"line {number}: tags must be a list of texts")
    return Line(
        author,
        at,
        str(value.get("id", number)),
        tuple(dict.fromkeys(same(tag.removeprefix("#")) for tag in tags if tag.strip("#"))),
        repost=bool(value.get("rt")),
        domain=value.get("domain") or author.removeprefix("@").partition("@")[2] or None,
        new=value.get("new"),
        bot=bool(value.get("bot")),
    )


def _seconds(value: Any) -> float | None:
    if isinstance(value, str):
        try:
            read = datetime.fromisoformat(value)
        except ValueError:
            return None
        return (read if read.tzinfo else read.replace(tzinfo=UTC)).timestamp()
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value if 0 <= value < _YEAR_3000 else None
