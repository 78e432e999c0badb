"""The command line as people type it: a process, its words, its exit status."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Mapping
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot import __version__
from bot.cli.preparing import sentence
from bot.front.errors import FrontError
from bot.render.texts import CATALOGUES
from bot.render.words import Words
from bot.store.engine import AlreadyRunning, SchemaNewer, StoreUnavailable
from bot.store.lock import ProcessLock
from bot.store.urls import normalise_url

ROOT = Path(__file__).parents[2]
UNREACHABLE = "http://127.0.0.1:9"
OFFLINE = {
    "NETWORKS": "mastodon,bluesky,feed",
    "MASTODON_URL": UNREACHABLE,
    "BLUESKY_APPVIEW_URL": UNREACHABLE,
    "BLUESKY_PDS_URL": UNREACHABLE,
    "ALLOWED_PRIVATE_HOSTS": "127.0.0.1",
    "LOG_LEVEL": "ERROR",
}


class Desk:
    """A folder with an `.env`, and commands run in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.settings(**OFFLINE)

    def settings(self, **lines: str) -> None:
        env_file = self.folder / ".env"
        env_file.write_text("".join(f"{name}={value}\n" for name, value in lines.items()))
        env_file.chmod(0o600)

    def run(
        self, *arguments: str, env: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        """`veilleur ARGUMENTS`; nothing of this machine's own settings gets in."""
        kept = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **(env or {})}
        return subprocess.run(
            [sys.executable, "-m", "bot", *arguments],
            cwd=self.folder,
            env=kept,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
        )

    def rows(self) -> list[dict[str, object]]:
        found: list[dict[str, object]] = json.loads(self.run("export").stdout)["watches"]
        return found


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


WATCH = {
    "platform": "terminal",
    "bot": "local",
    "chat": "local",
    "topic": "",
    "channel": "",
    "private": True,
    "language": "en",
    "zone": "Europe/Paris",
    "network": "mastodon",
    "kind": "account",
    "key": "https://social.example/users/sage",
    "handle": "sage@social.example",
    "name": "=Sage",
    "url": "https://social.example/@sage",
    "host": "social.example",
    "ref": "1",
    "mode": "both",
    "filter": "",
    "originals_only": True,
    "label": "",
    "came_with": "",
}
HOME = {"platform": "terminal", "bot": "local", "workspace": "local"}


def test_the_version_is_one_line(desk: Desk) -> None:
    done = desk.run("--version")
    assert (done.returncode, done.stdout) == (0, f"{__version__}\n")


def test_without_a_command_the_commands_are_shown(desk: Desk) -> None:
    shown = desk.run().stdout
    for command in ("run", "demo", "check", "backup", "restore", "export", "import"):
        assert command in shown


def test_watchlists_go_out_and_in_by_any_kind_of_file(desk: Desk) -> None:
    source = desk.folder / "in.json"
    source.write_text(json.dumps([WATCH]))
    done = desk.run("import", "in.json")
    assert (done.returncode, done.stdout) == (0, "1 watch added, 0 there already.\n")
    assert desk.run("import", "in.json").stdout == "0 watches added, 1 there already.\n"
    assert desk.rows() == [WATCH]
    assert desk.run("export", "out.csv").stdout == "1 watch written to out.csv\n"
    assert "'=Sage" in (desk.folder / "out.csv").read_text()
    assert desk.run("import", "out.csv").stdout == "0 watches added, 1 there already.\n"


def test_firms_and_panels_go_along(desk: Desk) -> None:
    account = {name: WATCH[name] for name in ("network", "kind", "key", "handle", "name")}
    account |= {"url": "https://s.example", "host": "s.example", "ref": "1", "proof": "site"}
    firm = {"home": HOME, "slug": "sage", "name": "Sage", "site": "https://sage.example"}
    firm |= {"kind": "software", "relation": "competitor", "accounts": [account]}
    panel = {"home": HOME, "slug": "lyon", "name": "Lyon", "firms": ["sage"], "followers": []}
    whole = {"watches": [WATCH], "firms": [firm], "panels": [panel]}
    (desk.folder / "in.json").write_text(json.dumps(whole))
    assert desk.run("import", "in.json").stdout == (
        "1 watch added, 0 there already.\nWith it: 1 firm, 1 panel.\n"
    )
    for name in ("out.json", "out.csv", "out.opml"):
        done = desk.run("export", name)
        assert done.stdout == f"1 watch written to {name}\nWith it: 1 firm, 1 panel.\n"
        text = (desk.folder / name).read_text()
        assert all(word in text for word in ("Lyon", "Sage", "https://sage.example", "competitor"))
        again = desk.run("import", name)
        assert (again.returncode, again.stderr) == (0, "")
        assert "1 watch added" not in again.stdout


