"""What accounts say of themselves, as each network tells it when they are found and looked at."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.types import Answer, Batch, Coverage, Profile
from connectors.x.payload import User
from connectors.x.profile import profile as profile_of_user
from tests.connectors import recorded
from tests.connectors.driving import again
from tests.connectors.profile_cases import (
    ACTOR,
    BUSINESS,
    FOUND,
    HEADER,
    LOOKED,
    OF_PERSON,
    OF_USER,
    PERSON,
    RSS,
    SITE,
    STATUS,
    USER,
    Case,
    account,
    identified,
    looked,
)
from tests.connectors.xside import DAY, HOUR, NOW, beside
from tests.conversations import play


@pytest.mark.parametrize("case", FOUND, ids=str)
def test_who_is_found_says_who_it_is(case: Case) -> None:
    assert identified(case) == case.profile


@pytest.mark.parametrize("case", LOOKED, ids=str)
def test_two_looks_at_an_unchanged_account_give_the_same_profile(case: Case) -> None:
    first = looked(case)
    _, second = looked(case, first)
    assert first[1].profile == case.profile
    assert second.profile == case.profile
    assert second.account is None


ODD = [None, 3, True, [], {}, [[]], [{"value": 3}], {"urls": [3]}, "\x00"]


@pytest.mark.parametrize("odd", ODD, ids=repr)
def test_an_odd_profile_spoils_no_publication(odd: Any) -> None:
    person = PERSON | {"note": odd, "fields": odd, "avatar": odd}
    case = Case(
        "mastodon", [account("mastodon")], {"/statuses": [STATUS | {"account": person}]}, None
    )
    _, look = looked(case)
    assert [post.text for post in look.posts] == ["Un"]
    assert look.coverage is Coverage.COMPLETE
    assert look.profile is not None
    assert look.profile.name == "Fiteco"


@given(st.recursive(st.none() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(
    st.sampled_from(["urls", "url", "expanded_url", "description"]), inner)))  # fmt: skip
def test_any_entities_of_a_user_are_survived(odd: Any) -> None:
    told = profile_of_user(User("1", "a", description="Voir https://t.co/b", entities=odd))
    assert told.bio is not None


def test_an_unchanged_feed_tells_no_profile() -> None:
    case = LOOKED[-2]
    connector = recorded.build("feed")
    target, first = looked(case)
    looks, _ = play(
        connector.look(Batch((again(target, first),))),
        lambda request: Answer(304, request.url, {}),
    )
    [look] = looks.values()
    assert (look.unchanged, look.profile) == (True, None)


# What has changed since


def test_a_new_description_is_told_though_nothing_was_published() -> None:
    """The shared questions of what changed are answered with the whole account."""
    for case, part, changed in (
        (LOOKED[1], "accounts?", [PERSON | {"note": "<p>Avocats</p>"}]),
        (LOOKED[2], "getProfiles", {"profiles": [ACTOR | {"description": "Avocats"}]}),
    ):
        first = looked(case)
        _, second = looked(case, first, {part: changed})
        assert second.unchanged
        assert (second.profile and second.profile.bio) == "Avocats"


def test_a_new_description_of_a_counted_account_is_told() -> None:
    case = LOOKED[4]
    changed = BUSINESS["business_discovery"] | {"biography": "Avocats"}
    _, look = looked(case, looked(case), {"/1?": {"business_discovery": changed}})
    assert look.profile == Profile("Fiteco", "Avocats", (f"{SITE}/",))


def test_a_picture_whose_address_is_signed_anew_is_the_same() -> None:
    signed = PERSON | {"avatar": f"{PERSON['avatar']}&signed=2"}
    _, look = looked(LOOKED[0], None, {"/7/statuses": [STATUS | {"account": signed}]})
    assert look.profile == OF_PERSON


def test_another_servers_copy_of_a_picture_is_none() -> None:
    found = [PERSON | {"acct": "fiteco@m.example"}]
    case = Case("mastodon", "@fiteco", {"lookup": {}, "search": {"accounts": found}}, None)
    assert identified(case) == replace(OF_PERSON, picture=None)


def test_on_bluesky_the_whole_view_tells_that_something_is_empty() -> None:
    bare = {"did": ACTOR["did"], "handle": ACTOR["handle"]}
    case = FOUND[1]
    whole = identified(case, {"getProfile?": bare | {"postsCount": 0}})
    assert whole == Profile(name="", bio="", links=(), pinned="")
    assert identified(case, {"getProfile?": bare}) is None


def test_on_x_only_the_old_names_tell_what_is_pinned() -> None:
    [case] = [case for case in FOUND if case.network == "x"]
    unpinned = {name: value for name, value in USER.items() if name != "pinned_tweet_id"}
    newer = {name: value for name, value in unpinned.items() if name != "most_recent_tweet_id"}
    assert identified(case, {"/2/users/by": {"data": [unpinned]}}) == replace(OF_USER, pinned="")
    assert identified(case, {"/2/users/by": {"data": [newer]}}) == replace(OF_USER, pinned=None)


async def test_with_the_new_names_a_search_tells_its_authors_profiles() -> None:
    async with beside("post") as side:
        person = side.x.person("fiteco", about="Experts-comptables")
        side.watch(person)
        [first] = await side.look()
        person.about, person.name = "Avocats", "Fiteco & Co"
        side.x.write(person, "Bonjour", NOW + HOUR / 2)
        [look] = await side.look(HOUR)
        assert (first.profile, first.account) == (None, None)
        assert (look.profile and look.profile.bio) == "Avocats"
        assert (look.account and look.account.name) == "Fiteco & Co"


async def test_with_the_old_names_no_look_pays_for_a_profile() -> None:
    async with beside("tweet") as side:
        person = side.x.person("fiteco", about="Experts-comptables")
        side.watch(person)
        await side.look()
        side.x.write(person, "Bonjour", NOW + HOUR / 2)
        [look] = await side.look(HOUR)
        assert (len(look.posts), look.profile) == (1, None)
        assert side.x.billed["user"] == 0


async def test_who_is_looked_up_for_a_new_name_tells_a_profile_too() -> None:
    async with beside("tweet") as side:
        person = side.x.person("fiteco", about="Experts-comptables")
        side.watch(person)
        await side.look()
        person.username = "fiteco_co"
        side.x.write(side.x.person("fiteco"), "Je ne suis pas celle que vous suivez", NOW + HOUR)
        [look] = await side.look(DAY)
        assert (look.account and look.account.handle) == "fiteco_co"
        assert (look.profile and look.profile.bio) == "Experts-comptables"


# New names


def test_a_channels_new_title_is_its_name() -> None:
    case = LOOKED[5]
    _, look = looked(case, looked(case), {"/s/fiteco": HEADER.replace("Fiteco", "Avocats")})
    assert look.account is not None
    assert (look.account.key, look.account.handle) == ("fiteco", "fiteco")
    assert look.account.name == "Avocats"
    assert look.profile is not None
    assert look.profile.name == "Avocats"


def test_a_preview_without_a_header_tells_nothing_of_its_channel() -> None:
    bare = HEADER[HEADER.index("<section") :]
    _, look = looked(LOOKED[5], None, {"/s/fiteco": bare})
    assert (len(look.posts), look.profile, look.account) == (1, None, None)


def test_a_new_name_is_read_off_the_rss_of_a_closed_server() -> None:
    case = LOOKED[-1]
    _, look = looked(case, None, {".rss": RSS.replace("Fiteco", "Avocats")})
    assert (look.account and look.account.name) == "Avocats"
    assert look.profile == Profile("Avocats")


def test_a_title_that_only_describes_the_page_is_no_name() -> None:
    titled = RSS.replace("Fiteco", "Posts from @fiteco@m.example")
    _, look = looked(LOOKED[-1], None, {".rss": titled})
    assert (look.account, look.profile) == (None, None)


def test_a_feed_that_breaks_off_tells_no_profile() -> None:
    _, look = looked(
        LOOKED[-2], None, {"/feed": RSS.replace("</channel></rss>", "<item><guid>2</guid>")}
    )
    assert (look.coverage, look.profile) == (Coverage.PARTIAL, None)
