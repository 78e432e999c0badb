"""What changed in what an account says of itself, and when that is news."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import takewhile
from types import MappingProxyType
from typing import TypeAlias

from bot.core.excerpt import first_words
from connectors.types import Profile

# At most one telling of an account in that time; what changes meanwhile is told together.
TELL_EVERY = timedelta(hours=6)
# A value that goes back to the one before within that time is no news.
FLAPPING = timedelta(hours=24)
_CONTEXT = 40  # characters that two texts share, shown before they part

Value: TypeAlias = str | tuple[str, ...]
Place: TypeAlias = tuple[str, str]
"""An account on another network: the network and its name there."""
Elsewhere: TypeAlias = Callable[[str], Place | None]


class ChangeKind(StrEnum):
    """In the order in which they are told."""

    HANDLE = "handle"
    NAME = "name"
    PICTURE = "picture"
    NEW_ACCOUNT = "new_account"
    LINKS_ADDED = "links_added"
    LINKS_REMOVED = "links_removed"
    PINNED = "pinned"
    BIO = "bio"


@dataclass(frozen=True, slots=True)
class Change:
    """Values as the account wrote them, links apart by spaces. `network`: of a new account.

    PINNED: `now` is the post's key.
    """

    kind: ChangeKind
    now: str = ""
    before: str = ""
    network: str = ""


@dataclass(frozen=True, slots=True)
class Former:
    """A value that stood there, and until when."""

    value: Value
    until: datetime


@dataclass(frozen=True, slots=True)
class Known:
    """What the channels know of an account; None: never told by its network.

    `former`: by the field's name. `told_at`: when a change was last told.
    """

    handle: str
    name: str | None = None
    bio: str | None = None
    links: tuple[str, ...] | None = None
    picture: str | None = None
    pinned: str | None = None
    former: Mapping[str, Former] = field(default_factory=lambda: MappingProxyType({}))
    told_at: datetime | None = None


def compare(
    known: Known, handle: str, seen: Profile, at: datetime, elsewhere: Elsewhere
) -> tuple[Known, tuple[Change, ...]]:
    """What is known after a look made `at`, and what of it is to be told now.

    A field is learned without a word the first time. `elsewhere`: the account on another network
    that an address leads to, if any. Changes within TELL_EVERY of the last telling are left for a
    later look to find.
    """
    fresh: dict[str, Value] = {}
    news: dict[str, Value] = {}
    for name, value in _values(handle, seen):
        old: Value | None = getattr(known, name)
        if old is not None and _same(name, old, value):
            continue
        silent = old is None or _goes_back(known, name, value, at)
        (fresh if silent else news)[name] = value
    if known.told_at is not None and at - known.told_at < TELL_EVERY:
        news = {}
    if not (fresh or news):
        return known, ()
    changes = _changes(known, news, elsewhere)
    return _after(known, fresh | news, at, told=bool(changes)), changes


def _values(handle: str, seen: Profile) -> Iterable[tuple[str, Value]]:
    """What is told now, field by field. An account without a name is shown by its handle."""
    values: dict[str, Value | None] = {
        "handle": handle,
        "name": seen.name or None,
        "bio": seen.bio,
        "links": seen.links,
        "picture": seen.picture,
        "pinned": seen.pinned,
    }
    return [(name, value) for name, value in values.items() if value is not None]


def _goes_back(known: Known, name: str, value: Value, at: datetime) -> bool:
    former = known.former.get(name)
    recent = former is not None and at - former.until < FLAPPING
    return recent and former is not None and _same(name, former.value, value)


def _after(known: Known, values: Mapping[str, Value], at: datetime, *, told: bool) -> Known:
    former = {name: one for name, one in known.former.items() if at - one.until < FLAPPING}
    for name in values:
        old: Value | None = getattr(known, name)
        if old is not None:
            former[name] = Former(old, at)
    told_at = at if told else known.told_at
    return replace(known, former=former, told_at=told_at, **dict(values))  # type: ignore[arg-type]


def _changes(known: Known, news: Mapping[str, Value], elsewhere: Elsewhere) -> tuple[Change, ...]:
    found = [
        Change(ChangeKind(name), value, getattr(known, name))
        for name, value in news.items()
        if isinstance(value, str) and (name != "pinned" or value)
    ]
    links = news.get("links")
    if isinstance(links, tuple):
        bios = (str(news.get("bio", "")), known.bio or "" if "bio" in news else "")
        found += _link_changes(known.links or (), links, bios, elsewhere)
    order = list(ChangeKind)
    return tuple(sorted(found, key=lambda one: order.index(one.kind)))


def _link_changes(
    old: tuple[str, ...], new: tuple[str, ...], bios: tuple[str, str], elsewhere: Elsewhere
) -> Iterable[Change]:
    """`bios`: the new and the old text, where both are told anyway: their links aren't repeated."""
    added, removed = _without(new, old), _without(old, new)
    places = {place for link in old if (place := elsewhere(link))}
    still = {place for link in new if (place := elsewhere(link))}
    for link in added:
        place = elsewhere(link)
        if place is not None and place not in places:
            yield Change(ChangeKind.NEW_ACCOUNT, link, network=place[0])
    plain = [one for one in added if elsewhere(one) is None and _bare(one) not in bios[0]]
    lost = [one for one in removed if elsewhere(one) not in still and _bare(one) not in bios[1]]
    if plain:
        yield Change(ChangeKind.LINKS_ADDED, " ".join(plain))
    if lost:
        yield Change(ChangeKind.LINKS_REMOVED, before=" ".join(lost))


