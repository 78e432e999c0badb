"""What was pasted is known by its shape, before anybody is asked. No real secret stands here."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cli.setup import shapes
from bot.cli.setup.session import masked
from bot.render.texts import CATALOGUES

SECRET = "0123456789abcdef" * 2
HALF = "AAE-abcdefghijklmnopqrstuvwxyz_1234"


@pytest.mark.parametrize(
    ("pasted", "bot", "app"),
    [
        ("xoxb-1-2-abc", None, "slack.bot_again"),
        ("xapp-1-A1-2-abc", "slack.app_first", None),
        ("xoxp-1-2-abc", "slack.user", "slack.user"),
        ("xoxe.xoxb-1-abc", "slack.rotating", "slack.rotating"),
        ("xoxe-1-abc", "slack.rotating", "slack.rotating"),
        ("xoxc-1-abc", "slack.session", "slack.session"),
        ("https://hooks.slack.com/services/T1/B1/x", "slack.webhook", "slack.webhook"),
        ("https://api.slack.com/apps/A1", "slack.address", "slack.address"),
        (SECRET, "slack.secret", "slack.secret"),
        ("1234567890.1234567890123", "slack.client_id", "slack.client_id"),
        ("A012ABCDEFG", "slack.app_id", "slack.app_id"),
        ("gIkuvaNzQIHg97ATvDxqgjtO", "slack.verification", "slack.verification"),
        (f"123456789:{HALF}", "slack.telegram", "slack.telegram"),
        ("veilleur", "slack.other", "slack.other"),
        ("xoxb-1 2", "space", "space"),
        ("xoxb-••••••", "hidden", "hidden"),
        ("xoxb-…", "hidden", "hidden"),
        ("xoxb-é", "letters", "letters"),
        ("xoxb-a%b", "letters", "slack.bot_again"),
    ],
)
def test_each_kind_of_slacks_secrets_is_recognised(
    pasted: str, bot: str | None, app: str | None
) -> None:
    found = shapes.slack_bot_fault(pasted), shapes.slack_app_fault(pasted)
    assert found == tuple(one and f"setup.shape.{one}" for one in (bot, app))


@pytest.mark.parametrize(
    ("pasted", "fault"),
    [
        (f"123456789:{HALF}", None),
        ("123456789", "telegram.id"),
        ("123456789:", "telegram.id"),
        (HALF, "telegram.half"),
        ("@veilleur_bot", "telegram.name"),
        ("VeilleurBot", "telegram.name"),
        ("https://t.me/veilleur_bot", "telegram.name"),
        ("xoxb-1-2", "telegram.slack"),
        ("hello", "telegram.other"),
        ("12 34:abc", "space"),
    ],
)
def test_each_thing_that_is_no_bots_token_is_recognised(pasted: str, fault: str | None) -> None:
    assert shapes.telegram_fault(pasted) == (fault and f"setup.shape.{fault}")


@pytest.mark.parametrize(
    ("judge", "right", "wrong"),
    [
        (shapes.bluesky_password_fault, "abcd-efgh-ijkl-mnop", "My own passw0rd"),
        (shapes.bluesky_handle_fault, "cabinet.bsky.social", "cabinet"),
        (shapes.youtube_fault, "AIzaSyA-abc_123", "1-a.apps.googleusercontent.com"),
        (shapes.token_fault, "abc-DEF_123", "abc def"),
        (shapes.server_fault, "https://mastodon.example:3000", "https://mastodon.example/@a"),
    ],
)
def test_what_networks_take_is_told_from_what_they_do_not(
    judge: object, right: str, wrong: str
) -> None:
    assert callable(judge)
    assert judge(right) is None
    assert judge(wrong) in CATALOGUES["en"]


@given(
    st.sampled_from(
        ["", "  ", '"', "“", "«\u00a0", "`", "SLACK_BOT_TOKEN=", "Bearer ", "export A_B="]
    ),
    st.sampled_from(["", " ", "\n", '"', "”", "\u00a0»", "`"]),
)
def test_what_comes_along_when_copying_is_taken_off(before: str, after: str) -> None:
    assert shapes.cleaned(f"{before}xoxb-1-2-abc{after}") == "xoxb-1-2-abc"


@given(st.text())
def test_whatever_is_pasted_gets_a_sentence_or_may_be_one(text: str) -> None:
    judges = (shapes.slack_bot_fault, shapes.slack_app_fault, shapes.telegram_fault)
    for judge in judges:
        key = judge(shapes.cleaned(text))
        assert key is None or key in CATALOGUES["fr"]


@given(st.text(alphabet="abc123", min_size=4), st.sampled_from(["xoxb-", "xapp-", "12345:", ""]))
def test_a_masked_secret_shows_its_kind_and_nothing_of_it(secret: str, kind: str) -> None:
    assert masked(kind + secret) in ("xoxb-…", "xapp-…", "…")
