"""A search in a network's words: at least all that is wanted, in as few texts as can be.

What a network can't be asked is left out where everything is wanted, which finds more. Of
alternatives, where that finds less, it is left out only if there is nothing else to ask.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice, product
from math import prod
from typing import TypeAlias

from connectors.errors import NotPossible
from connectors.query.dialect import (
    Dialect,
    Each,
    Either,
    One,
    Part,
    is_taggable,
    unwanted_part,
    wanted_part,
)
from connectors.query.values import (
    All,
    Expr,
    From,
    Has,
    Language,
    Least,
    Not,
    Some,
    Tagged,
    Word,
    checked,
    required,
)

Way: TypeAlias = tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """`complete`: the answers to all `texts` together hold everything that matches."""

    texts: tuple[str, ...]
    complete: bool


@dataclass(frozen=True, slots=True)
class Ways:
    """Each of `of` is asked by itself, all that is in it together. `whole`: none is missing."""

    of: tuple[Way, ...]
    whole: bool = True


def compiled(wanted: Expr, dialect: Dialect) -> Asked:
    """Raises ValueError for a search that is too large, NotPossible where nothing can be asked."""
    wanted = _or_tag(checked(wanted)) if dialect.tag_too else checked(wanted)
    part = _part(wanted, dialect, positive=True)
    whole = part is not None and stands(part)
    if not whole:
        bare = replace(dialect, prefix=dialect.word)
        part = _part(wanted, bare, positive=True, lenient=True)
    if part is None or not stands(part):
        raise NotPossible("query_words")
    ways = _ways(part, dialect)
    fitted = [_fitted(way, dialect) for way in ways.of]
    texts = tuple(dict.fromkeys(text for one in fitted for text in one.texts))
    if not texts:
        raise NotPossible("query_words")
    whole = whole and ways.whole and all(one.complete for one in fitted)
    return Asked(texts[: dialect.branches], whole and len(texts) <= dialect.branches)


def stands(part: Part) -> bool:
    """Can it be asked without anything else?"""
    match part:
        case One(weight=weight):
            return weight > 0
        case Each(of=parts):
            return any(map(stands, parts))
        case Either(of=parts):
            return all(map(stands, parts))


def _weight(part: Part) -> int:
    if isinstance(part, One):
        return part.weight
    return (max if isinstance(part, Each) else min)(map(_weight, part.of))


def _or_tag(wanted: Expr) -> Expr:
    """A single word, whatever stands beside it to narrow the search, or the hashtag."""
    parts = required(wanted)
    telling = [one for one in parts if not isinstance(one, Not | From | Language | Has | Least)]
    if len(telling) != 1 or not isinstance(word := telling[0], Word):
        return wanted
    if word.begins or not is_taggable(word.text):
        return wanted
    either = Some((word, Tagged(word.text)))
    rest = tuple(either if one is word else one for one in parts)
    return All(rest) if len(rest) > 1 else either


def _part(wanted: Expr, dialect: Dialect, *, positive: bool, lenient: bool = False) -> Part | None:
    """None: anything may match. `lenient`: alternatives that can't be asked are left out."""
    match wanted:
        case Not(of=inner):
            return _part(inner, dialect, positive=not positive, lenient=lenient)
        case All(of=parts) | Some(of=parts):
            found = [_part(one, dialect, positive=positive, lenient=lenient) for one in parts]
            kept = [one for one in found if one is not None]
            if isinstance(wanted, All) is positive:
                return _joined(Each, kept) if kept else None
            good = [one for one in kept if stands(one) or (not lenient and _narrows(one))]
            return _joined(Either, good) if good and (lenient or len(good) == len(found)) else None
        case _:
            find = wanted_part if positive else unwanted_part
            return find(wanted, dialect)


def _narrows(part: Part) -> bool:
    return isinstance(part, One) and part.weight == 0


def _joined(kind: type[Each | Either], parts: Sequence[Part]) -> Part:
    flat = (one.of if isinstance(one, kind) else (one,) for one in parts)
    members = tuple(dict.fromkeys(chain.from_iterable(flat)))
    return members[0] if len(members) == 1 else kind(members)


