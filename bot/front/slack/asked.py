"""What a Slack payload asks, and where its answer goes. Pure.

https://docs.slack.dev/interactivity/implementing-slash-commands
https://docs.slack.dev/reference/interaction-payloads/block_actions-payload
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from bot.render.slack import OPENS_LINK, STAYS

_AGAIN = "again:"

VERBS = {
    "watch": "watch",
    "suivre": "watch",
    "unwatch": "unwatch",
    "retirer": "unwatch",
    "watchlist": "list",
    "liste": "list",
    "find": "find",
    "chercher": "search",
    "trends": "trends",
    "tendances": "trends",
    "compare": "compare",
    "comparer": "compare",
    "digest": "digest",
    "synthese": "digest",
    "veille": "veille",
    "veilleur": "veille",
}
"""Slash command -> verb of the grammar; `veille` takes any verb after it."""

_MENTION = re.compile(r"<@[UW][A-Z0-9]+(\|[^>]*)?>")


class Original(Enum):
    """What the interaction's response address replaces."""

    NOTHING = "nothing"  # a command: nothing is shown yet
    PRIVATE = "private"  # a button on what one person sees
    PUBLIC = "public"  # a button on what all see, or no response address at all


@dataclass(frozen=True, slots=True)
class Place:
    """`response_url`: good for 30 minutes and 5 uses. `clicked`: the message with the button.

    `stays`: only an answer that shows publications too may take the place of what was pressed.
    `thread`: where it happened, if in a thread. `trigger`: opens a form within 3 seconds.
    """

    channel: str
    user: str
    original: Original = Original.PUBLIC
    response_url: str | None = None
    clicked: str | None = None
    stays: bool = False
    thread: str | None = None
    trigger: str | None = None

    @property
    def private(self) -> bool:
        """A conversation of this person with the bot (or, rarely, with another person)."""
        return self.channel.startswith("D")


@dataclass(frozen=True, slots=True)
class Asked:
    """Exactly one of `text` and `button` is set."""

    place: Place
    event_id: str
    text: str | None = None
    button: str | None = None
    channel_name: str = ""
    bare: bool = False


def from_command(body: Mapping[str, Any], prefix: str) -> Asked:
    name = str(body["command"]).removeprefix("/")
    name = name.removeprefix(prefix) or name
    place = Place(
        channel=body["channel_id"],
        user=body["user_id"],
        original=Original.NOTHING,
        response_url=body.get("response_url"),
        trigger=body.get("trigger_id"),
    )
    text = f"{VERBS.get(name, name)} {body.get('text') or ''}".strip()
    return Asked(place, body["trigger_id"], text, channel_name=body.get("channel_name", ""))


def from_action(body: Mapping[str, Any]) -> Asked | None:
    """None: nothing is to be done (a link was opened, a choice in a form was made)."""
    [action, *_] = body["actions"]
    value = action.get("value") or (action.get("selected_option") or {}).get("value")
    if not value or value == OPENS_LINK or "channel" not in body:
        return None
    place, name = _clicked(body), body["channel"].get("name", "")
    if not value.startswith(_AGAIN):
        return Asked(place, body["trigger_id"], button=value, channel_name=name)
    channel, _, text = value.removeprefix(_AGAIN).partition(":")
    if channel != place.channel:
        place, name = Place(channel, place.user), ""
    return Asked(place, body["trigger_id"], text, channel_name=name)


def again(asked: Asked) -> str:
    """Value of a button that asks the same once more, wherever it is pressed."""
    return asked.button or f"{_AGAIN}{asked.place.channel}:{asked.text}"


def _clicked(body: Mapping[str, Any]) -> Place:
    container, message = body.get("container") or {}, body.get("message") or {}
    private = bool(container.get("is_ephemeral")) or not message
    stays = str(body["actions"][0].get("action_id", "")).startswith(STAYS)
    below = message.get("ts") if stays and not private else None
    return Place(
        channel=body["channel"]["id"],
        user=body["user"]["id"],
        original=Original.PRIVATE if private else Original.PUBLIC,
        response_url=body.get("response_url"),
        clicked=None if private or stays else message.get("ts"),
        stays=stays,
        thread=message.get("thread_ts") or below,
        trigger=body.get("trigger_id"),
    )


def from_mention(body: Mapping[str, Any]) -> Asked:
    """`@Veilleur watch …` in a channel, also in a thread, where commands don't exist."""
    event = body["event"]
    place = Place(event["channel"], event["user"], thread=event.get("thread_ts"))
    words = _MENTION.sub("", event.get("text") or "", count=1).strip()
    return Asked(place, body["event_id"], words or "help")


def from_shortcut(body: Mapping[str, Any], text: str) -> Asked:
    """A command about the message that somebody pointed at.

    https://docs.slack.dev/reference/interaction-payloads/shortcuts-interaction-payload
    """
    place = Place(
        channel=body["channel"]["id"],
        user=body["user"]["id"],
        original=Original.NOTHING,
        response_url=body.get("response_url"),
        trigger=body["trigger_id"],
    )
    name = body["channel"].get("name", "")
    return Asked(place, body["trigger_id"], text, channel_name=name)


def from_direct(body: Mapping[str, Any]) -> Asked | None:
    """What a person writes to the bot in private; None for what isn't that."""
    event = body["event"]
    if event.get("channel_type") != "im" or event.get("subtype") or event.get("bot_id"):
        return None
    if not event.get("user") or not (event.get("text") or "").strip():
        return None
    place = Place(event["channel"], event["user"], thread=event.get("thread_ts"))
    return Asked(place, body["event_id"], event["text"], bare=True)
