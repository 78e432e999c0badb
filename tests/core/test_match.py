"""What one watch does with a post: news, late, digest, or why not."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.match import alerts, in_digest, judge, published
from bot.core.model import ChannelId, Match, Mode, Person, Verdict, Watch, WatchId, WorkspaceId
from connectors.query import All, Not, Phrase, Word
from connectors.types import Kind, Post, PostKind, Target, TargetId

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def target(kind: Kind = Kind.ACCOUNT) -> Target:
    return Target(
        id=TargetId(1),
        network="bluesky",
        kind=kind,
        key="did:plc:durand",
        handle="durand.example",
        name="Cabinet Durand",
        url="https://social.example/durand",
        host="social.example",
        ref="did:plc:durand",
    )


WATCH = Watch(
    id=WatchId(7),
    workspace_id=WorkspaceId(1),
    channel_id=ChannelId(3),
    target=target(),
    created_at=NOW - timedelta(days=30),
    created_by=Person("u1", "Jeanne"),
)
POST = Post(
    network="bluesky",
    key="at://durand/1",
    url="https://social.example/1",
    author_key="did:plc:durand",
    author_handle="durand.example",
    author_name="Cabinet Durand",
    text="La facture électronique devient obligatoire",
    published_at=NOW - HOUR,
)


def verdict(
    watch: Watch = WATCH,
    post: Post = POST,
    *,
    baseline: bool = False,
    newest_before: datetime | None = NOW - timedelta(hours=3),
    alerts_today: int = 0,
    channel_muted: bool = False,
) -> Verdict:
    return judged(
        watch,
        post,
        baseline=baseline,
        newest_before=newest_before,
        alerts_today=alerts_today,
        channel_muted=channel_muted,
    ).verdict


def judged(
    watch: Watch = WATCH,
    post: Post = POST,
    *,
    baseline: bool = False,
    newest_before: datetime | None = NOW - timedelta(hours=3),
    alerts_today: int = 0,
    channel_muted: bool = False,
) -> Match:
    return judge(
        watch,
        post,
        baseline=baseline,
        newest_before=newest_before,
        now=NOW,
        alerts_today=alerts_today,
        channel_muted=channel_muted,
    )


def test_a_fresh_post_is_news_and_the_match_names_watch_channel_and_post() -> None:
    assert judged() == Match(WATCH.id, WATCH.channel_id, POST.key, Verdict.NEWS)


def test_what_was_there_before_the_watch_is_its_baseline_whatever_the_post() -> None:
    watch = replace(WATCH, query=Not(Word("facture")), created_at=NOW + timedelta(seconds=1))
    assert verdict(watch, baseline=True) is Verdict.BASELINE
    undated = replace(POST, published_at=None)
    assert verdict(WATCH, undated, baseline=True) is Verdict.BASELINE


def test_a_first_look_that_comes_late_tells_what_came_out_since_the_watch_began() -> None:
    assert verdict(baseline=True) is Verdict.NEWS


@pytest.mark.parametrize(
    ("age", "expected"),
    [
        (timedelta(hours=51), Verdict.NEWS),
        (timedelta(hours=51, seconds=1), Verdict.LATE),
        (timedelta(days=3000), Verdict.LATE),
    ],
)
def test_a_post_48_hours_older_than_the_newest_seen_is_late(
    age: timedelta, expected: Verdict
) -> None:
    assert verdict(post=replace(POST, published_at=NOW - age)) is expected


def test_a_post_older_than_the_watch_is_late_even_where_nothing_was_seen_before() -> None:
    watch = replace(WATCH, created_at=NOW - HOUR)
    assert verdict(watch, newest_before=None) is Verdict.NEWS
    older = replace(POST, published_at=NOW - HOUR - timedelta(seconds=1))
    assert verdict(watch, older, newest_before=None) is Verdict.LATE
    assert verdict(watch, older) is Verdict.LATE


def test_an_undated_post_counts_from_when_it_was_first_seen() -> None:
    undated = replace(POST, published_at=None)
    assert published(undated, NOW) == NOW
    assert verdict(post=undated) is Verdict.NEWS


def test_a_future_date_is_clamped_and_does_not_make_later_posts_late() -> None:
    future = replace(POST, published_at=NOW + timedelta(days=900))
    assert published(future, NOW) == NOW
    assert verdict(post=future) is Verdict.NEWS
    assert verdict(newest_before=NOW + timedelta(days=900)) is Verdict.NEWS


@pytest.mark.parametrize("kind", [Kind.ACCOUNT, Kind.HASHTAG])
@pytest.mark.parametrize(
    ("post_kind", "expected"),
    [
        (PostKind.ORIGINAL, Verdict.NEWS),
        (PostKind.QUOTE, Verdict.NEWS),
        (PostKind.REPLY, Verdict.NOT_ORIGINAL),
        (PostKind.REPOST, Verdict.NOT_ORIGINAL),
    ],
)
def test_replies_and_reposts_are_not_original(
    kind: Kind, post_kind: PostKind, expected: Verdict
) -> None:
    watch = replace(WATCH, target=target(kind))
    post = replace(POST, kind=post_kind)
    assert verdict(watch, post) is expected
    assert verdict(replace(watch, originals_only=False), post) is Verdict.NEWS


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("FACTURE", True),
        ("electronique", True),
        ("électronique", True),
        ("facture électronique", True),
        ("facture  ELECTRONIQUE", True),
        ("factures électroniques", True),
        ("#FactureElectronique", True),
        ("factur", False),
        ("facturation", False),
        ("électronique facture", False),
        ("obligatoire devient", False),
        ("!!!", False),
        ("", False),
    ],
)
def test_words_are_whole_in_any_number_and_ignore_case_and_accents(word: str, found: bool) -> None:
    excluded = judged(replace(WATCH, query=Not(Word(word))))
    assert (excluded.verdict, excluded.word) == (
        (Verdict.EXCLUDED, word) if found else (Verdict.NEWS, None)
    )
    included = verdict(replace(WATCH, query=Word(word)))
    assert included is (Verdict.NEWS if found else Verdict.NOT_INCLUDED)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Le cœur du métier", "coeur"),
        ("l’expert-comptable", "expert comptable"),
        ("ete\u0301", "été"),
        ("Straße", "STRASSE"),
        ("#TVA!", "#tva"),
        ("Nos #ExpertsComptables", "expert-comptable"),
    ],
)
def test_ligatures_apostrophes_hashtags_and_decomposed_accents_are_the_same_words(
    text: str, word: str
) -> None:
    watch = replace(WATCH, query=Word(word))
    assert verdict(watch, replace(POST, text=text)) is Verdict.NEWS


def test_title_and_hashtags_are_searched_but_no_phrase_runs_from_one_into_the_other() -> None:
    post = replace(POST, title="Notre offre", text="Bilan annuel", hashtags=("Fiscalité", "TVA"))
    for word in ("offre", "fiscalite", "tva", "bilan annuel"):
        assert verdict(replace(WATCH, query=Word(word)), post) is Verdict.NEWS
    for word in ("offre bilan", "fiscalité tva"):
        assert verdict(replace(WATCH, query=Word(word)), post) is Verdict.NOT_INCLUDED


def test_an_excluded_word_wins_over_an_included_one() -> None:
    watch = replace(WATCH, query=All((Word("facture"), Not(Word("obligatoire")))))
    assert judged(watch).word == "obligatoire"


@pytest.mark.parametrize("piece", ["#", "a", "<", " ", "e\u0301", "facture "])
@pytest.mark.timeout(20)  # by the square of its length, hours
def test_a_hundred_thousand_characters_are_judged(piece: str) -> None:
    unwanted = (Not(Phrase("facture facture électronique")), Not(Word("a" * 500)))
    watch = replace(WATCH, query=All((*unwanted, Not(Word("factur", begins=True)))))
    post = replace(POST, text=piece * (100_000 // len(piece)))
    verdict(watch, post)


def test_a_digest_watch_a_mute_and_a_muted_channel_hold_alerts_back() -> None:
    assert verdict(replace(WATCH, mode=Mode.DIGEST)) is Verdict.DIGEST
    assert verdict(replace(WATCH, muted_until=NOW + HOUR)) is Verdict.DIGEST
    assert verdict(replace(WATCH, muted_until=NOW)) is Verdict.NEWS
    assert verdict(channel_muted=True) is Verdict.DIGEST


@pytest.mark.parametrize("kind", [Kind.HASHTAG, Kind.QUERY])
def test_only_the_first_three_posts_a_day_of_a_wide_watch_are_alerts(kind: Kind) -> None:
    watch = replace(WATCH, target=target(kind))
    got = [verdict(watch, alerts_today=n) for n in range(5)]
    assert got == [Verdict.NEWS] * 3 + [Verdict.DIGEST] * 2


@pytest.mark.parametrize("kind", [Kind.ACCOUNT, Kind.FEED])
def test_an_account_has_no_daily_cap(kind: Kind) -> None:
    assert verdict(replace(WATCH, target=target(kind)), alerts_today=50) is Verdict.NEWS


def test_a_late_post_is_late_even_when_alerts_are_held_back() -> None:
    old = replace(POST, published_at=NOW - timedelta(days=20))
    assert verdict(post=old, channel_muted=True) is Verdict.LATE


@pytest.mark.parametrize("mode", list(Mode))
@pytest.mark.parametrize("given_verdict", list(Verdict))
def test_what_is_wanted_is_told_or_in_the_digest_never_neither(
    mode: Mode, given_verdict: Verdict
) -> None:
    match = Match(WATCH.id, WATCH.channel_id, POST.key, given_verdict)
    wanted = given_verdict in (Verdict.NEWS, Verdict.DIGEST, Verdict.LATE)
    shown = in_digest(replace(WATCH, mode=mode), match)
    assert (alerts(match) or shown) is wanted
    assert alerts(match) is (given_verdict is Verdict.NEWS)
    if mode is Mode.ALERT:
        assert not (alerts(match) and shown)
    elif wanted:
        assert shown


@given(st.datetimes(timezones=st.just(UTC)))
def test_published_is_never_after_the_first_sight(date: datetime) -> None:
    assert published(replace(POST, published_at=date), NOW) <= NOW


def test_a_date_in_whole_seconds_is_not_older_than_the_watch_of_that_second() -> None:
    watch = replace(WATCH, created_at=NOW.replace(microsecond=500_000))
    post = replace(POST, published_at=NOW.replace(microsecond=0))
    assert verdict(watch, post, newest_before=None) is Verdict.NEWS
