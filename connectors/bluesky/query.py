"""A search in Bluesky's words, and as its filters.

Of the syntax of `q` only words and quotation marks are used: the rest is called unspecified.
https://docs.bsky.app/docs/api/app-bsky-feed-search-posts
"""

from __future__ import annotations

import re

from connectors.bluesky.leads import is_did, is_handle
from connectors.query import Dialect, Expr, Tagged, required, required_author, required_language
from connectors.query.dialect import is_taggable

DIALECT = Dialect(tag="#{}", most=300)
_LONGEST_TAG = 64
_CODE = re.compile(r"[a-z]{2}")


def params_for(text: str, wanted: Expr) -> tuple[tuple[str, str], ...]:
    """`text`: one of those that are asked. The filters hold for all of them."""
    tags = [one.name for one in required(wanted) if isinstance(one, Tagged)]
    author, language = required_author(wanted) or "", required_language(wanted) or ""
    named = is_did(author) or is_handle(author)
    return (
        ("q", text),
        *(("tag", tag) for tag in tags if is_taggable(tag) and len(tag) <= _LONGEST_TAG),
        *((("author", author),) if named else ()),
        *((("lang", language),) if _CODE.fullmatch(language) else ()),
    )
