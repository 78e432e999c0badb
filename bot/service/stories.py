"""One announcement on several networks is one story."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from bot.core.match import published
from bot.core.model import PostId, StoredPost, StoryId, WorkspaceId
from bot.core.stories import WINDOW, Opened, PostKey, clusters
from bot.store import stories
from bot.store.engine import Tx
from bot.store.stories import Held, Owner
from connectors.types import Target


async def group(
    tx: Tx,
    workspaces: Collection[WorkspaceId],
    seen: Target,
    found: Sequence[StoredPost],
    now: datetime,
) -> list[PostId]:
    """Give the posts of firms their stories, each once in each workspace; which posts those are.

    `workspaces`: those that watch and know firms. A post is its author's firm's, else that of the
    account that showed it; of neither, it stands alone. The firms are held, in their order, after
    the channels and the workspaces.
    """
    if not workspaces:
        return []
    held = await stories.hold_firms(tx, workspaces, seen, {one.post.author_key for one in found})
    if not held:
        return []
    done = await stories.placed(tx, workspaces, [one.id for one in found])
    theirs = _shared_out(held, seen, found)
    for owner, every in theirs.items():
        new = [one for one in every if (owner.workspace_id, one.id) not in done]
        if new:
            await _assign(tx, owner, new, now)
    return sorted({one.id for every in theirs.values() for one in every})


def _shared_out(
    held: Iterable[Held], seen: Target, found: Sequence[StoredPost]
) -> dict[Owner, list[StoredPost]]:
    """Each post for its firm in each workspace; firms in the order in which they are held."""
    by_workspace: dict[WorkspaceId, list[Held]] = {}
    for account in held:
        by_workspace.setdefault(account.owner.workspace_id, []).append(account)
    theirs: dict[Owner, list[StoredPost]] = {}
    for accounts in by_workspace.values():
        for one in found:
            owner = _owner(accounts, seen, one)
            if owner is not None:
                theirs.setdefault(owner, []).append(one)
    return dict(sorted(theirs.items()))


def _owner(accounts: Sequence[Held], seen: Target, one: StoredPost) -> Owner | None:
    author = one.post.author_key
    wrote = (each.owner for each in accounts if each.author_key == author)
    showed = (each.owner for each in accounts if each.target_id == seen.id)
    return next(wrote, None) or next(showed, None)


async def _assign(tx: Tx, of: Owner, new: Sequence[StoredPost], now: datetime) -> None:
    came_out = {one.id: published(one.post, one.first_seen_at) for one in new}
    start, end = min(came_out.values()) - WINDOW, max(came_out.values()) + WINDOW
    known = await stories.recent(tx, of, start, end)
    chosen = clusters(map(stories.announced, new), known)
    ids: dict[PostKey, PostId] = {(one.post.network, one.post.key): one.id for one in new}
    openers = {ids[name.key] for name in chosen.values() if isinstance(name, Opened)}
    await stories.begin(tx, of, {one: came_out[one] for one in openers}, now)
    begun = await stories.opened_by(tx, of.workspace_id, openers)

    def story_of(name: StoryId | Opened) -> StoryId:
        return begun[ids[name.key]] if isinstance(name, Opened) else name

    members = [(ids[key], story_of(name)) for key, name in chosen.items()]
    await stories.place(tx, of, members, came_out)
