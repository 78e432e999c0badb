"""The demo server's accounts, statuses and feeds in the shapes that Mastodon answers with.

https://docs.joinmastodon.org/entities/Status/
"""

from __future__ import annotations

import html
from collections.abc import Iterable
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

from bot.demo.fediverse import Fediverse, Item, Person, Status, tags_of, to_html


def iso(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def account(fediverse: Fediverse, person: Person) -> dict[str, Any]:
    origin = fediverse.origin
    own = fediverse.of(person.username)
    entity: dict[str, Any] = {
        "id": person.id,
        "username": person.username,
        "acct": person.username,
        "display_name": person.name,
        "locked": person.locked,
        "bot": person.bot,
        "discoverable": True,
        "group": False,
        "created_at": "2020-01-01T00:00:00.000Z",
        "note": to_html(person.note, origin),
        "url": f"{origin}/@{person.username}",
        "uri": f"{origin}/users/{person.username}",
        "avatar": f"{origin}/avatar.png",
        "header": f"{origin}/header.png",
        "followers_count": person.followers,
        "following_count": 0,
        "statuses_count": len(own),
        "last_status_at": own[0].at.date().isoformat() if own else None,
        "emojis": [],
        "fields": _fields(person.site),
    }
    if person.moved_to and (other := fediverse.people.get(person.moved_to)):
        entity["moved"] = account(fediverse, other)
    return entity


def _fields(site: str) -> list[dict[str, Any]]:
    value = f'<a href="{html.escape(site)}" rel="me">{html.escape(site)}</a>'
    checked = "2026-01-01T00:00:00.000+00:00"
    return [{"name": "Site", "value": value, "verified_at": checked}] if site else []


def status(fediverse: Fediverse, one: Status) -> dict[str, Any]:
    origin, author = fediverse.origin, fediverse.people[one.author]
    boosted = fediverse.statuses.get(one.boosts or "")
    parent = fediverse.statuses.get(one.replies_to or "")
    uri = f"{origin}/users/{one.author}/statuses/{one.id}"
    return {
        "id": one.id,
        "created_at": iso(one.at),
        "in_reply_to_id": one.replies_to,
        "in_reply_to_account_id": fediverse.people[parent.author].id if parent else None,
        "sensitive": bool(one.warning),
        "spoiler_text": one.warning,
        "visibility": one.visibility,
        "language": one.language,
        "uri": f"{uri}/activity" if one.boosts else uri,
        "url": f"{origin}/@{one.author}/{one.id}",
        "replies_count": 0,
        "reblogs_count": 0,
        "favourites_count": one.likes,
        "edited_at": iso(one.edited_at) if one.edited_at else None,
        "content": to_html(one.text, origin),
        "reblog": status(fediverse, boosted) if boosted else None,
        "account": account(fediverse, author),
        "media_attachments": [
            {"id": str(number), "type": kind, "url": url, "description": description}
            for number, (kind, url, description) in enumerate(one.media)
        ],
        "mentions": [],
        "tags": [{"name": tag, "url": f"{origin}/tags/{tag}"} for tag in tags_of(one.text)],
        "emojis": [],
        "card": None,
        "poll": _poll(one),
    }


def _poll(one: Status) -> dict[str, Any] | None:
    if not one.poll:
        return None
    options = [{"title": title, "votes_count": 0} for title in one.poll]
    return {"id": one.id, "expired": False, "multiple": False, "options": options}


def tag(fediverse: Fediverse, name: str) -> dict[str, Any]:
    """With a history of a day: counts are texts."""
    uses = fediverse.tagged(name)
    day = {
        "day": str(int(fediverse.now.timestamp()) // 86400 * 86400),
        "uses": str(len(uses)),
        "accounts": str(len({use.author for use in uses})),
    }
    return {"name": name, "url": f"{fediverse.origin}/tags/{name}", "history": [day]}


def instance(fediverse: Fediverse) -> dict[str, Any]:
    access = {"local": fediverse.hashtag_feeds, "remote": fediverse.hashtag_feeds}
    return {
        "domain": fediverse.origin.partition("://")[2],
        "title": "Veilleur demo",
        "version": "4.6.4",
        "configuration": {"timelines_access": {"hashtag_feeds": access}},
    }


def rss(title: str, link: str, items: Iterable[Item]) -> str:
    """An RSS 2.0 page. https://www.rssboard.org/rss-specification"""
    entries = "".join(_entry(item, link) for item in items)
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel>'
        f"<title>{html.escape(title)}</title><link>{html.escape(link)}</link>"
        f"<description>{html.escape(title)}</description>{entries}</channel></rss>"
    )


def _entry(item: Item, link: str) -> str:
    return (
        f'<item><guid isPermaLink="false">{html.escape(item.id)}</guid>'
        f"<title>{html.escape(item.title)}</title><link>{html.escape(item.link or link)}</link>"
        f"<pubDate>{format_datetime(item.at)}</pubDate>"
        f"<description>{html.escape(item.text)}</description></item>"
    )
