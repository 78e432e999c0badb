"""The fake's Web API methods (https://docs.slack.dev/reference/methods)."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from tests.fakes import slack_files as files
from tests.fakes import slack_people as people
from tests.fakes.http import Arguments
from tests.fakes.slack_model import BOT, BOT_USER, Channel, Message, SlackError, Workspace
from tests.fakes.slack_rules import SPECS, Problems, check_message, check_view

Answer = Mapping[str, Any]
HISTORY_PAGE = 100
# The bolt library adds team_id to chat.* by itself.
ANYWHERE = frozenset({"token", "team_id"})


def auth_test(workspace: Workspace, arguments: Arguments) -> Answer:
    known = {"url": "https://test.slack.com/", "team": "Test", "user": "veilleur"}
    return {**known, **workspace.wire(), "user_id": BOT_USER, "bot_id": BOT}


def post_message(workspace: Workspace, arguments: Arguments) -> Answer:
    channel = workspace.channel(arguments["channel"])
    if channel.archived:
        raise SlackError("is_archived")
    if not channel.member and "chat:write.public" not in workspace.scopes:
        raise SlackError("not_in_channel")
    thread = arguments.get("thread_ts")
    if thread and (channel.id, thread) not in workspace.messages:
        raise SlackError("cannot_reply_to_message")
    message = Message(channel.id, workspace.new_ts(), BOT_USER, arguments["text"])
    message = replace(message, blocks=arguments.get("blocks") or (), thread_ts=thread)
    message = workspace.put(replace(message, metadata=arguments.get("metadata")))
    return {"channel": channel.id, "ts": message.ts, "message": message.wire()}


def update(workspace: Workspace, arguments: Arguments) -> Answer:
    old = _own(workspace, arguments, "cant_update_message")
    new = replace(old, text=arguments["text"], blocks=arguments.get("blocks") or (), verb="edited")
    if "metadata" in arguments:
        new = replace(new, metadata=arguments["metadata"])
    new = workspace.put(new)
    return {"channel": new.channel, "ts": new.ts, "text": new.text, "message": new.wire()}


def delete(workspace: Workspace, arguments: Arguments) -> Answer:
    old = _own(workspace, arguments, "cant_delete_message")
    workspace.remove(old)
    return {"channel": old.channel, "ts": old.ts}


def _own(workspace: Workspace, arguments: Arguments, refusal: str) -> Message:
    channel = workspace.channel(arguments["channel"])
    found = workspace.messages.get((channel.id, arguments["ts"]))
    if found is None or found.only is not None:
        raise SlackError("message_not_found")
    if found.author != BOT_USER:
        raise SlackError(refusal)
    return found


def post_ephemeral(workspace: Workspace, arguments: Arguments) -> Answer:
    channel = workspace.channel(arguments["channel"])
    if channel.archived:
        raise SlackError("is_archived")
    if not channel.member:
        raise SlackError("not_in_channel")
    if arguments["user"] not in workspace.people:
        raise SlackError("user_not_in_channel")
    message = Message(channel.id, workspace.new_ts(), BOT_USER, arguments["text"])
    only, thread = arguments["user"], arguments.get("thread_ts")
    message = replace(message, blocks=arguments.get("blocks") or (), only=only, thread_ts=thread)
    return {"message_ts": workspace.put(message).ts}


def history(workspace: Workspace, arguments: Arguments) -> Answer:
    channel = _readable(workspace, arguments)
    top = [m for m in workspace.posts(channel.id) if m.thread_ts in (None, m.ts)]
    return _page(_within(top, arguments)[::-1], arguments)


def replies(workspace: Workspace, arguments: Arguments) -> Answer:
    channel = _readable(workspace, arguments)
    parent = workspace.messages.get((channel.id, arguments["ts"]))
    if parent is None:
        raise SlackError("thread_not_found")
    answers = [m for m in workspace.posts(channel.id) if m.thread_ts == parent.ts]
    return _page([parent, *_within(answers, arguments)], arguments)


def _readable(workspace: Workspace, arguments: Arguments) -> Channel:
    channel = workspace.channel(arguments["channel"])
    needed = "im" if channel.im_with else "groups" if channel.private else "channels"
    need_scope(workspace, f"{needed}:history")
    if not channel.member:
        raise SlackError("not_in_channel")
    return channel


def _within(messages: list[Message], arguments: Arguments) -> list[Message]:
    oldest, latest = str(arguments.get("oldest", "0")), str(arguments.get("latest", "9" * 10))
    for name, value in (("oldest", oldest), ("latest", latest)):
        if not value.replace(".", "", 1).isdigit():
            raise SlackError(f"invalid_ts_{name}", broken=f"{name}={value!r}")
    low, high = float(oldest), float(latest)
    both = truth(arguments.get("inclusive"))
    return [
        m for m in messages if low < float(m.ts) < high or (both and float(m.ts) in (low, high))
    ]


def _page(messages: list[Message], arguments: Arguments) -> Answer:
    start = str(arguments.get("cursor") or "0")
    if not start.isdigit():
        raise SlackError("invalid_cursor")
    end = int(start) + min(int(arguments.get("limit") or HISTORY_PAGE), 999)
    with_metadata = truth(arguments.get("include_all_metadata"))
    page = [message.wire(metadata=with_metadata) for message in messages[int(start) : end]]
    more = end < len(messages)
    following = {"next_cursor": str(end) if more else ""}
    return {"messages": page, "has_more": more, "response_metadata": following}


def join(workspace: Workspace, arguments: Arguments) -> Answer:
    channel = workspace.channel(arguments["channel"])
    if channel.private:
        raise SlackError("method_not_supported_for_channel_type")
    if channel.archived:
        raise SlackError("is_archived")
    channel.member = True
    workspace.changed()
    return {"channel": _channel_wire(channel)}


def info(workspace: Workspace, arguments: Arguments) -> Answer:
    channel = workspace.channel(arguments["channel"])
    needed = "im" if channel.im_with else "groups" if channel.private else "channels"
    need_scope(workspace, f"{needed}:read")
    return {"channel": _channel_wire(channel)}


def _channel_wire(channel: Channel) -> Answer:
    kind = {"is_im": bool(channel.im_with), "is_channel": not channel.private}
    if channel.im_with:
        return {**kind, "id": channel.id, "user": channel.im_with, "is_archived": False}
    shared = {"is_ext_shared": channel.shared, "is_shared": channel.shared}
    state = {"is_private": channel.private, "is_member": channel.member}
    named = {"id": channel.id, "name": channel.name, "is_archived": channel.archived}
    return {**kind, **shared, **state, **named}


def open_im(workspace: Workspace, arguments: Arguments) -> Answer:
    users = [one for one in str(arguments.get("users") or "").split(",") if one]
    if len(users) != 1:
        raise SlackError("not_enough_users" if not users else "too_many_users")
    return {"channel": {"id": workspace.im(users[0]).id}}


def user_info(workspace: Workspace, arguments: Arguments) -> Answer:
    locale = truth(arguments.get("include_locale"))
    return {"user": people.user_wire(workspace.person(arguments["user"]), locale=locale)}


def open_view(workspace: Workspace, arguments: Arguments) -> Answer:
    user = workspace.use_trigger(str(arguments.get("trigger_id")))
    return {"view": workspace.put_view(user, arguments["view"]).wire()}


def publish_view(workspace: Workspace, arguments: Arguments) -> Answer:
    person = workspace.person(arguments["user_id"])
    if arguments["view"].get("type") != "home":
        raise SlackError("invalid_arguments", broken="only a home view can be published")
    home = f"V{person.id}"
    _check_hash(workspace, home, arguments)
    return {"view": workspace.put_view(person.id, arguments["view"], home).wire()}


def update_view(workspace: Workspace, arguments: Arguments) -> Answer:
    known = workspace.views.get(str(arguments.get("view_id")))
    if known is None:
        raise SlackError("not_found")
    _check_hash(workspace, known.id, arguments)
    return {"view": workspace.put_view(known.user, arguments["view"], known.id).wire()}


def _check_hash(workspace: Workspace, view_id: str, arguments: Arguments) -> None:
    known = workspace.views.get(view_id)
    if known is not None and arguments.get("hash") not in (None, known.hash):
        raise SlackError("hash_conflict")


@dataclass(frozen=True, slots=True)
class Method:
    """`scopes`: all needed, where they don't depend on the channel."""

    run: Callable[[Workspace, Arguments], Answer]
    required: frozenset[str] = frozenset()
    scopes: tuple[str, ...] = ()