def test_a_file_that_is_no_watchlist_is_refused_in_one_sentence(desk: Desk) -> None:
    (desk.folder / "in.json").write_text("[{}]")
    done = desk.run("import", "in.json")
    assert done.returncode == 1
    assert done.stderr == (
        "This isn't a watchlist as `veilleur export` writes it: platform is missing\n"
    )
    (desk.folder / "in.csv").write_bytes(b"\xff\xfe\x00")
    assert desk.run("import", "in.csv").stderr == "in.csv isn't UTF-8 text.\n"
    assert "No such file" in desk.run("import", "none.json").stderr


def test_a_copy_can_be_put_back_and_the_replaced_database_is_kept(desk: Desk) -> None:
    (desk.folder / "in.json").write_text(json.dumps([WATCH]))
    desk.run("import", "in.json")
    assert desk.run("backup", "copy.db").stdout == "Copied to copy.db\n"
    with closing(sqlite3.connect(desk.folder / "veilleur.db")) as database:
        database.execute("UPDATE watch SET ended_at = created_at")
        database.commit()
    assert desk.rows() == []
    done = desk.run("restore", "copy.db")
    assert done.returncode == 0
    assert "veilleur.db.replaced-1" in done.stdout
    assert desk.rows() == [WATCH]
    assert (desk.folder / "veilleur.db.replaced-1").exists()


def test_a_backup_without_a_name_stands_beside_the_database(desk: Desk) -> None:
    desk.run("status")
    assert desk.run("backup").returncode == 0
    (made,) = desk.folder.glob("veilleur-*.backup.db")
    assert made.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["backup", "copy.db"], "there is no database veilleur.db"),
        (["restore", "none.db"], "there is no database none.db"),
        (["restore", "text.db"], "this file is not a backup of Veilleur"),
    ],
)
def test_what_can_not_be_copied_is_said_in_words(
    desk: Desk, arguments: list[str], said: str
) -> None:
    (desk.folder / "text.db").write_text("not a database")
    done = desk.run(*arguments)
    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr


async def test_a_second_veilleur_on_the_same_database_is_refused(desk: Desk) -> None:
    desk.run("status")
    async with ProcessLock(normalise_url("sqlite:///veilleur.db", desk.folder)):
        for arguments in (["run", "--terminal"], ["restore", "veilleur.db"]):
            done = desk.run(*arguments)
            assert (done.returncode, done.stdout) == (1, "")
            assert "Another Veilleur runs on this database already." in done.stderr


def test_status_is_told_from_the_database(desk: Desk) -> None:
    (desk.folder / "in.json").write_text(json.dumps([WATCH]))
    desk.run("import", "in.json")
    done = desk.run("status")
    assert done.returncode == 0
    first, second, third = done.stdout.splitlines()
    assert first == "1 channel, 1 watch, 1 source"
    assert second == "Mastodon: 1 source, all readable, last read never"
    assert third == "0 messages wait, 0 unconfirmed"


@pytest.mark.parametrize("command", ["status", "backup", "export", "run"])
def test_a_wrong_setting_is_named_before_anything_is_done(desk: Desk, command: str) -> None:
    desk.settings(**OFFLINE, TIMEZONE="Europe/Pari", DIGEST_DAYS="never")
    done = desk.run(command)
    assert done.returncode == 1
    assert "Please correct in .env:" in done.stderr
    assert "TIMEZONE: no such time zone. Write it like Europe/Paris." in done.stderr
    assert "DIGEST_DAYS: write days like mon-fri" in done.stderr
    assert not (desk.folder / "veilleur.db").exists()


def test_a_name_that_nobody_reads_and_an_open_file_are_told(desk: Desk) -> None:
    desk.settings(**OFFLINE, SLACK_BOT_TOKN="xoxb-1")
    (desk.folder / ".env").chmod(0o644)
    said = desk.run("status").stderr
    assert "nobody reads SLACK_BOT_TOKN. Did you mean SLACK_BOT_TOKEN?" in said
    assert "can be read by others on this machine" in said
    assert "xoxb-1" not in said


