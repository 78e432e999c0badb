"""Settings: what wins, what is refused, and that no value of a secret is ever shown."""

from __future__ import annotations

from datetime import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.app import known_settings, load_configs
from bot.settings import WEEKDAYS, Settings, SettingsError, load, parse_days, unknown_names

ROOT = Path(__file__).parents[1]


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in known_settings():
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def env_file(tmp_path: Path) -> Path:
    return tmp_path / ".env"


def test_without_any_setting_the_defaults_hold(env_file: Path) -> None:
    settings = load(env_file)
    assert settings.database_url == "sqlite:///veilleur.db"
    assert settings.digest_time == time(8, 30)
    assert settings.digest_days == frozenset(range(5))
    assert (settings.timezone, settings.language) == ("Europe/Paris", "en")
    assert settings.slack_bot_token is None


def test_the_environment_wins_over_the_file(
    env_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    env_file.write_text("RETENTION_DAYS=30\nLOG_LEVEL=DEBUG\n")
    monkeypatch.setenv("RETENTION_DAYS", "10")
    settings = load(env_file)
    assert (settings.retention_days, settings.log_level) == (10, "DEBUG")


def test_the_language_of_the_file_wins_over_the_systems(
    env_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANGUAGE", "en_GB:en")
    env_file.write_text("LANGUAGE=fr\n")
    assert load(env_file).language == "fr"


@pytest.mark.parametrize(
    ("system", "language"),
    [("fr_FR.UTF-8", "fr"), ("fr_CA:fr:en", "fr"), ("en", "en"), ("de_DE", "de"), ("C", "en")],
)
def test_a_systems_language_is_read_by_its_first_letters(
    env_file: Path, monkeypatch: pytest.MonkeyPatch, system: str, language: str
) -> None:
    monkeypatch.setenv("LANGUAGE", system)
    assert load(env_file).language == language


def test_an_empty_value_is_no_value(env_file: Path) -> None:
    env_file.write_text("SLACK_BOT_TOKEN=\nHTTP_BIND=\nMIN_POLL_SECONDS=\n")
    settings = load(env_file)
    assert (settings.slack_bot_token, settings.http_bind) == (None, None)
    assert settings.min_poll_seconds is None


@pytest.mark.parametrize(
    ("line", "name", "hint"),
    [
        ("TIMEZONE=Europe/Pari", "TIMEZONE", "Did you mean Europe/Paris?"),
        ("DIGEST_DAYS=mon-frb", "DIGEST_DAYS", "mon-fri"),
        ("DIGEST_TIME=25:00", "DIGEST_TIME", ""),
        ("RETENTION_DAYS=0", "RETENTION_DAYS", ""),
        ("MIN_POLL_SECONDS=-1", "MIN_POLL_SECONDS", ""),
        ("TELEGRAM_ACCESS=everyone", "TELEGRAM_ACCESS", ""),
        ("SLACK_ACCESS=everyone", "SLACK_ACCESS", ""),
    ],
)
def test_a_wrong_setting_is_named_with_what_to_write(
    env_file: Path, line: str, name: str, hint: str
) -> None:
    env_file.write_text(f"{line}\n")
    with pytest.raises(SettingsError) as wrong:
        load(env_file)
    (problem,) = wrong.value.problems
    assert problem[0] == name
    assert hint in problem[1]


def test_no_error_and_no_repr_shows_a_secret(env_file: Path) -> None:
    env_file.write_text("SLACK_BOT_TOKEN=xoxb-very-secret\nRETENTION_DAYS=xoxb-very-secret\n")
    with pytest.raises(SettingsError) as wrong:
        load(env_file)
    assert "very-secret" not in str(wrong.value)
    env_file.write_text("SLACK_BOT_TOKEN=xoxb-very-secret\n")
    assert "very-secret" not in repr(load(env_file))


def test_settings_can_not_be_changed_afterwards(env_file: Path) -> None:
    settings = load(env_file)
    with pytest.raises(ValueError, match="frozen"):
        settings.language = "fr"


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("mon-fri", {0, 1, 2, 3, 4}),
        ("mon-sun", set(range(7))),
        ("Mon, wed,FRI", {0, 2, 4}),
        ("sat-mon", {5, 6, 0}),
        ("sun", {6}),
    ],
)
def test_days_are_read_as_people_write_them(text: str, days: set[int]) -> None:
    assert parse_days(text) == days


@given(st.lists(st.sampled_from(WEEKDAYS), min_size=1))
def test_any_list_of_days_is_those_days(days: list[str]) -> None:
    assert parse_days(",".join(days)) == {WEEKDAYS.index(day) for day in days}


def test_a_name_that_nobody_reads_is_told_with_the_closest_one(env_file: Path) -> None:
    env_file.write_text("SLACK_BOT_TOKN=x\nFAVOURITE_COLOUR=blue\nLANGUAGE=fr\n")
    found = unknown_names(env_file, known_settings())
    assert found == [("FAVOURITE_COLOUR", None), ("SLACK_BOT_TOKN", "SLACK_BOT_TOKEN")]


def test_the_example_file_names_only_what_is_read_and_changes_nothing(env_file: Path) -> None:
    example = (ROOT / ".env.example").read_text()
    offered = "\n".join(
        line.removeprefix("#")
        for line in example.splitlines()
        if line.startswith("#") and line[1:2].isupper() and "=" in line and " " not in line
    )
    env_file.write_text(offered)
    assert len(offered.splitlines()) > 15
    assert unknown_names(env_file, known_settings()) == []
    assert load(env_file) == Settings()
    assert load_configs(env_file) == load_configs(env_file.with_name("none"))
