"""Mastodon's entities -> our values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from connectors.mastodon.payload import AccountEntity, MediaEntity, StatusEntity, TagEntity
from connectors.mastodon.profile import profile
from connectors.payload import instant
from connectors.text import (
    clean,
    hashtags_in,
    html_links,
    html_to_text,
    one_line,
    short_key,
    unique,
    web_url,
)
from connectors.types import Account, Media, Post, PostKind, Tag

NETWORK = "mastodon"
SHOWN = frozenset({"public", "unlisted"})
_MEDIA = {"image": "image", "gifv": "video", "video": "video", "audio": "audio"}


@dataclass(frozen=True, slots=True)
class Home:
    """The server asked. `domain`: what its own accounts end in. `key`: the account's own URI.

    With a `key`, statuses that claim an address on another server get one of this server, so
    that no server can speak in the name of another.
    """

    origin: str
    domain: str
    key: str = ""

    def own_key(self, status: StatusEntity) -> str:
        if not self.key or netloc(status.uri) == netloc(self.key):
            return short_key(status.uri)
        return short_key(f"{self.origin}/statuses/{status.id}")


def origin_of(url: str) -> str:
    """ "scheme://host[:port]" of a base URL."""
    parts = urlsplit(url.strip())
    return f"{parts.scheme}://{parts.netloc}".lower()


def netloc(url: str) -> str:
    try:
        return urlsplit(url).netloc.lower()
    except ValueError:
        return ""


def posts_of(statuses: Iterable[StatusEntity], home: Home) -> tuple[Post, ...]:
    """What may be shown of `statuses`: public and unlisted ones."""
    return tuple(post_of(status, home) for status in statuses if status.visibility in SHOWN)


def post_of(status: StatusEntity, home: Home) -> Post:
    """A boost has the boost's own key and time, and the author and text of what it boosts."""
    said = status.reblog or status
    text = _text(said)
    return Post(
        network=NETWORK,
        key=home.own_key(status),
        url=web_url(said.url) or web_url(said.uri) or home.origin,
        author_key=_account_key(said.account, home),
        author_handle=one_line(said.account.on(home.domain)),
        author_name=one_line(said.account.display_name or said.account.username),
        text=text,
        published_at=instant(status.created_at),
        kind=_kind(status),
        language=(said.language or "")[:20] or None,
        warning=clean(said.spoiler_text or "", 500) or None,
        media=tuple(_media(item) for item in (said.media_attachments or ())[:20]),
        hashtags=unique((one_line(tag.name, 100) for tag in said.tags or ()), ignore_case=True)
        or hashtags_in(text),
        links=html_links(said.content or ""),
        reactions=_reactions(said),
        edited_at=instant(said.edited_at),
        pinned=bool(status.pinned),
        bot=said.account.bot is True,
    )


def account_of(entity: AccountEntity, home: Home, proof: str) -> Account:
    """A candidate. Its `ref` is its id at `home`, or "" when it lives on another server."""
    handle = one_line(entity.on(home.domain))
    local = "@" not in entity.acct
    host = netloc(home.origin) if local else entity.acct.rsplit("@", 1)[1].lower()
    return Account(
        network=NETWORK,
        key=_account_key(entity, home),
        handle=handle,
        name=one_line(entity.display_name or "") or handle,
        url=_page(entity, home.origin if local else f"https://{host}"),
        host=host,
        ref=entity.id if local else "",
        followers=entity.followers_count,
        last_post_at=instant(entity.last_status_at),
        proof=proof,
        profile=profile(entity),
    )


def tag_of(entity: TagEntity, origin: str) -> Tag:
    """Uses and accounts of the last two days, as Mastodon's own page shows them."""
    name = one_line(entity.name, 100)
    recent = entity.history[:2]
    return Tag(
        name=name,
        url=web_url(entity.url) or f"{origin}/tags/{name}",
        uses=_total(recent, "uses"),
        accounts=_total(recent, "accounts"),
    )


def _page(entity: AccountEntity, origin: str) -> str:
    """The public page; where a port is explicit, the address that answered says the scheme."""
    url = web_url(entity.url)
    if url and (url.startswith(f"{origin}/") or ":" not in netloc(origin)):
        return url
    return f"{origin}/@{entity.username}"


def _account_key(entity: AccountEntity, home: Home) -> str:
    return short_key(entity.uri or entity.url or f"{home.origin}/@{entity.acct}")


def _kind(status: StatusEntity) -> PostKind:
    """A reply to oneself goes on with one's own thread: it is original."""
    if status.reblog:
        return PostKind.REPOST
    if status.in_reply_to_id and status.in_reply_to_account_id != status.account.id:
        return PostKind.REPLY
    quotes = status.quote is not None and status.quote.state in (None, "accepted")
    return PostKind.QUOTE if quotes else PostKind.ORIGINAL


def _text(status: StatusEntity) -> str:
    text = html_to_text(status.content or "")
    options = [one_line(option.title) for option in (status.poll.options if status.poll else ())]
    return "\n".join([text, *(f"– {option}" for option in options[:20])]).strip()


def _media(item: MediaEntity) -> Media:
    return Media(
        kind=_MEDIA.get(item.type, "file"),
        url=web_url(item.url) or web_url(item.remote_url),
        alt=clean(item.description or "", 2000),
    )


def _reactions(status: StatusEntity) -> int | None:
    counts = (status.favourites_count, status.reblogs_count, status.replies_count)
    known = [count for count in counts if count is not None]
    return sum(known) if known else None


def _total(history: list[dict[str, object]], name: str) -> int | None:
    """Counts are texts in this API."""
    counts = [str(day.get(name, "")) for day in history]
    numbers = [int(count) for count in counts if count.isdecimal() and len(count) < 12]
    return sum(numbers) if numbers else None
