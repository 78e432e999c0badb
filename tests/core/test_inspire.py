"""The best posts of firms to take an example from, each by its account's own measure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.core.compare import Period, Seen, Why
from bot.core.inspire import Feature, Find, Reason, Unjudged, inspire
from connectors.types import Media, Post

END = datetime(2026, 11, 23, tzinfo=UTC)
HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)
PERIOD = Period(END - 4 * WEEK, END)
VIDEO = (Media("video", "https://v.example"),)


def post(ago: timedelta, reactions: int | None, text: str = "x" * 100, **facts: object) -> Post:
    made = Post("x", f"{ago}", f"https://x.example/{ago}", "a", "a", "A", text, END - ago)
    return replace(made, reactions=reactions, **facts)  # type: ignore[arg-type]


def usual(reactions: int, count: int = 9) -> list[Post]:
    """Of different hours and tags, so that they have little in common."""
    return [post((3 + at) * DAY + at * 5 * HOUR, reactions) for at in range(count)]


def account(posts: Iterable[Post], name: str = "Durand") -> Seen:
    return Seen("x", name, name, tuple(posts), END - 30 * WEEK, END)


def found(*accounts: Seen) -> tuple[Find, ...]:
    return inspire(accounts, PERIOD, "Europe/Paris").finds


def test_a_small_firms_success_comes_before_a_large_firms_ordinary_day() -> None:
    small = account([*usual(4), post(5 * DAY, 20)], "small")
    large = account([*usual(1000), post(5 * DAY, 1600)], "large")
    first, second = found(large, small)
    assert (first.name, first.ratio, first.usual, first.of) == ("small", 5, 4, 10)
    assert (second.name, second.ratio, second.reactions) == ("large", 1.6, 1600)


def test_what_is_hardly_above_the_usual_is_not_shown() -> None:
    assert found(account([*usual(10), post(5 * DAY, 14)])) == ()


def test_a_post_younger_than_two_days_is_not_judged() -> None:
    young, ripe = post(47 * HOUR, 99), post(49 * HOUR, 99)
    (only,) = found(account([*usual(10), young, ripe]))
    assert only.key == ripe.key


def test_a_post_before_the_period_is_a_measure_and_no_find() -> None:
    assert found(account([*usual(10), post(5 * WEEK, 99)])) == ()


def test_one_account_does_not_fill_the_list() -> None:
    best = [post((4 + at) * DAY, 90 + at) for at in range(4)]
    assert [one.reactions for one in found(account([*usual(10), *best]))] == [93, 92]


def test_reasons_are_what_several_good_posts_share_each_with_its_count() -> None:
    good = [
        post((4 + at) * WEEK, 50, media=VIDEO, hashtags=("TVA", "Paie" if at else "RH"))
        for at in range(1, 3)
    ]
    best = post(7 * DAY + 13 * HOUR, 60, "x" * 300, media=VIDEO, hashtags=("tva",))
    (find,) = found(account([*usual(10), *good, best]))
    assert find.key == best.key
    assert find.reasons == (
        Reason(Feature.FORMAT, "video", 3, 3),
        Reason(Feature.TAG, "tva", 3, 3),
    )


def test_a_feature_that_failed_as_often_is_no_reason() -> None:
    failed = [post((4 + at) * WEEK, 1, media=VIDEO) for at in range(3)]
    best = post(7 * DAY, 60, media=VIDEO)
    (find,) = found(account([*usual(10), *failed, best]))
    assert Feature.FORMAT not in {reason.feature for reason in find.reasons}


def test_what_was_forgotten_is_a_measure_and_no_reason() -> None:
    wordless = [post((4 + at) * WEEK, 50, "") for at in range(3)]
    best = post(7 * DAY, 60, "")
    told = account([*usual(10), *wordless, best])
    whole, *_ = found(told)
    assert Reason(Feature.LENGTH, "short", 4, 4) in whole.reasons
    find, *_ = found(replace(told, forgotten=frozenset(one.key for one in (*wordless, best))))
    assert (find.of, find.reasons) == (13, ())


def test_a_find_carries_a_link_and_nothing_to_copy() -> None:
    secret = "The very words of the author, thirty times better than usual"
    (find,) = found(account([*usual(10), post(5 * DAY, 60, secret)]))
    assert find.url.startswith("https://")
    assert all(secret not in str(getattr(find, field.name)) for field in fields(find))


def test_what_cannot_be_judged_is_named_with_the_reason() -> None:
    mute = account([post(at * DAY, None) for at in range(3, 12)], "mute")
    new = account(usual(5, count=4), "new")
    unread = replace(account([], "unread"), since=None)
    assert inspire([mute, new, unread], PERIOD, "UTC").unjudged == (
        Unjudged("mute", "x", Why.UNTOLD),
        Unjudged("new", "x", Why.TOO_FEW),
        Unjudged("unread", "x", Why.UNREAD),
    )


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 40)), max_size=20))
def test_every_find_stands_out_and_every_reason_is_backed(posts: list[tuple[int, int]]) -> None:
    every = [
        post(day * DAY + at * HOUR, n, media=VIDEO[: n % 2]) for at, (day, n) in enumerate(posts)
    ]
    for find in found(account(every)):
        assert find.ratio >= 1.5
        assert END - find.published_at >= 2 * DAY
        assert all(3 <= reason.posts <= find.of for reason in find.reasons)
        assert all(reason.above * 3 >= reason.posts * 2 for reason in find.reasons)
