"""The manifest is one that Slack takes, and asks for no right that the code doesn't use."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path
from typing import Any

import pytest

from bot.front.manifest import (
    ADDRESS,
    BOTH,
    EVENTS,
    FROM_MESSAGE,
    NEW,
    RESERVED,
    SAVE,
    SCOPES,
    manifest,
    to_json,
)
from bot.front.slack.asked import VERBS
from bot.render.texts import CATALOGUES

ROOT = Path(__file__).parents[2]
METHODS = ROOT / ".." / "shared" / "specs" / "slack" / "methods"
LANGUAGES = (*CATALOGUES, BOTH)
EVENT_SCOPES = {
    "app_home_opened": None,  # https://docs.slack.dev/reference/events/app_home_opened
    "app_mention": "app_mentions:read",
    "channel_shared": "channels:read",
    "channel_unarchive": "channels:read",
    "group_unarchive": "groups:read",
    "member_joined_channel": "channels:read",
    "message.im": "im:history",
}
CALL = re.compile(r"(apps|auth|chat|conversations|files|users|views)_[a-zA-Z_]+")


def commands(made: dict[str, Any]) -> list[str]:
    return [one["command"] for one in made["features"]["slash_commands"]]


def called() -> set[str]:
    """Web API methods that the front-end calls, read from its source."""
    trees = [ast.parse(path.read_text()) for path in (ROOT / "bot/front/slack").glob("*.py")]
    calls = [node.func for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call)]
    names = {call.attr for call in calls if isinstance(call, ast.Attribute)}
    return {name.replace("_", ".") for name in names if CALL.fullmatch(name)}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("prefix", ["", "acme-"])
def test_no_command_is_one_of_slacks_own_or_malformed(language: str, prefix: str) -> None:
    names = commands(manifest(language, prefix=prefix))
    assert RESERVED.isdisjoint(name.removeprefix("/") for name in names)
    assert len(names) == len(set(names)) <= 50
    assert all(re.fullmatch(r"/[a-z-]{1,31}", name) for name in names)


@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_have_the_lengths_that_slack_takes(language: str) -> None:
    made = manifest(language)
    assert len(made["display_information"]["name"]) <= 35
    assert len(made["display_information"]["description"]) <= 140
    for one in made["features"]["slash_commands"]:
        assert 0 < len(one["description"]) <= 100
        assert 0 < len(one.get("usage_hint", "-")) <= 100
        assert one["should_escape"] is False


@pytest.mark.parametrize("language", LANGUAGES)
def test_shortcuts_are_named_as_briefly_as_slack_wants(language: str) -> None:
    shortcuts = manifest(language)["features"]["shortcuts"]
    assert {one["callback_id"] for one in shortcuts} == {FROM_MESSAGE, SAVE, NEW}
    assert [one["type"] for one in shortcuts] == ["message", "message", "global"]
    assert all(0 < len(one["name"]) <= 24 for one in shortcuts)
    assert all(0 < len(one["description"]) <= 150 for one in shortcuts)


def test_the_home_tab_is_switched_on() -> None:
    home = manifest("en")["features"]["app_home"]
    assert home["home_tab_enabled"]
    assert "app_home_opened" in EVENTS


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_means_something_to_the_front_end(language: str) -> None:
    names = [name.removeprefix("/") for name in commands(manifest(language))]
    assert set(names) <= VERBS.keys()
    assert {"veille", "veilleur"} <= set(names)


def test_each_language_has_its_own_commands_and_both_has_all() -> None:
    english, french = commands(manifest("en")), commands(manifest("fr"))
    assert "/watch" in english
    assert "/watch" not in french
    assert "/suivre" in french
    assert set(commands(manifest("both"))) == {*english, *french} == {f"/{name}" for name in VERBS}


def test_over_http_slack_is_told_where_to_post() -> None:
    made = manifest("en", socket=False, address="https://bot.example.org/slack/events")
    told = json.dumps(made)
    assert told.count("https://bot.example.org/slack/events") == len(commands(made)) + 2
    assert made["settings"]["socket_mode_enabled"] is False
    assert ADDRESS not in to_json(manifest("en"))


def test_a_whole_organisation_is_only_for_those_who_ask() -> None:
    assert manifest("en")["settings"]["org_deploy_enabled"] is False
    assert manifest("en", grid=True)["settings"]["org_deploy_enabled"] is True


def test_the_text_form_is_what_was_made() -> None:
    assert json.loads(to_json(manifest("both"))) == manifest("both")


@pytest.mark.skipif(not METHODS.exists(), reason="the published Slack methods are not here")
def test_the_scopes_are_exactly_those_of_the_methods_and_events_in_use() -> None:
    used = called()
    assert {"chat.postMessage", "conversations.history", "views.open"} <= used
    needed = {scope for event in EVENTS if (scope := EVENT_SCOPES[event]) is not None}
    possible: set[str] = {"commands"} | needed
    for method in used:
        spec = json.loads((METHODS / f"{method}.json").read_text())
        scopes = set((spec.get("scope") or {}).get("bot", ()))
        assert not scopes or scopes & set(SCOPES), f"{method} needs one of {scopes}"
        possible |= scopes
    assert set(SCOPES) <= possible
    assert needed <= set(SCOPES)


@pytest.mark.skipif(not METHODS.exists(), reason="the published Slack methods are not here")
def test_every_kind_of_conversation_that_is_read_has_its_scopes() -> None:
    """A method that serves several kinds of conversation needs a scope for each kind."""
    for method in ("conversations.info", "conversations.history", "conversations.replies"):
        spec = json.loads((METHODS / f"{method}.json").read_text())
        wanted = {scope for scope in spec["scope"]["bot"] if not scope.startswith("mpim:")}
        assert wanted <= set(SCOPES), method
