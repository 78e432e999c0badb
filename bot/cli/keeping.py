"""veilleur status, backup, restore, export and import: they need only the database."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.app import load_configs, load_connectors
from bot.cli.preparing import Unready, database_url, prepare, say, sentence
from bot.clock import SystemClock
from bot.service.transfer import BadFile, Imported, from_text, listed, put, to_text
from bot.store import schema
from bot.store import status as numbers
from bot.store.backup import BackupRefused
from bot.store.backup import backup as copy
from bot.store.backup import restore as put_back
from bot.store.engine import Store
from bot.store.errors import AlreadyRunning, SchemaNewer, StoreUnavailable
from bot.store.urls import sqlite_path

_FAULTS = (Unready, BackupRefused, BadFile, AlreadyRunning, SchemaNewer, StoreUnavailable, OSError)


@asynccontextmanager
async def _store(env_file: Path) -> AsyncIterator[Store]:
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
    try:
        async with _store(env_file) as store, store.read() as tx:
            totals = await numbers.totals(tx)
            networks = await numbers.networks(tx)
    except _FAULTS as error:
        say(sentence(error))
        return 1
    out = sys.stdout
    say(f"{totals.channels} channels, {totals.watches} watches, {totals.targets} sources", out)
    for one in networks:
        state = f"{one.failing} of {one.targets} can't be read" if one.failing else "all readable"
        last = one.last_good_at.isoformat(timespec="minutes") if one.last_good_at else "never"
        say(f"{one.network}: {one.targets} sources, {state}, last read {last}", out)
    say(f"{totals.pending} messages wait, {totals.unconfirmed} unconfirmed", out)
    return 1 if any(one.failing for one in networks) else 0


async def backup(env_file: Path, file: Path | None) -> int:
    try:
        url = database_url(prepare(env_file), env_file)
        path = sqlite_path(url)
        if file is None:
            stamp = SystemClock().now().strftime("%Y%m%d-%H%M%S")
            folder, stem = (path.parent, path.stem) if path else (Path.cwd(), "veilleur")
            file = folder / f"{stem}-{stamp}.backup.db"
        await copy(url, file)
    except _FAULTS as error:
        say(sentence(error))
        return 1
    say(f"Copied to {file}", sys.stdout)
    return 0


async def restore(env_file: Path, file: Path) -> int:
    try:
        kept = await put_back(database_url(prepare(env_file), env_file), file)
    except _FAULTS as error:
        say(sentence(error))
        return 1
    note = f" The replaced database is kept as {kept}." if kept else ""
    say(f"Restored from {file}.{note} Start it with: veilleur run", sys.stdout)
    return 0


async def export(env_file: Path, file: Path | None) -> int:
    try:
        async with _store(env_file) as store:
            rows = await listed(store)
        text = to_text(rows, file.suffix.lower() if file else ".json")
        if file is None:
            say(text, sys.stdout)
            return 0
        await asyncio.to_thread(file.write_text, text, encoding="utf-8")
    except _FAULTS as error:
        say(sentence(error))
        return 1
    say(f"{len(rows)} watches written to {file}", sys.stdout)
    return 0


async def import_(env_file: Path, file: Path) -> int:
    try:
        text = await asyncio.to_thread(file.read_text, encoding="utf-8-sig")
        rows = from_text(text, file.suffix.lower())
        async with _store(env_file) as store:
            connectors = load_connectors(load_configs(env_file))
            done: Imported = await put(store, rows, connectors, SystemClock().now())
    except _FAULTS as error:
        say(sentence(error))
        return 1
    except UnicodeDecodeError:
        say(f"{file} isn't UTF-8 text.")
        return 1
    say(f"{done.added} watches added, {done.known} were there already.", sys.stdout)
    for one in done.skipped:
        say(f"Left out: {one}")
    return 0
