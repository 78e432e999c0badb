"""What a digest says, in which order, and how much of it up front."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.core.digest.short import in_short
from bot.core.digest.values import (
    AccountState,
    DigestContent,
    DigestPost,
    Findings,
    Group,
    Source,
)
from bot.core.firms.kinds import Relation
from bot.core.model import PostId, StoryId

SHOWN_PER_GROUP, SHOWN_IN_ALL = 3, 12
SECTIONS: tuple[Relation | None, ...] = (
    Relation.COMPETITOR,
    Relation.PARTNER,
    Relation.CLIENT,
    Relation.MODEL,
    None,
    Relation.OWN,
)
_NOTHING = Findings()


def select(
    posts: Sequence[DigestPost],
    accounts: Sequence[AccountState],
    start: datetime,
    end: datetime,
    findings: Findings = _NOTHING,
) -> DigestContent:
    """Order and choose. A publication that two watches matched is shown at the first of them,
    an announcement that several networks show at the first publication of it.
    """
    once = _announcements(_once(posts))
    active = {one.watch_id for one in posts}
    silent = [one for one in accounts if one.watch_id not in active]
    groups = _groups(once)
    return DigestContent(
        top=_top(groups),
        short=in_short(groups, findings),
        groups=groups,
        findings=findings,
        quiet=tuple(one for one in silent if one.state == "quiet"),
        heard=tuple(one for one in silent if one.state == "heard"),
        unread=tuple(one for one in accounts if one.state == "unread"),
        posts=len(once),
        accounts=len(accounts),
        start=start,
        end=end,
    )


def narrowed(content: DigestContent, items: int) -> DigestContent:
    """The same with at most so many publications up front; none is lost, they are in the rest."""
    return replace(content, groups=_shared([group.every for group in content.groups], items))


def _once(posts: Sequence[DigestPost]) -> list[DigestPost]:
    first: dict[PostId, DigestPost] = {}
    for one in posts:
        first.setdefault(one.post.id, one)
    return list(first.values())


def _announcements(posts: Sequence[DigestPost]) -> list[DigestPost]:
    """What was deleted is left out beside what wasn't."""
    stories: dict[StoryId, list[DigestPost]] = {}
    alone: list[DigestPost] = []
    for one in posts:
        members = alone if one.story is None else stories.setdefault(one.story, [])
        members.append(one)
    return [*alone, *map(_together, stories.values())]


def _together(members: Sequence[DigestPost]) -> DigestPost:
    ordered = sorted(members, key=lambda one: (one.published, one.post.id))
    told = [one for one in ordered if not one.post.deleted] or ordered[:1]
    late = all(one.late for one in told)
    return replace(told[0], late=late, also=tuple(told[1:]))


def _top(groups: Sequence[Group]) -> DigestPost | None:
    """What its account's readers liked most for that account, else the newest of the most active.

    One's own publications are the title only where there is nothing else.
    """
    others = [group for group in groups if group.relation is not Relation.OWN] or list(groups)
    most_liked = min((one for group in others for one in group.every), key=_liked, default=None)
    if most_liked is None or _stands_out(most_liked):
        return most_liked
    busiest = max(others, key=lambda group: group.count)
    there = [one for one in busiest.every if not (one.post.deleted or one.late)]
    return min(there, key=_new, default=most_liked)


def _stands_out(one: DigestPost) -> bool:
    return one.ratio >= 1 and not (one.post.deleted or one.late)


def _liked(one: DigestPost) -> tuple[bool, bool, float, tuple[float, int]]:
    return one.post.deleted, one.late, -one.ratio, _new(one)


def _new(one: DigestPost) -> tuple[float, int]:
    return -one.published.timestamp(), -one.reactions


def _rank(one: DigestPost) -> tuple[bool, bool, int, float]:
    """What deserves to be read first: still there, recent before late, most reacted, newest."""
    return one.post.deleted, one.late, -one.reactions, -one.published.timestamp()


def _groups(posts: Sequence[DigestPost]) -> tuple[Group, ...]:
    by_source: dict[Source, list[DigestPost]] = {}
    for one in sorted(posts, key=_rank):
        by_source.setdefault(one.source, []).append(one)
    ranked = sorted(
        by_source.values(), key=lambda group: (_section(group[0]), -len(group), _rank(group[0]))
    )
    return _shared(ranked, SHOWN_IN_ALL)


def _relation(one: DigestPost) -> Relation | None:
    return one.owner.relation if one.owner else None


def _section(one: DigestPost) -> int:
    return SECTIONS.index(_relation(one))


def _shared(ranked: Sequence[Sequence[DigestPost]], items: int) -> tuple[Group, ...]:
    shares = _shares([len(group) for group in ranked], items)
    return tuple(_group(group, shown) for group, shown in zip(ranked, shares, strict=True))


def _group(group: Sequence[DigestPost], shown: int) -> Group:
    first = group[0]
    networks = dict.fromkeys(network for one in group for network in one.networks)
    return Group(
        first.watch_id,
        first.who,
        tuple(networks),
        _relation(first),
        tuple(group[:shown]),
        tuple(group[shown:]),
    )


def _shares(sizes: Sequence[int], items: int) -> list[int]:
    """How many of each group are shown: one each in turn, so that nobody is crowded out."""
    shares = [0] * len(sizes)
    for _ in range(min(items, sum(min(size, SHOWN_PER_GROUP) for size in sizes))):
        open_groups = (i for i, n in enumerate(sizes) if shares[i] < min(n, SHOWN_PER_GROUP))
        shares[min(open_groups, key=lambda i: shares[i])] += 1
    return shares
