"""The links in a message that a person points at. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from bot.core.grammar import Ok, TermKind, Watch, parse
from bot.render.slack_text import safe_url

_IN_TEXT = re.compile(r"<(https?://[^<>|\s]{1,2000})(?:\|[^<>]*)?>")


def links_in(message: Mapping[str, Any]) -> tuple[str, ...]:
    """What of it can be watched or saved, each once, as it stands there.

    https://docs.slack.dev/reference/block-kit/blocks/rich-text-block
    """
    found = dict.fromkeys(_addresses(message))
    watched = {_term(link): link for link in reversed(found) if _term(link)}
    return tuple(reversed(watched.values()))


def _addresses(message: Mapping[str, Any]) -> Iterator[str]:
    """A link that Slack unfolds stands in the text as well as in an attachment."""
    yield from _in_blocks(message.get("blocks"))
    text = str(message.get("text") or "")
    yield from (link.replace("&amp;", "&") for link in _IN_TEXT.findall(text))
    for attachment in message.get("attachments") or ():
        yield str(attachment.get("from_url") or "")
        yield from _in_blocks(attachment.get("blocks"))


def _in_blocks(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        if value.get("type") in ("link", "button"):
            yield str(value.get("url") or "")
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from _in_blocks(one)


def _term(link: str) -> str:
    """The address without what follows its visitors; "" for what can't be watched."""
    read = parse(f"watch {link}") if safe_url(link) else None
    if not isinstance(read, Ok) or not isinstance(read.command, Watch):
        return ""
    terms = read.command.terms
    return terms[0].text if len(terms) == 1 and terms[0].kind is TermKind.LINK else ""
