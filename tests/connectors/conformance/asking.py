"""Everything that a network can be asked, and servers that say the same to all of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from connectors.base import Connector
from connectors.errors import ConnectorError
from connectors.query import All, Not, Phrase, Some, Tagged, Word
from connectors.types import (
    Ability,
    Account,
    Answer,
    Batch,
    Conversation,
    Due,
    Kind,
    Lead,
    Post,
    Query,
    Request,
    Target,
    TargetId,
)
from tests.connectors import recorded
from tests.connectors.driving import NOW
from tests.conversations import Respond, play

MOST_REQUESTS = 200

BY_METHOD = {
    "search": {Ability.SEARCH_POSTS, Ability.SEARCH_ACCOUNTS, Ability.SEARCH_HASHTAGS},
    "trends": {Ability.TRENDS},
    "reread": {Ability.REREAD},
    "listen": {Ability.LISTEN},
}
KINDS = {
    Ability.ACCOUNT: Kind.ACCOUNT,
    Ability.HASHTAG: Kind.HASHTAG,
    Ability.QUERY: Kind.QUERY,
    Ability.FEED: Kind.FEED,
}
GARBAGE = [
    b"",
    b"{",
    b'[{"id": "1", "uri": "https://a',
    b"<!doctype html><html><body>wait</body></html>",
    b"null",
    b"true",
    b"3",
    b'"text"',
    b"\xff\xfe\x00",
    b"{}",
    b"[]",
    b"[null]",
    b"[[]]",
    b'[{"id": {}}]',
    b'{"feed": null}',
    b'{"feed": [1]}',
    b'{"feed": {}}',
    b'{"error": "x"}',
    b'{"error": {"a": []}}',
    b"[" * 5000,
    b'{"accounts": 3, "statuses": {}, "hashtags": "x"}',
    b'{"posts": [{"uri": 1}]}',
    b'{"data": [3], "meta": [], "includes": 3, "errors": [[]]}',
    b'{"data": {"id": [], "children": {}}, "paging": {"cursors": 3}}',
    b'{"hits": [{"objectID": 1}], "nbPages": "x"}',
    b'{"kind": [], "items": [{"id": 3}]}',
    b'{"elements": [{"id": {}}], "paging": 3}',
    b'{"business_discovery": {"media": {"data": [{}]}}}',
    b'{"actors": [{"did": 1}], "trends": [3, {"topic": []}], "topics": {}}',
    b"\x00" * 100,
    b'[{"name": "t", "history": [3]}]',
    b'[{"name": "t", "history": [{"uses": []}]}]',
]

POSTS = [
    Post("", key, key, "a", "a@a.example", "A", "", None)
    for key in (
        "https://a.example/users/a/statuses/1",
        "at://did:plc:a/app.bsky.feed.post/1",
        "t3_1",
        "urn:li:share:1",
        "channel/1",
        "1_2",
        "1",
        "x",
    )
]


def due(connector: Connector, kind: Kind, number: int, cursor: str | None = None) -> Due:
    page = f"https://a.example/{number}"
    target = Target(
        id=TargetId(number),
        network=connector.network,
        kind=kind,
        key=page,
        handle=f"u{number}@a.example",
        name="Somebody",
        url=page,
        host="a.example",
        ref=page,
    )
    return Due(target, cursor)


def batch(connector: Connector, cursor: str | None = None) -> Batch:
    """Five targets of every kind that the network has."""
    kinds = [KINDS[ability] for ability in KINDS if ability in connector.abilities]
    numbered = enumerate((kind for kind in kinds for _ in range(5)), 1)
    return Batch(tuple(due(connector, kind, number, cursor) for number, kind in numbered))


def accounts(network: str) -> Iterator[Account]:
    """Those that its written cases are about."""
    for case in recorded.shown(network):
        yield from recorded.accounts(network, recorded.written(network, case))


def leads(connector: Connector) -> Iterator[Lead]:
    network = connector.network
    texts = ["@name@a.example", "@name", "#tag", "@name.example", "https://a.example/feed"]
    texts += [f"{network}:name", f"{network}:#tag", f'{network}:"two words"']
    for account in accounts(network):
        texts += [account.url, f"{network}:{account.handle}"]
    search = connector.query_lead(Some((Word("word"), Phrase("two words"))))
    if search is not None:
        yield search
    for lead in map(connector.parse_target, dict.fromkeys(texts)):
        if lead is not None:
            yield lead


def conversations(connector: Connector) -> Iterator[Callable[[], Conversation[Any]]]:
    """Everything that can be asked beside looks; calling one may raise NotPossible."""
    for lead in leads(connector):
        yield lambda lead=lead: connector.identify(lead)  # type: ignore[misc]
    if connector.abilities & BY_METHOD["search"]:
        yield lambda: connector.search(Query(Tagged("tag")))
        yield lambda: connector.search(Query(Some((Word("word"), Phrase("two words")))))
        yield lambda: connector.search(Query(All((Phrase("two words"), Not(Word("x")))), since=NOW))
    if Ability.TRENDS in connector.abilities:
        yield lambda: connector.trends(None)
    if Ability.REREAD in connector.abilities:
        yield lambda: connector.reread(POSTS)
    yield connector.probe
    yield connector.usage


def answering(connector: Connector, body: bytes, status: int = 200) -> Respond:
    """As a server that says `body` to everything, seen through the driver."""
    asked = 0

    def respond(request: Request) -> Answer | ConnectorError:
        nonlocal asked
        asked += 1
        assert asked <= MOST_REQUESTS, "it never ends"
        return recorded.heard(connector, request, Answer(status, request.url, {}, body))

    return respond


def survive(begin: Callable[[], Conversation[Any]], respond: Respond) -> None:
    """The conversation ends, by itself or by an error of ours."""
    try:
        play(begin(), respond)
    except ConnectorError:
        return
