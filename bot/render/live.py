"""A search that is kept up to date in one message."""

from __future__ import annotations

from bot.core.found.living import Live
from bot.core.message import Aside, Block, Button, Items, Message, Paragraph, line
from bot.render.alerts import reference
from bot.render.found import post_line
from bot.render.words import Words, capital


def live_message(words: Words, live: Live) -> Message:
    """The newest posts; while it goes on until when, then why it ended."""
    head = words("live.head", what=live.what, since=words.hour(live.began), n=live.new)
    if live.ended:
        state = words(f"live.ended.{live.ended}")
    else:
        state = words("live.until", until=words.hour(live.until))
    blocks: list[Block] = [Paragraph((line(head),))]
    if live.posts:
        blocks.append(Items(tuple(post_line(words, post) for post in live.posts)))
    else:
        blocks.append(Paragraph((line(words("live.none")),)))
    if live.silent:
        names = capital(words.joined([words.network(name) for name in live.silent], "and"))
        blocks.append(Aside(line(words("search.no_answer", names=names, n=len(live.silent)))))
    blocks.append(Aside(line(state)))
    return Message(
        summary=head,
        blocks=tuple(blocks),
        buttons=_buttons(words, live),
        posts=tuple(reference(post) for post in live.posts),
        language=words.language,
    )


def _buttons(words: Words, live: Live) -> tuple[Button, ...]:
    label = words("button.watch_tag", tag=live.tag) if live.tag else words("button.watch_this")
    watch = Button(label, command=live.watch)
    if live.ended:
        return (watch, Button(words("button.refresh"), command=live.search))
    return (Button(words("button.stop"), command="search live:off"), watch)
