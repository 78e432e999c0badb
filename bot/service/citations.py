"""Whom the watched accounts mention, link to or pass on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from bot.core.digest import Citation, Owner, mentions, source_of
from bot.core.model import Watch
from bot.service.connectors import Networks
from bot.service.digest_facts import account_name
from bot.service.profiles import place_of
from bot.store import histories
from bot.store.engine import Tx
from connectors.types import Kind, Post, PostKind, TargetId


async def citations(
    tx: Tx,
    networks: Networks,
    watched: Sequence[Watch],
    owners: Mapping[TargetId, Owner],
    start: datetime,
    end: datetime,
) -> list[Citation]:
    """By the accounts among what is watched, in what they showed first in that time."""
    accounts = {one.target.id: one for one in watched if one.target.kind is Kind.ACCOUNT}
    posts = await histories.everything(tx, list(accounts), start, end)
    return [
        cited
        for target_id, post in posts
        for cited in _of_post(networks, accounts[target_id], owners.get(target_id), post)
    ]


def _of_post(
    networks: Networks, watch: Watch, owner: Owner | None, post: Post
) -> Iterator[Citation]:
    """Each account once, and never the one that speaks."""
    by = source_of(owner, watch.id)
    name = owner.name if owner else account_name(watch)
    own = (post.network, watch.target.handle.casefold())
    found = {place: url for place, url in _cited(networks, post) if place != own}
    for (network, handle), url in found.items():
        yield Citation(by, name, network, handle, url)


def _cited(networks: Networks, post: Post) -> Iterator[tuple[tuple[str, str], str]]:
    if post.kind is PostKind.REPOST:
        if post.author_handle:
            yield (post.network, post.author_handle.casefold()), post.url
        return
    for handle in mentions(post.network, post.text):
        yield (post.network, handle.casefold()), post.url
    for link in post.links:
        if (place := place_of(networks, "", link)) is not None:
            yield place, link
