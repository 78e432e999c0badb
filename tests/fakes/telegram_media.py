"""The fake's methods that take photos and files (https://core.telegram.org/bots/api#sendphoto)."""

from __future__ import annotations

import struct
from dataclasses import replace
from typing import Any

from tests.fakes.http import Arguments, Uploaded
from tests.fakes.telegram_model import BOT, Media, Message, World
from tests.fakes.telegram_places import reply_of, topic_of, truth
from tests.fakes.telegram_rules import Refused, captioned

PNG = b"\x89PNG\r\n\x1a\n"
PHOTO_BYTES, PHOTO_SIDES, PHOTO_RATIO = 10_000_000, 10_000, 20
DOCUMENT_BYTES = 50_000_000
ALBUM = range(2, 11)


def send_photo(world: World, arguments: Arguments) -> Any:
    photo = _photo(_content(arguments.get("photo"), arguments))
    return world.message_wire(_put(world, arguments, photo, arguments))


def send_document(world: World, arguments: Arguments) -> Any:
    name, content = _content(arguments.get("document"), arguments)
    if not content or len(content) > DOCUMENT_BYTES:
        raise Refused("file must be non-empty")
    if not name or {"/", "\\", "\x00", "\n"} & set(name):
        raise Refused(f"invalid file name {name!r}")
    document = Media("document", name, content)
    return world.message_wire(_put(world, arguments, document, arguments))


def send_album(world: World, arguments: Arguments) -> Any:
    album = arguments["media"]
    if len(album) not in ALBUM:
        raise Refused("media group must have from 2 to 10 items")
    photos = [_photo(_content(one.get("media"), arguments)) for one in album]
    group = str(world.new_id())
    put = [
        _put(world, arguments, photo, one, group) for photo, one in zip(photos, album, strict=True)
    ]
    return [world.message_wire(one) for one in put]


def _put(
    world: World, arguments: Arguments, media: Media, told: Any, album: str | None = None
) -> Message:
    """`told`: what has the caption."""
    caption, entities = captioned(told)
    chat = world.writable(arguments["chat_id"])
    topic = topic_of(chat, arguments.get("message_thread_id"))
    reply = reply_of(world, chat, arguments.get("reply_parameters"))
    message = Message(chat.id, world.new_id(), BOT, caption, caption, entities, media=media)
    silent = truth(arguments.get("disable_notification"))
    return world.put(replace(message, topic=topic, reply_to=reply, silent=silent, album=album))


def _content(told: Any, arguments: Arguments) -> tuple[str, bytes]:
    """(name, bytes) of what was uploaded; albums name a part of the same request."""
    if isinstance(told, str) and told.startswith("attach://"):
        told = arguments.get(told.removeprefix("attach://"))
    if not isinstance(told, Uploaded):
        raise Refused("there is no file in the request")
    return told.name, told.content


def _photo(uploaded: tuple[str, bytes]) -> Media:
    name, content = uploaded
    if not content.startswith(PNG) or len(content) > PHOTO_BYTES:
        raise Refused("IMAGE_PROCESS_FAILED")
    width, height = struct.unpack(">II", content[16:24])
    if width + height > PHOTO_SIDES or max(width, height) > PHOTO_RATIO * min(width, height):
        raise Refused("PHOTO_INVALID_DIMENSIONS")
    return Media("photo", name, content)
