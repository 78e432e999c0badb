"""The fake's page where a person lets an app into their workspace, and what it gives the app."""

from __future__ import annotations

import base64
import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from aiohttp import web

from tests.fakes.http import Arguments
from tests.fakes.slack_model import BOT_USER

if TYPE_CHECKING:
    from tests.fakes.slack_server import SlackServer

CLIENT_ID, CLIENT_SECRET = "12.34", "client-secret-1"


@dataclass(slots=True)
class Consent:
    """`chosen`: the workspace that the person picks. `refuses`: they press Cancel.

    https://docs.slack.dev/authentication/installing-with-oauth
    """

    teams: Sequence[SlackServer]
    chosen: int = 0
    refuses: bool = False
    name: str = "Test"
    _codes: dict[str, tuple[SlackServer, str]] = field(default_factory=dict)
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    async def ask(self, request: web.Request) -> web.Response:
        asked = request.query
        if asked.get("client_id") != CLIENT_ID or not asked.get("scope"):
            return web.Response(status=400, text="invalid_client_id or no scope")
        known = {"state": asked["state"]}
        if self.refuses:
            answer = {"error": "access_denied", **known}
        else:
            answer = {"code": f"code-{next(self._numbers)}", **known}
            self._codes[answer["code"]] = self.teams[self.chosen], asked["redirect_uri"]
        raise web.HTTPFound(f"{asked['redirect_uri']}?{urlencode(answer)}")

    def exchange(self, request: web.Request, arguments: Arguments) -> Mapping[str, Any]:
        """https://docs.slack.dev/reference/methods/oauth.v2.access"""
        known = base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
        if request.headers.get("Authorization") != f"Basic {known}":
            return {"ok": False, "error": "bad_client_secret"}
        found = self._codes.pop(str(arguments.get("code")), None)
        if found is None:
            return {"ok": False, "error": "invalid_code"}
        if found[1] != arguments.get("redirect_uri"):
            return {"ok": False, "error": "bad_redirect_uri"}
        return self._granted(found[0])

    def _granted(self, server: SlackServer) -> Mapping[str, Any]:
        state = server.state
        org = {"id": state.enterprise, "name": f"{self.name} org"} if state.enterprise else None
        team = None if state.whole else {"id": state.team, "name": f"{self.name} {state.team}"}
        bot = {"access_token": server.bot_token, "token_type": "bot", "bot_user_id": BOT_USER}
        whose = {"team": team, "enterprise": org, "is_enterprise_install": state.whole}
        scope = ",".join(sorted(state.scopes))
        return (
            {"ok": True, "app_id": "A1", "scope": scope, "authed_user": {"id": "U1"}} | bot | whose
        )
