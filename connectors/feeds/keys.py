"""What makes an item of a feed the same item at the next look, and what must be remembered for it.

Feeds give all their items one id, reuse ids for other texts, and leave them out.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import msgspec

from connectors.parsing.feed import Entry

REUSED_AFTER = timedelta(days=30)
REMEMBERED = 600  # items: at about 60 bytes each, well below a cursor's 64 KB
LONGEST_ID = 300


class Memory(msgspec.Struct, frozen=True, array_like=True):
    """An item as last seen. `at`: seconds since 1970, 0 undated. `suffix`: told apart by it."""

    at: int
    text: str
    suffix: str = ""


class Cursor(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where a feed stands. `at`: its address once it has moved. `etag`, `modified`: verbatim.

    `parser`: the one that read it first: another might give other ids. `by_link`: its ids are all
    alike. `seen`: by shortened id, the most recent last.
    """

    at: str = ""
    parser: str = ""
    etag: str = ""
    modified: str = ""
    by_link: bool = False
    seen: dict[str, Memory] = {}

    @classmethod
    def read(cls, text: str | None) -> Cursor:
        """What write() gave; a fresh one for anything else."""
        try:
            return msgspec.json.decode(text or "", type=cls)
        except msgspec.DecodeError:
            return cls()

    def write(self) -> str:
        return msgspec.json.encode(self).decode()


@dataclass(frozen=True, slots=True)
class Named:
    """The entries of one page, each with an id of its own, and what the next look must know.

    `joined`: this page holds something of what was seen before, so nothing in between is missing.
    """

    entries: tuple[tuple[str, Entry], ...]
    joined: bool
    by_link: bool
    seen: Mapping[str, Memory]


def name(entries: Sequence[Entry], cursor: Cursor) -> Named:
    """Give each entry its id: guid, else link, else the hash of its words. Doubles are dropped."""
    by_link = cursor.by_link or _all_alike(entries)
    unique: dict[str, Entry] = {}
    for ident, entry in zip(_idents(entries, by_link=by_link), entries, strict=True):
        unique.setdefault(ident, entry)
    shorts = {ident: _short(ident) for ident in unique}
    fresh = {
        short: _remember(unique[ident], cursor.seen.get(short)) for ident, short in shorts.items()
    }
    older = [(short, memory) for short, memory in cursor.seen.items() if short not in fresh]
    return Named(
        entries=tuple(
            (_bounded(ident) + fresh[shorts[ident]].suffix, entry)
            for ident, entry in unique.items()
        ),
        joined=not cursor.seen or len(older) < len(cursor.seen),
        by_link=by_link,
        seen=dict(older[-(REMEMBERED - len(fresh)) :]) | fresh,
    )


def _all_alike(entries: Sequence[Entry]) -> bool:
    ids = {entry.id for entry in entries}
    return len(entries) > 1 and len(ids) == 1 and bool(ids.pop())


def _idents(entries: Sequence[Entry], *, by_link: bool) -> list[str]:
    first = [("" if by_link else entry.id) or entry.link or _words(entry) for entry in entries]
    shared = {ident for ident, count in Counter(first).items() if count > 1}
    links = Counter((ident, entry.link) for ident, entry in zip(first, entries, strict=True))
    return [
        ident if ident not in shared else _apart(ident, entry, links[ident, entry.link] > 1)
        for ident, entry in zip(first, entries, strict=True)
    ]


def _apart(ident: str, entry: Entry, same_link: bool) -> str:
    return f"{ident}|{_words(entry) if same_link else entry.link}"


def _remember(entry: Entry, before: Memory | None) -> Memory:
    """The same id with other words, dated a month later, is another item."""
    now = Memory(_seconds(entry.published), _words(entry)[:8])
    if before is None:
        return now
    if now.at < before.at:
        return before
    later = now.at - before.at > REUSED_AFTER.total_seconds()
    reused = before.at and later and now.text != before.text
    suffix = f"@{_day(now.at)}" if reused else before.suffix
    return msgspec.structs.replace(now, suffix=suffix)


def _seconds(at: datetime | None) -> int:
    return int(at.timestamp()) if at else 0


def _day(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).date().isoformat()


def _words(entry: Entry) -> str:
    return _digest(f"{entry.title}\n{entry.text}")


def _bounded(ident: str) -> str:
    return ident if len(ident) <= LONGEST_ID else _digest(ident)


def _short(ident: str) -> str:
    return _digest(ident)[:12]


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()
