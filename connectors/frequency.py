"""What an account's newest publications tell of it: its latest, and how much there is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from connectors.types import Account, Post

MONTH = timedelta(days=30)
SHORTEST = timedelta(days=1)


def monthly(times: Iterable[datetime | None]) -> float | None:
    """Publications in 30 days, by the time between the first and the last of `times`.

    None for fewer than two. Those of one day count as a day's, so that a burst promises no more.
    """
    dated = sorted(time for time in times if time is not None)
    if len(dated) < 2:
        return None
    return (len(dated) - 1) * (MONTH / max(dated[-1] - dated[0], SHORTEST))


def with_posts(account: Account, posts: Sequence[Post], sample: Post | None) -> Account:
    """`account` with what its posts tell; `sample`: the one to show, None for none."""
    return replace(
        account,
        sample=sample,
        last_post_at=sample.published_at if sample else None,
        monthly_posts=monthly(post.published_at for post in posts),
    )
