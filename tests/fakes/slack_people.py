"""The fake's answers about who is where (https://docs.slack.dev/reference/methods)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tests.fakes.http import Arguments
from tests.fakes.slack_model import Channel, Person, SlackError, Workspace

Answer = Mapping[str, Any]
KINDS = {"public_channel", "private_channel", "im", "mpim"}


def user_wire(person: Person, *, locale: bool = False) -> dict[str, Any]:
    profile = {"display_name": person.name, "real_name": person.name}
    user: dict[str, Any] = {"id": person.id, "team_id": person.team, "name": person.name.lower()}
    user |= {"real_name": person.name, "tz": person.tz, "profile": profile, "is_bot": False}
    user |= {"is_restricted": person.guest, "is_ultra_restricted": False, "deleted": False}
    user |= {"is_admin": person.admin, "is_owner": False}
    return user | ({"locale": person.locale} if locale else {})


def users(workspace: Workspace, arguments: Arguments) -> Answer:
    """Of the team alone: people of other firms aren't in the list."""
    own = [one for one in workspace.people.values() if one.team == workspace.team]
    return _paged("members", [user_wire(one) for one in own], arguments)


def members(workspace: Workspace, arguments: Arguments) -> Answer:
    channel = workspace.channel(arguments["channel"])
    return _paged("members", sorted(inside(workspace, channel)), arguments)


def conversations(workspace: Workspace, arguments: Arguments) -> Answer:
    """Private channels only where the bot is a member as well."""
    user = workspace.person(arguments["user"]).id
    kinds = set(str(arguments.get("types") or "public_channel").split(","))
    if unknown := kinds - KINDS:
        raise SlackError("invalid_types", broken=f"types {unknown}")
    archived = str(arguments.get("exclude_archived", "")).lower() not in ("true", "1")
    found = [
        {"id": one.id, "name": one.name, "is_private": one.private}
        for one in workspace.channels.values()
        if one.im_with is None
        and user in inside(workspace, one)
        and ("private_channel" if one.private else "public_channel") in kinds
        and (one.member or not one.private)
        and (archived or not one.archived)
    ]
    return _paged("channels", found, arguments)


def inside(workspace: Workspace, channel: Channel) -> frozenset[str]:
    """Everybody of the team but guests, where nothing else is said."""
    if channel.people is not None:
        return channel.people
    every = workspace.people.values()
    return frozenset(one.id for one in every if one.team == workspace.team and not one.guest)


def _paged(name: str, items: Sequence[Any], arguments: Arguments) -> Answer:
    limit, start = int(arguments.get("limit") or 100), str(arguments.get("cursor") or "0")
    if not 1 <= limit <= 999:
        raise SlackError("invalid_limit", broken=f"limit={limit}")
    if not start.isdigit():
        raise SlackError("invalid_cursor")
    end = int(start) + limit
    following = str(end) if end < len(items) else ""
    return {name: items[int(start) : end], "response_metadata": {"next_cursor": following}}
