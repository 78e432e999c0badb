"""A digest as the payload of its messages, and back: what must not change after it was made.

Words, addresses and deletions are read again by the posts' numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, replace
from datetime import date, datetime, timedelta
from typing import Any

from bot.core.digest import (
    AccountState,
    DigestContent,
    DigestPost,
    Findings,
    Newcomer,
    Owner,
    Room,
    Tag,
    Tally,
    Unusual,
    select,
)
from bot.core.firms.kinds import Relation
from bot.core.firms.model import FirmId
from bot.core.model import PostId, StoredPost, StoryId, WatchId
from bot.core.rhythm import Break, Burst, Silence
from bot.store import posts
from bot.store.engine import Tx

_POST_FIELDS = 10


def to_payload(content: DigestContent, room: Room) -> dict[str, Any]:
    states = (*content.quiet, *content.heard, *content.unread)
    return {
        "start": content.start.isoformat(),
        "end": content.end.isoformat(),
        "posts": posts_to(content.told),
        "accounts": [_account(one) for one in states],
        "findings": _findings(content.findings),
        "total": content.accounts,
        "room": list(astuple(room)),
    }


async def from_payload(tx: Tx, payload: Mapping[str, Any]) -> DigestContent:
    told = await posts_from(tx, payload["posts"])
    accounts = [_from_account(one) for one in payload["accounts"]]
    start, end = _instant(payload["start"]), _instant(payload["end"])
    assert start is not None
    assert end is not None
    found = _from_findings(payload.get("findings", {}))
    content = select(told, accounts, start, end, found)
    return replace(content, accounts=int(payload["total"]))


def room_from(payload: Mapping[str, Any]) -> Room | None:
    """None: made before digests had one."""
    return Room(*payload["room"]) if "room" in payload else None


def posts_to(told: Iterable[DigestPost]) -> list[list[Any]]:
    """Publications by their numbers, with what was known of them then."""
    return [_post(one) for one in told]


async def posts_from(tx: Tx, rows: Sequence[Sequence[Any]]) -> list[DigestPost]:
    """The same again, in the same order."""
    stored = await posts.get(tx, [PostId(row[0]) for row in rows])
    return [_from_post(row, stored[PostId(row[0])]) for row in rows if PostId(row[0]) in stored]


def _post(one: DigestPost) -> list[Any]:
    place = [one.post.id, one.watch_id, one.name, one.network, one.late, one.story]
    return [*place, _owner(one.owner), one.usual, one.record, one.post.post.reactions]


def _from_post(row: Sequence[Any], kept: StoredPost) -> DigestPost:
    padded = [*row, *[None] * (_POST_FIELDS - len(row))]
    _, watch, name, network, late, story, owner, usual, record, reactions = padded
    if reactions is not None:
        kept = replace(kept, post=replace(kept.post, reactions=reactions))
    return DigestPost(
        kept,
        WatchId(watch),
        name,
        network,
        late,
        story=None if story is None else StoryId(story),
        owner=_from_owner(owner),
        usual=usual,
        record=record,
    )


def _owner(one: Owner | None) -> list[Any] | None:
    return [one.id, one.name, one.relation] if one else None


def _from_owner(row: Sequence[Any] | None) -> Owner | None:
    if row is None:
        return None
    number, name, relation = row
    return Owner(FirmId(number), name, Relation(relation) if relation else None)


def _account(one: AccountState) -> dict[str, Any]:
    return {
        "watch": one.watch_id,
        "name": one.name,
        "network": one.network,
        "url": one.target_url,
        "state": one.state,
        "since": one.since.isoformat() if one.since else None,
        "error": one.error,
        "until": one.until.isoformat() if one.until else None,
        "owner": _owner(one.owner),
    }


def _from_account(facts: Mapping[str, Any]) -> AccountState:
    return AccountState(
        WatchId(facts["watch"]),
        facts["name"],
        facts["network"],
        facts["url"],
        facts["state"],
        _instant(facts["since"]),
        facts["error"],
        _instant(facts["until"]),
        _from_owner(facts.get("owner")),
    )


def _findings(of: Findings) -> dict[str, Any]:
    return {
        "unusual": [[one.name, one.network, *_break(one.broken)] for one in of.unusual],
        "newcomers": [list(astuple(one)) for one in of.newcomers],
        "rising": [list(astuple(one)) for one in of.rising],
        "tally": list(astuple(of.tally)) if of.tally else None,
        "offer": of.offer,
    }


def _from_findings(facts: Mapping[str, Any]) -> Findings:
    tally = facts.get("tally")
    return Findings(
        tuple(Unusual(row[0], row[1], _from_break(*row[2:])) for row in facts.get("unusual", ())),
        tuple(Newcomer(*row) for row in facts.get("newcomers", ())),
        tuple(Tag(*row) for row in facts.get("rising", ())),
        Tally(*tally) if tally else None,
        bool(facts.get("offer")),
    )


def _break(one: Break) -> list[Any]:
    if isinstance(one, Burst):
        return ["burst", one.day.isoformat(), one.posts, one.daily]
    return ["silence", one.since.isoformat(), one.lasts.total_seconds(), one.weekly]


def _from_break(kind: str, at: str, much: float, usual: float) -> Break:
    if kind == "burst":
        return Burst(date.fromisoformat(at), int(much), usual)
    return Silence(datetime.fromisoformat(at), timedelta(seconds=much), usual)


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
