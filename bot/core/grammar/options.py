"""The options of a watch and of a search: "on bluesky", "only:alerts", "to #channel", "7d"."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from bot.core.grammar.commands import FirmHint
from bot.core.grammar.lex import Shape, Token
from bot.core.grammar.searched import Author, Category, Task
from bot.core.grammar.terms import read_term
from bot.core.grammar.words import (
    AGREED,
    AS,
    CATEGORIES,
    CONNECTORS,
    DROP,
    FIRST,
    HINT,
    MODES,
    MOST,
    NETWORKS,
    ON,
    ONLY,
    TASKS,
    TO,
)
from bot.core.model import Mode

MAX_DAYS = 366
_PERIOD = re.compile(r"(\d{1,4})(h|d|j)")
_ARTICLES = frozenset({"la", "les", "en", "the"})


@dataclass(frozen=True, slots=True)
class Options:
    on: tuple[str, ...] = ()
    only: Mode | None = None
    label: str | None = None
    to: str | None = None
    agreed: bool = False
    days: int | None = None
    page: str | None = None
    first: Category | None = None
    firm: FirmHint | None = None
    task: Task | None = None
    drop: Author | None = None


Reader: TypeAlias = Callable[[Sequence[Token], int, Options], tuple[Options, int] | None]
"""(tokens, index, options so far) -> (options with this one, index after it), or None."""


def read_options(
    tokens: Sequence[Token], options: Options, readers: Sequence[Reader]
) -> tuple[list[Token], Options]:
    """The tokens that belong to no option, and the options."""
    rest: list[Token] = []
    index = 0
    while index < len(tokens):
        found = next(filter(None, (read(tokens, index, options) for read in readers)), None)
        if found is None:
            rest.append(tokens[index])
            index += 1
        else:
            options, index = found
    return rest, options


def _on(tokens: Sequence[Token], index: int, options: Options) -> tuple[Options, int] | None:
    """on bluesky, mastodon; or on:bluesky,mastodon."""
    word, colon, name = tokens[index].folded.partition(":")
    if word not in ON or (colon and name not in NETWORKS):
        return None
    names = [NETWORKS[name]] if colon else []
    index += 1
    while index < len(tokens):
        joined = bool(names) and _joint(tokens[index]) and index + 1 < len(tokens)
        other = NETWORKS.get(tokens[index + joined].folded)
        if other is None or (colon and not joined):
            break
        names.append(other)
        index += 1 + joined
    return (
        (replace(options, on=tuple(dict.fromkeys((*options.on, *names)))), index) if names else None
    )


def _joint(token: Token) -> bool:
    return token.shape is Shape.SEP or token.folded in CONNECTORS


def _only(tokens: Sequence[Token], index: int, options: Options) -> tuple[Options, int] | None:
    word, colon, mode = tokens[index].folded.partition(":")
    if colon and word in ONLY and mode in MODES:
        return replace(options, only=MODES[mode]), index + 1
    after = index + 1
    if word in ONLY and after < len(tokens) and tokens[after].folded in _ARTICLES:
        after += 1
    other = tokens[after].folded if after < len(tokens) else ""
    for wanted, named in ((word, other), (other, word)):
        if wanted in ONLY and named in MODES:
            return replace(options, only=MODES[named]), after + 1
    return None


def _label(tokens: Sequence[Token], index: int, options: Options) -> tuple[Options, int] | None:
    """as "x"; without quotes only at the very end, after a target ("software as service")."""
    if tokens[index].folded not in AS or index + 1 >= len(tokens):
        return None
    name = tokens[index + 1]
    quoted = name.shape is Shape.PHRASE and not name.prefix
    last = index + 2 == len(tokens) and index > 0 and name.shape is Shape.WORD
    if quoted or (last and isinstance(read_term(tokens[index - 1]), list)):
        return replace(options, label=name.text), index + 2
    return None


def _to(tokens: Sequence[Token], index: int, options: Options) -> tuple[Options, int] | None:
    if tokens[index].folded not in TO or index + 1 >= len(tokens):
        return None
    place = tokens[index + 1]
    if place.shape is not Shape.WORD or place.text[:1] not in "#@" or len(place.text) < 2:
        return None
    return replace(options, to=place.text.removeprefix("#")), index + 2


def _days(tokens: Sequence[Token], index: int, options: Options) -> tuple[Options, int] | None:
    """7d, 30j, 24h. "35h" is a word: only whole days count."""
    match = _PERIOD.fullmatch(tokens[index].folded)
    if not match:
        return None
    days, hours = (int(match[1]), 0) if match[2] != "h" else divmod(int(match[1]), 24)
    if hours or not 1 <= days <= MAX_DAYS:
        return None
    return replace(options, days=days), index + 1


def _page(tokens: Sequence[Token], index: int, options: Options) -> tuple[Options, int] | None:
    token = tokens[index]
    if token.shape is not Shape.PHRASE or token.prefix.casefold() != "page:":
        return None
    return replace(options, page=token.text), index + 1


def _first(tokens: Sequence[Token], index: int, options: Options) -> tuple[Options, int] | None:
    """accounts first, les plus populaires d'abord, first:accounts."""
    word, colon, name = tokens[index].folded.partition(":")
    if colon:
        category = CATEGORIES.get(name) if word in FIRST else None
        return (replace(options, first=category), index + 1) if category else None
    while index < len(tokens) and tokens[index].folded in _ARTICLES | MOST:
        index += 1
    category = CATEGORIES.get(tokens[index].folded) if index + 1 < len(tokens) else None
    if category is None or tokens[index + 1].folded not in FIRST:
        return None
    return replace(options, first=category), index + 2


def _agreed(tokens: Sequence[Token], index: int, options: Options) -> tuple[Options, int] | None:
    agreed = tokens[index].folded == AGREED
    return (replace(options, agreed=True), index + 1) if agreed else None


def _firm(tokens: Sequence[Token], index: int, options: Options) -> tuple[Options, int] | None:
    """of:"site|kind|proof|name", as buttons say it; see write_hint."""
    token = tokens[index]
    if token.shape is not Shape.PHRASE or token.prefix.casefold() != f"{HINT}:":
        return None
    parts = token.text.split("|", 3)
    if len(parts) != 4:
        return None
    site, kind, proof, name = parts
    return replace(options, firm=FirmHint(name, site, kind, proof)), index + 1


def _task(tokens: Sequence[Token], index: int, options: Options) -> tuple[Options, int] | None:
    task = TASKS.get(tokens[index].folded)
    return (replace(options, task=task), index + 1) if task else None


def _drop(tokens: Sequence[Token], index: int, options: Options) -> tuple[Options, int] | None:
    """drop:"network|key|name", as buttons say it; see write_author."""
    token = tokens[index]
    if token.shape is not Shape.PHRASE or token.prefix.casefold() != f"{DROP}:":
        return None
    parts = token.text.split("|", 2)
    if len(parts) != 3:
        return None
    return replace(options, drop=Author(*parts)), index + 1


def write_author(author: Author) -> str:
    return f'{DROP}:"{author.network}|{author.key}|{author.name}"'


def write_hint(hint: FirmHint) -> str:
    return f'{HINT}:"{hint.site}|{hint.kind}|{hint.proof}|{hint.name}"'


WATCH_OPTIONS: tuple[Reader, ...] = (_on, _only, _label, _to, _agreed, _firm)
SEARCH_OPTIONS: tuple[Reader, ...] = (_on, _days, _page, _first, _agreed, _task, _drop)
REF_OPTIONS: tuple[Reader, ...] = (_on,)
