"""What the bot says of itself: a source broken or back, a busy day, a chat that is closed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.core.message import Button, Message, Paragraph, line
from bot.render.words import Words


def notice(words: Words, payload: Mapping[str, Any]) -> Message:
    """`payload`: the text's key and its facts, times as ISO 8601."""
    key = str(payload["key"])
    text = words(key, **_facts(words, payload))
    return Message(
        summary=text,
        blocks=(Paragraph((line(text),)),),
        buttons=_buttons(words, payload),
        language=words.language,
    )


def _buttons(words: Words, payload: Mapping[str, Any]) -> tuple[Button, ...]:
    if watch := payload.get("watch"):
        only = f"watch watch:{watch} only:digest"
        return (Button(words("alert.digest_only"), command=only),)
    if channel := payload.get("access"):
        return (
            Button(words("button.allow"), command=f"allow {channel}", primary=True),
            Button(words("button.refuse"), command=f"allow {channel} no"),
        )
    if channel := payload.get("publish"):
        return (
            Button(words("button.post_here"), command=f"publish {channel}", primary=True),
            Button(words("button.post_nothing"), command=f"publish {channel} no"),
        )
    return ()


def _facts(words: Words, payload: Mapping[str, Any]) -> dict[str, object]:
    facts: dict[str, object] = {
        name: str(payload[name]) for name in ("name", "channel", "setting") if payload.get(name)
    }
    if "n" in payload:
        facts["n"] = int(payload["n"])
    if what := payload.get("what"):
        facts["what"] = words.names([str(one) for one in what])
    if network := payload.get("network"):
        facts["network"] = words.network(str(network))
    if error := payload.get("error"):
        facts["why"] = words(f"error.{error}")
    if reason := payload.get("reason"):
        facts["why"] = words(f"closed.{reason}")
    for money in ("spent", "budget"):
        if money in payload:
            facts[money] = words.dollars(int(payload[money]))
    if back := payload.get("back"):
        facts["back"] = words.date_in_full(datetime.fromisoformat(str(back)))
    if since := payload.get("since"):
        facts["since"] = words.since(datetime.fromisoformat(str(since)))
    return facts