def test_a_check_asks_each_network_and_fails_when_one_does_not_answer(desk: Desk) -> None:
    done = desk.run("check", "--json")
    assert done.returncode == 1
    found = {one["what"]: one for one in map(json.loads, done.stdout.splitlines())}
    assert found["settings"]["ok"]
    assert found["database"]["ok"]
    assert not found["Mastodon"]["ok"]
    assert "127.0.0.1:9" in found["Mastodon"]["text"]
    assert "no token set" in found["chats"]["text"]


def test_a_check_explains_tokens_that_stand_in_the_wrong_place(desk: Desk) -> None:
    desk.settings(**OFFLINE, SLACK_BOT_TOKEN="xapp-1-secret", SLACK_APP_TOKEN="xapp-1-secret")
    done = desk.run("check")
    assert "WRONG  Slack: SLACK_BOT_TOKEN holds an app-level token (xapp-)." in done.stdout
    assert "secret" not in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("language", "there", "absent"),
    [("fr", "/suivre", "/watch"), ("en", "/watch", "/suivre"), ("both", "/suivre", "/cherche")],
)
def test_a_manifest_has_the_commands_of_its_language(
    desk: Desk, language: str, there: str, absent: str
) -> None:
    made = json.loads(desk.run("slack-manifest", "--language", language).stdout)
    commands = [one["command"] for one in made["features"]["slash_commands"]]
    assert there in commands
    assert absent not in commands


def test_a_language_that_is_not_spoken_is_refused(desk: Desk) -> None:
    done = desk.run("slack-manifest", "--language", "de")
    assert (done.returncode, done.stderr) == (1, "--language takes en, fr or both.\n")


def test_the_terminal_answers_what_was_asked_and_ends(desk: Desk) -> None:
    done = desk.run("run", "--json")
    assert done.returncode == 0
    assert all(json.loads(line) for line in done.stdout.splitlines())


# --- every error that starting may raise


ENGLISH = Words("en", "UTC", datetime(2026, 11, 23, tzinfo=UTC))
FRENCH = Words("fr", "UTC", datetime(2026, 11, 23, tzinfo=UTC))
FAULTS = sorted(key.removeprefix("front.") for key in CATALOGUES["en"] if key[:6] == "front.")


@pytest.mark.parametrize("words", [ENGLISH, FRENCH], ids=["en", "fr"])
@pytest.mark.parametrize("key", [key for key in FAULTS if key != "other"])
def test_each_fault_of_a_chat_is_a_sentence_with_its_setting(key: str, words: Words) -> None:
    text = sentence(words, FrontError(key, "SETTING"))
    assert text.endswith((".", "?", ")."))
    assert "SLACK" in text or "TELEGRAM" in text


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (AlreadyRunning("x"), "Stop it first."),
        (SchemaNewer("x"), "veilleur restore FILE."),
        (StoreUnavailable("the disk of the database fails"), "the disk of the database fails"),
        (FrontError("unheard_of", "SLACK_API_URL"), "SLACK_API_URL can't be used (unheard_of)."),
    ],
)
def test_each_fault_of_a_start_says_what_to_do(error: Exception, words: str) -> None:
    assert words in sentence(ENGLISH, error)


def test_the_command_line_speaks_the_language_of_the_settings(desk: Desk) -> None:
    desk.settings(**OFFLINE, LANGUAGE="fr", SLACK_BOT_TOKN="xoxb-1", SLACK_APP_TOKEN="xoxb-2")
    said = desk.run("check")
    assert "personne ne lit SLACK_BOT_TOKN. Vouliez-vous dire SLACK_BOT_TOKEN" in said.stdout
    assert "ERREUR" in said.stdout
    desk.settings(**OFFLINE, LANGUAGE="fr", TIMEZONE="Paris")
    said = desk.run("run", "--terminal")
    assert "À corriger dans .env" in said.stderr
    assert "fuseau horaire inconnu" in said.stderr


def test_a_newer_database_is_refused_in_the_operators_language(desk: Desk) -> None:
    desk.settings(**OFFLINE, LANGUAGE="fr")
    desk.run("status")
    with closing(sqlite3.connect(desk.folder / "veilleur.db")) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    said = desk.run("run", "--terminal")
    assert said.returncode == 1
    assert "écrite par un Veilleur plus récent" in said.stderr
