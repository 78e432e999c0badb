"""What the fake Graph knows: pages, accounts, hashtags, profiles and what they published."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeAlias

Entity: TypeAlias = dict[str, Any]


@dataclass(slots=True)
class World:
    """All lists are newest first."""

    pages: dict[str, Entity] = field(default_factory=dict)
    feeds: dict[str, list[Entity]] = field(default_factory=dict)
    accounts: dict[str, Entity] = field(default_factory=dict)
    hashtags: dict[str, list[Entity]] = field(default_factory=dict)
    profiles: dict[str, Entity] = field(default_factory=dict)
    threads: list[Entity] = field(default_factory=list)
    _numbers: int = 1000

    def number(self) -> str:
        self._numbers += 1
        return str(self._numbers)

    def page(self, alias: str, name: str, followers: int = 0) -> str:
        """A page, its id returned."""
        number = f"10{self.number()}"
        self.pages[number] = {
            "id": number, "name": name, "username": alias, "fan_count": followers,
            "followers_count": followers, "link": f"https://www.facebook.com/{alias}",
        }  # fmt: skip
        self.feeds[number] = []
        return number

    def publish(self, page: str, text: str, at: datetime, **more: Any) -> str:
        number = f"{page}_{self.number()}"
        post = {
            "id": number, "message": text, "created_time": stamp(at),
            "permalink_url": f"https://www.facebook.com/{page}/posts/{number}", **more,
        }  # fmt: skip
        self.feeds[page].insert(0, post)
        return number

    def account(self, username: str, name: str, followers: int = 0) -> Entity:
        self.accounts[username] = {
            "id": f"178{self.number()}", "username": username, "name": name,
            "followers_count": followers, "media": [],
        }  # fmt: skip
        return self.accounts[username]

    def picture(self, text: str, at: datetime, into: list[Entity], likes: int = 0) -> str:
        number = f"180{self.number()}"
        shown = {
            "id": number, "caption": text, "media_type": "IMAGE", "timestamp": stamp(at),
            "permalink": f"https://www.instagram.com/p/{number}/", "like_count": likes,
            "comments_count": 1,
        }  # fmt: skip
        into.insert(0, shown)
        return number

    def profile(self, username: str, name: str, followers: int = 100) -> None:
        self.profiles[username] = {
            "username": username, "name": name, "follower_count": followers, "is_verified": False,
        }  # fmt: skip

    def thread(self, username: str, text: str, at: datetime, **more: Any) -> str:
        number = f"179{self.number()}"
        post = {
            "id": number, "username": username, "text": text, "timestamp": stamp(at),
            "media_type": "TEXT_POST", "is_quote_post": False,
            "permalink": f"https://www.threads.com/@{username}/post/{number}", **more,
        }  # fmt: skip
        self.threads.insert(0, post)
        return number


def stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S%z")
