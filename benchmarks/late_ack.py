"""The alternative to acknowledging at once: `veilleur` that acknowledges what it has answered."""

from __future__ import annotations

from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck

from bot.__main__ import main
from bot.front.slack import SlackFront
from bot.front.slack.asked import from_command


async def _answer_first(front: SlackFront, ack: AsyncAck, body: dict[str, Any]) -> None:
    await front._serve(from_command(body, ""))
    await ack()


if __name__ == "__main__":

    async def on_command(self: SlackFront, ack: AsyncAck, body: dict[str, Any]) -> None:
        await _answer_first(self, ack, body)

    SlackFront._on_command = on_command  # type: ignore[method-assign]
    main()
