"""The fake's files: an address to upload to, then shown where they are wanted.

https://docs.slack.dev/messaging/working-with-files#uploading_files
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from tests.fakes.http import Arguments
from tests.fakes.slack_model import BOT_USER, File, Message, SlackError, Waiting, Workspace

ALT = 1000


def upload_address(workspace: Workspace, arguments: Arguments) -> Mapping[str, Any]:
    name, length = str(arguments.get("filename") or ""), str(arguments.get("length") or "")
    if not name or not length.isdigit() or int(length) < 1:
        raise SlackError("missing_argument", broken=f"filename {name!r}, length {length!r}")
    if {"/", "\\", "\x00", "\n"} & set(name):
        raise SlackError("invalid_arguments", broken=f"filename {name!r}")
    alt = str(arguments.get("alt_txt") or "")
    if len(alt) > ALT:
        raise SlackError("alt_txt_too_large", broken=f"{len(alt)} characters")
    file = workspace.new_id("F")
    workspace.uploads[file] = Waiting(name, int(length), alt)
    return {"file_id": file, "upload_url": f"{workspace.url()}/upload/{file}"}


def take(workspace: Workspace, file: str, content: bytes) -> str:
    """What arrived at an address; "" where all is well, else what is wrong."""
    waiting = workspace.uploads.get(file)
    if waiting is None:
        return "an upload that nobody asked for"
    if len(content) != waiting.length:
        return f"{len(content)} bytes, announced {waiting.length}"
    waiting.content = content
    return ""


def complete(workspace: Workspace, arguments: Arguments) -> Mapping[str, Any]:
    """One message with all files, as a reply where thread_ts says so."""
    wanted = arguments["files"]
    if not arguments.get("channel_id"):
        raise SlackError("invalid_channel", broken="shown to nobody")
    channel = workspace.channel(arguments["channel_id"])
    if not channel.member:
        raise SlackError("not_in_channel")
    thread = arguments.get("thread_ts")
    parent = workspace.messages.get((channel.id, thread)) if thread else None
    if thread and parent is None:
        raise SlackError("invalid_arguments", broken=f"no message {thread}")
    if parent is not None and parent.thread_ts not in (None, parent.ts):
        raise SlackError("invalid_arguments", broken="thread_ts of a reply, not of its parent")
    files = [_file(workspace, one) for one in wanted]
    message = Message(channel.id, workspace.new_ts(), BOT_USER, "", thread_ts=thread)
    workspace.put(replace(message, files=files))
    return {"files": [{"id": one["id"], "title": one.get("title", "")} for one in wanted]}


def _file(workspace: Workspace, wanted: Mapping[str, Any]) -> File:
    waiting = workspace.uploads.pop(str(wanted.get("id")), None)
    if waiting is None or waiting.content is None:
        raise SlackError("file_not_found", broken=f"{wanted.get('id')} was not uploaded")
    return File(waiting.name, str(wanted.get("title") or ""), waiting.content, waiting.alt)


def check(files: Any) -> Sequence[str]:
    """What is wrong with the argument `files`."""
    if not isinstance(files, list) or not files:
        return ["files is no list"]
    return [f"no file {one!r}" for one in files if not isinstance(one, dict) or not one.get("id")]
