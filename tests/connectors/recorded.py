"""Plays written exchanges: what a network answered, step after step, and what must come of it.

A case is a folder with an `exchange.json`: `settings` of the network, if it needs some, `target`
(or `targets`, asked about together) and, under `looks`, the steps. A step has `answers` in their
order, and `expected`; it may name the time (`at`) and the situations that it `shows`. Instead of a
look it may be a question for what was `typed`, or for told posts by their keys (`reread`). An
answer is `asked` for at an address, with the parameters that matter behind it; it has a `status`,
`headers`, `moved` and as its content a JSON `body`, `text`, or the `file` that holds it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any, TypeAlias

from connectors import NETWORKS
from connectors.base import Connector
from connectors.errors import ConnectorError, UnexpectedPayload
from connectors.status import error_of
from connectors.types import Account, Answer, Batch, Due, Kind, Look, Post, Request
from tests.connectors.driving import NOW, due
from tests.conversations import Respond, play

FOLDER = Path(__file__).parents[1] / "recorded"

Written: TypeAlias = Mapping[str, Any]

_MARKS = ("min_id", "cursor")


@dataclass(frozen=True, slots=True)
class Came:
    """What came of a step. `before`: the posts told until then, by key. `dues`: as they were."""

    step: Written
    dues: Sequence[Due]
    before: Mapping[str, Post]
    asked: Sequence[Request]
    looks: Sequence[Look] = ()
    accounts: Sequence[Account] = ()
    found: Mapping[str, Post | None] = field(default_factory=dict)


@dataclass(slots=True)
class Playing:
    """A case while it is played."""

    connector: Connector
    dues: list[Due]
    told: dict[str, Post] = field(default_factory=dict)

    def take(self, step: Written, respond: Respond) -> Came:
        """One step; what it leads to is where the next one starts."""
        before, dues = dict(self.told), self.timed(step)
        if "typed" in step:
            lead = self.connector.parse_target(step["typed"])
            assert lead is not None, step["typed"]
            accounts, asked = play(self.connector.identify(lead), respond)
            return Came(step, dues, before, asked, accounts=accounts)
        if "reread" in step:
            posts = [before[key] for key in step["reread"]]
            found, asked = play(self.connector.reread(posts), respond)
            return Came(step, dues, before, asked, found=found)
        looks, asked = play(self.connector.look(Batch(tuple(dues))), respond)
        assert set(looks) == {one.target.id for one in dues}
        came = [looks[one.target.id] for one in dues]
        for look in came:
            self.told |= {post.key: post for post in look.posts}
        self.dues = [
            replace(one, cursor=look.cursor or one.cursor)
            for one, look in zip(dues, came, strict=True)
        ]
        return Came(step, dues, before, asked, looks=came)

    def timed(self, step: Written) -> list[Due]:
        at = datetime.fromisoformat(step["at"]) if "at" in step else None
        return [replace(one, at=at) for one in self.dues]


def cases(network: str) -> list[str]:
    return sorted(path.parent.name for path in (FOLDER / network).glob("*/exchange.json"))


def shown(network: str) -> list[str]:
    """The cases that say which situations they show; they are the conformance tests' own."""
    return [
        case
        for case in cases(network)
        if any("shows" in step for step in written(network, case)["looks"])
    ]


def written(network: str, case: str) -> Written:
    exchange: Written = json.loads((FOLDER / network / case / "exchange.json").read_text("utf-8"))
    return exchange


def kind_of(network: str) -> type[Connector]:
    module, _, name = NETWORKS[network].partition(":")
    kind: type[Connector] = getattr(import_module(module), name)
    assert issubclass(kind, Connector)
    return kind


def build(network: str, settings: Mapping[str, Any] | None = None) -> Connector:
    kind: Any = kind_of(network)
    connector: Connector = kind(kind.Config(**(settings or {})))
    return connector


def begin(connector: Connector, exchange: Written) -> Playing:
    named = enumerate(accounts(connector.network, exchange), 1)
    return Playing(connector, [due(account, number=number) for number, account in named])


def accounts(network: str, exchange: Written) -> list[Account]:
    """Whom a case is about."""
    named = exchange.get("targets") or [exchange["target"]]
    return [Account(network=network, **{**one, "kind": Kind(one["kind"])}) for one in named]


