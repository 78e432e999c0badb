"""What readers see of a post that its author deleted after it was told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.core.digest import DigestPost, select
from bot.core.message import Message
from bot.core.model import ChannelId, Entry, Person, PostId, StoredPost, Watch, WatchId, WorkspaceId
from bot.render.alerts import Shown, alert, burst, catchup, rollup
from bot.render.digests import Occasion, front, parts, room_of
from bot.render.terminal import to_text
from bot.render.words import Words
from connectors.types import Kind, Post, Target, TargetId

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
LONG = {"en": "deleted by its author", "fr": "supprimée par son auteur"}
SHORT = {"en": "(deleted by its author)", "fr": "(supprimée par son auteur)"}
WATCH = Watch(
    WatchId(1),
    WorkspaceId(1),
    ChannelId(1),
    Target(TargetId(1), "mastodon", Kind.ACCOUNT, "k", "sage@a.example", "Sage", "", "a", ""),
    NOW,
    Person("U1", "Anne"),
)


def a_post(number: int, *, deleted: bool = False) -> StoredPost:
    url = f"https://a.example/{number}"
    text = "" if deleted else f"Words {number}"
    post = Post("mastodon", url, url, "k", "sage@a.example", "Sage", text, NOW, reactions=number)
    return StoredPost(PostId(number), post, NOW, deleted)


def words(language: str) -> Words:
    return Words(language, "Europe/Paris", NOW)


def shown(*stored: StoredPost) -> list[Shown]:
    return [Shown(Entry(one, WATCH.id), WATCH) for one in stored]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_an_alert_says_so_in_place_of_the_words(language: str) -> None:
    message = alert(words(language), shown(a_post(1, deleted=True))[0])
    assert LONG[language] in to_text(message)
    assert message.summary.count("https://") == 0
    assert message.preview_url is None
    assert all(button.url is None for button in message.buttons)


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("make", [burst, catchup, rollup])
def test_a_list_says_so_on_the_posts_own_line(
    language: str, make: Callable[[Words, list[Shown]], Message]
) -> None:
    text = to_text(make(words(language), shown(a_post(1, deleted=True), a_post(2))))
    assert SHORT[language] in text
    assert "Words 2" in text
    assert "https://a.example/1" not in text
    assert "https://a.example/2" in text


def _digest(*stored: StoredPost) -> list[DigestPost]:
    return [DigestPost(one, WATCH.id, "Sage", "mastodon", late=False) for one in stored]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_digest_says_so_and_leads_with_what_is_still_there(language: str) -> None:
    told = _digest(*(a_post(n) for n in range(1, 9)), a_post(99, deleted=True))
    content = select(told, [], NOW - timedelta(days=1), NOW)
    assert content.top is not None
    assert content.top.post.id == 8
    assert content.posts == 9
    assert SHORT[language] not in to_text(front(words(language), content, Occasion()))
    room = room_of(words(language), content, Occasion())
    (page,) = parts(words(language), content, room)
    assert to_text(page).count(SHORT[language]) == 1


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_digest_of_deleted_posts_alone_shows_none_of_their_addresses(language: str) -> None:
    content = select(_digest(a_post(1, deleted=True)), [], NOW - timedelta(days=1), NOW)
    message = front(words(language), content, Occasion())
    assert SHORT[language] in message.summary
    assert "https://" not in to_text(replace(message, buttons=()))
