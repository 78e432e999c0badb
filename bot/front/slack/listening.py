"""Every kind of request that Slack sends: acknowledged at once, then served.

https://docs.slack.dev/apis/events-api · https://docs.slack.dev/interactivity
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeAlias

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.response import BoltResponse
from structlog.typing import FilteringBoundLogger

from bot.core.model import ChannelKey, Platform
from bot.front.manifest import FROM_MESSAGE, NEW, SAVE
from bot.front.slack.arrivals import EVENTS
from bot.front.slack.asked import (
    Asked,
    Original,
    Place,
    from_action,
    from_command,
    from_direct,
    from_mention,
    from_shortcut,
)
from bot.front.slack.counter import Counter
from bot.front.slack.home import HOME, HomeTab, Seen, seen_in
from bot.front.slack.links import links_in
from bot.front.slack.modal import WATCH, Filled, Opening, from_view
from bot.front.slack.search_form import SEARCH, search_in
from bot.front.slack.serving import Serving, new_error_id
from bot.front.slack.settings_form import SETTINGS, STOP, ZONE, Kept, changes_in, kept_in
from bot.front.slack.texts import say
from bot.front.slack.views import Choice, options
from bot.render.cities import cities_begun

Arrived: TypeAlias = Callable[[Mapping[str, Any]], Coroutine[Any, Any, None]]

ANY = re.compile("")


class Listening:
    """`tab` None: there is no Home tab (the use cases behind it aren't wired)."""

    def __init__(
        self,
        serving: Serving,
        counter: Counter,
        arrived: Arrived,
        tab: HomeTab | None,
        prefix: str,
    ) -> None:
        self._serving, self._counter = serving, counter
        self._arrived, self._tab = arrived, tab
        self._prefix = prefix

    # Commands, buttons and words

    async def on_command(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        self._serving.begin(from_command(body, self._prefix))

    async def on_action(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        if (body.get("view") or {}).get("type") == HOME:
            self._serving.spawn(self._pressed_at_home(body))
        elif (asked := from_action(body)) is not None:
            self._serving.begin(asked)

    async def on_mention(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        self._serving.begin(from_mention(body))

    async def on_message(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        if (asked := from_direct(body)) is not None:
            self._serving.begin(asked)

    async def on_arrival(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        self._serving.spawn(self._arrived(body["event"]))

    # Forms

    async def on_watch(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        await self._on_filled(ack, from_view(body))

    async def on_search(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        await self._on_filled(ack, search_in(body))

    async def _on_filled(self, ack: AsyncAck, filled: Filled) -> None:
        if filled.asked is None:
            await ack(response_action="errors", errors=dict(filled.errors))
            return
        await ack()
        self._serving.begin(filled.asked)

    async def on_settings(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        changed = changes_in(body)
        if changed.errors:
            await ack(response_action="errors", errors=dict(changed.errors))
            return
        await ack()
        kept = changed.kept
        self._serving.spawn(self._run_at_home(body, kept.seen, kept.chat, changed.commands))

    async def on_options(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """https://docs.slack.dev/reference/interaction-payloads/block_suggestion-payload"""
        typed, kept = str(body.get("value") or ""), kept_in(body["view"])
        found: list[Choice] = []
        if body["action_id"] == ZONE:
            found += [(city, city) for city in cities_begun(typed)]
        if body["action_id"] == STOP and await self._is_in(body["user"]["id"], kept):
            found += await self._counter.watched(self._key(kept.chat), typed)
        await ack(options=options(found))

    async def _is_in(self, user: str, kept: Kept) -> bool:
        """Of a channel that somebody has left since nothing is shown any more."""
        if self._tab is None or await self._tab.shut(user, self._serving.team):
            return False
        if kept.chat == kept.seen.own:
            return True
        return kept.chat in (await self._tab.chats(user) or ())

    async def on_message_shortcut(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        self._serving.spawn(self._watch_links(body))

    async def _watch_links(self, body: dict[str, Any]) -> None:
        links = links_in(body.get("message") or {})
        opening = Opening((body.get("channel") or {}).get("id") or "", links=links)
        await self._open_watch(body, opening, "" if links else "form.note.no_link")

    async def on_save(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Of several links the first: what the message is about."""
        await ack()
        links = links_in(body.get("message") or {})
        if links:
            self._serving.begin(from_shortcut(body, f"save {links[0]}"))
        else:
            self._serving.spawn(self._open_watch(body, Opening(), "form.note.no_link"))

    async def on_new(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        self._serving.spawn(self._open_watch(body, Opening()))

    async def _open_watch(self, body: dict[str, Any], opening: Opening, note: str = "") -> None:
        if self._tab is None:
            return
        user, trigger = body["user"]["id"], body["trigger_id"]
        words = await self._tab.words(user)
        if shut := await self._tab.shut(user, self._serving.team):
            note = f"workspace.{shut}"
        if note:
            await self._counter.note(trigger, words.language, note)
        else:
            await self._counter.watch(trigger, words, opening)

    # The Home tab

    async def on_home(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        event = body["event"]
        if event.get("tab") != HOME or self._tab is None:
            return
        hash_ = (event.get("view") or {}).get("hash") or ""
        seen = Seen(own=str(event.get("channel") or ""))
        self._serving.spawn(self._tab.show(event["user"], self._serving.team, seen, hash_=hash_))

    async def _pressed_at_home(self, body: dict[str, Any]) -> None:
        """What the button's value says: see bot.render.home."""
        if self._tab is None:
            return
        user, seen = body["user"]["id"], seen_in(body["view"])
        if await self._tab.shut(user, self._serving.team):
            await self._show(body, seen)
            return
        act, _, rest = str(body["actions"][0].get("value") or "").partition(":")
        chat, _, command = rest.partition(":")
        words, trigger = await self._tab.words(user), body["trigger_id"]
        if act == "run":
            await self._run_at_home(body, seen, chat, (command,))
        elif act == "page":
            await self._show(body, replace(seen, page=int(rest)))
        elif act == "settings":
            await self._counter.settings(trigger, words, self._key(chat), seen)
        else:
            opening = Opening(chat or seen.own, fixed=True)
            await self._counter.watch(trigger, words, opening)

    async def _run_at_home(
        self, body: dict[str, Any], seen: Seen, chat: str, commands: Sequence[str]
    ) -> None:
        """Carried out as if typed in that channel, in this order, by who is still in it."""
        tab, user = self._tab, body["user"]["id"]
        if tab is None:
            return
        if chat != seen.own and chat not in (await tab.chats(user) or ()):
            await self._show(body, seen)
            return

        async def after(notice: str) -> None:
            await self._show(body, seen, notice)

        event = body.get("trigger_id") or body["view"]["id"]
        for number, command in enumerate(commands):
            asked = Asked(Place(chat, user, Original.PUBLIC), f"{event}#{number}", command)
            self._serving.begin(asked, self._serving.home_answer(asked, after))

    async def _show(self, body: dict[str, Any], seen: Seen, notice: str = "") -> None:
        if self._tab is not None:
            view = body["view"]
            hash_ = view["hash"] if view.get("type") == HOME else ""
            await self._tab.show(body["user"]["id"], self._serving.team, seen, notice, hash_)

    def _key(self, chat: str) -> ChannelKey:
        return ChannelKey(Platform.SLACK, self._serving.team, chat)


Find: TypeAlias = Callable[[AsyncBoltContext], Awaitable[Listening | None]]
Serve: TypeAlias = Callable[[Listening, AsyncAck, dict[str, Any]], Awaitable[None]]


def attach(app: AsyncApp, find: Find, log: FilteringBoundLogger) -> None:
    """Hear everything that Slack sends. `find`: whose it is; what is nobody's is acknowledged."""

    def to(serve: Serve) -> Callable[..., Awaitable[None]]:
        async def listener(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
            listening = await find(context)
            if listening is None:
                await ack()
            else:
                await serve(listening, ack, body)

        return listener

    app.command(ANY)(to(Listening.on_command))
    app.action(ANY)(to(Listening.on_action))
    app.view(WATCH)(to(Listening.on_watch))
    app.view(SEARCH)(to(Listening.on_search))
    app.view(SETTINGS)(to(Listening.on_settings))
    app.options(ANY)(to(Listening.on_options))
    app.message_shortcut(FROM_MESSAGE)(to(Listening.on_message_shortcut))
    app.message_shortcut(SAVE)(to(Listening.on_save))
    app.global_shortcut(NEW)(to(Listening.on_new))
    app.event("app_mention")(to(Listening.on_mention))
    app.event("message")(to(Listening.on_message))
    app.event("app_home_opened")(to(Listening.on_home))
    for event in EVENTS:
        app.event(event)(to(Listening.on_arrival))
    app.error(_apology(log))


def _apology(log: FilteringBoundLogger) -> Callable[..., Awaitable[BoltResponse]]:
    async def apologise(error: Exception, body: dict[str, Any]) -> BoltResponse:
        """Whatever happens, the person doesn't read that the app did not respond."""
        log.warning("slack.unhandled", kind=str(body.get("type")), error=type(error).__name__)
        if "command" not in body:
            return BoltResponse(status=200, body="")
        words = say("en", "oops", id=new_error_id())
        return BoltResponse(status=200, body={"response_type": "ephemeral", "text": words})

    return apologise
