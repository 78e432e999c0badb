"""The alternative to acknowledging at once: `veilleur` that acknowledges what it has answered."""

from __future__ import annotations

from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck

from bot.__main__ import main
from bot.front.slack.asked import from_command
from bot.front.slack.listening import Listening


async def _answer_first(self: Listening, ack: AsyncAck, body: dict[str, Any]) -> None:
    asked = from_command(body, "")
    await self._serving._serve(asked, self._serving.answer(asked))
    await ack()


if __name__ == "__main__":
    Listening.on_command = _answer_first  # type: ignore[method-assign]
    main()
