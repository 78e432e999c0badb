"""What each network is set to, and the connectors that are built from it."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import SecretStr, ValidationError
from pydantic_settings import BaseSettings

from bot.settings import Settings, SettingsError, names, problems
from connectors import NETWORKS
from connectors.base import Connector


def connector_class(network: str) -> type[Connector]:
    """Imported on demand, so that a network that is off costs nothing."""
    module, _, name = NETWORKS[network].partition(":")
    found: type[Connector] = getattr(importlib.import_module(module), name)
    return found


def known_settings() -> frozenset[str]:
    """Every name that `.env` may hold."""
    every = names(Settings)
    for network in NETWORKS:
        every |= names(connector_class(network).Config)
    return every


def load_configs(env_file: Path) -> dict[str, BaseSettings]:
    """Each network's own settings. Raises SettingsError."""
    configs: dict[str, BaseSettings] = {}
    for network in NETWORKS:
        kind: Any = connector_class(network).Config
        try:
            configs[network] = kind(_env_file=env_file)
        except ValidationError as error:
            raise SettingsError(problems(error)) from None
    return configs


def load_connectors(configs: Mapping[str, BaseSettings]) -> dict[str, Connector]:
    built: dict[str, Connector] = {}
    for network, config in configs.items():
        kind: Any = connector_class(network)
        built[network] = kind(config)
    return built


def secret_values(*holders: BaseSettings) -> list[str]:
    """What must never be logged."""
    return [
        value.get_secret_value()
        for holder in holders
        for _, value in holder
        if isinstance(value, SecretStr)
    ]
