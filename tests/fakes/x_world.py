"""What a small X knows, and how it shows it under either set of names."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias

EPOCH = datetime(2010, 11, 4, 1, 42, 54, 657000, tzinfo=UTC)
Query: TypeAlias = dict[str, str]


@dataclass(slots=True)
class Person:
    """`state`: "", "suspended" or "protected". `hidden`: searches don't show what it writes."""

    id: str
    username: str
    name: str
    born: datetime
    count: int = 300
    followers: int = 10
    state: str = ""
    hidden: bool = False
    about: str = ""


@dataclass(slots=True)
class Written:
    """A version of a post. `history`: ids of all versions, the first one first."""

    id: str
    author: str
    text: str
    at: datetime
    history: list[str]
    references: dict[str, str] = field(default_factory=dict)
    answers: str = ""
    more: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class World:
    """`family`: the names it takes, "tweet" or "post". `billed`: resources given, by kind."""

    now: datetime
    family: str = "tweet"
    people: dict[str, Person] = field(default_factory=dict)
    written: list[Written] = field(default_factory=list)
    billed: Counter[str] = field(default_factory=Counter)

    @property
    def cost(self) -> float:
        """In dollars, by X's prices."""
        each = {"post": 0.005, "user": 0.010, "counts": 0.005, "trends": 0.010}
        return round(sum(each[kind] * count for kind, count in self.billed.items()), 6)

    def person(self, username: str, **facts: Any) -> Person:
        number = str(1000 + len(self.people))
        born = self.now - timedelta(days=300)
        self.people[number] = Person(number, username, username.title(), born, **facts)
        return self.people[number]

    def write(self, person: Person, text: str, at: datetime | None = None, **more: Any) -> Written:
        at = at or self.now
        first = self._id(at)
        post = Written(first, person.id, text, at, [first], **more)
        self.written.append(post)
        return post

    def edit(self, post: Written, text: str, at: datetime) -> Written:
        number = self._id(at)
        post.history.append(number)
        newer = Written(number, post.author, text, at, post.history)
        self.written.append(newer)
        return newer

    def delete(self, post: Written) -> None:
        self.written = [one for one in self.written if one.id not in post.history]

    def _id(self, at: datetime) -> str:
        return str(((at - EPOCH) // timedelta(milliseconds=1) << 22) + len(self.written) % 4096)

    def view(self, post: Written, query: Query) -> dict[str, Any]:
        """Only what was asked for; the id, the text and the history always."""
        self.billed["post"] += 1
        wanted = query.get(f"{self.family}.fields", "").split(",")
        view: dict[str, Any] = {
            "id": post.id,
            "text": post.text,
            f"edit_history_{self.family}_ids": list(post.history),
        }
        root = next(iter(post.references.values()), post.history[0])
        optional = {
            "created_at": stamp(post.at),
            "lang": "fr",
            "public_metrics": {"like_count": 2, "reply_count": 1},
            "conversation_id": root if "replied_to" in post.references else post.history[0],
            "author_id": post.author,
            "in_reply_to_user_id": post.answers or None,
            f"referenced_{self.family}s": [
                {"type": kind, "id": number} for kind, number in post.references.items()
            ],
            **post.more,
        }
        view |= {name: value for name, value in optional.items() if name in wanted and value}
        if "author_id" in query.get("expansions", ""):
            view["author_id"] = post.author
        return view

    def user_view(self, person: Person, wanted: str) -> dict[str, Any]:
        view: dict[str, Any] = {"id": person.id, "username": person.username, "name": person.name}
        optional = {
            "created_at": stamp(person.born),
            "protected": person.state == "protected",
            "description": person.about,
            "profile_image_url": f"https://pbs.twimg.com/profile_images/{person.id}/a_normal.jpg",
            "public_metrics": {
                "followers_count": person.followers,
                f"{self.family}_count": person.count,
            },
        }
        return view | {name: value for name, value in optional.items() if name in wanted.split(",")}


def stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def moment(value: str) -> datetime:
    """Of a time as it is written, or of an id."""
    if value.isdigit():
        return EPOCH + (int(value) >> 22) * timedelta(milliseconds=1)
    return datetime.fromisoformat(value)
