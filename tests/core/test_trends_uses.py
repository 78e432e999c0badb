"""From publications to uses, and what stands above its usual."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.trends import (
    Memory,
    Past,
    Sensitivity,
    Speaker,
    Use,
    count,
    countable,
    domain_of,
    is_bot,
    learnt_at,
    rising,
    speaker,
    spelled,
    uses_of,
    voice_of,
)
from connectors.types import Kind, Post, PostKind, Target, TargetId

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def a_post(
    author: str = "durand", kind: PostKind = PostKind.ORIGINAL, tags: tuple[str, ...] = ()
) -> Post:
    handle = f"{author}@social.example"
    return Post(
        network="mastodon",
        key="p1",
        url="https://social.example/p1",
        author_key=author,
        author_handle=handle,
        author_name=author,
        text="Words",
        published_at=NOW,
        kind=kind,
        hashtags=tags,
    )


def a_target(kind: Kind = Kind.ACCOUNT, key: str = "sage") -> Target:
    return Target(TargetId(1), "mastodon", kind, key, key, key, "", "social.example", key)


def test_who_shares_is_the_one_that_speaks() -> None:
    shared = a_post("stranger", PostKind.REPOST)
    assert speaker(shared, a_target()) == Speaker("mastodon", "sage")
    assert speaker(a_post("sage"), a_target()) == Speaker("mastodon", "sage")


def test_a_member_of_a_community_speaks_for_itself() -> None:
    assert speaker(a_post("member"), a_target()) == Speaker("mastodon", "member")


def test_under_a_hashtag_each_author_is_a_voice() -> None:
    assert speaker(a_post("x"), a_target(Kind.HASHTAG)) == Speaker("mastodon", "x")


def test_the_accounts_of_a_firm_share_a_voice_and_no_others() -> None:
    here, there = Speaker("mastodon", "durand"), Speaker("bluesky", "did:plc:1")
    assert voice_of(here, 7) == voice_of(there, 7)
    assert len({voice_of(here, 7), voice_of(here, 8), voice_of(here, None)}) == 3
    assert "durand" not in voice_of(here, None)


@pytest.mark.parametrize(
    ("handle", "domain"),
    [
        ("durand@Social.Example", "social.example"),
        ("@durand@social.example", "social.example"),
        ("!compta@lemmy.example", "lemmy.example"),
        ("durand", None),
        ("@durand", None),
        ("durand@", None),
        ("", None),
    ],
)
def test_a_domain_is_what_stands_behind_the_name(handle: str, domain: str | None) -> None:
    assert domain_of(replace(a_post(), author_handle=handle)) == domain


def test_a_post_without_hashtags_shows_that_its_author_does_other_things() -> None:
    (use,) = uses_of(a_post(), NOW, key="1", voice="v", domain=None)
    assert use == Use("", "v", NOW, None, None, repost=False, key="1")


def test_who_shares_a_bot_s_words_need_not_be_one() -> None:
    bot = replace(a_post("clock"), bot=True)
    assert is_bot(bot, speaker(bot, a_target(Kind.HASHTAG)))
    shared = replace(bot, kind=PostKind.REPOST)
    assert not is_bot(shared, speaker(shared, a_target()))
    assert not is_bot(a_post("durand"), Speaker("mastodon", "durand"))
    assert [one.bot for one in uses_of(bot, NOW, key="1", voice="v", domain=None, bot=True)] == [
        True
    ]


def test_a_hashtag_counts_once_however_it_is_written_and_only_if_it_can_be_typed() -> None:
    written = ("TVA", "tva", "2026", "two words", "l'été", "été", "E\u0301te", "a" * 101)
    assert countable(written) == ("tva", "été", "éte")
    assert len(countable(f"tag{number}" for number in range(100))) == 30


@given(st.lists(st.text(max_size=120), max_size=50))
def test_no_text_from_a_network_makes_an_impossible_hashtag(written: list[str]) -> None:
    found = countable(written)
    assert len(found) <= 30
    assert all(0 < len(tag) <= 200 and " " not in tag for tag in found)


def test_a_hashtag_is_shown_with_the_capitals_of_its_newest_author() -> None:
    found = [
        a_post(tags=("rgpd", "FacturationÉlectronique")),
        a_post(tags=("facturationélectronique",)),
    ]
    assert spelled("facturationélectronique", found) == "FacturationÉlectronique"
    assert spelled("tva", found) == "tva"


# --- what rises now


def tags_after(*uses: Use, since: datetime) -> dict[str, Memory]:
    after = count(uses, since, None, {}, {})
    return {tag: past.memory for tag, past in after.tags.items()}


def by_each(tag: str, names: str, at: datetime) -> list[Use]:
    return [
        Use(tag, name, at, None, new_author=False, repost=False, key=f"{tag}{name}{at}")
        for name in names
    ]


def test_what_rises_says_how_many_bots_are_left_out() -> None:
    since = NOW - 20 * DAY
    bots = [replace(one, bot=True) for one in by_each("paie", "xyz", NOW - HOUR)]
    old = [replace(one, bot=True) for one in by_each("paie", "w", NOW - 13 * HOUR)]
    people = by_each("paie", "abcdef", NOW - HOUR)
    first = by_each("paie", "a", NOW - 14 * HOUR)
    (found,) = rising(tags_after(*first, *old, *people, *bots, since=since), since, NOW, 5)
    assert (found.authors, found.posts, found.bots) == (6, 6, 3)


def test_what_is_furthest_above_its_usual_stands_first() -> None:
    since = NOW - 20 * DAY
    daily = [use for day in range(19, 0, -1) for use in by_each("tva", "abcd", NOW - day * DAY)]
    today = [*by_each("tva", "abcdefghij", NOW - HOUR), *by_each("paie", "abcdef", NOW - HOUR)]
    found = rising(tags_after(*daily, *today, since=since), since, NOW, 5)
    assert [(one.tag, one.authors, one.posts) for one in found] == [("paie", 6, 6), ("tva", 10, 10)]
    assert found[0].multiplier is None
    assert found[1].multiplier == pytest.approx(10 / 4, abs=0.3)


@pytest.mark.parametrize(
    ("names", "at", "why"),
    [
        ("ab", NOW - HOUR, "two accounts are no crowd"),
        ("abcdef", NOW - 13 * HOUR, "that was yesterday evening"),
    ],
)
def test_what_is_little_or_over_is_not_shown(names: str, at: datetime, why: str) -> None:
    since = NOW - 20 * DAY
    assert rising(tags_after(*by_each("tva", names, at), since=since), since, NOW, 5) == (), why


def test_nothing_rises_in_the_week_of_learning() -> None:
    since = NOW - 6 * DAY
    tags = tags_after(*by_each("tva", "abcdef", NOW - HOUR), since=since)
    assert rising(tags, since, NOW, 5) == ()
    assert rising(tags, since, learnt_at(since), 5) == ()  # nobody speaks of it any more
    assert learnt_at(since) == NOW + DAY


def test_each_sensitivity_remembers_what_it_told() -> None:
    since, uses = NOW - 20 * DAY, by_each("tva", "abcde", NOW)
    after = count(uses, since, None, {}, {})
    told = {one for one, _ in after.rises}
    assert told == {Sensitivity.BALANCED, Sensitivity.KEEN}
    assert after.tags["tva"].risen == dict.fromkeys(told, NOW)
    again = count(by_each("tva", "fgh", NOW + HOUR), since, after.now, after.tags, after.accounts)
    assert {one for one, _ in again.rises} == {Sensitivity.CALM}


def test_a_tag_that_nobody_used_is_an_empty_past() -> None:
    assert Past() == Past(Memory(), {})
