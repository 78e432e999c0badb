"""What X itself says was read. https://docs.x.com/x-api/usage/get-usage"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from connectors.errors import UnexpectedPayload
from connectors.payload import instant
from connectors.types import Conversation
from connectors.x import prices
from connectors.x.api import Api
from connectors.x.payload import body, date_of, dicts, number, problem_of

_FIELDS = "daily_project_usage,project_usage"


def usage(api: Api) -> Conversation[int]:
    """Posts read this month (UTC), at the table's price, in millionths of a US dollar. Free.

    X counts posts alone: what users, counts and trends cost isn't in it.
    """
    answer = yield api.get("/2/usage/tweets", ("days", "31"), ("usage.fields", _FIELDS))
    payload = body(answer)
    data = payload.get("data")
    if not isinstance(data, dict):
        raise problem_of(payload)
    posts = _this_month(data.get("daily_project_usage"), date_of(answer))
    if posts is None:
        posts = number(data.get("project_usage"))
    if posts is None:
        raise UnexpectedPayload("no count of posts read")
    return posts * prices.POST


def _this_month(told: Any, now: datetime | None) -> int | None:
    """None where X doesn't tell by day: then its own period is as near as there is."""
    days = told.get("usage") if isinstance(told, dict) else None
    if not isinstance(days, list) or now is None:
        return None
    posts = 0
    for day in dicts(days):
        at, count = instant(day.get("date")), number(day.get("usage"))
        if at and count and (at.year, at.month) == (now.year, now.month):
            posts += count
    return posts
