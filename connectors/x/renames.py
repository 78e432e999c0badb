"""Who has an id now."""

from __future__ import annotations

from collections.abc import Sequence

from connectors.errors import UnexpectedPayload
from connectors.payload import many
from connectors.types import Conversation
from connectors.x.api import Api
from connectors.x.payload import User, body


def lookup(api: Api, ids: Sequence[str]) -> Conversation[Sequence[User]]:
    """Those of them that exist. https://docs.x.com/x-api/users/get-users-by-ids"""
    answer = yield from api.users(ids, by="ids", sample=False)
    try:
        return many(body(answer).get("data"), User)[0]
    except UnexpectedPayload:
        return []