def _ways(part: Part, dialect: Dialect) -> Ways:
    match part:
        case One():
            return Ways(((part,),))
        case Either() if _is_written(part, dialect):
            return Ways(((part,),))
        case Either(of=parts):
            found = [_ways(one, dialect) for one in parts]
            every = tuple(way for ways in found for way in ways.of)
            if len(every) <= dialect.branches and all(ways.whole for ways in found):
                return Ways(every)
            if dialect.either:
                return Ways(((_joined(Either, list(_strongest(part))),),))
            return Ways(every[: dialect.branches], whole=False)
        case Each(of=parts):
            return _crossed([(one, _ways(one, dialect)) for one in parts], dialect)


def _is_written(part: Either, dialect: Dialect) -> bool:
    """Can the network be asked for it in one text?"""
    simple = dialect.group is not None or all(isinstance(one, One) for one in part.of)
    return dialect.either is not None and simple


def _strongest(part: Part) -> Iterator[One]:
    """Single things of which everything that matches has at least one."""
    match part:
        case One():
            yield part
        case Each(of=parts):
            yield from _strongest(max(filter(stands, parts), key=_weight))
        case Either(of=parts):
            for one in parts:
                yield from _strongest(one)


def _crossed(pools: list[tuple[Part, Ways]], dialect: Dialect) -> Ways:
    """One way of each, for all of them. Where that is too many, what has most is left out."""
    while _is_too_many(pools, dialect):
        widest = max(pools, key=lambda pool: (not pool[1].whole, len(pool[1].of)))
        rest = [pool for pool in pools if pool is not widest]
        if not any(stands(part) for part, _ in rest):
            break
        pools = rest
    too_many = _is_too_many(pools, dialect)
    combined = islice(product(*(ways.of for _, ways in pools)), dialect.branches)
    return Ways(tuple(tuple(chain.from_iterable(one)) for one in combined), whole=not too_many)


def _is_too_many(pools: Iterable[tuple[Part, Ways]], dialect: Dialect) -> bool:
    every = [ways for _, ways in pools]
    total = prod(len(ways.of) for ways in every)
    return total > dialect.branches or not all(ways.whole for ways in every)


def _fitted(way: Way, dialect: Dialect) -> Asked:
    """In the room that there is, what tells most."""
    tags = [one for one in way if isinstance(one, One) and one.tag]
    if dialect.alone and tags:
        way = tuple(tags[:1])
    beside = len(way) > 1 or bool(dialect.tail)
    written = [_write(part, dialect, inner=beside) for part in way]
    room = dialect.most - len(dialect.tail)
    chosen: list[int] = []
    for place in sorted(range(len(way)), key=lambda place: -_weight(way[place])):
        needed = len(written[place]) + (1 if chosen else 0)
        if needed <= room:
            room -= needed
            chosen.append(place)
    if any(stands(way[place]) for place in chosen):
        text = " ".join(written[place] for place in sorted(chosen))
        return Asked((f"{text}{dialect.tail}",), complete=True)
    long = next((one for one in way if isinstance(one, Either) and stands(one)), None)
    return _packed(long, dialect) if long else Asked((), complete=False)


def _write(part: Part, dialect: Dialect, *, inner: bool) -> str:
    if isinstance(part, One):
        return part.text
    between = " " if isinstance(part, Each) else dialect.either or " "
    text = between.join(_write(one, dialect, inner=True) for one in part.of)
    return _grouped(text, dialect) if inner else text


def _packed(part: Either, dialect: Dialect) -> Asked:
    """Alternatives that are too long together, in as many texts as it takes."""
    between, ends = dialect.either or " ", len(dialect.tail) + len(dialect.group or "")
    most, packs, complete = dialect.most - ends, [""], True
    for one in part.of:
        way = one.of if isinstance(one, Each) else (one,)
        found = _fitted(way, replace(dialect, tail="", most=most - len(dialect.group or "")))
        complete = complete and found.complete
        for text in found.texts:
            grouped = _grouped(text, dialect) if len(way) > 1 else text
            longer = f"{packs[-1]}{between}{grouped}" if packs[-1] else grouped
            packs = [*packs[:-1], longer] if len(longer) <= most else [*packs, grouped]
    end = dialect.tail
    texts = (f"{_grouped(text, dialect) if end else text}{end}" for text in packs if text)
    return Asked(tuple(texts), complete)


def _grouped(text: str, dialect: Dialect) -> str:
    return dialect.group.format(text) if dialect.group else text
