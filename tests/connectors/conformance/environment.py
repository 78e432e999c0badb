"""What this machine has set must not decide what a network is tested with."""

from __future__ import annotations

import pytest

from connectors import NETWORKS
from tests.connectors.recorded import kind_of


def unset(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of any network is set."""
    for network in NETWORKS:
        for name in kind_of(network).Config.model_fields:
            monkeypatch.delenv(name.upper(), raising=False)
            monkeypatch.delenv(name, raising=False)
