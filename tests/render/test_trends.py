"""The message about a hashtag that takes off."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.core.grammar import Ok, parse
from bot.core.message import plain
from bot.core.model import PostId, StoredPost
from bot.render.trends import figures, is_stale, trend
from bot.render.typography import NBSP
from bot.render.words import Words
from connectors.types import PostKind
from tests.store.world import a_post

NOW = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
EN, FR = Words("en", "Europe/Paris", NOW), Words("fr", "Europe/Paris", NOW)


def payload(**more: Any) -> dict[str, Any]:
    facts = {
        "tag": "facturation",
        "at": NOW.isoformat(),
        "multiplier": 3.2,
        "used": 14,
        "accounts": 6,
        "usual": 1.9,
        "posts": [],
        "watched": False,
        "calmer": "calm",
    }
    return facts | more


@pytest.mark.parametrize(
    ("facts", "english", "french"),
    [
        (
            {"usual": 2.0},
            "×3.2: 14 posts by 6 accounts, usually 2",
            f"×3,2{NBSP}: 14 publications de 6 comptes, contre 2 d'habitude",
        ),
        (
            {"multiplier": 24.0, "used": 99, "accounts": 1, "usual": 0.4},
            "×24: 99 posts by 1 account, usually less than one a day",
            f"×24{NBSP}: 99 publications de 1 compte, contre moins d'un par jour d'habitude",
        ),
        (
            {"multiplier": None, "usual": 0.0},
            "for the first time in four weeks: 14 posts by 6 accounts",
            f"pour la première fois en quatre semaines{NBSP}: 14 publications de 6 comptes",
        ),
    ],
)
def test_the_figures_are_those_of_the_rise(
    facts: dict[str, Any], english: str, french: str
) -> None:
    assert figures(EN, payload(**facts)) == english
    assert figures(FR, payload(**facts)) == french


def stored(number: int, **more: Any) -> StoredPost:
    return StoredPost(PostId(number), a_post(f"p{number}", f"Words {number}", **more), NOW)


def shown(*posts: StoredPost, **more: Any) -> str:
    message = trend(EN, payload(**more), posts)
    return "\n".join(plain(one) for block in message.blocks for one in getattr(block, "lines", ()))


def test_two_authors_speak_for_themselves_before_those_who_only_share() -> None:
    found = shown(stored(1, kind=PostKind.REPOST), stored(2), stored(3), stored(4))
    assert ("“Words 2”" in found, "“Words 3”" in found) == (True, True)
    assert ("Words 1" in found, "Words 4" in found) == (False, False)


def test_the_accounts_that_are_not_counted_are_named_by_their_number() -> None:
    assert "automated" not in shown(stored(1), bots=0)
    assert "Left out: 3 accounts that say they are automated." in why(EN, bots=3)
    assert f"Non compté{NBSP}: 1 compte qui se dit automatique." in why(FR, bots=1)


def why(words: Words, **more: Any) -> str:
    aside = trend(words, payload(**more), ()).blocks[-1]
    return plain(getattr(aside, "line"))  # noqa: B009 - of whichever kind it is


def test_what_was_deleted_is_not_quoted() -> None:
    gone = replace(stored(1), deleted=True)
    found = shown(gone, stored(2))
    assert "Words 1" not in found
    assert "Words 2" in found


def test_every_button_does_what_the_grammar_knows() -> None:
    message = trend(EN, payload(), ())
    commands = [one.command for one in (*message.buttons, *message.more)]
    assert commands == [
        "watch #facturation",
        "trends ignore #facturation",
        "trends calm",
        "trends off",
    ]
    assert all(isinstance(parse(one or ""), Ok) for one in commands)


def test_what_is_watched_or_as_calm_as_can_be_is_not_offered() -> None:
    message = trend(EN, payload(watched=True, calmer=None), ())
    commands = [one.command for one in (*message.buttons, *message.more)]
    assert commands == ["trends ignore #facturation", "trends off"]


def test_a_day_later_it_is_no_news() -> None:
    assert not is_stale(payload(), NOW + timedelta(hours=24))
    assert is_stale(payload(), NOW + timedelta(hours=24, seconds=1))
