"""What changed in a profile, and when that is news."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.compose import held_until
from bot.core.model import Channel, ChannelId, ChannelKey, Platform, Quiet, WorkspaceId
from bot.core.profiles import (
    FLAPPING,
    TELL_EVERY,
    Change,
    ChangeKind,
    Known,
    Place,
    compare,
    excerpts,
)
from connectors.types import Profile
from tests.store.world import NOW

HOUR = timedelta(hours=1)
BIO = "Expertise comptable à Lyon"
DURAND = Known(
    "durand.fr", "Cabinet Durand", BIO, ("https://durand.fr",), "https://cdn.example/1", ""
)
SEEN = Profile(DURAND.name, BIO, DURAND.links, picture=DURAND.picture, pinned="")


def elsewhere(link: str) -> Place | None:
    host, _, name = link.removeprefix("https://").partition("/")
    networks = {"youtube.example": "youtube", "x.example": "x", "twitter.example": "x"}
    return (networks[host], name) if host in networks else None


def look(
    known: Known, seen: Profile, at: datetime = NOW, handle: str = "durand.fr"
) -> tuple[Known, tuple[Change, ...]]:
    return compare(known, handle, seen, at, elsewhere)


def looks(known: Known, *seen: tuple[float, Profile]) -> tuple[Known, list[tuple[float, str]]]:
    """What is known after looks so many hours apart from NOW, and what was told when."""
    told: list[tuple[float, str]] = []
    for hours, profile in seen:
        known, changes = look(known, profile, NOW + hours * HOUR)
        told += [(hours, one.kind.value) for one in changes]
    return known, told


def kinds(changes: Sequence[Change]) -> list[str]:
    return [one.kind.value for one in changes]


# --- the first time, and the same again

texts = st.text(alphabet="aé 1\n️🙂", max_size=8)
profiles = st.builds(
    Profile,
    name=st.none() | texts,
    bio=st.none() | texts,
    links=st.none()
    | st.lists(st.sampled_from(["https://a.fr", "https://b.fr"]), unique=True).map(tuple),
    picture=st.none() | st.sampled_from(["https://cdn.example/1", "https://cdn.example/2"]),
    pinned=st.none() | st.sampled_from(["", "p1", "p2"]),
)


@given(profiles)
def test_the_first_time_is_learned_without_a_word(seen: Profile) -> None:
    known, changes = look(Known("durand.fr"), seen)
    assert changes == ()
    assert (known.bio, known.links, known.pinned) == (seen.bio, seen.links, seen.pinned)
    assert look(known, seen) == (known, ())


@given(profiles, profiles)
def test_what_is_not_told_any_more_is_unknown_not_changed(first: Profile, then: Profile) -> None:
    known, _ = look(Known("durand.fr"), first)
    bare = Profile(*(None for _ in range(3)), picture=None, pinned=None)
    assert look(known, bare) == (known, ())
    named = replace(then, bio=None)
    assert "bio" not in kinds(look(known, named)[1])


@given(
    st.lists(profiles, min_size=1, max_size=12),
    st.lists(st.integers(0, 500), min_size=12, max_size=12),
)
def test_at_most_one_line_in_six_hours_and_nothing_lost(
    seen: list[Profile], minutes: list[int]
) -> None:
    known, at, told = Known("durand.fr"), NOW, list[datetime]()
    for profile, wait in zip(seen, minutes, strict=False):
        at += timedelta(minutes=wait)
        known, changes = look(known, profile, at)
        told += [at] if changes else []
    assert all(b - a >= TELL_EVERY for a, b in pairwise(told))
    last = seen[-1]
    known, _ = look(known, last, at + TELL_EVERY)
    assert look(known, last, at + TELL_EVERY + FLAPPING)[1] == ()
    assert known.picture == (last.picture or known.picture)


# --- what is no news


@pytest.mark.parametrize(
    "bio",
    [
        "Expertise  comptable\nà Lyon ",
        "<p>Expertise comptable</p> à Lyon",
        "Expertise comptable &agrave; Lyon",
        "Expertise\u00a0comptable à\u200b Lyon",
    ],
)
def test_spaces_and_markup_are_no_change(bio: str) -> None:
    assert look(DURAND, replace(SEEN, bio=bio)) == (DURAND, ())


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ("Merci ❤", "Merci ❤\ufe0f"),
        ("Bravo 👍", "Bravo 👍🏽"),
        ("1 200 followers, merci !", "1 310 followers, merci !"),
        ("Déjà 12,5k abonnés", "Déjà 13k abonnés"),
        ("Plus de 900 abonnées.", "Plus de 1.000 abonnées."),
    ],
)
def test_variants_of_a_sign_and_counts_of_followers_are_no_change(before: str, now: str) -> None:
    known = replace(DURAND, bio=before)
    assert look(known, replace(SEEN, bio=now)) == (known, ())
    back = replace(DURAND, bio=now)
    assert look(back, replace(SEEN, bio=before)) == (back, ())


def test_other_numbers_are_a_change() -> None:
    known = replace(DURAND, bio="12 associés")
    assert kinds(look(known, replace(SEEN, bio="13 associés"))[1]) == ["bio"]


def test_an_address_that_only_differs_in_form_is_no_change() -> None:
    assert look(DURAND, replace(SEEN, links=("http://www.durand.fr/",))) == (DURAND, ())


def test_a_handle_in_other_letters_is_no_change() -> None:
    assert look(DURAND, SEEN, handle="Durand.FR") == (DURAND, ())


@given(st.sampled_from(["bio", "name", "picture", "pinned", "links"]), st.integers(0, 23))
def test_what_goes_back_within_a_day_is_told_once(field: str, hours: int) -> None:
    other = {"links": ("https://b.fr",)}.get(field, "other")
    seen = replace(SEEN, **{field: other})  # type: ignore[arg-type]
    _, told = looks(DURAND, (0, seen), (hours, SEEN), (hours + 7, SEEN), (hours + 40, SEEN))
    assert {at for at, _ in told} == {0}


def test_what_flaps_for_days_is_told_once() -> None:
    other = replace(SEEN, bio="Bientôt du nouveau")
    turns = [(hours, other if hours % 20 == 0 else SEEN) for hours in range(0, 200, 10)]
    assert looks(DURAND, *turns)[1] == [(0, "bio")]


def test_what_goes_back_after_days_is_news_again() -> None:
    other = replace(SEEN, bio="Bientôt du nouveau")
    assert looks(DURAND, (0, other), (30, SEEN))[1] == [(0, "bio"), (30, "bio")]


def test_a_removed_pin_is_no_news() -> None:
    known, changes = look(replace(DURAND, pinned="p1"), replace(SEEN, pinned=""))
    assert (known.pinned, changes) == ("", ())


# --- what is


def test_values_are_told_as_they_are_with_what_was_before() -> None:
    seen = replace(SEEN, name="Durand & Associés", bio="Audit à Lyon")
    _, changes = look(DURAND, seen, handle="durand-associes.fr")
    assert changes == (
        Change(ChangeKind.HANDLE, "durand-associes.fr", "durand.fr"),
        Change(ChangeKind.NAME, "Durand & Associés", "Cabinet Durand"),
        Change(ChangeKind.BIO, "Audit à Lyon", BIO),
    )


def test_later_changes_are_compared_with_what_was_told() -> None:
    first, second = replace(SEEN, bio="Un"), replace(SEEN, bio="Deux", name="Durand SA")
    known, _ = look(DURAND, first)
    known, changes = look(known, second, NOW + HOUR)
    assert changes == ()
    third = replace(second, bio="Trois")
    _, changes = look(known, third, NOW + TELL_EVERY)
    assert [(one.now, one.before) for one in changes] == [
        ("Durand SA", "Cabinet Durand"),
        ("Trois", "Un"),
    ]


def test_a_link_to_another_network_is_a_new_account() -> None:
    link = "https://youtube.example/durand"
    _, changes = look(DURAND, replace(SEEN, links=("https://durand.fr", link)))
    assert changes == (Change(ChangeKind.NEW_ACCOUNT, link, network="youtube"),)


def test_an_account_that_was_linked_by_another_address_is_not_new() -> None:
    known = replace(DURAND, links=("https://twitter.example/durand",))
    after, changes = look(known, replace(SEEN, links=("https://x.example/durand",)))
    assert changes == ()
    assert after.links == ("https://x.example/durand",)


def test_links_that_come_and_go_are_told_apart() -> None:
    _, changes = look(DURAND, replace(SEEN, links=("https://a.fr", "https://b.fr")))
    assert changes == (
        Change(ChangeKind.LINKS_ADDED, "https://a.fr https://b.fr"),
        Change(ChangeKind.LINKS_REMOVED, before="https://durand.fr"),
    )


def test_a_link_that_the_new_description_shows_is_not_told_twice() -> None:
    seen = replace(SEEN, bio="Voir a.fr/blog", links=("https://durand.fr", "https://a.fr/blog"))
    assert kinds(look(DURAND, seen)[1]) == ["bio"]


# --- how it is shown


def test_two_texts_with_the_same_beginning_are_shown_from_where_they_part() -> None:
    head = "Nous accompagnons les entreprises de la région dans toutes leurs démarches. " * 4
    now, before = excerpts(head + "Nouveau : audit.", head + "Nouveau : paie.", 100)
    assert now.startswith("…")
    assert now.endswith("Nouveau : audit.")
    assert before.endswith("Nouveau : paie.")


@given(st.text(max_size=400), st.text(max_size=400), st.integers(20, 200))
def test_excerpts_are_short(now: str, before: str, limit: int) -> None:
    assert all(len(one) <= limit + 1 for one in excerpts(now, before, limit))


@pytest.mark.parametrize(
    ("hour", "until"),
    [
        (12, None),
        (21, datetime(2026, 11, 3, 7, tzinfo=UTC)),
        (3, datetime(2026, 11, 2, 7, tzinfo=UTC)),
        (8, None),
    ],
)
def test_quiet_hours_hold_the_line_until_they_end(hour: int, until: datetime | None) -> None:
    key = ChannelKey(Platform.SLACK, "T1", "C1")
    channel = Channel(
        *(ChannelId(1), WorkspaceId(1), key, "#c1", "en", "Europe/Paris", True, time(8, 30)),
        frozenset(range(5)),
        NOW,
        quiet=Quiet(time(20), time(8)),
    )
    local = NOW.replace(hour=hour) - HOUR  # Paris is an hour ahead
    assert held_until(channel, local) == until