def _method(
    run: Callable[[Workspace, Arguments], Answer], required: str = "", scopes: str = ""
) -> Method:
    return Method(run, frozenset(required.split()), tuple(scopes.split()))


METHODS: Mapping[str, Method] = {
    "auth.test": _method(auth_test),
    "chat.postMessage": _method(post_message, "channel", "chat:write"),
    "chat.update": _method(update, "channel ts", "chat:write"),
    "chat.delete": _method(delete, "channel ts", "chat:write"),
    "chat.postEphemeral": _method(post_ephemeral, "channel user", "chat:write"),
    "conversations.history": _method(history, "channel"),
    "conversations.replies": _method(replies, "channel ts"),
    "conversations.join": _method(join, "channel", "channels:join"),
    "conversations.info": _method(info, "channel"),
    "conversations.members": _method(people.members, "channel", "channels:read"),
    "conversations.open": _method(open_im, "users", "im:write"),
    "files.getUploadURLExternal": _method(files.upload_address, "filename length", "files:write"),
    "files.completeUploadExternal": _method(files.complete, "files", "files:write"),
    "users.conversations": _method(people.conversations, "", "channels:read groups:read"),
    "users.list": _method(people.users, "", "users:read"),
    "users.info": _method(user_info, "user", "users:read"),
    "views.open": _method(open_view, "view trigger_id"),
    "views.publish": _method(publish_view, "user_id view"),
    "views.update": _method(update_view, "view"),
}
TEXTS = frozenset({"chat.postMessage", "chat.update", "chat.postEphemeral"})


