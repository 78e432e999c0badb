"""What a search found, line by line."""

from __future__ import annotations

from bot.core.message import Line, Span, line
from bot.render.alerts import words_of
from bot.render.words import Words
from connectors.types import Post

QUOTED = 140


def post_line(words: Words, post: Post) -> Line:
    """Who, where, when and how much noticed; then its first words."""
    parts = [words.network(post.network)]
    if post.published_at is not None:
        parts.append(words.when(post.published_at))
    if post.reactions:
        parts.append(words("search.reactions", n=post.reactions))
    name = Span(post.author_name or post.author_handle, strong=True)
    quoted = Span(words_of(words, post, QUOTED), link=post.url)
    return line(name, f" · {' · '.join(parts)} — ", quoted)
