"""Looking at accounts (their feed), hashtags and searches, back to what was seen before.

https://docs.bsky.app/docs/api/app-bsky-feed-get-author-feed. Feeds are ordered by time and have
no marker to start from, so pages are read from the newest down to the first item known.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from msgspec.structs import replace as with_fields

from connectors.base import each
from connectors.bluesky.cursor import Cursor, is_quiet, read, settled
from connectors.bluesky.host import Host
from connectors.bluesky.payload import Actor, Item, PostView, body
from connectors.bluesky.posts import account_of, item_key, post_of, profile, proof_of, sort_time
from connectors.bluesky.query import DIALECT, params_for
from connectors.errors import ConnectorError, NeedsApproval, TargetGone
from connectors.payload import many, one
from connectors.query import Expr
from connectors.searches import watched, whole
from connectors.text import one_line
from connectors.types import (
    Account,
    Answer,
    Batch,
    Conversation,
    Coverage,
    Due,
    Look,
    TargetId,
)

PAGE = "50"
MOST_PAGES = 20
REFUSED = frozenset({401, 403})  # to guests; a 403 may be a web page
KEPT = 200  # keys in the cursor; one is about 70 characters long

Page: TypeAlias = tuple[Sequence[Item], bool, str]
Ask: TypeAlias = Callable[[str], Conversation[Page]]


@dataclass(slots=True)
class Walk:
    """What was read, newest first. `moves`: the next look starts from here."""

    items: dict[str, Item] = field(default_factory=dict)
    coverage: Coverage = Coverage.COMPLETE
    error: ConnectorError | None = None
    moves: bool = True


def accounts(host: Host, batch: Batch) -> Conversation[Mapping[TargetId, Look]]:
    """At most 25 accounts: one question tells which have something new.

    An account alone is read without it; once an hour it is asked what it says of itself.
    """
    alone = len(batch.dues) == 1
    try:
        facts = (
            {} if alone and not _new_hour(batch.dues[0]) else (yield from _profiles(host, batch))
        )
    except ConnectorError as error:
        return {due.target.id: Look.failed(error) for due in batch.dues}

    def single(due: Due) -> Conversation[Look]:
        own = facts.get(due.target.ref)
        if own and not alone and is_quiet(read(due.cursor), own, due.at):
            return _quiet(due, own)
        return (yield from _account(host, due, own))

    return (yield from each(batch, single))


def _profiles(host: Host, batch: Batch) -> Conversation[Mapping[str, Actor]]:
    """What the network says of the accounts, by DID. Who is left out must be asked about alone.

    Raises errors of the whole lane only.

    https://docs.bsky.app/docs/api/app-bsky-actor-get-profiles
    """
    try:
        asked = (("actors", due.target.ref) for due in batch.dues)
        answer = yield host.request("app.bsky.actor.getProfiles", *asked)
        found, _ = many(body(answer).get("profiles"), Actor)
    except ConnectorError as error:
        if error.lane_wide:
            raise
        return {}
    return {actor.did: actor for actor in found}


def _new_hour(due: Due) -> bool:
    """Is this the first look of an hour? The cursor tells when the last one was."""
    return (
        due.at is not None and int(due.at.timestamp()) // 3600 != read(due.cursor).full_at // 3600
    )


def _quiet(due: Due, facts: Actor) -> Look:
    # Where the time is told there is nothing to remember, so nothing to write.
    before = read(due.cursor)
    still = None if due.at else with_fields(before, rounds=before.rounds + 1).text()
    return _told(due, Look((), still, Coverage.COMPLETE, unchanged=True), facts)


def _account(host: Host, due: Due, facts: Actor | None) -> Conversation[Look]:
    before = read(due.cursor)
    walk = yield from _feed(host, due, before)
    if walk.coverage is Coverage.SUSPECT:
        facts = facts or (yield from _profile(host, due))
        walk.coverage = Coverage.COMPLETE if facts.posts_count == 0 else walk.coverage
    after = settled(_after(walk, before), before, facts, _found(walk, before), due.at)
    return _told(due, _to_look(walk, after), facts or _author(due, walk))


def _told(due: Due, look: Look, own: Actor | None) -> Look:
    """`look` with what it came to know of the account itself."""
    if own is None:
        return look
    return replace(look, account=_renamed(due, own), profile=profile(own))


def _feed(host: Host, due: Due, before: Cursor) -> Conversation[Walk]:
    """An account's own posts, replies and reposts."""

    def ask(after: str) -> Conversation[Page]:
        more = (("cursor", after),) if after else ()
        answer = yield host.request(
            "app.bsky.feed.getAuthorFeed", ("actor", due.target.ref), ("limit", PAGE), *more
        )
        return (yield from _feed_page(host, due, answer))

    return (yield from _walk(ask, before))


def _found(walk: Walk, before: Cursor) -> int:
    """How many posts were new, of those that the network counts."""
    own = [item for item in walk.items.values() if not (item.reposted or item.pinned)]
    return sum(not _is_known(item, before) for item in own)


def _author(due: Due, walk: Walk) -> Actor | None:
    authors = (item.post.author for item in walk.items.values())
    return next((author for author in authors if author.did == due.target.key), None)


def hashtag(host: Host, due: Due) -> Conversation[Look]:
    """Posts with a hashtag, as the search knows them: an AppView may ignore the filter."""
    wanted = due.target.ref.casefold()

    def ask(after: str) -> Conversation[Page]:
        posts, complete, following = yield from search_page(
            host, ("q", f"#{due.target.ref}"), ("tag", due.target.ref), after=after
        )
        items = [Item(post) for post in posts]
        tagged = [item for item in items if wanted in map(str.casefold, post_of(item).hashtags)]
        return tagged, complete, following

    before = read(due.cursor)
    walk = yield from _walk(ask, before)
    return _to_look(walk, _after(walk, before))


