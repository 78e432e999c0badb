"""An account in one line: who it is, where, and how alive."""

from __future__ import annotations

from datetime import time, timedelta

from bot.core.message import Line, Span, line
from bot.service.commands.context import Context
from connectors.types import Account, Kind


def account_line(ctx: Context, one: Account, *more: str) -> Line:
    """`more`: what else is told of it."""
    words = ctx.words
    handle = f"#{one.handle}" if one.kind is Kind.HASHTAG else f"@{one.handle}"
    parts = [words.network(one.network), handle if one.kind is not Kind.FEED else one.host]
    if one.followers is not None:
        count = words.compact(one.followers)
        parts.append(words("account.followers", count=count, n=one.followers))
    if one.last_post_at is not None:
        # Some networks tell the day only: its noon is that day in nearly every zone.
        whole_day = one.last_post_at.time() == time.min
        at = one.last_post_at
        when = words.date(at + timedelta(hours=12)) if whole_day else words.when(at)
        parts.append(words("account.last_post", when=when))
    name = Span(one.name or one.handle, strong=True, link=one.url)
    return line(name, " · ", " · ".join((*parts, *more)))
