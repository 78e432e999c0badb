"""What the bot says of itself."""

from __future__ import annotations

from typing import Any

import pytest

from bot.render.notices import notice
from bot.render.words import Words
from tests.render.values import DAY, EN, FR, HOUR, NOW, visible

SOURCE = {"name": "@durand", "network": "mastodon"}
SINCE = (NOW - HOUR).isoformat()


@pytest.mark.parametrize(
    ("words", "payload", "sentence"),
    [
        (
            EN,
            {"key": "notice.broken", "error": "transient", "since": SINCE, **SOURCE},
            "I haven't been able to read @durand (Mastodon) since 07:30: no answer. I keep trying.",
        ),
        (
            FR,
            {"key": "notice.broken", "error": "transient", "since": SINCE, **SOURCE},
            "Je ne peux plus consulter @durand (Mastodon) depuis 07:30~: pas de réponse. "
            "Je continue d'essayer.",
        ),
        (
            EN,
            {"key": "notice.broken.operator", "error": "credential", "since": SINCE, **SOURCE},
            "I haven't been able to read @durand (Mastodon) since 07:30. "
            "The person who runs Veilleur has been told.",
        ),
        (
            EN,
            {"key": "notice.back", "error": None, "since": None, **SOURCE},
            "@durand (Mastodon) can be read again. What was published meanwhile follows.",
        ),
        (
            FR,
            {"key": "notice.parked", "channel": "#veille", "reason": "slack_archived"},
            "Je ne peux plus écrire dans #veille~: ce canal est archivé.",
        ),
    ],
)
def test_a_notice_is_one_plain_sentence(
    words: Words, payload: dict[str, Any], sentence: str
) -> None:
    assert visible(notice(words, payload).summary) == sentence


def test_only_the_operator_reads_the_name_of_a_setting() -> None:
    facts = {"error": "credential", "network": "mastodon", "setting": "MASTODON_TOKEN"}
    operators = notice(EN, {"key": "notice.operator", **facts}).summary
    channels = notice(
        EN, {"key": "notice.broken.operator", "name": "@durand", "since": SINCE, **facts}
    ).summary
    assert "MASTODON_TOKEN" in operators
    assert "MASTODON" not in channels


def test_a_break_of_another_day_says_which_day() -> None:
    payload = {"key": "notice.broken", "error": "gone", "since": (NOW - DAY).isoformat(), **SOURCE}
    assert "since yesterday 08:30" in notice(EN, payload).summary


def test_a_busy_watch_can_be_put_in_the_digest_only() -> None:
    message = notice(EN, {"key": "notice.busiest", "name": "@durand", "watch": 3})
    assert [(one.label, one.command) for one in message.buttons] == [
        ("Digest only", "watch watch:3 only:digest")
    ]


def test_a_chat_that_asks_to_be_let_in_gets_two_buttons() -> None:
    message = notice(
        FR, {"key": "notice.access", "name": "Jeanne", "channel": "Cabinet", "access": 4}
    )
    assert [one.command for one in message.buttons] == ["allow 4", "allow 4 no"]
