"""Installing the bot into a workspace with a browser. https://docs.slack.dev/authentication"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from urllib.parse import urljoin

import aiohttp
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.oauth.async_callback_options import (
    AsyncCallbackOptions,
    AsyncFailureArgs,
    AsyncSuccessArgs,
)
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.installation_store.models.bot import Bot
from slack_sdk.oauth.installation_store.models.installation import Installation
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore
from structlog.typing import FilteringBoundLogger

from bot.front.manifest import SCOPES
from bot.front.slack.client import client_of
from bot.front.slack.install_pages import failed, language_of, succeeded
from bot.front.slack.logs import quiet_logger
from bot.front.slack.settings import OAuth
from bot.service.installations import STATE_LIFE, Installations, Installed
from bot.store.errors import StoreUnavailable

INSTALL, REDIRECT = "/slack/install", "/slack/oauth_redirect"
Saved = Callable[[list[str]], Awaitable[None]]
NameOf = Callable[[Installed, str], Awaitable[str]]


class KeptInstallations(AsyncInstallationStore):
    """`saved`: called with the workspaces that an installation covers. `name_of`: a person's."""

    def __init__(self, installations: Installations, saved: Saved, name_of: NameOf) -> None:
        self._installations, self._saved, self._name_of = installations, saved, name_of

    async def async_save(self, installation: Installation) -> None:
        one = _installed(installation)
        by = await self._name_of(one, installation.user_id)
        await self._saved(await self._installations.save(one, by))

    async def async_find_bot(
        self,
        *,
        enterprise_id: str | None,
        team_id: str | None,
        is_enterprise_install: bool | None = False,
    ) -> Bot | None:
        """A workspace's own, also where its whole organisation has one."""
        found = await self._installations.find(team_id or "", enterprise_id or "")
        if found is None:
            return None
        return Bot(
            enterprise_id=found.enterprise or None,
            team_id=found.team or None,
            bot_token=found.token,
            bot_id=found.bot_id,
            bot_user_id=found.bot_user,
            installed_at=0.0,
        )


class States(AsyncOAuthStateStore):
    def __init__(self, installations: Installations) -> None:
        self._installations = installations

    async def async_issue(self, *args: object, **kwargs: object) -> str:
        return self._installations.new_state()

    async def async_consume(self, state: str) -> bool:
        return await self._installations.use_state(state)


class Installing:
    """The two addresses that a browser visits. `flow`: for the library's own app."""

    def __init__(
        self,
        oauth: OAuth,
        api_url: str,
        installations: Installations,
        saved: Saved,
        name_of: NameOf,
        log: FilteringBoundLogger,
    ) -> None:
        self._log, self._installations = log, installations
        settings = AsyncOAuthSettings(
            client_id=oauth.client_id,
            client_secret=oauth.client_secret,
            scopes=list(SCOPES),
            user_scopes=[],
            redirect_uri=oauth.public_url + REDIRECT,
            install_path=INSTALL,
            redirect_uri_path=REDIRECT,
            install_page_rendering_enabled=False,
            callback_options=AsyncCallbackOptions(success=self._succeeded, failure=self._failed),
            authorization_url=urljoin(api_url, "/oauth/v2/authorize"),
            installation_store=KeptInstallations(installations, saved, name_of),
            installation_store_bot_only=True,
            state_store=States(installations),
            state_expiration_seconds=int(STATE_LIFE.total_seconds()),
            logger=quiet_logger(),
        )
        settings.authorize.cache_enabled = True  # type: ignore[attr-defined]
        client = client_of(None, api_url)
        self.flow = AsyncOAuthFlow(client=client, logger=quiet_logger(), settings=settings)

    async def begin(self, request: web.Request) -> web.StreamResponse:
        """To Slack, with a state that only this browser can bring back."""
        asked = AsyncBoltRequest(body="", headers=_headers(request))
        answer = await self.flow.handle_installation(asked)
        answer.headers["cache-control"] = ["no-store"]
        return await to_aiohttp_response(answer)

    async def end(self, request: web.Request) -> web.StreamResponse:
        """Back from Slack: one page that says how it went."""
        asked = AsyncBoltRequest(body="", query=request.query_string, headers=_headers(request))
        try:
            answer = await self.flow.handle_callback(asked)
        except (aiohttp.ClientError, OSError, ValueError, StoreUnavailable) as error:
            answer = self._failure(asked, type(error).__name__, 502)
        return await to_aiohttp_response(answer)

    async def _succeeded(self, told: AsyncSuccessArgs) -> BoltResponse:
        one = told.installation
        whole = one.is_enterprise_install
        name = one.enterprise_name if whole else one.team_name
        standing = await self._installations.standing("" if whole else one.team_id or "")
        return succeeded(_language(told.request), name or "Slack", standing)

    async def _failed(self, told: AsyncFailureArgs) -> BoltResponse:
        return self._failure(told.request, told.reason, told.suggested_status_code)

    def _failure(self, request: AsyncBoltRequest, reason: str, status: int) -> BoltResponse:
        """The reason may be anybody's words: of it only what we know is logged, nothing shown."""
        known = reason if reason.isidentifier() and len(reason) < 40 else "unknown"
        self._log.warning("slack.not_installed", reason=known)
        return failed(_language(request), status)


def _headers(request: web.Request) -> dict[str, str | Sequence[str]]:
    return {**request.headers}


def _language(request: AsyncBoltRequest) -> str:
    return language_of(next(iter(request.headers.get("accept-language", ())), ""))


def _installed(one: Installation) -> Installed:
    whole = bool(one.is_enterprise_install)
    name = one.enterprise_name if whole else one.team_name
    return Installed(
        enterprise=one.enterprise_id or "",
        team="" if whole else one.team_id or "",
        name=name or one.team_id or one.enterprise_id or "",
        bot_user=one.bot_user_id or "",
        bot_id=one.bot_id or "",
        token=one.bot_token or "",
    )
