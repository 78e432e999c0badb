"""The three lines of "In short", each with its reason."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.core.digest.values import (
    DigestPost,
    Findings,
    Group,
    Newest,
    Reacted,
    Short,
    Spread,
)

MOST = 3
POSTS_FROM = 4
"""Publications from which some are put first: fewer are all read anyway."""
MANY_NETWORKS = 3


def in_short(groups: Sequence[Group], findings: Findings) -> tuple[Short, ...]:
    """One of each kind of news first, then what was reacted to most."""
    every = [one for group in groups for one in group.every if not one.post.deleted]
    if len(every) < POSTS_FROM:
        return tuple(_beside(findings))[:MOST]
    reacted = [_reacted(one) for one in sorted(every, key=_liked) if one.reactions]
    first = reacted[:1]
    told = {one.post.post.id for one in first}
    spread = (Spread(one) for one in every if _wide(one) and one.post.id not in told)
    lines: list[Short] = [*first, *findings.rising[:1], *list(spread)[:1], *_beside(findings)]
    return _filled(lines, reacted, groups)


def _filled(
    lines: Sequence[Short], reacted: Sequence[Reacted], groups: Sequence[Group]
) -> tuple[Short, ...]:
    """Nothing twice; where nobody reacted to anything, the newest of the most active."""
    chosen: list[Short] = list(dict.fromkeys(lines))
    taken = {one.post.post.id for one in chosen if isinstance(one, Reacted | Spread)}
    chosen += [one for one in reacted if one.post.post.id not in taken]
    if not reacted:
        chosen += [Newest(one) for one in _newest(groups) if one.post.id not in taken][:1]
    return tuple(chosen[:MOST])


def _beside(findings: Findings) -> Iterator[Short]:
    """What isn't a publication."""
    yield from findings.rising[:1]
    yield from findings.unusual[:1]
    yield from findings.newcomers[:1]


def _reacted(one: DigestPost) -> Reacted:
    best = one.record is not None and one.ratio >= 1 and one.reactions > one.record
    return Reacted(one, best)


def _liked(one: DigestPost) -> tuple[bool, float, int, float]:
    """Above its account's usual first, by how much; then by numbers."""
    above = one.ratio if one.ratio >= 1 else 0.0
    return one.late, -above, -one.reactions, -one.published.timestamp()


def _wide(one: DigestPost) -> bool:
    return len(one.networks) >= MANY_NETWORKS


def _newest(groups: Sequence[Group]) -> list[DigestPost]:
    busiest = max(groups, key=lambda group: group.count)
    there = [one for one in busiest.every if not (one.post.deleted or one.late)]
    return sorted(there, key=lambda one: one.published, reverse=True)
