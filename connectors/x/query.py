"""A search in X's words.

https://docs.x.com/x-api/posts/search/integrate/operators
"""

from __future__ import annotations

from dataclasses import replace

from connectors.errors import NotPossible
from connectors.query import Dialect, Expr, MediaKind
from connectors.searches import whole
from connectors.x.pack import LONGEST

NO_REPOSTS = "-is:retweet"
# Of those that X knows, what people here write. X refuses codes that it doesn't know.
_LANGUAGES = "ca cs da de el en es fi fr hu it nl no pl pt ro ru sv tr uk"
DIALECT = Dialect(
    tag="#{}",
    author="from:{}",
    language="lang:{}",
    media={
        MediaKind.MEDIA: "has:media",
        MediaKind.IMAGE: "has:images",
        MediaKind.VIDEO: "has:media",  # has:videos leaves out moving pictures
        MediaKind.LINK: "has:links",
    },
    negation="-{}",
    either=" OR ",
    group="({})",
    handle="[A-Za-z0-9_]{1,15}",
    languages=frozenset(_LANGUAGES.split()),
    tag_too=True,
    tail=f" {NO_REPOSTS}",
    most=LONGEST,
    branches=1,  # each text is paid for
)


def whole_words_for(wanted: Expr) -> str:
    """The text to ask again and again. Raises NotPossible where not all of it can be asked."""
    [roomy] = whole(wanted, replace(DIALECT, most=100 * LONGEST))
    if len(roomy) > LONGEST:
        raise NotPossible("x_query_too_long")
    return roomy
