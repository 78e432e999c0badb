"""What is looked for, as a value: parsed once, asked of each network in its own words. Pure.

A value says what a person wants; `compiled` says how much of it a network can be asked, so that
what it answers holds at least all that is wanted. The rest is done on the results.
"""

from connectors.query.compiled import Asked, compiled
from connectors.query.dialect import Dialect
from connectors.query.values import (
    All,
    Expr,
    From,
    Has,
    Language,
    Least,
    MediaKind,
    Not,
    Phrase,
    Some,
    Tagged,
    Word,
    checked,
    leaves,
    plain,
    required,
    required_author,
    required_language,
    required_tag,
)
from connectors.query.written import decode, encode, key_of, shown, stored

__all__ = [
    "All",
    "Asked",
    "Dialect",
    "Expr",
    "From",
    "Has",
    "Language",
    "Least",
    "MediaKind",
    "Not",
    "Phrase",
    "Some",
    "Tagged",
    "Word",
    "checked",
    "compiled",
    "decode",
    "encode",
    "key_of",
    "leaves",
    "plain",
    "required",
    "required_author",
    "required_language",
    "required_tag",
    "shown",
    "stored",
]
