"""The steps of a publication's way from the network to the chat, at each of which the bot dies."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class When(Enum):
    """BEFORE and AFTER: the process kills itself. UNSEEN: the platform never sees the request
    that has left. TAKEN: it carries it out but its answer never comes. In both it tells us.
    """

    BEFORE = "before"
    AFTER = "after"
    UNSEEN = "unseen"
    TAKEN = "taken"


@dataclass(frozen=True, slots=True)
class Point:
    """`step`: module:function, or send, edit or find of the chat's front-end.

    `nth`: at which call of it. `recovering`: first the process dies while its post is TAKEN, and
    this point kills the one that puts things right.
    """

    name: str
    step: str
    when: When
    nth: int = 1
    recovering: bool = False


_B, _A = When.BEFORE, When.AFTER
_LOOKER, _DELIVERER = "bot.service.look:Looker", "bot.service.deliver:Deliverer"

LOOKING = (
    Point("before the lane is leased", "bot.store.lanes:lease", _B),
    Point("lease written, not committed", "bot.store.lanes:lease", _A),
    Point("lease committed", f"{_LOOKER}._claim", _B),
    Point("T1: targets claimed, not committed", "bot.store.lanes:claim_due", _A),
    Point("T1 committed", f"{_LOOKER}._claim", _A),
    Point("lease renewed", f"{_LOOKER}._renew", _A),
    Point("before the network is asked", "connectors.http:Http._answer", _B),
    Point("the network has answered", "connectors.http:Http._answer", _A),
    Point("the answer is read", f"{_LOOKER}.record", _B),
    Point("T2: publications written, not committed", "bot.store.posts:record", _A),
    Point("T2: judgements written, not committed", "bot.store.alerts:record_matches", _A),
    Point("T2: alerts written, not committed", "bot.store.alerts:raise_alerts", _A),
    Point("T2: cursor written, not committed", "bot.store.looks:save", _A),
    Point("T2 committed", f"{_LOOKER}.record", _A),
    Point("lease given back", f"{_LOOKER}._release", _A),
)
SENDING = (
    Point("T3: before messages are composed", "bot.service.deliver:_carry_out", _B),
    Point("T3: messages composed, not committed", "bot.service.deliver:_carry_out", _A),
    Point("T3: message claimed, not committed", "bot.store.deliveries:claim", _A),
    Point("T3: message rendered, not committed", f"{_DELIVERER}._outgoing", _A),
    Point("T3 committed", f"{_DELIVERER}._send", _B),
    Point("before the request to the chat", "send", _B),
    Point("the request has left, the platform never sees it", "send", When.UNSEEN),
    Point("the platform took it, its answer never comes", "send", When.TAKEN),
    Point("the platform has answered", "send", _A),
    Point("T4: sent written, not committed", "bot.store.deliveries:sent", _A),
    Point("T4: shown written, not committed", "bot.store.deliveries:shown", _A),
    Point("T4 committed", f"{_DELIVERER}._send", _A),
)
ANSWERING = (
    Point("T3 of the answer in the thread committed", f"{_DELIVERER}._send", _B, 2),
    Point("the answer has left, the platform never sees it", "send", When.UNSEEN, 2),
    Point("the platform took the answer, nothing comes back", "send", When.TAKEN, 2),
    Point("the platform has confirmed the answer", "send", _A, 2),
    Point("T4 of the answer committed", f"{_DELIVERER}._send", _A, 2),
)
EDITING = (
    Point("T3: message extended, not committed", "bot.store.deliveries:append", _A),
    Point("before the edit", f"{_DELIVERER}._edit_one", _B),
    Point("before the request of the edit", "edit", _B),
    Point("the edit has left, the platform never sees it", "edit", When.UNSEEN),
    Point("the platform took the edit, its answer never comes", "edit", When.TAKEN),
    Point("the platform has confirmed the edit", "edit", _A),
    Point("T4 of the edit committed", f"{_DELIVERER}._edit_one", _A),
)
RECOVERING = (
    Point("taken; again before settling", f"{_DELIVERER}._settle_one", _B, 1, True),
    Point("taken; again with unknown written", "bot.store.deliveries:unknown", _A, 1, True),
    Point("taken; again before the history is read", "find", _B, 1, True),
    Point("taken; again with the history read", "find", _A, 1, True),
    Point("taken; again once settled", f"{_DELIVERER}._settle_one", _A, 1, True),
)
POINTS = (*LOOKING, *SENDING, *ANSWERING, *EDITING, *RECOVERING)
THE_POST_IS_TAKEN = next(one for one in SENDING if one.when is When.TAKEN)


def number(point: Point) -> int:
    return POINTS.index(point) + 1
