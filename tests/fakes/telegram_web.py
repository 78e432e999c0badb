"""A small t.me in memory: previews of channels, cards, and pages of single messages.

https://core.telegram.org/widgets/post. What the real one would not understand, or what no reader
without an account would send, is a violation and fails the test.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from html import escape

from aiohttp import web

from tests.fakes.http import Call, FakeServer

PAGE = 20


@dataclass(slots=True)
class Message:
    """`extra`: more HTML of its widget. `origin`: (name, address) of what was forwarded."""

    number: int
    html: str
    at: datetime
    extra: str = ""
    origin: tuple[str, str] | None = None
    service: bool = False


@dataclass(slots=True)
class Channel:
    """`preview`: anyone may read it in a browser. `people`: as the page writes the counter.

    `about`: its description's HTML.
    """

    name: str
    title: str
    people: str = "1.2K"
    about: str = ""
    preview: bool = True
    messages: dict[int, Message] = field(default_factory=dict)
    last: int = 0

    def post(self, html: str, at: datetime, **more: object) -> int:
        """A message; gives its number, of which none is given twice."""
        self.last += 1
        self.messages[self.last] = Message(self.last, html, at, **more)  # type: ignore[arg-type]
        return self.last


class TelegramWeb(FakeServer):
    """`blank`: previews show no message. `stuck`: they show the newest page whatever is asked."""

    def __init__(self) -> None:
        super().__init__()
        self.channels: dict[str, Channel] = {}
        self.blank = False
        self.stuck = False

    def channel(self, name: str, title: str = "", **more: object) -> Channel:
        made = Channel(name, title or name, **more)  # type: ignore[arg-type]
        self.channels[name.lower()] = made
        return made

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/s/{name}", self._door("preview", {"before"}, self._preview)),
            web.get("/{name}", self._door("card", set(), self._card)),
            web.get("/{name}/{number}", self._door("message", {"embed", "mode"}, self._message)),
        ]

    def _door(
        self, method: str, params: set[str], answer: Callable[[web.Request], web.Response]
    ) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def handle(request: web.Request) -> web.Response:
            if unknown := request.query.keys() - params:
                self.violations.append(f"{method}: unknown parameters {sorted(unknown)}")
            if {"Authorization", "Cookie"} & set(request.headers):
                self.violations.append(f"{method}: a reader without account shows no credential")

            async def work() -> web.Response:
                return answer(request)

            told = {**request.match_info, **request.query}
            return await self.serve(request, Call(method, told, 0.0), work)

        return handle

    def _preview(self, request: web.Request) -> web.Response:
        channel = self.channels.get(request.match_info["name"].lower())
        if channel is None or not channel.preview:
            raise web.HTTPFound(f"/{request.match_info['name']}")
        before = request.query.get("before", "")
        if before and not before.isdigit():
            self.violations.append("preview: before is no number")
        bound = int(before) if before and not self.stuck else channel.last + 1
        older = [] if self.blank else [n for n in sorted(channel.messages) if n < bound]
        shown = "".join(_widget(channel, channel.messages[n]) for n in older[-PAGE:])
        return _html(f"{_header(channel)}<section class='tgme_channel_history'>{shown}</section>")

    def _card(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        channel = self.channels.get(name.lower())
        if channel is None:
            return _html(f"<div class='tgme_page_description'>You can contact @{name}</div>")
        return _html(
            f"<div class='tgme_page_title'>{escape(channel.title)}</div>"
            f"<div class='tgme_page_extra'>{channel.people} subscribers</div>"
        )

    def _message(self, request: web.Request) -> web.Response:
        if request.query.get("embed") != "1":
            self.violations.append("message: only the embedded page shows the message")
        channel = self.channels.get(request.match_info["name"].lower())
        if channel is None:
            return _error(f"Channel with username @{request.match_info['name']} not found")
        message = channel.messages.get(int(request.match_info["number"]))
        return _html(_widget(channel, message)) if message else _error("Post not found")


def _header(channel: Channel) -> str:
    return (
        "<div class='tgme_channel_info'>"
        f"<div class='tgme_channel_info_header_title'><span>{escape(channel.title)}</span></div>"
        f"<div class='tgme_channel_info_header_username'><a>@{channel.name}</a></div>"
        f"<div class='tgme_channel_info_description'>{channel.about}</div>"
        f"<div class='tgme_channel_info_counter'><span class='counter_value'>{channel.people}"
        "</span> <span class='counter_type'>subscribers</span></div>"
        "<div class='tgme_channel_info_counter'><span class='counter_value'>45</span> "
        "<span class='counter_type'>photos</span></div></div>"
    )


def _widget(channel: Channel, message: Message) -> str:
    kind = " service_message" if message.service else ""
    post = f"{channel.name}/{message.number}"
    text = f"<div class='tgme_widget_message_text js-message_text'>{message.html}</div>"
    return (
        "<div class='tgme_widget_message_wrap'>"
        f"<div class='tgme_widget_message{kind} js-widget_message' data-post='{post}'>"
        "<div class='tgme_widget_message_author'><a class='tgme_widget_message_owner_name'>"
        f"<span>{escape(channel.title)}</span></a></div>"
        f"{_origin(message)}{message.extra}{text if message.html else ''}"
        "<span class='tgme_widget_message_views'>4.85K</span>"
        f"<a class='tgme_widget_message_date' href='https://t.me/{post}'>"
        f"<time datetime='{message.at.isoformat()}' class='time'>10:00</time></a></div></div>"
    )


def _origin(message: Message) -> str:
    if message.origin is None:
        return ""
    name, url = message.origin
    tag, href = ("a", f" href='{url}'") if url else ("span", "")
    shown = f"<{tag} class='tgme_widget_message_forwarded_from_name'{href}>{escape(name)}</{tag}>"
    return f"<div class='tgme_widget_message_forwarded_from'>Forwarded from {shown}</div>"


def _error(words: str) -> web.Response:
    return _html(f"<div class='tgme_widget_message_error'>{escape(words)}</div>")


def _html(body: str) -> web.Response:
    return web.Response(text=f"<!doctype html><body>{body}</body>", content_type="text/html")
