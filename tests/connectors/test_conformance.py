"""What every network must keep to. The list is NETWORKS, so a new one is held to it by itself."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from connectors import NETWORKS
from connectors.base import Connector
from connectors.errors import (
    ConnectorError,
    CredentialRejected,
    NeedsApproval,
    NotPossible,
    RateLimited,
    Refused,
    TargetGone,
    Transient,
    UnexpectedPayload,
)
from connectors.query import Word
from connectors.types import (
    Account,
    Answer,
    Batch,
    Coverage,
    Look,
    Post,
    Query,
    Request,
    TargetId,
)
from tests.connectors import recorded
from tests.connectors.conformance import environment
from tests.connectors.conformance.asking import (
    BY_METHOD,
    GARBAGE,
    KINDS,
    answering,
    batch,
    conversations,
    due,
    survive,
)
from tests.connectors.driving import NOW
from tests.conversations import play

ROOT = Path(__file__).parents[2]
SHARED = ROOT / ".." / "shared"

HOSTILE = [
    "",
    " ",
    "@",
    "#",
    "@@",
    "@a@",
    "@@b",
    "#" * 300,
    "@" + "a" * 5000,
    "https://",
    "://",
    "http://[",
    "https://[::1",
    "https://a.example:99999999/@x",
    "http://\x00/@a",
    "did:",
    "did:plc:",
    "at://",
    "mastodon:",
    "bsky:",
    "rss:",
    "feed:",
    "javascript:alert(1)",
    "file:///etc/passwd",
    "@a@\u202e.fr",
    "@ａ@ｂ.example",
    "https://xn--/@a",
    "@a@xn--\ud800.fr",
    "%00",
    "'; drop table posts; --",
    "\ud800",
    "@a@" + "b." * 200 + "fr",
    "https://user:pw@host.example/@a",
    "#\u200d",
    "#🎉",
    "mastodon:" * 60,
    "https://a.example/users/%2e%2e%2f",
    "https://a.example/tags/%0d%0a",
    "@a@1.2.3.4.5",
    "@a@b:0",
]
# None of these can be what a network means by "nothing new".
BROKEN = [body for body in GARBAGE if body not in (b"{}", b"[]")]
ERRORS: list[ConnectorError] = [
    Transient("reset"),
    Transient("down", lane_wide=True),
    RateLimited(NOW),
    TargetGone("gone"),
    CredentialRejected("SOME_TOKEN"),
    NeedsApproval("some_token"),
    UnexpectedPayload("odd"),
    NotPossible("never"),
    Refused("private"),
]


@pytest.fixture(params=sorted(NETWORKS))
def connector(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Connector:
    environment.unset(monkeypatch)
    return recorded.build(request.param)


# What it says of itself


def test_it_is_listed_under_its_own_name(connector: Connector) -> None:
    assert NETWORKS[connector.network]
    assert connector.display_name


def test_it_has_recorded_cases(connector: Connector) -> None:
    assert any((ROOT / "tests" / "recorded" / connector.network).iterdir())


def test_its_settings_are_frozen_and_have_defaults(connector: Connector) -> None:
    config = type(connector).Config()
    assert config.model_config.get("frozen")
    for name in type(config).model_fields:
        with pytest.raises(ValidationError):
            setattr(config, name, "x")


def test_it_can_do_what_it_declares_and_nothing_else(connector: Connector) -> None:
    for name, abilities in BY_METHOD.items():
        overridden = getattr(type(connector), name) is not getattr(Connector, name)
        assert overridden == bool(type(connector).abilities & abilities), name
    assert connector.abilities <= type(connector).abilities
    assert connector.abilities & KINDS.keys()


def test_what_it_does_not_declare_is_not_possible(connector: Connector) -> None:
    calls: dict[str, Callable[[], Any]] = {
        "search": lambda: connector.search(Query(Word("x"))),
        "trends": lambda: connector.trends(None),
        "reread": lambda: connector.reread(()),
        "listen": lambda: connector.listen((), None),
    }
    for name, call in calls.items():
        if not connector.abilities & BY_METHOD[name]:
            with pytest.raises(NotPossible):
                call()


def test_its_pace_is_real(connector: Connector) -> None:
    assert connector.pace.usual.total_seconds() >= 60
    assert connector.pace.burst >= 1
    assert connector.pace.per_second > 0


def test_a_host_without_credential_gets_none(connector: Connector) -> None:
    assert connector.credential("a.example") == ""
    assert connector.auth("") is None


# What people type


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_are_survived(connector: Connector, text: str) -> None:
    lead = connector.parse_target(text)
    assert lead is None or (lead.network == connector.network and lead.text)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    text=st.text()
    | st.from_regex(r"(@|#|https?://|mastodon:|bsky:|rss:)[^\n]{0,40}", fullmatch=True)
)
def test_any_words_are_survived(connector: Connector, text: str) -> None:
    lead = connector.parse_target(text)
    assert lead is None or lead.network == connector.network


def test_naughty_strings_are_survived(connector: Connector) -> None:
    corpus = SHARED / "corpora" / "naughty-strings.json"
    if not corpus.exists():
        pytest.skip("the corpus of naughty strings isn't beside this checkout")
    for text in json.loads(corpus.read_text("utf-8")):
        connector.parse_target(text)
        connector.parse_target(f"@{text}")


# What servers answer


@pytest.mark.parametrize("body", BROKEN, ids=lambda body: repr(body[:24]))
def test_garbage_fails_a_look_and_is_never_taken_for_quiet(
    connector: Connector, body: bytes
) -> None:
    looks = looked(connector, batch(connector), answering(connector, body))
    assert {look.coverage for look in looks.values()} <= {Coverage.FAILED, Coverage.SUSPECT}
    assert all(look.cursor is None and not look.posts for look in looks.values())


@pytest.mark.parametrize("body", GARBAGE, ids=lambda body: repr(body[:24]))
@pytest.mark.parametrize("status", [200, 304, 400, 403, 404, 410])
def test_garbage_raises_nothing_but_connector_errors(
    connector: Connector, body: bytes, status: int
) -> None:
    looked(connector, batch(connector), answering(connector, body, status))
    for begin in conversations(connector):
        survive(begin, answering(connector, body, status))


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_every_error_becomes_a_look(connector: Connector, error: ConnectorError) -> None:
    looks = looked(connector, batch(connector), lambda _: error)
    assert all(look.coverage is Coverage.FAILED and look.error for look in looks.values())
    for begin in conversations(connector):
        survive(begin, lambda _: error)


@pytest.mark.parametrize("cursor", ["", "{", "null", "[]", '{"newest": 3}', "x" * 9999])
def test_a_spoilt_cursor_is_survived(connector: Connector, cursor: str) -> None:
    looked(connector, batch(connector, cursor), answering(connector, b"[]"))


def test_an_empty_batch_is_no_question(connector: Connector) -> None:
    looks, asked = play(connector.look(Batch(())), answering(connector, b"[]"))
    assert (dict(looks), asked) == ({}, [])


def test_packing_loses_and_doubles_nothing(connector: Connector) -> None:
    dues = [due(connector, one.target.kind, number) for number in range(60)
            for one in batch(connector).dues[:1]]  # fmt: skip
    packed = [one.target.id for packet in connector.pack(dues, ()) for one in packet.dues]
    assert sorted(packed) == sorted(one.target.id for one in dues)


def test_json_of_every_kind_is_survived(connector: Connector) -> None:
    folder = SHARED / "corpora" / "json-answers"
    if not folder.exists():
        pytest.skip("the corpus of JSON answers isn't beside this checkout")
    files = sorted(folder.glob("*.json"))
    assert len(files) > 300
    for path in files:
        body = path.read_bytes()
        for look in looked(connector, batch(connector), answering(connector, body)).values():
            assert_storable(look)


def looked(
    connector: Connector, batch: Batch, respond: Callable[[Request], Answer | ConnectorError]
) -> dict[TargetId, Look]:
    """The looks, after checking that each target has one and that they can be stored."""
    looks, _ = play(connector.look(batch), respond)
    assert set(looks) == {due.target.id for due in batch.dues}
    for look in looks.values():
        assert_storable(look)
    return dict(looks)


def assert_storable(look: Look) -> None:
    assert (look.coverage is Coverage.FAILED) <= (look.error is not None)
    (look.cursor or "").encode("utf-8")
    for post in look.posts:
        assert_post(post)
    assert look.account is None or isinstance(look.account, Account)


def assert_post(post: Post) -> None:
    f"{post.key}{post.text}{post.author_name}{post.url}".encode()
    assert post.published_at is None or post.published_at.tzinfo is not None


# The house


def test_networks_do_not_know_each_other() -> None:
    """The contract that keeps them apart names them all."""
    rules = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    [apart] = [rule for rule in rules["contracts"] if rule["type"] == "independence"]
    assert set(apart["modules"]) == {path.partition(":")[0] for path in NETWORKS.values()}


def test_the_core_loads_no_http_client() -> None:
    code = "import bot.core, sys; sys.exit('httpx' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
