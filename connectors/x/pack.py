"""Many accounts in one search: as many as its query has room for.

A query has 512 characters for all who pay per use:
https://docs.x.com/x-api/posts/search/integrate/build-a-query
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from connectors.types import Batch, Due, Kind
from connectors.x.cursor import read
from connectors.x.leads import is_handle

LONGEST = 512
MOST = 30  # short names, and accounts that no search can name: each is a question of its own


def query_for(handles: Iterable[str]) -> str:
    """What finds all that these accounts write, answers included."""
    return f"({' OR '.join(f'from:{handle}' for handle in handles)}) -is:retweet"


def pack(due: Sequence[Due], soon: Sequence[Due]) -> Iterator[Batch]:
    """Those with equal markers together; what room is left goes to those due soon."""
    batches: list[list[Due]] = []
    for one in sorted(_accounts(due), key=_marker, reverse=True):
        if not batches or not _has_room(batches[-1], one):
            batches.append([])
        batches[-1].append(one)
    for one in _accounts(soon):
        roomy = next((batch for batch in batches if _has_room(batch, one)), None)
        if roomy is not None:
            roomy.append(one)
    yield from (Batch(tuple(batch)) for batch in batches)
    yield from (Batch((one,)) for one in due if one.target.kind is not Kind.ACCOUNT)


def _accounts(dues: Sequence[Due]) -> list[Due]:
    return [one for one in dues if one.target.kind is Kind.ACCOUNT]


def _marker(due: Due) -> int:
    return int(read(due.cursor).since or 0)


def _has_room(batch: Sequence[Due], one: Due) -> bool:
    handles = [due.target.handle for due in (*batch, one) if is_handle(due.target.handle)]
    return len(batch) < MOST and len(query_for(handles)) <= LONGEST
