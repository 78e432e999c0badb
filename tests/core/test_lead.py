"""Who told it first, and what keeps that from being known."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.lead import (
    NotComparable,
    Said,
    Tally,
    Told,
    Unread,
    Why,
    coverages,
    is_bare_day,
    tally,
    tells,
)
from bot.core.model import PostId, StoredPost, StoryId
from connectors.types import Post

NOW = datetime(2026, 11, 23, 9, 13, 20, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
LONG_AGO = NOW - 30 * DAY
ZONE = "Europe/Paris"
NEWS = "La CNIL inflige une amende de 3 millions d'euros à Datamark"


def told(
    number: int,
    text: str = NEWS,
    *,
    news: bool = False,
    at: datetime | None = NOW,
    seen: datetime | None = None,
    since: datetime = LONG_AGO,
    story: int | None = None,
    **facts: Any,
) -> Told:
    network = facts.pop("network", "feed" if news else "mastodon")
    first = seen or at or NOW
    post = Post(
        network,
        str(number),
        f"https://{network}.example/{number}",
        f"author {number}",
        f"author{number}",
        facts.pop("by", f"Author{number}"),
        "" if news else text,
        at,
        title=text if news else None,
        **facts,
    )
    stored = StoredPost(PostId(number), post, first)
    return Told(stored, news, first, since, None if story is None else StoryId(story))


def article(number: int = 100, text: str = NEWS, **facts: Any) -> Told:
    return told(number, text, news=True, **facts)


def only(*every: Told, unread: Unread | None = None) -> Any:
    (found,) = coverages(every, ZONE, unread or Unread())
    return found


def test_the_first_of_each_side_counts_and_the_difference_between_them() -> None:
    found = only(
        told(1, at=NOW + 5 * MINUTE),
        told(2, at=NOW),
        article(3, at=NOW + 90 * MINUTE),
        article(4, at=NOW + 41 * MINUTE),
    )
    assert (found.social.post.id, found.news.post.id) == (2, 4)
    assert found.ahead == 41 * MINUTE


def test_where_the_press_was_first_the_lead_is_less_than_nothing() -> None:
    assert only(told(1, at=NOW + HOUR), article(at=NOW)).ahead == -HOUR


def test_what_is_told_on_one_side_only_is_no_coverage() -> None:
    assert coverages([told(1), told(2)], ZONE) == ()
    assert coverages([article(1), article(2)], ZONE) == ()
    other = "Assurio entre en Bourse et vise 800 millions d'euros"
    assert coverages([told(1), article(2, other)], ZONE) == ()


def test_two_pieces_of_news_are_counted_apart_and_each_once() -> None:
    other = "Assurio entre en Bourse et vise 800 millions d'euros"
    every = [
        *(told(n) for n in range(5)),
        *(article(10 + n) for n in range(5)),
        told(20, other),
        article(21, other),
    ]
    assert len(coverages(every, ZONE)) == 2


def test_what_a_firm_told_of_the_same_announcement_counts_with_it_whatever_its_words() -> None:
    first = told(1, "Une page se tourne chez nous.", at=NOW - HOUR, story=7)
    found = only(first, told(2, story=7), article(at=NOW + MINUTE))
    assert found.social.post.id == 1
    assert found.ahead == 61 * MINUTE


def test_news_that_is_not_within_three_days_is_other_news() -> None:
    assert coverages([told(1), article(at=NOW + 3 * DAY)], ZONE)
    assert not coverages([told(1), article(at=NOW + 3 * DAY + MINUTE)], ZONE)


@pytest.mark.parametrize(
    ("network", "at", "bare"),
    [
        ("feed", datetime(2026, 11, 23, tzinfo=UTC), True),
        ("feed", datetime(2026, 11, 22, 23, tzinfo=UTC), True),  # midnight in Paris
        ("feed", datetime(2026, 11, 23, 8, tzinfo=UTC), False),
        ("news", datetime(2026, 11, 23, 8, tzinfo=UTC), True),  # midnight in Los Angeles
        ("news", datetime(2026, 7, 23, 7, tzinfo=UTC), True),
        ("feed", datetime(2026, 11, 23, 0, 0, 1, tzinfo=UTC), False),
        ("feed", None, False),
    ],
)
def test_a_midnight_is_a_date_without_a_time(network: str, at: datetime | None, bare: bool) -> None:
    assert is_bare_day(article(at=at, network=network).post.post, ZONE) is bare


def test_with_a_date_only_it_is_not_known_who_was_first() -> None:
    midnight = datetime(2026, 11, 23, tzinfo=UTC)
    found = only(told(1), article(at=midnight, seen=NOW))
    assert found.ahead == NotComparable(Why.DATE_ONLY)


def test_a_date_only_does_not_matter_where_an_article_with_a_time_came_before_that_day() -> None:
    midnight = datetime(2026, 11, 24, tzinfo=UTC)
    assert only(told(1), article(2, at=midnight), article(3, at=NOW + HOUR)).ahead == HOUR
    same_day = datetime(2026, 11, 23, tzinfo=UTC)
    found = only(told(1), article(2, at=same_day, seen=NOW), article(3, at=NOW + HOUR))
    assert found.ahead == NotComparable(Why.DATE_ONLY)


def test_without_a_date_it_is_not_known_who_was_first() -> None:
    found = only(told(1), article(2, at=None, seen=NOW + HOUR), article(3, at=NOW + 2 * HOUR))
    assert found.ahead == NotComparable(Why.UNDATED)


@pytest.mark.parametrize("news", [True, False])
def test_what_began_before_both_sides_were_watched_cannot_be_compared(news: bool) -> None:
    late: dict[str, Any] = {"since": NOW + MINUTE, "at": NOW + 2 * MINUTE}
    pair = (told(1), article(**late)) if news else (told(1, **late), article(at=NOW))
    assert only(*pair).ahead == NotComparable(Why.BEFORE)
    known = replace(pair[news], since=NOW)
    assert only(pair[not news], known).ahead in (2 * MINUTE, -2 * MINUTE)


def test_the_side_that_may_have_told_it_unseen_cannot_be_called_second() -> None:
    ahead, behind = (told(1), article(at=NOW + HOUR)), (told(1), article(at=NOW - HOUR))
    assert only(*ahead, unread=Unread(news=NOW)).ahead == NotComparable(Why.GAP)
    assert only(*ahead, unread=Unread(social=NOW - DAY)).ahead == HOUR
    assert only(*ahead, unread=Unread(news=NOW + 2 * HOUR)).ahead == HOUR
    assert only(*behind, unread=Unread(social=NOW - DAY)).ahead == NotComparable(Why.GAP)
    assert only(*behind, unread=Unread(news=NOW - DAY)).ahead == -HOUR


def test_it_becomes_known_when_both_sides_were_seen() -> None:
    found = only(told(1, seen=NOW + DAY), article(at=NOW, seen=NOW + HOUR))
    assert found.known_at == NOW + DAY


def test_a_date_in_the_future_is_taken_for_the_moment_in_which_it_was_seen() -> None:
    found = only(told(1), article(at=NOW + DAY, seen=NOW + HOUR))
    assert found.ahead == HOUR


def test_who_tells_on_both_sides_is_one_voice() -> None:
    def said(by: str) -> Said:
        return Said.headed(title=NEWS, by=by)

    paper = said("Gazette du Chiffre")
    assert tells(paper, said("noyb"))
    assert not tells(paper, said("La Gazette du Chiffre"))
    assert not tells(paper, said("gazette chiffre - officiel"))


@given(st.randoms(use_true_random=False))
def test_the_order_in_which_things_are_given_changes_nothing(dice: random.Random) -> None:
    other = "Assurio entre en Bourse et vise 800 millions d'euros"
    every = [
        told(1, at=NOW + 3 * MINUTE),
        told(2, story=1),
        told(3, "Autre chose.", story=1, at=NOW - HOUR),
        article(4, at=NOW + HOUR),
        told(5, other, at=NOW + HOUR),
        article(6, other),
        article(7, other, at=NOW + DAY),
    ]
    mixed = dice.sample(every, len(every))
    assert coverages(mixed, ZONE) == coverages(every, ZONE)


words = st.text(st.characters(codec="utf-8"), max_size=300)


@given(words, words, st.lists(st.text(max_size=60), max_size=3))
def test_no_text_breaks_the_comparison(one: str, other: str, links: list[str]) -> None:
    first, second = told(1, one, by=other, links=tuple(links)), article(2, other, by=one)
    assert len(coverages([first, second], ZONE)) <= 1


# --- what they add up to


def sums(*ahead: timedelta | Why) -> Tally:
    subjects = ("Lyon", "Nantes", "Lille", "Metz", "Brest", "Nancy")
    every: list[Told] = []
    for number, (place, lead) in enumerate(zip(subjects, ahead, strict=False)):
        text = f"Le cabinet Durand ouvre à {place} un bureau de {20 + number} avocats"
        by = lead if isinstance(lead, timedelta) else timedelta()
        lacks = {"at": None, "seen": NOW} if isinstance(lead, Why) else {"at": NOW + by}
        every += [told(2 * number, text), article(2 * number + 1, text, **lacks)]
    return tally(coverages(every, ZONE))


def test_the_tally_counts_the_first_and_takes_the_median_of_their_leads() -> None:
    found = sums(10 * MINUTE, HOUR, 41 * MINUTE, -2 * HOUR, Why.UNDATED)
    assert (found.first, found.compared, found.median) == (3, 4, 41 * MINUTE)
    assert found.left_out == ((Why.UNDATED, 1),)
    assert [one.ahead for one in found.examples] == [HOUR, 41 * MINUTE, 10 * MINUTE]


def test_what_was_told_within_a_minute_was_first_nowhere() -> None:
    found = sums(59 * MINUTE / 60, -MINUTE / 2, MINUTE)
    assert (found.first, found.compared, found.median) == (1, 3, MINUTE)
    assert len(found.examples) == 1


def test_where_the_press_was_always_first_there_is_no_median() -> None:
    found = sums(-HOUR, -2 * HOUR, -3 * HOUR)
    assert (found.first, found.compared, found.median) == (0, 3, None)
    assert [one.ahead for one in found.examples] == [-HOUR, -2 * HOUR, -3 * HOUR]


def test_two_are_too_few_to_say() -> None:
    assert not sums(HOUR, HOUR).enough
    assert sums(HOUR, HOUR, -HOUR).enough
