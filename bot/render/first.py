"""The first words in a chat: what the bot does, and the one thing to send."""

from __future__ import annotations

from bot.core.message import ANSWERS, Button, Message, Paragraph, line
from bot.core.model import Platform
from bot.render.words import Words

PRIVATE, GROUP, PURPOSE = "first.private", "first.group", "first.purpose"
READERS = "telegram.first.channel"
"""Of a Telegram channel, where nobody types: the commands are sent in private."""
PURPOSES = ("competitors", "news", "ideas", "subject", "later")


def slash_of(platform: Platform) -> str:
    """What comes before a verb there: Slack keeps several for itself, so the umbrella."""
    return "/veille " if platform is Platform.SLACK else "/"


def welcome(words: Words, key: str, slash: str) -> Message:
    """`key`: of a text that takes `slash`, as commands begin there."""
    text = words(key, slash=slash)
    said = text.split("\n")
    return Message(
        summary=" ".join(said),
        blocks=(Paragraph(tuple(line(one) for one in said)),),
        buttons=(
            Button(words("first.example"), command="search #rgpd"),
            Button(words("button.help"), command="help"),
        ),
        language=words.language,
    )


def purpose(words: Words, slash: str) -> Message:
    """What the channel is for, asked once, with the tip that ends the first minute."""
    text = words(PURPOSE)
    buttons = tuple(
        Button(words(f"purpose.{one}"), command=f"settings purpose {one}") for one in PURPOSES
    )
    return Message(
        summary=text,
        blocks=(Paragraph((line(text), line(words("first.purpose.tip", slash=slash)))),),
        buttons=buttons[:ANSWERS],
        more=buttons[ANSWERS:],
        language=words.language,
        answers=True,
    )
