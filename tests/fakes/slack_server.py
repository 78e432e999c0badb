"""The platform's side of the fake Slack: it answers what the bot asks."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from bot.clock import Clock
from tests.fakes.http import Call, FakeServer, Fault, json_fault, read_arguments
from tests.fakes.slack_files import take
from tests.fakes.slack_link import Ack, Link, SocketMode
from tests.fakes.slack_model import TEAM, Channel, Person, SlackError, Workspace
from tests.fakes.slack_oauth import Consent
from tests.fakes.slack_rules import Problems, check_message
from tests.fakes.slack_web import METHODS, has_charts, run

RESPONSE_FIELDS = frozenset(
    {"text", "blocks", "attachments", "response_type", "replace_original", "delete_original"}
    | {"unfurl_links", "unfurl_media", "mrkdwn", "thread_ts", "metadata"}
)


def error(name: str, retry_after: int | None = None) -> Fault:
    """Slack's refusal of a call; with `retry_after` seconds it is a 429."""
    headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
    status = 200 if retry_after is None else 429
    return json_fault(status, {"ok": False, "error": name}, headers)


class SlackServer(FakeServer):
    """The platform: state, tokens, Web API, response_urls and the link to the bot.

    `teams`: all workspaces whose Web API this one answers. `heard`: what was asked of this one.
    """

    def __init__(
        self, clock: Clock | None = None, team: str = TEAM, bot_token: str = "xoxb-fake-1"
    ) -> None:
        super().__init__(clock)
        self.bot_token, self.app_token = bot_token, "xapp-fake-1"
        self.state = Workspace(self.clock, self.changed, url=lambda: self.url, team=team)
        self.teams: list[SlackServer] = [self]
        self.oauth = Consent(self.teams)
        self.socket = SocketMode(self.clock, self.changed)
        self.link: Link = self.socket
        self.acks: list[Ack] = []
        self.heard: list[Call] = []
        self.add(Person("U1", "Jane", team=team))
        self.add(Person("U2", "Jeanne", locale="fr-FR", team=team))
        self.add(Channel("C1", "veille"))

    @property
    def api_url(self) -> str:
        return f"{self.url}/api/"

    def add(self, one: Person | Channel) -> None:
        """A person or a channel, new or replaced."""
        if isinstance(one, Person):
            self.state.people[one.id] = one
        else:
            self.state.channels[one.id] = one

    def routes(self) -> list[web.RouteDef]:
        return [
            web.route("*", "/api/{method}", self._api),
            web.get("/oauth/v2/authorize", self.oauth.ask),
            web.get("/link", self.socket.connect),
            web.post("/response/{name}", self._response),
            web.post("/upload/{file}", self._upload),
        ]

    async def stop(self) -> None:
        await self.socket.close()
        await super().stop()

    async def _api(self, request: web.Request) -> web.Response:
        arguments = await read_arguments(request)
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        token = str(arguments.pop("token", token))
        call = Call(request.match_info["method"], arguments, self.clock.monotonic())
        if call.method == "oauth.v2.access":
            return web.json_response(self.oauth.exchange(request, arguments))

        async def work() -> web.Response:
            return web.json_response(self._answer(call, token))

        return await self.serve(request, call, work)

    def _answer(self, call: Call, token: str) -> Mapping[str, Any]:
        try:
            self._authorise(call.method, token)
            if call.method == "apps.connections.open":
                ticket = self.socket.new_ticket()
                return {"ok": True, "url": f"ws://127.0.0.1:{self.port}/link?ticket={ticket}"}
            asked = self._asked(call, token)
            asked.heard.append(call)
            return {"ok": True, **run(asked.state, call.method, call.arguments)}
        except SlackError as refusal:
            if refusal.broken:
                self.violations.append(f"{call.method}: {refusal.error}: {refusal.broken}")
            return {"ok": False, "error": refusal.error, **refusal.extra}

    def _authorise(self, method: str, token: str) -> None:
        if not token:
            raise SlackError("not_authed")
        if token not in (self.app_token, *(one.bot_token for one in self.teams)):
            raise SlackError("invalid_auth")
        for_app = method == "apps.connections.open"
        if (token == self.app_token) != for_app and (method in METHODS or for_app):
            raise SlackError("not_allowed_token_type")

    def _asked(self, call: Call, token: str) -> SlackServer:
        """The workspace of that token; a whole organisation's must say which one it means.

        https://docs.slack.dev/enterprise/developing-for-enterprise-orgs
        """
        known = [one for one in self.teams if one.bot_token == token]
        if len(known) == 1 or call.method == "auth.test":
            return known[0]
        named = [one for one in known if one.state.team == call.arguments.get("team_id")]
        if not named:
            raise SlackError("missing_argument", broken="no team_id with an organisation's token")
        return named[0]

    async def _response(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        body = json.loads(await request.text())
        call = Call("response_url", body, self.clock.monotonic())

        async def work() -> web.Response:
            try:
                self.state.use_response(name)
            except SlackError as refusal:
                self.violations.append(f"response_url: {refusal.broken}")
                return web.json_response({"ok": False, "error": refusal.error}, status=404)
            if not self.accept("response_url", name, body):
                return web.Response(status=400, text="invalid_blocks")
            return web.Response(text="ok")

        return await self.serve(request, call, work)

    async def _upload(self, request: web.Request) -> web.Response:
        file, content = request.match_info["file"], await request.read()
        call = Call("upload", {"file": file, "length": len(content)}, self.clock.monotonic())

        async def work() -> web.Response:
            if wrong := take(self.state, file, content):
                self.violations.append(f"upload: {wrong}")
                return web.Response(status=400)
            return web.Response(text=f"OK - {len(content)}")

        return await self.serve(request, call, work)

    def accept(self, where: str, via: str, body: Mapping[str, Any]) -> bool:
        """A message that came another way than the Web API; False where it is refused."""
        if unknown := body.keys() - RESPONSE_FIELDS:
            self.violations.append(f"{where}: unknown {sorted(unknown)}")
            return False
        if not body.get("delete_original") and self.broken(where, check_message(body)):
            return False
        if not self.state.charts and has_charts(body.get("blocks")):
            return False
        self.state.respond(via, body)
        return True

    def broken(self, where: str, problems: Problems) -> bool:
        found = [f"{where}: {error}: {why}" for error, why in problems]
        self.violations += found
        return bool(found)
