"""What the search is asked. Its page documents words, tags and numbers: https://hn.algolia.com/api.

Quotation marks are those of Algolia's queries:
https://www.algolia.com/doc/api-reference/api-parameters/advancedSyntax/
"""

from __future__ import annotations

import re
from typing import TypeAlias

from connectors.query import Dialect, Expr, Phrase, required_author
from connectors.searches import watched, whole
from connectors.types import Kind

Params: TypeAlias = tuple[tuple[str, str], ...]

# The site has no hashtags. A query has 512 bytes.
DIALECT = Dialect(tag="{}", most=250)
USER = re.compile(r"[\w-]{2,15}", re.ASCII)


def words(text: str, wanted: Expr) -> Params:
    author = required_author(wanted) or ""
    by = f",author_{author}" if USER.fullmatch(author) else ""
    return (("query", text), ("tags", f"(story,comment){by}"))


def askings(kind: Kind, ref: str) -> tuple[Params, ...]:
    """The questions that together are about a target. Raises NotPossible."""
    if kind is Kind.ACCOUNT:
        return ((("tags", f"author_{ref},(story,comment,poll)"),),)
    wanted = watched(ref)
    return tuple(words(text, wanted) for text in whole(wanted, DIALECT))


def phrase_of(kind: Kind, ref: str) -> str:
    """What everything found must say, "" for anything: marks around words are taken lightly."""
    wanted = watched(ref) if kind is Kind.QUERY else None
    return wanted.text if isinstance(wanted, Phrase) else ""
