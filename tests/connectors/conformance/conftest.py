from __future__ import annotations

import pytest

from tests.connectors.conformance import environment


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    environment.unset(monkeypatch)