def search(host: Host, due: Due) -> Conversation[Look]:
    """What each text of a watched search finds. A later one's failure leaves a gap."""
    wanted, before = watched(due.target.ref), read(due.cursor)
    walks: list[Walk] = []
    for text in whole(wanted, DIALECT):
        try:
            walks.append((yield from _walk(_asking(host, text, wanted), before)))
        except ConnectorError as error:
            if not walks:
                raise
            walks.append(Walk(coverage=Coverage.PARTIAL, error=error, moves=False))
    walk = _together(walks)
    return _to_look(walk, _after(walk, before))


def _asking(host: Host, text: str, wanted: Expr) -> Ask:
    def ask(after: str) -> Conversation[Page]:
        posts, complete, following = yield from search_page(
            host, *params_for(text, wanted), after=after
        )
        return [Item(post) for post in posts], complete, following

    return ask


def _together(walks: Sequence[Walk]) -> Walk:
    """Suspect where none found anything."""
    items = {key: item for walk in walks for key, item in walk.items.items()}
    partial = any(walk.coverage is Coverage.PARTIAL for walk in walks)
    suspect = all(walk.coverage is Coverage.SUSPECT for walk in walks)
    coverage = Coverage.SUSPECT if suspect else Coverage.COMPLETE
    return Walk(
        items,
        Coverage.PARTIAL if partial else coverage,
        next((walk.error for walk in walks if walk.error), None),
        all(walk.moves for walk in walks),
    )


def search_page(
    host: Host, *params: tuple[str, str], after: str = "", limit: str = PAGE
) -> Conversation[tuple[Sequence[PostView], bool, str]]:
    """One page of posts, whether all could be read, and where the next starts ("": nowhere).

    Raises NeedsApproval where the host searches only for people with a session.
    https://docs.bsky.app/docs/api/app-bsky-feed-search-posts
    """
    more = (("cursor", after),) if after else ()
    asked = (*params, ("sort", "latest"), ("limit", limit), *more)
    answer = yield host.request("app.bsky.feed.searchPosts", *asked, accept=REFUSED | {200, 400})
    if answer.status in REFUSED:
        raise NeedsApproval("bluesky_app_password")
    payload = body(answer)
    posts, complete = many(payload.get("posts"), PostView)
    return posts, complete, _cursor(payload)


def _feed_page(host: Host, due: Due, answer: Answer) -> Conversation[Page]:
    """A feed answers "not found" for deactivated accounts too: only the profile tells which."""
    try:
        payload = body(answer)
    except TargetGone:
        yield from _profile(host, due)
        raise
    items, complete = many(payload.get("feed"), Item)
    return items, complete, _cursor(payload)


def _profile(host: Host, due: Due) -> Conversation[Actor]:
    """Raises TargetGone."""
    answer = yield host.request("app.bsky.actor.getProfile", ("actor", due.target.ref))
    return one(body(answer), Actor)


def _cursor(payload: dict[str, object]) -> str:
    after = payload.get("cursor")
    return after if isinstance(after, str) and len(after) < 2000 else ""


def _walk(ask: Ask, cursor: Cursor) -> Conversation[Walk]:
    """Pages from the newest down to what is known. The first look is one page.

    Raises what the first page raises; later errors leave a gap that the next look will close.
    """
    walk, after = Walk(), ""
    for number in range(MOST_PAGES):
        try:
            page, complete, after = yield from ask(after)
        except ConnectorError as error:
            if number == 0:
                raise
            walk.coverage, walk.error, walk.moves = Coverage.PARTIAL, error, False
            return walk
        if not complete:
            walk.coverage = Coverage.PARTIAL
        known = [_is_known(item, cursor) for item in page if not item.pinned]
        walk.items.update((item_key(item), item) for item in page)
        if not cursor.seen or any(known) or not (page and after):
            break
    else:
        walk.coverage = Coverage.PARTIAL
    if not walk.items and cursor.seen:
        walk.coverage = Coverage.SUSPECT
    return walk


def _is_known(item: Item, cursor: Cursor) -> bool:
    """Seen, or older than what was seen: the newest may have been deleted since."""
    at = sort_time(item)
    older = bool(at and cursor.newest and at < cursor.newest)
    return older or item_key(item) in cursor.seen


def _after(walk: Walk, before: Cursor) -> Cursor:
    items = list(walk.items.values())
    times = [at for item in items if not item.pinned and (at := sort_time(item))]
    newest = max([*times, *([before.newest] if before.newest else [])], default=None)
    seen = tuple(dict.fromkeys((*(item_key(item)[:300] for item in items), *before.seen)))[:KEPT]
    return Cursor(newest, seen)


def _to_look(walk: Walk, after: Cursor) -> Look:
    """The cursor stays where it is as long as there is a gap that can still be closed."""
    moves = walk.moves and walk.coverage is not Coverage.SUSPECT
    return Look(
        posts=tuple(post_of(item) for item in walk.items.values()),
        cursor=after.text() if moves else None,
        coverage=walk.coverage,
        error=walk.error,
    )


def _renamed(due: Due, own: Actor) -> Account | None:
    """Fresh facts where the handle or name changed; the DID stays."""
    target = due.target
    if own.handle == "handle.invalid":
        return None
    name = one_line(own.display_name or "") or own.handle
    if (own.handle, name) == (target.handle, target.name):
        return None
    return account_of(own, target.host, proof_of(own.handle))
