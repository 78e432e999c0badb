"""What the front-ends' tests begin with."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.front import manifest
from tests.fakes.slack import Channel, FakeSlack


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """The client libraries would send what is meant for a fake to a proxy."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    """With the app's permissions, and the bot in one channel."""
    async with FakeSlack() as fake:
        fake.state.scopes = frozenset(manifest.SCOPES)
        fake.add(Channel("C1", "veille", member=True))
        yield fake
