"""The forms in which a message is offered to Slack, the richest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.clock import Clock
from bot.core.charts import Graphic
from bot.core.message import Aside, Message, line
from bot.front.slack.texts import say
from bot.render.graphics import worded
from bot.render.slack import fallback, to_slack
from bot.render.slack_charts import natively

CHARTS_REFUSED_SECONDS = 3600.0


@dataclass(frozen=True, slots=True)
class Form:
    """`left`: the graphics that it doesn't show, which come as pictures. `native`: it has charts
    that Slack draws itself.
    """

    content: dict[str, Any]
    left: tuple[Graphic, ...]
    native: bool = False


class Forms:
    """Remembers for an hour which teams' Slack knows no charts, so that it isn't asked again."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._refused: dict[str, float] = {}

    def of(self, message: Message, team: str, *, elsewhere: bool = False) -> Sequence[Form]:
        """With blocks, first with charts where they are taken; then as plain text.

        `elsewhere`: pictures and files come in another conversation, and the message says so.
        """
        charted = tuple(one for one in message.graphics if one.chart is not None)
        without = _told(message, elsewhere and bool(charted or message.files))
        payload = to_slack(without)
        forms = [
            Form({"text": payload.text, "blocks": payload.blocks}, charted),
            Form({"text": fallback(without)}, charted),
        ]
        blocks, left = natively(charted)
        if blocks and self._taken(team):
            payload = to_slack(_told(message, elsewhere and bool(left or message.files)), blocks)
            content = {"text": payload.text, "blocks": payload.blocks}
            forms.insert(0, Form(content, left, native=True))
        return forms

    def accepted(self, forms: Sequence[Form], form: Form, team: str) -> None:
        """Slack took this one of them: if only the charts were missing, they were what it minds."""
        if forms[0].native and form is forms[1]:
            self._refused[team] = self._clock.monotonic()

    def _taken(self, team: str) -> bool:
        refused = self._refused.get(team)
        return refused is None or self._clock.monotonic() - refused >= CHARTS_REFUSED_SECONDS


def _told(message: Message, elsewhere: bool) -> Message:
    if not elsewhere:
        return message
    note = Aside(line(say(message.language, "elsewhere")))
    words = worded(message, pictures=True)
    return replace(words, blocks=(*words.blocks, note))
