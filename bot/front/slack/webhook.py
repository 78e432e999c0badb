"""Slack's requests over HTTP. https://docs.slack.dev/authentication/verifying-requests-from-slack"""

from __future__ import annotations

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest

BODY_BYTES = 1_000_000


async def answer(request: web.Request, app: AsyncApp, secret: str | None) -> web.StreamResponse:
    """401 for anything that Slack didn't sign, 413 over 1 MB, 404 where no secret is set."""
    if not secret:
        return web.Response(status=404)
    body = await _body(request)
    if body is None:
        return web.Response(status=413)
    text = _text(body)
    if text is None or not _well_formed(request):
        return web.Response(status=401)
    asked = AsyncBoltRequest(
        body=text, query=request.query_string, headers=dict(request.headers.items())
    )
    return await to_aiohttp_response(await app.async_dispatch(asked))


async def _body(request: web.Request) -> bytes | None:
    """None when it is too long: what is over the limit isn't read."""
    held = bytearray()
    async for chunk in request.content.iter_chunked(65_536):
        held += chunk
        if len(held) > BODY_BYTES:
            return None
    return bytes(held)


def _text(body: bytes) -> str | None:
    try:
        return body.decode()
    except UnicodeDecodeError:
        return None


def _well_formed(request: web.Request) -> bool:
    """The library's check stumbles over anything else, and would answer 500."""
    stamp = request.headers.get("X-Slack-Request-Timestamp", "")
    signature = request.headers.get("X-Slack-Signature", "")
    return stamp.isascii() and stamp.isdecimal() and len(stamp) < 13 and signature.isascii()
