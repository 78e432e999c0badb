"""`veilleur run --terminal --json` and the command line's refusals, as another process."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sqlite3
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any

import pytest

from bot.clock import SystemClock
from bot.demo.fediverse import Fediverse
from bot.demo.server import serving
from tests.fakes.bluesky import Sky
from tests.fakes.slack import FakeSlack
from tests.scenarios.house import write_env

ROOT = Path(__file__).parents[2]
FIELDS = {"kind", "channel", "text", "posts", "buttons"}


@asynccontextmanager
async def networks(folder: Path, **settings: str) -> AsyncIterator[tuple[Path, Fediverse]]:
    """An `.env` for fake networks."""
    fediverse, sky = Fediverse(), Sky()
    async with serving(fediverse), sky.serving():
        lines = {
            "DATABASE_URL": "sqlite:///veilleur.db",
            "NETWORKS": "mastodon,bluesky,feed",
            "MASTODON_URL": fediverse.origin,
            "BLUESKY_APPVIEW_URL": sky.origin,
            "ALLOWED_PRIVATE_HOSTS": "127.0.0.1",
            "MIN_POLL_SECONDS": "1",
            "LANGUAGE": "en",
        }
        yield write_env(folder, {**lines, **settings}), fediverse


async def veilleur(env_file: Path, *arguments: str) -> Process:
    command = (sys.executable, "-m", "bot", *arguments, "--env-file", str(env_file))
    return await asyncio.create_subprocess_exec(
        *command, cwd=ROOT, env=dict(os.environ), stdin=PIPE, stdout=PIPE, stderr=PIPE
    )


async def finished(process: Process, typed: bytes = b"", within: float = 30) -> tuple[str, str]:
    async with asyncio.timeout(within):
        out, err = await process.communicate(typed)
    return out.decode(), err.decode()


def objects(out: str) -> list[Mapping[str, Any]]:
    """One JSON object a line and nothing else."""
    found = [json.loads(line) for line in out.splitlines()]
    assert all(set(one) == FIELDS for one in found)
    return found


async def test_every_line_of_json_is_an_answer_and_the_end_of_input_ends_it(
    tmp_path: Path,
) -> None:
    async with networks(tmp_path) as (env_file, fediverse):
        fediverse.add("durand", "Cabinet Durand", 1204)
        fediverse.post("durand", "Bonjour à tous", SystemClock().now())
        process = await veilleur(env_file, "run", "--terminal", "--json")
        typed = "watch @durand\nlist\n/search #rien\nwacth @x\n"
        out, _ = await finished(process, typed.encode())
    answers = objects(out)
    texts = "\n".join(str(one["text"]) for one in answers)
    assert process.returncode == 0
    for words in ("Cabinet Durand (Mastodon)", "Watched here: 1 account", "Nothing for #rien"):
        assert words in texts
    assert any({"label": "Yes", "command": "watch @x"} in one["buttons"] for one in answers), (
        "did you mean"
    )


async def test_an_alert_is_an_object_with_its_posts(tmp_path: Path) -> None:
    async with networks(tmp_path) as (env_file, fediverse):
        fediverse.add("durand", "Cabinet Durand", 1204)
        process = await veilleur(env_file, "run", "--terminal", "--json")
        assert process.stdin is not None
        assert process.stdout is not None
        host = fediverse.origin.removeprefix("http://")
        process.stdin.write(f"watch @durand@{host}\n".encode())
        seen: list[Mapping[str, Any]] = []
        async with asyncio.timeout(30):
            while not any(one["kind"] == "alert" for one in seen):
                [one] = objects((await process.stdout.readline()).decode())
                seen.append(one)
                if "is no post" not in str(one["text"]) and len(seen) == 1:
                    await looked(tmp_path / "veilleur.db")
                    fediverse.post("durand", "Une annonce", SystemClock().now())
        _, _ = await finished(process)
    alert = seen[-1]
    assert alert["posts"][0]["network"] == "mastodon"
    assert alert["posts"][0]["url"].startswith(fediverse.origin)
    assert "Une annonce" in alert["text"]


async def looked(path: Path) -> None:
    clock = SystemClock()
    with closing(sqlite3.connect(path)) as database:
        sql = "SELECT 1 FROM target WHERE baseline_at IS NOT NULL"
        while not database.execute(sql).fetchall():
            await clock.sleep(0.05)


async def test_sigterm_ends_it_with_status_0(tmp_path: Path) -> None:
    async with networks(tmp_path) as (env_file, _):
        process = await veilleur(env_file, "run", "--terminal", "--json")
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(b"status\n")
        async with asyncio.timeout(30):
            assert await process.stdout.readline()
        process.send_signal(signal.SIGTERM)
        await finished(process, within=10)
    assert process.returncode == 0


async def test_a_second_process_on_the_same_database_is_refused_in_words(tmp_path: Path) -> None:
    async with networks(tmp_path) as (env_file, _):
        first = await veilleur(env_file, "run", "--terminal", "--json")
        assert first.stdin is not None
        assert first.stdout is not None
        first.stdin.write(b"status\n")
        async with asyncio.timeout(30):
            assert await first.stdout.readline()
        second = await veilleur(env_file, "run", "--terminal", "--json")
        out, err = await finished(second)
        await finished(first)
    assert (second.returncode, out) == (1, "")
    assert err.strip().endswith("Another Veilleur runs on this database already. Stop it first.")


@pytest.mark.parametrize(
    ("tokens", "sentence"),
    [
        (("xapp-1-A", "xapp-1-B"), "SLACK_BOT_TOKEN holds an app-level token (xapp-)."),
        (("xoxb-1-A", "xoxb-1-B"), "SLACK_APP_TOKEN holds a bot token (xoxb-)."),
        (("xoxb-wrong", "xapp-fake-1"), "Slack refuses SLACK_BOT_TOKEN."),
    ],
)
async def test_a_wrong_token_is_named_with_where_it_belongs(
    tmp_path: Path, tokens: tuple[str, str], sentence: str
) -> None:
    async with networks(tmp_path) as (env_file, _), FakeSlack() as slack:
        lines = f"SLACK_BOT_TOKEN={tokens[0]}\nSLACK_APP_TOKEN={tokens[1]}\n"
        written = env_file.read_text() + lines + f"SLACK_API_URL={slack.api_url}\n"
        env_file.write_text(written)
        process = await veilleur(env_file, "run")
        out, err = await finished(process)
    assert process.returncode == 1
    assert sentence in err
    assert all(token not in out + err for token in tokens)


async def test_a_newer_database_is_refused_and_stays_as_it_is(tmp_path: Path) -> None:
    async with networks(tmp_path) as (env_file, _):
        await finished(await veilleur(env_file, "status"))
        path = tmp_path / "veilleur.db"
        with closing(sqlite3.connect(path, isolation_level=None)) as database:
            database.execute("UPDATE alembic_version SET version_num = '9999'")
        before = path.read_bytes()
        process = await veilleur(env_file, "run", "--terminal", "--json")
        out, err = await finished(process, b"list\n")
    assert (process.returncode, out) == (1, "")
    assert "This database was written by a newer Veilleur." in err
    assert path.read_bytes() == before


async def test_an_unknown_name_in_the_settings_gets_a_did_you_mean(tmp_path: Path) -> None:
    async with networks(tmp_path, TELEGRAM_BOTTOKEN="x") as (env_file, _):
        process = await veilleur(env_file, "status")
        _, err = await finished(process)
    assert process.returncode == 0
    assert "nobody reads TELEGRAM_BOTTOKEN. Did you mean TELEGRAM_BOT_TOKEN?" in err
