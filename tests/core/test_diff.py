"""Which posts of a page are new: pins, edits, boosts, deletions and bursts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from bot.core.diff import Difference, diff, text_hash
from connectors.types import Media, Post, PostKind

START = datetime(2026, 3, 2, 9, tzinfo=UTC)


def make(n: int, *, dated: bool = True) -> Post:
    return Post(
        network="mastodon",
        key=f"key-{n}",
        url=f"https://social.example/{n}",
        author_key="durand",
        author_handle="durand",
        author_name="Cabinet Durand",
        text=f"Publication {n}",
        published_at=START + timedelta(minutes=n) if dated else None,
    )


def known(posts: Sequence[Post]) -> dict[str, str]:
    return {post.key: text_hash(post) for post in posts}


def keys(posts: Sequence[Post]) -> list[str]:
    return [post.key for post in posts]


def test_a_page_read_twice_brings_nothing_the_second_time() -> None:
    page = [make(n) for n in (3, 2, 1)]
    assert diff(page, {}).unseen == tuple(reversed(page))
    assert diff(page, known(page)) == Difference((), (), tuple(page))


def test_every_pin_order_of_five_posts_gives_exactly_the_unseen_ones_oldest_first() -> None:
    posts = [make(n) for n in range(5)]
    for order in permutations(posts):
        for seen in range(6):
            page = [replace(order[0], pinned=True), *order[1:]]
            result = diff(page, known(posts[:seen]))
            assert keys(result.unseen) == keys(posts[seen:])
            assert sorted(keys(result.seen_again)) == keys(posts[:seen])
            assert result.edited == ()


def test_undated_posts_keep_the_order_of_the_page_after_dated_ones() -> None:
    page = [make(5, dated=False), make(9), make(1, dated=False), make(8)]
    assert keys(diff(page, {}).unseen) == ["key-8", "key-9", "key-5", "key-1"]


def test_an_edit_is_never_new() -> None:
    post = make(1)
    edited = replace(post, text="Publication 1, corrected")
    assert diff([edited], known([post])) == Difference((), (edited,), ())


def test_what_a_reader_sees_decides_the_hash() -> None:
    post = make(1)
    changes = [
        replace(post, text="other"),
        replace(post, title="other"),
        replace(post, warning="other"),
        replace(post, media=(Media("image", "https://social.example/i.png"),)),
    ]
    assert len({text_hash(one) for one in [post, *changes]}) == 5
    title_only = replace(post, title=post.text, text="")
    assert text_hash(title_only) != text_hash(post)


def test_reactions_and_pins_do_not_change_the_hash() -> None:
    post = make(1)
    assert text_hash(replace(post, reactions=88, pinned=True)) == text_hash(post)


def test_lone_surrogates_can_be_hashed() -> None:
    assert len(text_hash(replace(make(1), text="\ud800"))) == 16


def test_a_boost_on_top_of_its_own_original_does_not_hide_it() -> None:
    original = make(1)
    boost = replace(original, kind=PostKind.REPOST, author_key="other")
    for page in ([boost, original], [original, boost]):
        assert diff(page, {}).unseen == (original,)


@given(st.lists(st.integers(0, 30), max_size=60), st.sets(st.integers(0, 30)))
def test_each_key_of_a_page_is_in_exactly_one_part(page: list[int], seen: set[int]) -> None:
    result = diff([make(n) for n in page], known([make(n) for n in seen]))
    parts = keys(result.unseen) + keys(result.edited) + keys(result.seen_again)
    assert sorted(parts) == sorted({f"key-{n}" for n in page})
    assert set(keys(result.unseen)) == {f"key-{n}" for n in set(page) - seen}


@given(
    st.lists(
        st.one_of(
            st.tuples(st.just("post"), st.integers(1, 40)),
            st.tuples(st.just("delete"), st.integers(0, 20)),
        ),
        max_size=30,
    )
)
def test_no_post_is_unseen_twice_whatever_is_deleted_between_looks(
    steps: list[tuple[str, int]],
) -> None:
    timeline: list[Post] = []
    sighted: dict[str, str] = {}
    unseen: list[str] = []
    for number, (what, count) in enumerate(steps):
        if what == "post":
            timeline[:0] = [make(number * 100 + n) for n in reversed(range(count))]
        elif timeline:
            del timeline[count % len(timeline)]
        page = timeline[:40]
        unseen += keys(diff(page, sighted).unseen)
        sighted |= known(page)
    assert len(unseen) == len(set(unseen))
    assert set(keys(timeline[:40])) <= set(unseen)
