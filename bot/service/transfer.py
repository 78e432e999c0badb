"""Watchlists out and in: JSON keeps everything, CSV opens in a spreadsheet, OPML in readers."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime, time
from xml.sax.saxutils import quoteattr
from zoneinfo import available_timezones

from bot.core.model import Channel, ChannelKey, Mode, Person, Platform, Watch
from bot.store import channels, targets, watches
from bot.store.engine import Store, Tx
from connectors.base import Connector
from connectors.types import Account, Kind

_MANY = " | "
_RISKY = ("=", "+", "-", "@", "\t", "\r", "'")  # "'" so that reading gives back what was written
_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NOT_OURS = "This isn't a watchlist as `veilleur export` writes it"


class BadFile(Exception):
    """What is wrong with a file that should be imported, in words."""


@dataclass(frozen=True, slots=True)
class Row:
    """One watch, with enough of its channel and target to make them again."""

    platform: str
    bot: str
    chat: str
    topic: str
    channel: str
    private: bool
    language: str
    zone: str
    network: str
    kind: str
    key: str
    handle: str
    name: str
    url: str
    host: str
    ref: str
    mode: str
    include: str
    exclude: str
    originals_only: bool
    label: str


@dataclass(frozen=True, slots=True)
class Imported:
    """`skipped`: rows left out, each with the reason."""

    added: int
    known: int
    skipped: tuple[str, ...]


async def listed(store: Store) -> list[Row]:
    """Every live watch of the installation."""
    async with store.read() as tx:
        return [
            _row(channel, one)
            for channel in await channels.all_active(tx)
            for one in await watches.of_channel(tx, channel.id)
        ]


def _row(channel: Channel, one: Watch) -> Row:
    key, target = channel.key, one.target
    return Row(
        platform=key.platform.value,
        bot=key.bot,
        chat=key.chat,
        topic=key.topic,
        channel=channel.name,
        private=channel.private,
        language=channel.language,
        zone=channel.zone,
        network=target.network,
        kind=target.kind.value,
        key=target.key,
        handle=target.handle,
        name=target.name,
        url=target.url,
        host=target.host,
        ref=target.ref,
        mode=one.mode.value,
        include=_MANY.join(one.include),
        exclude=_MANY.join(one.exclude),
        originals_only=one.originals_only,
        label=one.label or "",
    )


def to_text(rows: Sequence[Row], ending: str) -> str:
    """`ending`: .json, .csv or .opml; others are written as JSON."""
    if ending == ".csv":
        out = io.StringIO()
        writer = csv.DictWriter(out, [one.name for one in fields(Row)])
        writer.writeheader()
        writer.writerows(
            {name: _cell(value) for name, value in asdict(row).items()} for row in rows
        )
        return out.getvalue()
    if ending == ".opml":
        return _opml(rows)
    return json.dumps([asdict(row) for row in rows], ensure_ascii=False, indent=1)


def _cell(value: object) -> object:
    """A text that a spreadsheet would run as a formula is shown as text instead."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_RISKY) else value


def _uncell(row: Mapping[str, object]) -> dict[str, object]:
    return {
        name: value[1:] if isinstance(value, str) and value.startswith("'") else value
        for name, value in row.items()
    }


def _opml(rows: Iterable[Row]) -> str:
    """Web feeds only: nothing else can be followed by a feed reader."""
    outlines = [
        f'<outline type="rss" text={_attribute(row.name)} xmlUrl={_attribute(row.url)}/>'
        for row in rows
        if row.kind == Kind.FEED.value
    ]
    body = "\n".join(outlines)
    head = "<head><title>Veilleur</title></head>"
    start = '<?xml version="1.0" encoding="UTF-8"?>\n<opml version="2.0">'
    return f"{start}{head}<body>\n{body}\n</body></opml>\n"


def _attribute(text: str) -> str:
    """Quoted, without what no XML may hold (https://www.w3.org/TR/xml/#charsets)."""
    return quoteattr(_NOT_XML.sub("", text))


def from_text(text: str, ending: str) -> list[Row]:
    """Rows of a file that `to_text` wrote. Raises BadFile."""
    if ending == ".opml":
        raise BadFile("OPML holds no channels: import a .json or .csv file that export wrote.")
    try:
        if ending == ".csv":
            return [_read(_uncell(one)) for one in csv.DictReader(io.StringIO(text))]
        return [_read(one) for one in json.loads(text)]
    except KeyError as error:
        raise BadFile(f"{_NOT_OURS}: {error.args[0]} is missing") from None
    except (ValueError, TypeError, RecursionError, csv.Error) as error:
        raise BadFile(f"{_NOT_OURS}: {error}") from None


def _read(one: Mapping[str, object]) -> Row:
    values: dict[str, object] = {}
    for field in fields(Row):
        value = one[field.name]
        if field.type == "bool":
            values[field.name] = str(value).lower() == "true"
        elif isinstance(value, str):
            values[field.name] = value
        else:
            raise ValueError(f"{field.name} is no text")
    row = Row(**values)  # type: ignore[arg-type]
    Platform(row.platform), Kind(row.kind), Mode(row.mode)
    if row.language not in ("fr", "en") or row.zone not in available_timezones():
        raise ValueError(f"no such language or time zone: {row.language}, {row.zone}")
    return row


async def put(
    store: Store, rows: Sequence[Row], connectors: Mapping[str, Connector], now: datetime
) -> Imported:
    """Add what isn't watched yet; all or nothing."""
    added, known = 0, 0
    skipped: list[str] = []
    async with store.begin() as tx:
        for row in rows:
            if row.network not in connectors:
                skipped.append(f"{row.name}: {row.network} isn't a network of this version")
                continue
            if await _put(tx, row, connectors[row.network], now):
                added += 1
            else:
                known += 1
    return Imported(added, known, tuple(skipped))


async def _put(tx: Tx, row: Row, connector: Connector, now: datetime) -> bool:
    key = ChannelKey(Platform(row.platform), row.bot, row.chat, row.topic)
    channel = await channels.ensure(
        tx,
        key,
        workspace=row.bot if key.platform is Platform.SLACK else row.chat,
        name=row.channel,
        private=row.private,
        language=row.language,
        zone=row.zone,
        digest_time=time(8, 30),
        digest_days=frozenset(range(5)),
        now=now,
    )
    account = Account(
        network=row.network,
        key=row.key,
        handle=row.handle,
        name=row.name,
        url=row.url,
        host=row.host,
        ref=row.ref,
        kind=Kind(row.kind),
    )
    credential = connector.credential(row.host, row.key)
    target = await targets.ensure(tx, account, credential=credential, now=now)
    _, created = await watches.add(
        tx,
        channel,
        target,
        Person("import", ""),
        mode=Mode(row.mode),
        include=tuple(word for word in row.include.split(_MANY) if word),
        exclude=tuple(word for word in row.exclude.split(_MANY) if word),
        originals_only=row.originals_only,
        label=row.label or None,
        now=now,
    )
    return created
