"""What to do when a look fails: exactly one reaction for each kind of fault."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from bot.core.pacing import LONGEST_BACKOFF, LONGEST_LIMIT, backoff
from connectors.errors import (
    BudgetUsed,
    ConnectorError,
    CredentialRejected,
    NeedsApproval,
    NotPossible,
    QuotaUsed,
    RateLimited,
    Refused,
    TargetGone,
    Transient,
)

TELL_AFTER_FAILURES = 3
TELL_AFTER = timedelta(hours=6)
TAKEN_OVER = "taken_over"  # the account is gone and its name another's
_GONE_RETRY = timedelta(days=1)
_CREDENTIAL_PAUSE = timedelta(minutes=30)
_HOST_PAUSE = timedelta(minutes=5)
_SHORT_PAUSE = timedelta(hours=1)
_BUDGET_RETRY = timedelta(hours=1)

Tell = Literal["channels", "operator", "nobody"]


@dataclass(frozen=True, slots=True)
class Reaction:
    """`pause_lane_until`: no request of the lane before. `retry_in`: this target's next look.

    `stop`: no further look at this target until a person acts (then `retry_in` is None).
    `tell`: whom, once should_tell says so. `error_key`: a key of the texts, after "error.".
    `until`: when it will be better, where that is known.
    """

    pause_lane_until: datetime | None
    retry_in: timedelta | None
    stop: bool
    tell: Tell
    error_key: str
    until: datetime | None = None


def react(error: ConnectorError, failures: int, interval: timedelta, now: datetime) -> Reaction:
    """`failures`: failed looks of this target in a row, this one included.

    `interval`: usual time between two looks at it.
    """
    retry = backoff(failures, interval)
    match error:
        case RateLimited():
            return _limited(error, now)
        case Transient():
            pause = now + min(retry, _HOST_PAUSE) if error.lane_wide else None
            return Reaction(pause, retry, False, "channels", "transient")
        case TargetGone():
            return _gone(error, failures, retry)
        case CredentialRejected():
            pause = now + _CREDENTIAL_PAUSE
            return Reaction(pause, _CREDENTIAL_PAUSE, False, "operator", "credential")
        case NeedsApproval():
            return Reaction(None, LONGEST_BACKOFF, False, "operator", "needs_approval")
        case Refused():
            return Reaction(None, LONGEST_BACKOFF, False, "operator", "refused")
        case BudgetUsed():
            # Not the lane's pause: a person may raise the budget, and what is free goes on.
            wait = min(max(error.until - now, interval), _BUDGET_RETRY)
            return Reaction(None, wait, False, "channels", "budget", error.until)
        case QuotaUsed():
            wait = min(max(error.until - now, interval), LONGEST_LIMIT)
            return Reaction(None, wait, False, "channels", "quota", error.until)
        case NotPossible():
            return Reaction(None, None, True, "channels", "not_possible")
        case _:  # UnexpectedPayload, and what a connector may invent: nothing is concluded
            return Reaction(None, retry, False, "channels", "unexpected")


def react_suspect(failures: int, interval: timedelta) -> Reaction:
    """An empty answer where there were posts: no state changes, it is asked again."""
    return Reaction(None, backoff(failures, interval), False, "channels", "suspect")


def should_tell(
    failures: int, failing_since: datetime | None, told_at: datetime | None, now: datetime
) -> bool:
    """Once for each time that a target breaks: after 3 failures or 6 h, whichever is first.

    `told_at` is None again once the target could be looked at.
    """
    if told_at is not None or failures == 0:
        return False
    long_enough = failing_since is not None and now - failing_since >= TELL_AFTER
    return failures >= TELL_AFTER_FAILURES or long_enough


def _gone(error: TargetGone, failures: int, retry: timedelta) -> Reaction:
    """A server that answers 404 for a moment mustn't cost a day."""
    taken = error.reason == TAKEN_OVER
    again = max(retry, _GONE_RETRY) if taken or failures >= TELL_AFTER_FAILURES else retry
    return Reaction(None, again, False, "channels", TAKEN_OVER if taken else "gone")


def _limited(error: RateLimited, now: datetime) -> Reaction:
    """A short pause is a network's ordinary pacing: no news for anybody."""
    until = min(max(error.until, now), now + LONGEST_LIMIT)
    wait = until - now
    tell: Tell = "channels" if wait > _SHORT_PAUSE else "nobody"
    return Reaction(until, wait, False, tell, "rate_limited")
