"""Looks at which one answer is spoilt, and the same look again once the network is well."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TypeAlias

from connectors.base import Connector
from connectors.errors import ConnectorError, Transient
from connectors.types import Answer, Coverage, Look, Request
from tests.connectors import recorded
from tests.connectors.recorded import Came, Playing, Written

MOST_REQUESTS = 200

Asked: TypeAlias = tuple[str, str, tuple[tuple[str, str], ...]]
Said: TypeAlias = dict[Asked, Answer]


@dataclass(frozen=True, slots=True)
class GoodLook:
    """A look of a written case that brings posts. `said`: what was answered, by the question."""

    name: str
    connector: Connector
    before: Playing
    step: Written
    said: Said
    came: Came

    def body(self, asked: Asked) -> bytes:
        return self.said[asked].body

    def spoilt(self, asked: Asked, body: bytes) -> tuple[Came, Came]:
        """What comes when one answer has another body, and what the next look brings then."""
        playing = replace(self.before, dues=list(self.before.dues), told=dict(self.before.told))
        bad = self.said | {asked: replace(self.said[asked], body=body)}
        return self._take(playing, bad), self._take(playing, self.said)

    def _take(self, playing: Playing, said: Said) -> Came:
        count = 0

        def respond(request: Request) -> Answer | ConnectorError:
            nonlocal count
            count += 1
            assert count <= MOST_REQUESTS, "it never ends"
            answer = said.get(key_of(request))
            if answer is None:
                return Transient("nothing is written for this question")
            return recorded.heard(self.connector, request, answer)

        return playing.take(self.step, respond)


def good_looks(network: str) -> Iterator[GoodLook]:
    """The looks of its cases that show pages, with all that came before them."""
    for case in recorded.shown(network):
        exchange = recorded.written(network, case)
        connector = recorded.build(network, exchange.get("settings"))
        playing = recorded.begin(connector, exchange)
        for step in exchange["looks"]:
            before = replace(playing, dues=list(playing.dues), told=dict(playing.told))
            answers = recorded.answers_of(step)
            came = playing.take(step, recorded.answering(connector, case, answers))
            if any(look.posts for look in came.looks):
                said: Said = {}
                for request, answer in zip(came.asked, answers, strict=True):
                    said |= _places(request, recorded.said(network, case, answer))
                name = f"{case}: {', '.join(step.get('shows', ['a look']))}"
                yield GoodLook(name, connector, before, step, said, came)


def _places(request: Request, answer: Answer) -> Said:
    """The same is said at the address to which a permanent redirect led."""
    said = {key_of(request): answer}
    if answer.moved:
        said[key_of(replace(request, url=answer.moved))] = replace(answer, moved=None)
    return said


def key_of(request: Request) -> Asked:
    return request.method, request.url, tuple(request.params)


def losses(good: GoodLook, spoilt: Came, again: Came) -> list[str]:
    """Posts may be missing from a spoilt look, but neither without a word nor for good."""
    wrong = []
    for wanted, bad, following in zip(good.came.looks, spoilt.looks, again.looks, strict=True):
        keys = {post.key for post in wanted.posts}
        missing = keys - {post.key for post in bad.posts}
        if missing and bad.coverage is Coverage.COMPLETE:
            wrong.append(f"{len(missing)} of {len(keys)} missing without a word")
        if missing - {post.key for post in following.posts}:
            wrong.append(f"the marker moved over what is missing: {bad.cursor}")
    return wrong


def faults(spoilt: Came) -> list[str]:
    """What no look may be, whatever was answered."""
    return [fault for look in spoilt.looks for fault in _faults(look)]


def _faults(look: Look) -> Iterator[str]:
    if (look.coverage is Coverage.FAILED) > (look.error is not None and not look.posts):
        yield f"failed with {look.error!r} and {len(look.posts)} posts"
    if look.cursor is not None and look.coverage in (Coverage.FAILED, Coverage.SUSPECT):
        yield f"{look.coverage}, and the marker moved"
    texts = [look.cursor or "", *(f"{one.key}{one.text}{one.author_name}" for one in look.posts)]
    yield from (ascii(text)[:40] for text in texts if not _is_text(text))


def _is_text(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