def replay(connector: Connector, case: str) -> list[Came]:
    """Step after step; what is asked and what comes out must be as written.

    A case that needs settings is played by a connector that has them.
    """
    exchange = written(connector.network, case)
    if "settings" in exchange:
        connector = build(connector.network, exchange["settings"])
    playing = begin(connector, exchange)
    all_came = []
    for step in exchange["looks"]:
        answers = answers_of(step)
        came = playing.take(step, answering(connector, case, answers))
        addresses = [str(one["asked"]) for one in answers]
        asked = [
            _told(request, address) for request, address in zip(came.asked, addresses, strict=True)
        ]
        assert asked == addresses
        _check(came)
        all_came.append(came)
    return all_came


def answers_of(step: Written) -> Sequence[Written]:
    """A step that is a single file's names it at its own level."""
    if "answers" in step:
        answers: Sequence[Written] = step["answers"]
        return answers
    return [{**step, "body": None, "file": step["body"]}]


def answering(connector: Connector, case: str, answers: Iterable[Written]) -> Respond:
    """The answers in their order, as the driver would send them in."""
    coming: Iterator[Written] = iter(answers)

    def respond(request: Request) -> Answer | ConnectorError:
        recorded = next(coming, None)
        assert recorded is not None, f"nothing is written for {request.url} {request.params}"
        return heard(connector, request, said(connector.network, case, recorded))

    return respond


def said(network: str, case: str, recorded: Written) -> Answer:
    """A written answer as it comes from the network."""
    if recorded.get("file"):
        body = (FOLDER / network / case / recorded["file"]).read_bytes()
    elif "text" in recorded:
        body = recorded["text"].encode()
    else:
        body = b"" if recorded["body"] is None else json.dumps(recorded["body"]).encode()
    return Answer(
        recorded.get("status", 200),
        recorded.get("moved", recorded["asked"]),
        recorded.get("headers", {}),
        body,
        moved=recorded.get("moved"),
    )


def heard(connector: Connector, request: Request, answer: Answer) -> Answer | ConnectorError:
    """What the driver makes of an answer: an error of its status, or the answer, parsed."""
    answer = replace(answer, url=answer.moved or request.url)
    if answer.status not in request.accept:
        host = request.url.split("/")[2]
        signed = request.auth and connector.auth(connector.credential(host)) is not None
        return connector.refusal(answer) or error_of(
            answer, network=connector.network, signed=signed, now=NOW
        )
    return parsed(request, answer)


def parsed(request: Request, answer: Answer) -> Answer | ConnectorError:
    """An accepted answer as it comes from the process that parses."""
    if request.parse is None or answer.status >= 300:
        return answer
    try:
        return replace(answer, parsed=request.parse(answer.body, answer.headers))
    except Exception as error:  # noqa: BLE001 - what the parse process does
        return UnexpectedPayload(type(error).__name__)


def _told(request: Request, written: str) -> str:
    """What matters of a request: where, and from which place on; and what else is written."""
    named = written.removeprefix(request.url)
    marks = [
        f"?{name}={value}"
        for name, value in request.params
        if name in _MARKS or f"?{name}=" in named
    ]
    return "".join([request.url, *marks])


def _check(came: Came) -> None:
    expected = came.step["expected"]
    if "typed" in came.step:
        assert [account.key for account in came.accounts] == expected
        return
    if "reread" in came.step:
        assert set(came.found) == set(expected)
        for key, post in came.found.items():
            assert (post and _plain_fields(post, expected[key] or {})) == expected[key]
        return
    each = expected if isinstance(expected, list) else [expected]
    for look, one in zip(came.looks, each, strict=True):
        _check_look(look, one)


def _check_look(look: Look, expected: Written) -> None:
    assert look.coverage.value == expected["coverage"], look.error
    assert type(look.error).__name__ == expected.get("error", "NoneType")
    assert getattr(look.error, "reason", None) == expected.get(
        "reason", getattr(look.error, "reason", None)
    )
    assert (look.account.handle if look.account else None) == expected.get("handle")
    facts = expected.get("account", {})
    assert {name: getattr(look.account, name) for name in facts} == facts
    assert [
        _plain_fields(post, wanted)
        for post, wanted in zip(look.posts, expected["posts"], strict=True)
    ] == expected["posts"]


def _plain_fields(post: Post, wanted: Written) -> dict[str, Any]:
    return {name: _plain(post, name) for name in wanted}


def _plain(post: Post, field: str) -> Any:
    value = getattr(post, field)
    if isinstance(value, datetime):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value