def _without(links: Iterable[str], others: Iterable[str]) -> list[str]:
    known = {_bare(link).casefold() for link in others}
    return [link for link in links if _bare(link).casefold() not in known]


def _bare(link: str) -> str:
    return re.sub(r"^https?://(www\.)?", "", link, flags=re.IGNORECASE).rstrip("/")


# --- when two values are the same to a reader

_TAG = re.compile(r"<[^<>]{0,500}>")
_COUNT = re.compile(
    r"\d[\d\s.,'’]{0,20}(?:[km]|mille|millions?)?\+?\s{0,3}(?:de\s|d['’])?"
    r"(?=(?:followers?|abonn[ée]e?s?|subscribers?|fans?|members?|membres?|likes?)\b)",
    re.IGNORECASE,
)


def _same(name: str, old: Value, new: Value) -> bool:
    if isinstance(old, tuple) and isinstance(new, tuple):
        return not _without(old, new) and not _without(new, old)
    if not isinstance(old, str) or not isinstance(new, str):
        return False
    if name == "handle":
        return old.casefold() == new.casefold()
    return old == new if name in ("picture", "pinned") else _seen(old) == _seen(new)


def _seen(text: str) -> str:
    """A text without what a reader doesn't see, or didn't write: markup, variants, counts."""
    plain = unicodedata.normalize("NFKC", _TAG.sub(" ", html.unescape(text)))
    visible = "".join(char for char in plain if not _is_variant(char))
    return " ".join(_COUNT.sub("# ", visible).split())


def _is_variant(char: str) -> bool:
    selector = "\ufe00" <= char <= "\ufe0f" or "\U0001f3fb" <= char <= "\U0001f3ff"
    return selector or unicodedata.category(char) == "Cf"


# --- how it is told


def excerpts(now: str, before: str, limit: int) -> tuple[str, str]:
    """The first words of both texts; from where they part, if their first words are the same."""
    shown = first_words(now, limit), first_words(before, limit)
    if shown[0] != shown[1]:
        return shown
    now, before = " ".join(now.split()), " ".join(before.split())
    pairs = zip(now, before, strict=False)
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
    start = now.rfind(" ", 0, max(same - _CONTEXT, 0)) + 1
    return f"…{first_words(now[start:], limit)}", f"…{first_words(before[start:], limit)}"
