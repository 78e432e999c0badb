"""The manifest that makes the Slack app. https://docs.slack.dev/reference/app-manifest"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from bot.core.grammar import Verb
from bot.render.words import sentence

RESERVED = frozenset(
    {"me", "status", "away", "dnd", "shrug", "remind", "msg", "feed", "who", "collapse", "expand"}
    | {"leave", "join", "open", "search", "topic", "mute", "pro", "shortcuts", "archive", "help"}
)
"""Slack's own commands: one of them in a manifest and Slack refuses the whole list."""

SCOPES = (
    "app_mentions:read",
    "channels:history",
    "channels:join",
    "channels:read",
    "chat:write",
    "commands",
    "files:write",
    "groups:history",
    "groups:read",
    "im:history",
    "im:read",
    "im:write",
    "users:read",
)
EVENTS = (
    "app_home_opened",
    "app_mention",
    "channel_shared",
    "channel_unarchive",
    "group_unarchive",
    "member_joined_channel",
    "message.im",
)
FROM_MESSAGE, SAVE, NEW = "watch_from_message", "save_from_message", "watch_new"
"""What shortcuts are called between Slack and us."""
GONE = ("app_uninstalled", "tokens_revoked")
"""Only where several workspaces install the app, each for itself."""
EXAMPLE = "https://veilleur.example.com"
ADDRESS = f"{EXAMPLE}/slack/events"
"""Stands for the installation's public address where Slack posts to it."""

BOTH = "both"
"""The commands of French and of English at once."""
# What each language's commands are called, by the verb that they begin; Slack keeps "search" for
# itself. A language that isn't here shows the English ones.
_COMMANDS: Mapping[str, Mapping[str, Verb]] = {
    "en": {
        "watch": Verb.WATCH,
        "unwatch": Verb.UNWATCH,
        "watchlist": Verb.LIST,
        "find": Verb.FIND,
        "trends": Verb.TRENDS,
        "compare": Verb.COMPARE,
        "digest": Verb.DIGEST,
    },
    "fr": {
        "suivre": Verb.WATCH,
        "retirer": Verb.UNWATCH,
        "liste": Verb.LIST,
        "chercher": Verb.SEARCH,
        "tendances": Verb.TRENDS,
        "comparer": Verb.COMPARE,
        "synthese": Verb.DIGEST,
    },
}
_TAKES_NOTHING = frozenset({Verb.LIST})
_SHORTCUTS = (
    ("account", "message", FROM_MESSAGE),
    ("save", "message", SAVE),
    ("new", "global", NEW),
)
_UMBRELLAS = ("veille", "veilleur")


def manifest(
    language: str,
    *,
    prefix: str = "",
    grid: bool = False,
    socket: bool = True,
    address: str = ADDRESS,
    redirect: str = "",
) -> dict[str, Any]:
    """What to paste into Slack's "Create an app from a manifest".

    `language`: one of those in bot/render/texts, or BOTH.
    `prefix`: before each command's name, as SLACK_COMMAND_PREFIX. `grid`: for a whole Enterprise
    organisation. `socket` False: Slack posts to `address`. `redirect`: where a browser comes back
    that installs it in one of several workspaces, "": there is only one.
    """
    posted = {} if socket else {"request_url": address}
    events = [*EVENTS, *(GONE if redirect else ())]
    back = {"redirect_urls": [redirect]} if redirect else {}
    first = "en" if language == BOTH else language
    return {
        "_metadata": {"major_version": 1, "minor_version": 1},
        "display_information": {
            "name": "Veilleur",
            "description": sentence(first, "manifest.about"),
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "Veilleur", "always_online": True},
            "shortcuts": [_shortcut(first, *one) for one in _SHORTCUTS],
            "slash_commands": _commands(language, prefix, "" if socket else address),
        },
        "oauth_config": {**back, "scopes": {"bot": list(SCOPES)}},
        "settings": {
            "event_subscriptions": {"bot_events": events, **posted},
            "interactivity": {"is_enabled": True, **posted},
            "org_deploy_enabled": grid,
            "socket_mode_enabled": socket,
            "token_rotation_enabled": False,
        },
    }


def to_json(made: dict[str, Any]) -> str:
    """Slack takes JSON as well as YAML."""
    return json.dumps(made, ensure_ascii=False, indent=2)


def _commands(language: str, prefix: str, address: str) -> list[dict[str, Any]]:
    languages = ("en", "fr") if language == BOTH else (language,)
    made = [
        _named(f"/{prefix}{name}", spoken, verb, address)
        for spoken in languages
        for name, verb in _COMMANDS.get(spoken, _COMMANDS["en"]).items()
    ]
    about = sentence(languages[0], "manifest.everything")
    hint = sentence(languages[0], "manifest.everything.hint")
    return made + [_command(f"/{prefix}{name}", about, hint, address) for name in _UMBRELLAS]


def _named(name: str, language: str, verb: Verb, address: str) -> dict[str, Any]:
    hint = "" if verb in _TAKES_NOTHING else sentence(language, f"manifest.{verb}.hint")
    return _command(name, sentence(language, f"manifest.{verb}"), hint, address)


def _shortcut(language: str, name: str, kind: str, callback: str) -> dict[str, Any]:
    return {
        "name": sentence(language, f"manifest.shortcut.{name}"),
        "type": kind,
        "callback_id": callback,
        "description": sentence(language, f"manifest.shortcut.{name}.about"),
    }


def _command(name: str, about: str, hint: str, address: str) -> dict[str, Any]:
    """Not escaped by Slack, so that @competitor arrives as it was typed."""
    made: dict[str, Any] = {"command": name, "description": about, "should_escape": False}
    if hint:
        made["usage_hint"] = hint
    if address:
        made["url"] = address
    return made
