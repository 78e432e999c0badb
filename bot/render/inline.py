"""A publication as it is suggested while somebody types, and as it is told once chosen."""

from __future__ import annotations

import hashlib

from bot.core.inline import Suggestion
from bot.core.message import Aside, Block, Button, Message, Paragraph, Span, line
from bot.render.alerts import QUOTE_LIMIT, reference, words_of
from bot.render.times import timed
from bot.render.words import Words
from connectors.types import Post

TITLE, DESCRIPTION = 80, 160


def suggestion(words: Words, post: Post) -> Suggestion:
    """Who, where, its first words and where it stands."""
    name = post.author_name or post.author_handle
    network = words.network(post.network)
    said = words_of(words, post, QUOTE_LIMIT)
    told, description = _dated(words, post)
    blocks: tuple[Block, ...] = (
        Paragraph((line(Span(name, strong=True), f" · {network}"),)),
        Paragraph((line(Span(said, link=post.url)),)),
        *told,
    )
    message = Message(
        summary=f"{name} · {network} · {said}",
        blocks=blocks,
        buttons=(Button(words("alert.open"), url=post.url),),
        posts=(reference(post),),
        language=words.language,
        preview_url=None if post.warning else post.url,
    )
    key = hashlib.sha256(f"{post.network} {post.key}".encode()).hexdigest()[:32]
    return Suggestion(key, f"{name} · {network}"[:TITLE], description, message)


def _dated(words: Words, post: Post) -> tuple[tuple[Aside, ...], str]:
    """The small print, and what stands in the list to choose from."""
    said = words_of(words, post, DESCRIPTION)
    if post.published_at is None:
        return (), said
    when = words.when(post.published_at)
    text = words("alert.published", when=when)
    return (Aside(timed(text, (when, post.published_at))),), f"{when} · {said}"
