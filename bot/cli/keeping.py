"""veilleur status, backup, restore, export and import: they need only the database."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.app import load_configs, load_connectors
from bot.cli.preparing import Unready, database_url, prepare, say, sentence, words_for
from bot.clock import SystemClock
from bot.render.words import Words
from bot.service.carried import BadFile, Carried
from bot.service.transfer import listed, put
from bot.service.transfer_files import from_text, to_text
from bot.store import schema
from bot.store import status as numbers
from bot.store.backup import BackupRefused
from bot.store.backup import backup as copy
from bot.store.backup import restore as put_back
from bot.store.engine import Store
from bot.store.errors import AlreadyRunning, SchemaNewer, StoreUnavailable
from bot.store.status import NetworkState
from bot.store.urls import sqlite_path

FAULTS = (Unready, BackupRefused, BadFile, AlreadyRunning, SchemaNewer, StoreUnavailable, OSError)


@asynccontextmanager
async def opened(env_file: Path) -> AsyncIterator[Store]:
    """The database at this version's schema."""
    url = database_url(prepare(env_file), env_file)
    await schema.upgrade(url)
    store = Store(url)
    try:
        yield store
    finally:
        await store.close()


async def status(env_file: Path) -> int:
    """0, or 1 when something can't be read."""
    words = words_for(env_file)
    try:
        async with opened(env_file) as store, store.read() as tx:
            totals = await numbers.totals(tx)
            networks = await numbers.networks(tx)
    except FAULTS as error:
        say(sentence(words, error))
        return 1
    counts = [
        words("cli.channels", n=totals.channels),
        words("cli.watches", n=totals.watches),
        words("cli.sources", n=totals.targets),
    ]
    say(", ".join(counts), sys.stdout)
    for one in networks:
        say(_network(words, one), sys.stdout)
    waiting = words("cli.status.waiting", n=totals.pending)
    say(f"{waiting}, {words('cli.status.unconfirmed', n=totals.unconfirmed)}", sys.stdout)
    return 1 if any(one.failing for one in networks) else 0


def _network(words: Words, one: NetworkState) -> str:
    last = one.last_good_at
    return words(
        "cli.status.failing" if one.failing else "cli.status.good",
        network=words.network(one.network),
        sources=words("cli.sources", n=one.targets),
        n=one.failing,
        when=last.isoformat(timespec="minutes") if last else words("cli.status.never"),
    )


async def backup(env_file: Path, file: Path | None) -> int:
    words = words_for(env_file)
    try:
        url = database_url(prepare(env_file), env_file)
        path = sqlite_path(url)
        if file is None:
            stamp = SystemClock().now().strftime("%Y%m%d-%H%M%S")
            folder, stem = (path.parent, path.stem) if path else (Path.cwd(), "veilleur")
            file = folder / f"{stem}-{stamp}.backup.db"
        await copy(url, file)
    except FAULTS as error:
        say(sentence(words, error))
        return 1
    say(words("cli.copied", file=file), sys.stdout)
    return 0


async def restore(env_file: Path, file: Path) -> int:
    words = words_for(env_file)
    try:
        kept = await put_back(database_url(prepare(env_file), env_file), file)
    except FAULTS as error:
        say(sentence(words, error))
        return 1
    key = "cli.restored.kept" if kept else "cli.restored"
    say(words(key, file=file, kept=kept), sys.stdout)
    return 0


async def export(env_file: Path, file: Path | None) -> int:
    words = words_for(env_file)
    try:
        async with opened(env_file) as store:
            carried = await listed(store, SystemClock().now())
        text = to_text(carried, file.suffix.lower() if file else ".json")
        if file is None:
            say(text, sys.stdout)
            return 0
        await asyncio.to_thread(file.write_text, text, encoding="utf-8")
    except FAULTS as error:
        say(sentence(words, error))
        return 1
    say(words("cli.exported", n=len(carried.watches), file=file), sys.stdout)
    _say_firms(words, len(carried.firms), len(carried.panels))
    return 0


def _say_firms(words: Words, firms: int, panels: int) -> None:
    if firms or panels:
        said = words("panels.firms", n=firms), words("panels.title", n=panels)
        say(words("cli.with_firms", firms=said[0], panels=said[1]), sys.stdout)


async def import_(env_file: Path, file: Path) -> int:
    words = words_for(env_file)
    try:
        text = await asyncio.to_thread(file.read_text, encoding="utf-8-sig")
        carried: Carried = from_text(text, file.suffix.lower())
        async with opened(env_file) as store:
            connectors = load_connectors(load_configs(env_file))
            done = await put(store, carried, connectors, SystemClock().now())
    except FAULTS as error:
        say(sentence(words, error))
        return 1
    except UnicodeDecodeError:
        say(words("cli.not_utf8", file=file))
        return 1
    say(words("cli.imported", n=done.added, known=done.known), sys.stdout)
    _say_firms(words, done.firms, done.panels)
    for one in done.skipped:
        say(words("cli.left_out", what=one))
    return 0
