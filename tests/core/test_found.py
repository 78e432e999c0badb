"""What a search found: merged, counted, compared with before, and what may be tried next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.found import (
    Found,
    Reach,
    Short,
    Trend,
    Volume,
    beside,
    close,
    crowded,
    merge,
    shortfalls,
    top,
    volume,
    with_media,
    within,
)
from bot.core.found.living import (
    EVERY,
    LASTS,
    REQUESTS,
    SHOWN,
    Live,
    from_payload,
    next_at,
    to_payload,
    why_ended,
    with_posts,
    without_posts,
)
from connectors.query import All, Expr, Tagged, Word
from connectors.types import Account, Media, Post, SearchPage, Tag

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
WEEK, MONTH = NOW - 7 * DAY, NOW - 28 * DAY


def post(key: str, ago: timedelta = HOUR, network: str = "mastodon", **facts: object) -> Post:
    values: dict[str, object] = {
        "network": network,
        "key": key,
        "url": f"https://{network}.example/{key}",
        "author_key": "anna",
        "author_handle": "anna",
        "author_name": "Anna",
        "text": key,
        "published_at": NOW - ago,
    }
    return Post(**(values | facts))  # type: ignore[arg-type]


def account(name: str, network: str, proof: str = "similar") -> Account:
    return Account(network, name, name, name, f"https://{name}.example", "h", name, proof=proof)


def anything(_: Post) -> bool:
    return True


def keys(posts: Sequence[Post]) -> list[str]:
    return [one.key for one in posts]


# --- merging


def test_all_answers_become_one_list_newest_first_each_post_once() -> None:
    one, two, three = post("1", 3 * HOUR), post("2", 2 * HOUR, "bluesky"), post("3", HOUR)
    pages = {"mastodon": [SearchPage((one, three))], "bluesky": [SearchPage((two,))]}
    pages["mastodon"].append(SearchPage((one,)))
    assert keys(merge(pages, anything, MONTH, NOW).posts) == ["3", "2", "1"]


def test_what_is_older_or_does_not_match_is_left_out() -> None:
    pages = {"mastodon": [SearchPage((post("old", 29 * DAY), post("other"), post("wanted")))]}
    found = merge(pages, lambda one: one.key != "other", MONTH, NOW)
    assert keys(found.posts) == ["wanted"]


def test_authors_who_are_not_wanted_are_counted_and_their_posts_left_out() -> None:
    noisy = [post(str(n), author_key="noise") for n in range(3)]
    pages = {"mastodon": [SearchPage((*noisy, post("good")))]}
    unwanted = {("mastodon", "noise"), ("bluesky", "anna")}
    found = merge(pages, anything, MONTH, NOW, unwanted)
    assert (keys(found.posts), found.left_out) == (["good"], 1)


def test_no_network_fills_the_first_places_among_accounts_and_sure_ones_come_first() -> None:
    here = (account("a", "mastodon"), account("b", "mastodon"))
    there = (account("c", "bluesky"), account("d", "bluesky", "exact"))
    pages = {"mastodon": [SearchPage(accounts=here)], "bluesky": [SearchPage(accounts=there)]}
    found = merge(pages, anything, MONTH, NOW)
    assert [one.key for one in found.accounts] == ["d", "a", "c", "b"]


def test_how_far_a_network_went_is_told_by_its_last_page() -> None:
    first = SearchPage((post("1"),), next_page="x", since=NOW - DAY)
    last = SearchPage((post("2"),), next_page=None, since=WEEK, complete=False)
    found = merge({"mastodon": [first, last]}, anything, MONTH, NOW)
    assert found.reach == {"mastodon": Reach(WEEK, read=2, next_page=None, whole=False)}


def test_a_network_that_says_why_there_are_no_posts_has_not_searched_them() -> None:
    pages = {
        "bluesky": [SearchPage(notes=("bluesky_app_password",))],
        "news": [SearchPage()],
        "hackernews": [SearchPage(notes=("hackernews_words",), since=MONTH)],
    }
    reach = merge(pages, anything, MONTH, NOW).reach
    assert {name: one.posts for name, one in reach.items()} == {
        "bluesky": False,
        "news": True,
        "hackernews": True,
    }


posts = st.builds(
    post,
    st.sampled_from("abcdefgh"),
    st.integers(0, 40 * 24).map(lambda hours: hours * HOUR),
    st.sampled_from(["mastodon", "bluesky"]),
    reactions=st.none() | st.integers(0, 9),
)
pages_of = st.lists(posts, max_size=6).map(lambda some: [SearchPage(tuple(some))])


@given(pages_of, pages_of)
def test_the_order_in_which_networks_answer_changes_nothing_about_the_set_of_posts(
    one: list[SearchPage], two: list[SearchPage]
) -> None:
    here = merge({"a": one, "b": two}, anything, MONTH, NOW).posts
    there = merge({"b": two, "a": one}, anything, MONTH, NOW).posts
    assert {each.url for each in here} == {each.url for each in there}
    assert len({each.url for each in here}) == len(here)
    assert all(each.published_at and each.published_at >= MONTH for each in here)


@given(st.lists(posts, max_size=10))
def test_the_top_is_by_reactions_and_of_equals_in_the_order_given(some: list[Post]) -> None:
    ordered = top(some)
    told = [-1 if one.reactions is None else one.reactions for one in ordered]
    assert told == sorted(told, reverse=True)
    for number in {*told}:
        same = [one for one in some if (-1 if one.reactions is None else one.reactions) == number]
        assert [one for one in ordered if one in same] == same


def test_media_are_pictures_videos_and_sounds_not_links() -> None:
    some = [post(kind, media=(Media(kind, "u"),)) for kind in ("image", "video", "audio", "link")]
    assert keys(with_media([*some, post("none")])) == ["image", "video", "audio"]


def test_a_date_in_the_future_is_now() -> None:
    assert keys(within([post("1", -DAY), post("2", 8 * DAY)], WEEK, NOW)) == ["1"]


# --- volume


def spread(now: int, before: int, network: str = "mastodon") -> list[Post]:
    """So many posts in the last week, and so many in the three weeks before."""
    recent = [post(f"n{n}", HOUR, network) for n in range(now)]
    return recent + [post(f"b{n}", 10 * DAY, network) for n in range(before)]


def found(some: Sequence[Post], **reach: Reach) -> Found:
    return Found(tuple(some), reach=reach)


@pytest.mark.parametrize(
    ("now", "before", "trend"),
    [
        (41, 54, Trend.RISING),
        (27, 54, Trend.RISING),
        (26, 54, Trend.STEADY),
        (12, 54, Trend.FALLING),
        (13, 54, Trend.STEADY),
        (8, 0, Trend.RISING),
        (7, 0, None),
        (7, 21, None),
        (2, 24, Trend.FALLING),
    ],
)
def test_now_is_compared_with_the_mean_of_three_periods_before(
    now: int, before: int, trend: Trend | None
) -> None:
    told = volume(found(spread(now, before), mastodon=Reach(MONTH)), 7, NOW)
    assert told == Volume(now, usual=before / 3, trend=trend)


def test_a_minute_less_than_asked_is_clocks_that_differ() -> None:
    told = volume(found(spread(9, 3), mastodon=Reach(MONTH + timedelta(minutes=1))), 7, NOW)
    assert told.usual == 1


def test_where_one_network_does_not_reach_back_the_usual_is_not_known() -> None:
    some = [*spread(5, 5), *spread(5, 0, "x")]
    told = volume(found(some, mastodon=Reach(MONTH), x=Reach(WEEK)), 7, NOW)
    assert told == Volume(10)


def test_where_a_network_was_cut_short_it_is_at_least() -> None:
    tuesday = NOW - 6 * DAY
    told = volume(found(spread(9, 0), mastodon=Reach(tuesday, next_page="x")), 7, NOW)
    assert told == Volume(9, at_least=True, since=tuesday)


@pytest.mark.parametrize("reach", [Reach(None), Reach(MONTH, whole=False)])
def test_what_can_not_be_told_is_at_least_too(reach: Reach) -> None:
    assert volume(found(spread(9, 0), news=reach, mastodon=reach), 7, NOW) == Volume(9, True)


def test_networks_without_any_post_do_not_make_the_count_less_sure() -> None:
    told = volume(found(spread(2, 3), mastodon=Reach(MONTH), news=Reach(None)), 7, NOW)
    assert (told.at_least, told.usual) == (False, 1)


def test_which_networks_fell_short_is_told_with_how_much_they_gave() -> None:
    some = [*spread(1, 0), *spread(1, 0, "news")]
    reach = {
        "mastodon": Reach(NOW - DAY, 40),
        "news": Reach(None, 12),
        "bluesky": Reach(None),
        "hackernews": Reach(WEEK, 3),
    }
    assert shortfalls(found(some, **reach), 7, NOW) == (
        Short("mastodon", NOW - DAY, 40),
        Short("news", None, 12),
    )


# --- hints


def test_a_subject_is_common_where_every_network_has_a_full_page_within_a_day() -> None:
    full, wide = Reach(NOW - HOUR, 40, "x"), Reach(NOW - 2 * DAY, 40, "x")
    both = [post("1"), post("2", network="bluesky")]
    assert crowded(found(both, mastodon=full, bluesky=full), NOW)
    assert not crowded(found(both, mastodon=full, bluesky=wide), NOW)
    assert not crowded(found(both, mastodon=full, bluesky=replace(full, next_page=None)), NOW)
    assert crowded(found(both[:1], mastodon=full, bluesky=Reach(None)), NOW)
    assert not crowded(found([]), NOW)


def test_what_stands_beside_it_is_what_most_authors_add() -> None:
    def tagged(author: str, *tags: str) -> Post:
        return post(f"{author}{tags}", author_key=author, hashtags=tags)

    some = [
        tagged("a", "TVA", "Facturation"),
        tagged("b", "tva", "facturation", "PDP"),
        tagged("c", "TVA", "pdp"),
        *[tagged("d", "alone") for _ in range(9)],
    ]
    assert beside(some, Tagged("Facturation")) == ("TVA", "PDP")
    assert beside(some, All((Word("tva"), Word("pdp")))) == ("Facturation",)


def test_close_tags_are_those_written_alike_the_likest_first() -> None:
    names = ("weather", "einvoice", "einvoicing", "invoice")
    assert near(Tagged("einvoicng"), *names) == ["einvoicing", "einvoice", "invoice"]
    assert near(Tagged("einvoicing"), "EInvoicing") == []
    assert near(Word("fiscalite"), "Fiscalités") == ["Fiscalités"]


def near(wanted: Expr, *names: str) -> list[str]:
    return [tag.name for tag in close(wanted, [Tag(name, "") for name in names])]


# --- live


def live(**facts: object) -> Live:
    values: dict[str, object] = {"began": NOW, "until": NOW + LASTS}
    texts = {"search": "search #tva", "what": "#tva", "watch": "watch #tva", "tag": "tva"}
    return Live(**(texts | values | facts))  # type: ignore[arg-type]


def test_what_came_since_it_began_is_new_once() -> None:
    known = with_posts(live(), [post("before", HOUR)], NOW)
    assert (known.new, keys(known.posts)) == (0, ["before"])
    later = NOW + timedelta(seconds=30)
    came = post("after", timedelta(seconds=-20))
    again = with_posts(with_posts(known, [came], later), [came, post("before", HOUR)], later)
    assert (again.new, keys(again.posts)) == (1, ["after", "before"])


def test_only_the_newest_are_shown_and_nothing_shown_counts_twice() -> None:
    some = [post(str(n), n * HOUR) for n in range(1, 9)]
    shown = with_posts(live(), some, NOW)
    assert keys(shown.posts) == ["1", "2", "3", "4", "5"]
    assert len(shown.posts) == SHOWN
    assert with_posts(shown, some, NOW) == shown


@given(st.lists(posts, max_size=8), st.text(max_size=20), st.none() | st.text(max_size=9))
def test_a_live_search_survives_a_restart(some: list[Post], text: str, warning: str | None) -> None:
    written = [replace(one, text=text, warning=warning) for one in some]
    kept = with_posts(live(silent=("x",), unable=("bluesky",), asked=3), written, NOW)
    assert from_payload(to_payload(kept)) == kept


def test_once_it_is_over_no_words_of_anybody_are_kept() -> None:
    kept = without_posts(to_payload(with_posts(live(), [post("secret words")], NOW)))
    assert "secret" not in str(kept)
    assert from_payload(kept).search == "search #tva"


def test_it_ends_by_time_and_by_requests_and_the_requests_last_until_the_end() -> None:
    assert why_ended(live(), NOW) == ""
    assert why_ended(live(), NOW + LASTS) == "time"
    assert why_ended(live(asked=REQUESTS), NOW) == "requests"
    assert next_at(0, NOW) == NOW + EVERY
    assert next_at(2, NOW) == NOW + 2 * EVERY
    assert REQUESTS * EVERY >= LASTS
