"""The settings file: what isn't ours in it stays to the letter."""

from __future__ import annotations

import io
import os
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path

from dotenv.parser import Binding, parse_stream

_PLAIN = re.compile(r"[\w.:/@+~=-]*", re.ASCII)


def plain(value: str) -> bool:
    """Can it stand in the file as it is?"""
    return _PLAIN.fullmatch(value) is not None


def changed(text: str, values: Mapping[str, str]) -> str:
    """The file's text with these values, each in its place: where it stood, or after `#NAME=`.

    Raises ValueError where a value isn't plain.
    """
    if not all(map(plain, values.values())):
        raise ValueError("a value with other characters than names, tokens and addresses have")
    bindings = list(parse_stream(io.StringIO(text, newline="")))
    parts = [one.original.string for one in bindings]
    end = "\r\n" if "\r\n" in text else "\n"
    for name, value in values.items():
        line = f"{name}={value}{end}"
        if (at := _last(bindings, name)) is not None:
            parts[at] = _lead(parts[at]) + line
        else:
            _put_beside_its_comment(parts, name, line, end)
    return "".join(parts)


def _last(bindings: list[Binding], name: str) -> int | None:
    """Of several the last one counts for those who read the file."""
    return next((n for n in reversed(range(len(bindings))) if bindings[n].key == name), None)


def _lead(part: str) -> str:
    """Empty lines, and the `export` of those who let a shell read the file."""
    found = re.match(r"\s*(?:export[^\S\r\n]+)?", part)
    return found[0] if found else ""


def _put_beside_its_comment(parts: list[str], name: str, line: str, end: str) -> None:
    known = next((n for n, part in enumerate(parts) if part.lstrip().startswith(f"#{name}=")), None)
    at = len(parts) - 1 if known is None else known
    if parts and parts[at] and not parts[at].endswith(("\n", "\r")):
        parts[at] += end
    parts.insert(at + 1, line)


def read(path: Path) -> str:
    """ "" where there is none. Raises OSError, UnicodeDecodeError."""
    if not path.exists():
        return ""
    with path.open(encoding="utf-8", newline="") as file:
        return file.read()


def write(path: Path, text: str) -> None:
    """All or nothing, readable by its owner alone. Raises OSError."""
    path = path.resolve()  # where it is a link, the file that it leads to
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f"{path.name}.")  # 0600
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
