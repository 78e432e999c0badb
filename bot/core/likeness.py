"""What to search for where a person wants more publications like one."""

from __future__ import annotations

import re

from bot.core.grammar import Search
from bot.core.grammar.expression import all_of
from bot.core.words.fold import unaccented_key
from bot.core.words.lexicon import SMALL_WORDS
from connectors.query import Tagged, Word
from connectors.types import Post

_WORD = re.compile(r"[^\W\d_]{5,40}")
_NAMES = re.compile(r"[#@]\S+|https?://\S+")
WORDS = 2


def alike(post: Post, known: str = "") -> Search | None:
    """Its longest hashtag, which says most, else the longest words of its first line.

    `known`: a hashtag that is watched anyway. None: there is nothing to go by.
    """
    tags = [tag for tag in post.hashtags if tag.casefold() != known.casefold()]
    if tags:
        return Search(Tagged(max(tags, key=len)))
    first = _NAMES.sub(" ", (post.title or post.text).strip().partition("\n")[0])
    own = {word.casefold() for word in _WORD.findall(f"{post.author_name} {post.author_handle}")}
    told = [one for one in dict.fromkeys(_WORD.findall(first)) if one.casefold() not in own]
    telling = sorted((one for one in told if unaccented_key(one) not in SMALL_WORDS), key=len)
    chosen = set(telling[-WORDS:])
    return Search(all_of(Word(one) for one in told if one in chosen)) if chosen else None