def run(workspace: Workspace, name: str, arguments: Arguments) -> Answer:
    """Check a call as Slack does, then carry it out. Raises SlackError."""
    if name not in METHODS:
        raise SlackError("unknown_method", broken="the fake doesn't know this method")
    method = METHODS[name]
    for scope in method.scopes:
        need_scope(workspace, scope)
    decoded = _decode(arguments)
    _check_names(name, method, decoded)
    for error, why in _problems(name, decoded):
        raise SlackError(error, broken=why)
    if not workspace.charts and has_charts(decoded.get("blocks")):
        raise SlackError("invalid_blocks")
    return method.run(workspace, decoded)


def need_scope(workspace: Workspace, scope: str) -> None:
    if scope not in workspace.scopes:
        provided = ",".join(sorted(workspace.scopes))
        raise SlackError("missing_scope", needed=scope, provided=provided)


def has_charts(blocks: Any) -> bool:
    return any(block.get("type") == "data_visualization" for block in blocks or ())


def truth(value: Any) -> bool:
    """Booleans come as JSON or as form text."""
    return str(value).lower() in ("true", "1")


def _decode(arguments: Arguments) -> Arguments:
    decoded = dict(arguments)
    for name in ("blocks", "metadata", "view", "attachments", "files"):
        if isinstance(decoded.get(name), str):
            try:
                decoded[name] = json.loads(decoded[name])
            except ValueError:
                raise SlackError(f"invalid_{name}_format", broken="not JSON") from None
    return decoded


def _check_names(name: str, method: Method, arguments: Arguments) -> None:
    if missing := sorted(one for one in method.required if not arguments.get(one)):
        raise SlackError("invalid_arguments", broken=f"missing {missing}")
    known = _known_arguments(name)
    if known and (unknown := sorted(arguments.keys() - known - ANYWHERE)):
        raise SlackError("invalid_arg_name", broken=f"unknown {unknown}")


@functools.cache
def _known_arguments(name: str) -> frozenset[str]:
    path = SPECS / "methods" / f"{name}.json"
    if not path.exists():
        return frozenset()
    return frozenset(json.loads(path.read_text())["args"]["properties"])


def _problems(name: str, arguments: Arguments) -> Problems:
    found: Iterator[tuple[str, str]] = iter(())
    if name in TEXTS:
        found = check_message(arguments)
    elif name == "files.completeUploadExternal":
        found = (("invalid_arguments", why) for why in files.check(arguments.get("files")))
    elif "view" in arguments:
        found = check_view(arguments["view"])
    yield from found
