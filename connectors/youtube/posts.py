"""Videos as posts, channels as accounts."""

from __future__ import annotations

from dataclasses import dataclass, replace

from connectors.feeds.look import Item, Owner, Source, host_of, post_of
from connectors.parsing.video import parse_videos
from connectors.profile import profile_of
from connectors.text import clean, hashtags_in, links_in, one_line, short_key
from connectors.types import Account, Post
from connectors.youtube.api import VIDEO, Channel, Snippet
from connectors.youtube.api import published as published_at
from connectors.youtube.leads import NETWORK, page_path


def _write(owner: Owner, item: Item) -> Post:
    """A video's id is its key, whether a feed or the API told it."""
    return replace(post_of(owner, item), key=short_key(item.ident.removeprefix(VIDEO)))


SOURCE = Source(write=_write, parse=parse_videos)


def video_post(video: str, told: Snippet) -> Post:
    """A video of any channel."""
    text = clean(told.description)
    return Post(
        network=NETWORK,
        key=short_key(video),
        url=f"https://www.youtube.com/watch?v={video}"[:2000],
        author_key=told.channel_id,
        author_handle=told.channel_id,
        author_name=one_line(told.channel_title),
        title=one_line(told.title, 500) or None,
        text=text,
        published_at=published_at(told),
        hashtags=hashtags_in(text),
        links=links_in(text),
    )


@dataclass(frozen=True, slots=True)
class Site:
    """`origin`: where channels' pages are."""

    origin: str

    def account(self, channel: str, name: str, handle: str, proof: str) -> Account:
        return Account(
            network=NETWORK,
            key=short_key(channel),
            handle=handle,
            name=name,
            url=f"{self.origin}{page_path(channel)}",
            host=host_of(self.origin),
            ref=channel,
            proof=proof,
        )

    def known(self, channel: Channel, typed: str) -> Account:
        """A channel that the API told, found by what was typed."""
        told = channel.snippet
        handle = one_line(told.custom_url).removeprefix("@") or typed.rpartition("/")[2]
        account = self.account(channel.id, one_line(told.title) or handle, handle, "exact")
        profile = profile_of(told.title or None, told.description)
        return replace(account, followers=channel.followers, profile=profile)
