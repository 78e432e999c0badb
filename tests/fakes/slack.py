"""A Slack on loopback that speaks the Web API and Socket Mode, and refuses what Slack refuses.

Everything goes through sockets, so the bot may be in this event loop or in another process:
give it `slack.api_url`, `slack.bot_token` and `slack.app_token`. What isn't known of the real
platform: a `replace_original` sent by a command's response_url replaces what came last that way.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from tests.fakes.http import Arguments
from tests.fakes.slack_elements import check_suggestions
from tests.fakes.slack_link import ACK_SECONDS, Ack, DidNotRespond, Effect, Envelope, SignedHttp
from tests.fakes.slack_model import (
    APP,
    BOT_USER,
    Channel,
    Message,
    Person,
    View,
)
from tests.fakes.slack_rules import check_view
from tests.fakes.slack_server import SlackServer, error
from tests.fakes.slack_shown import controls, shown
from tests.fakes.slack_values import chosen, state_of

__all__ = [
    "Channel",
    "DidNotRespond",
    "Exchange",
    "FakeSlack",
    "Message",
    "Person",
    "View",
    "error",
    "shown",
]


def _nothing(answer: Mapping[str, Any]) -> None:
    """Most acknowledgements only say that they came."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """What a person did and what they got to see since."""

    slack: FakeSlack
    ack: Ack
    user: str
    channel: str
    via: str
    since: int

    def seen(self) -> list[Message | View]:
        """Answers so far, in order: each new message, changed message or view counts."""
        return [item for item in self.slack.state.arrivals[self.since :] if self._mine(item)]

    async def replies(self, n: int = 1, within: float = 5.0) -> list[Message | View]:
        """At least `n` answers, waited for."""
        await self.slack.wait_for(lambda: len(self.seen()) >= n, within)
        return self.seen()

    async def reply(self, containing: str, within: float = 5.0) -> Message | View:
        """The first answer on which a person reads these words."""

        def found() -> Message | View | None:
            return next((one for one in self.seen() if containing in shown(one)), None)

        reply = await self.slack.wait_for(found, within)
        assert reply is not None
        return reply

    def _mine(self, item: Message | View) -> bool:
        if isinstance(item, View):
            return item.user == self.user
        visible = item.channel == self.channel and item.only in (None, self.user)
        own = item.author == BOT_USER and item.verb != "deleted"
        return own and (visible or item.via == self.via)


class FakeSlack(SlackServer):
    """Knows Jane (U1, English), Jeanne (U2, French) and the public channel #veille (C1)."""

    def by_http(self, url: str, secret: str, skew: int = 0) -> None:
        """From now on, send signed requests to this address instead of envelopes."""
        self.link = SignedHttp(url, secret, self.clock, skew)

    # What people see

    def posts(self, channel: str) -> list[Message]:
        """What everybody sees in a channel now, threads included, oldest first."""
        return self.state.posts(channel)

    def private(self, user: str) -> list[Message]:
        """The bot's conversation with a person."""
        return self.state.posts(self.state.im(user).id)

    def home(self, user: str) -> View | None:
        """Their Home tab."""
        return self.state.views.get(f"V{user}")

    # What people do

    async def command(
        self,
        name: str,
        text: str = "",
        user: str = "U1",
        channel: str = "C1",
        within: float = ACK_SECONDS,
    ) -> Exchange:
        """Type a slash command. DidNotRespond where it isn't acknowledged `within` seconds."""
        place = self._place(channel)
        payload = self._who(user) | {"command": name, "text": text, "channel_id": place.id}
        whole = "true" if self.state.whole else "false"
        payload |= {"channel_name": _public_name(place), "is_enterprise_install": whole}
        return await self._interact("slash_commands", payload, user, place.id, within=within)

    async def click(
        self, item: Message | View, label: str, user: str | None = None, values: Any = None
    ) -> Exchange:
        """Press what bears this label or action id on the message or view as it is now.

        `values` are chosen in a select. By default it is pressed by the one who sees it, or U1.
        """
        item = self._now(item)
        block_id, element = _control(item, label)
        user = user or (item.user if isinstance(item, View) else item.only) or "U1"
        action = _action(block_id, element, values, self.state.new_ts())
        payload = {"type": "block_actions", "actions": [action], "state": {"values": {}}}
        payload |= self._around(item)
        if isinstance(item, View):
            return await self._interact("interactive", payload, user, "")
        return await self._interact("interactive", payload, user, item.channel, item)

    async def submit_view(
        self, view: View, values: Mapping[str, Any] | None = None, user: str | None = None
    ) -> Exchange:
        """Fill in a modal (by label, block id or action id) and send it.

        What the answer says is in `exchange.ack.payload`, and a view that it shows arrives.
        """
        user = user or view.user
        state = {"values": state_of(view, values or {})}
        wire = {**view.wire(), "state": state}
        payload = {"type": "view_submission", "view": wire}
        payload |= {"response_urls": self._response_urls(view, state["values"], user)}
        return await self._interact(
            "interactive",
            payload,
            user,
            "",
            effect=lambda answer: self._after_submission(view, answer),
        )

    async def suggestions(self, view: View, name: str, typed: str) -> Sequence[Mapping[str, Any]]:
        """What a list offers while somebody types into it; nothing is asked before enough is."""
        block, element = next(
            (block, block["element"])
            for block in self.state.views[view.id].blocks
            if name in (block["block_id"], (block.get("element") or {}).get("action_id"))
        )
        if len(typed) < element.get("min_query_length", 3):
            return ()
        payload: Arguments = {"type": "block_suggestion", "value": typed, "view": view.wire()}
        payload |= {"action_id": element["action_id"], "block_id": block["block_id"]}
        exchange = await self._interact("interactive", payload, view.user, "")
        options = exchange.ack.payload.get("options")
        self.violations += [f"suggestions: {why}" for why in check_suggestions(options)]
        return list(options or ())

    async def global_shortcut(self, callback_id: str, user: str = "U1") -> Exchange:
        """Choose a shortcut that belongs to no message."""
        payload = {"type": "shortcut", "callback_id": callback_id}
        return await self._interact("interactive", payload, user, "")

    async def shortcut(self, callback_id: str, message: Message, user: str = "U1") -> Exchange:
        """Choose a message shortcut."""
        payload = {"type": "message_action", "callback_id": callback_id, "message": message.wire()}
        payload |= {"message_ts": message.ts, "channel": {"id": message.channel}}
        return await self._interact("interactive", payload, user, message.channel)

    async def event(self, event: Mapping[str, Any], event_id: str | None = None) -> Exchange:
        """Any event of the Events API; the same `event_id` again is a redelivery."""
        user, channel = str(event.get("user", "")), str(event.get("channel", ""))
        filled = {"ts": self.state.new_ts(), "event_ts": self.state.new_ts(), **event}
        outer: Arguments = {"type": "event_callback", **self.state.wire(), "api_app_id": APP}
        outer |= {"event_id": event_id or self.state.new_id("Ev"), "event": filled}
        outer |= {"event_time": int(self.clock.now().timestamp())}
        authorised = {
            "enterprise_id": None,
            **self.state.wire(),
            "user_id": BOT_USER,
            "is_bot": True,
        }
        outer |= {"authorizations": [{**authorised, "is_enterprise_install": self.state.whole}]}
        outer |= {"is_ext_shared_channel": bool(channel) and self._place(channel).shared}
        return await self._send("events_api", outer, user, channel, "")

    async def mention(self, text: str, user: str = "U1", channel: str = "C1") -> Exchange:
        """Write @Veilleur and some words in a channel."""
        words = f"<@{BOT_USER}> {text}"
        said = self.say(channel, user, words)
        event = {"type": "app_mention", "user": user, "channel": channel, "text": words}
        return await self.event({**event, "ts": said.ts})

    async def tell(self, text: str, user: str = "U1") -> Exchange:
        """Write to the bot in private."""
        channel = self.state.im(user).id
        said = self.say(channel, user, text)
        event = {"type": "message", "channel_type": "im", "user": user, "channel": channel}
        return await self.event({**event, "text": text, "ts": said.ts})

    async def open_home(self, user: str = "U1") -> Exchange:
        event = {"type": "app_home_opened", "tab": "home", "user": user}
        shown = self.home(user)
        known = {"view": shown.wire()} if shown else {}
        return await self.event({**event, "channel": self.state.im(user).id, **known})

    def say(self, channel: str, user: str, text: str) -> Message:
        """A person writes something that the bot isn't told."""
        return self.state.put(Message(channel, self.state.new_ts(), user, text))

    async def redeliver(self, exchange: Exchange) -> Ack:
        """Send the same envelope once more, as Slack does when in doubt."""
        envelope = exchange.ack.envelope
        again = replace(envelope, retries=envelope.retries + 1)
        return await self._deliver(again, ACK_SECONDS, _nothing)

    # Interactions on the wire

    def _response_urls(self, view: View, values: Any, user: str) -> list[Arguments]:
        """Of the channels that were chosen where the form asks for their address."""
        urls: list[Arguments] = []
        for block in view.blocks:
            element = block.get("element") or {}
            where = values.get(block["block_id"], {}).get(element.get("action_id"), {})
            channel = where.get("selected_conversation")
            if element.get("response_url_enabled") and channel:
                url = f"{self.url}/response/{self.state.new_response(user, channel)}"
                known = {"block_id": block["block_id"], "action_id": element["action_id"]}
                urls.append({**known, "channel_id": channel, "response_url": url})
        return urls

    def _place(self, channel: str) -> Channel:
        """Where a person is: they may be in a channel that the bot isn't in."""
        found = self.state.channels.get(channel)
        return found or self.state.channel(channel)

    def _now(self, item: Message | View) -> Message | View:
        if isinstance(item, View):
            return self.state.views[item.id]
        assert (item.channel, item.ts) in self.state.messages, "this message was deleted"
        return self.state.messages[item.channel, item.ts]

    def _who(self, user: str) -> Arguments:
        person = self.state.person(user)
        named = {"user_id": user, "user_name": person.name.lower(), "team_id": person.team}
        if self.state.enterprise:
            named["enterprise_id"] = self.state.enterprise
        return {**named, "team_domain": "test", "api_app_id": APP, "token": "verification"}

    def _around(self, item: Message | View) -> Arguments:
        if isinstance(item, View):
            return {"container": {"type": "view", "view_id": item.id}, "view": item.wire()}
        only = item.only is not None
        inside: Arguments = {"type": "message", "message_ts": item.ts, "is_ephemeral": only}
        inside |= {"channel_id": item.channel}
        place = {"id": item.channel, "name": _public_name(self._place(item.channel))}
        held = {} if only else {"message": item.wire()}
        return {"container": inside, "channel": place, **held}

    async def _interact(
        self,
        kind: str,
        payload: Arguments,
        user: str,
        channel: str,
        origin: Message | None = None,
        within: float = ACK_SECONDS,
        effect: Effect = _nothing,
    ) -> Exchange:
        via = self.state.new_response(user, channel, origin)
        payload |= {"trigger_id": self.state.new_trigger(user), "api_app_id": APP}
        if channel:
            payload["response_url"] = f"{self.url}/response/{via}"
        if kind == "interactive":
            person = self.state.person(user)
            payload |= {"user": {"id": user, "name": person.name, "team_id": person.team}}
            team = {"id": self.state.team, "domain": "test"}
            payload |= {"team": team, "token": "verification"}
            payload |= {"is_enterprise_install": self.state.whole}
            if self.state.enterprise:
                payload |= {"enterprise": {"id": self.state.enterprise, "name": "Org"}}
        else:
            effect = partial(self._after_command, payload["command"], via)
        return await self._send(kind, payload, user, channel, via, within, effect)

    async def _send(
        self,
        kind: str,
        payload: Arguments,
        user: str,
        channel: str,
        via: str,
        within: float = ACK_SECONDS,
        effect: Effect = _nothing,
    ) -> Exchange:
        since = len(self.state.arrivals)
        told = ("view_submission", "block_suggestion")
        answerable = kind == "slash_commands" or payload.get("type") in told
        envelope = Envelope(self.state.new_id("envelope"), kind, payload, answerable)
        ack = await self._deliver(envelope, within, effect)
        return Exchange(self, ack, user, channel, via, since)

    async def _deliver(self, envelope: Envelope, within: float, effect: Effect) -> Ack:
        began = self.clock.monotonic()
        payload = await self.link.deliver(envelope, within, effect)
        ack = Ack(envelope, payload, self.clock.monotonic() - began)
        self.acks.append(ack)
        self.changed()
        return ack

    def _after_command(self, name: str, via: str, answer: Mapping[str, Any]) -> None:
        if answer:
            self.accept(f"acknowledgement of {name}", via, answer)

    def _after_submission(self, view: View, answer: Mapping[str, Any]) -> None:
        action = answer.get("response_action")
        if action in ("update", "push"):
            if not self.broken("response to view_submission", check_view(answer["view"])):
                known = view.id if action == "update" else None
                self.state.put_view(view.user, answer["view"], known)
        elif action == "errors":
            unknown = answer["errors"].keys() - {block["block_id"] for block in view.blocks}
            if unknown:
                self.violations.append(f"view_submission: errors of unknown blocks {unknown}")


def _public_name(channel: Channel) -> str:
    if channel.im_with:
        return "directmessage"
    return "privategroup" if channel.private else channel.name


def _control(item: Message | View, label: str) -> tuple[str, Mapping[str, Any]]:
    known = list(controls(item))
    for words, block_id, element in known:
        if label in (words, element["action_id"]):
            return block_id, element
    raise AssertionError(f"nothing to press called {label!r}, only {[w for w, _, _ in known]}")


def _action(block_id: str, element: Mapping[str, Any], values: Any, ts: str) -> Arguments:
    kept = ("type", "action_id", "text", "value", "selected_option")
    action = {name: element[name] for name in kept if name in element}
    if values is not None:
        action |= chosen(element, values)
    return {**action, "block_id": block_id, "action_ts": ts}
