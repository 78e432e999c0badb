"""Environment and `.env` -> one frozen Settings. The networks' own settings live with them."""

from __future__ import annotations

from datetime import time
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, available_timezones

from dotenv import dotenv_values
from pydantic import BeforeValidator, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def parse_days(text: str) -> frozenset[int]:
    """ "mon-fri", "mon-sun", "mon,wed" -> days, Monday is 0. Raises ValueError in words."""
    days: set[int] = set()
    for part in text.lower().replace(" ", "").split(","):
        first, _, last = part.partition("-")
        if first not in WEEKDAYS or (last and last not in WEEKDAYS):
            raise ValueError(f"{text!r}: write days like mon-fri, mon-sun or mon,wed,fri")
        start, end = WEEKDAYS.index(first), WEEKDAYS.index(last or first)
        days.update(range(start, end + 1) if start <= end else {*range(start, 7), *range(end + 1)})
    return frozenset(days)


def _days(value: Any) -> Any:
    return parse_days(value) if isinstance(value, str) else value


def language_of(value: Any) -> str:
    """First two letters of what the system or a person wrote ("fr_FR.UTF-8"); else English."""
    code = str(value or "").strip().lower()[:2]
    return code if len(code) == 2 and code.isalpha() and code.isascii() else "en"


def _blank_to_none(value: Any) -> Any:
    return None if value == "" else value


def _names(value: Any) -> Any:
    """ "x, Mastodon" -> {"x", "mastodon"}."""
    if not isinstance(value, str):
        return value
    return frozenset(name.strip().lower() for name in value.split(",") if name.strip())


def _teams(value: Any) -> Any:
    """ "T1, T2" -> {"T1", "T2"}."""
    if not isinstance(value, str):
        return value
    return frozenset(name.strip() for name in value.split(",") if name.strip())


Secret = Annotated[SecretStr | None, BeforeValidator(_blank_to_none)]
Text = Annotated[str | None, BeforeValidator(_blank_to_none)]


class Settings(BaseSettings):
    """Everything an installation can set. Names are the environment's, in capitals."""

    model_config = SettingsConfigDict(
        frozen=True, extra="ignore", env_ignore_empty=True, hide_input_in_errors=True
    )

    database_url: str = "sqlite:///veilleur.db"
    slack_bot_token: Secret = None
    slack_app_token: Secret = None
    slack_signing_secret: Secret = None
    slack_client_id: Text = None
    slack_client_secret: Secret = None
    slack_token_key: Secret = None
    slack_access: Literal["claimed", "open"] = "claimed"
    slack_api_url: str = "https://slack.com/api/"
    slack_command_prefix: str = ""
    slack_partner_teams: Annotated[frozenset[str], NoDecode, BeforeValidator(_teams)] = frozenset()
    telegram_bot_token: Secret = None
    telegram_api_url: str = "https://api.telegram.org"
    telegram_access: Literal["claimed", "open"] = "claimed"
    telegram_webhook_secret: Secret = None
    networks: Annotated[frozenset[str], NoDecode, BeforeValidator(_names)] = frozenset()
    allowed_private_hosts: str = ""
    http_bind: Text = None
    public_url: Text = None
    min_poll_seconds: Annotated[float | None, Field(gt=0)] = None
    digest_time: time = time(8, 30)
    digest_days: Annotated[frozenset[int], NoDecode, BeforeValidator(_days)] = frozenset(range(5))
    timezone: str = "Europe/Paris"
    language: Annotated[str, BeforeValidator(language_of)] = "en"
    retention_days: Annotated[int, Field(ge=1)] = 90
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_format: Literal["text", "json"] = "text"

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        if value not in available_timezones():
            close = process.extractOne(value, available_timezones())[0]
            raise ValueError(f"no such time zone. Did you mean {close}?")
        return value

    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)


class SettingsError(Exception):
    """A setting can't be used. `problems`: (NAME, sentence), never a value."""

    def __init__(self, problems: list[tuple[str, str]]) -> None:
        super().__init__("; ".join(f"{name}: {why}" for name, why in problems))
        self.problems = problems


def load(env_file: Path) -> Settings:
    """The environment wins over the file, but for LANGUAGE, which systems set for themselves.

    Raises SettingsError.
    """
    written = dotenv_values(env_file) if env_file.is_file() else {}
    overrides = {"language": written["LANGUAGE"]} if written.get("LANGUAGE") else {}
    try:
        return Settings(_env_file=env_file, **overrides)  # type: ignore[call-arg, arg-type]
    except ValidationError as error:
        raise SettingsError(problems(error)) from None


def problems(error: ValidationError) -> list[tuple[str, str]]:
    return [
        (str(item["loc"][0]).upper(), item["msg"])
        for item in error.errors(include_input=False, include_url=False)
    ]


def unknown_names(env_file: Path, known: frozenset[str]) -> list[tuple[str, str | None]]:
    """Names in the file that nobody reads, each with the closest known one (or None)."""
    written = dotenv_values(env_file) if env_file.is_file() else {}
    strangers = sorted(name for name in written if name.upper() not in known)
    return [(name, closest(name.upper(), known)) for name in strangers]


def closest(name: str, known: frozenset[str]) -> str | None:
    found = process.extractOne(
        name, sorted(known), scorer=DamerauLevenshtein.normalized_similarity, score_cutoff=0.7
    )
    return str(found[0]) if found else None


def names(model: type[BaseSettings]) -> frozenset[str]:
    return frozenset(field.upper() for field in model.model_fields)
