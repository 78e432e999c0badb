"""Accounts of X: one search for many, their own timelines where it can't serve."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.errors import (
    ConnectorError,
    RateLimited,
    TargetGone,
    Transient,
    UnexpectedPayload,
)
from connectors.types import Account, Batch, Conversation, Coverage, Due, TargetId
from connectors.x import X
from connectors.x.pack import LONGEST, pack, query_for
from tests.connectors.driving import due
from tests.connectors.xside import DAY, HOUR, MINUTE, NOW, Side, beside, config, texts
from tests.conversations import answer, play
from tests.fakes.x_world import Person

T = TypeVar("T")
SEARCH = "/2/tweets/search/recent"


@pytest.fixture(params=["tweet", "post"])
async def side(request: pytest.FixtureRequest) -> AsyncIterator[Side]:
    """Under either set of names."""
    async with beside(request.param) as side:
        yield side


def firms(side: Side, count: int) -> list[Person]:
    """Accounts with one old post each, all watched."""
    people = [side.x.person(f"cabinet_{number:02d}") for number in range(count)]
    for number, person in enumerate(people):
        side.x.write(person, f"Bonjour de {person.username}", NOW - (number + 1) * HOUR)
        side.watch(person)
    return people


def timeline(person: Person) -> str:
    return f"/2/users/{person.id}/tweets"


async def test_twenty_quiet_accounts_cost_one_request_a_look_and_no_money() -> None:
    async with beside() as side:
        firms(side, 20)
        await side.look()
        before = side.x.cost
        assert await side.asked(5 * MINUTE) == [SEARCH]
        assert await side.asked(5 * MINUTE) == [SEARCH]
        assert side.x.cost == before


async def test_the_first_look_at_an_account_is_one_page_of_its_timeline(side: Side) -> None:
    person = side.x.person("fiteco")
    for number in range(8):
        side.x.write(person, f"Numéro {number}", NOW - (8 - number) * HOUR)
    side.watch(person)
    [look] = await side.look()
    assert look.coverage is Coverage.COMPLETE
    assert [post.text for post in look.posts] == [f"Numéro {number}" for number in (7, 6, 5, 4, 3)]


async def test_new_posts_reach_the_accounts_that_wrote_them(side: Side) -> None:
    _, second, third = firms(side, 3)
    await side.look()
    side.x.write(second, "Une nouvelle adresse", side.x.now + MINUTE)
    side.x.write(third, "Nous recrutons", side.x.now + 2 * MINUTE)
    looks = await side.look(5 * MINUTE)
    assert texts(looks) == [[], ["Une nouvelle adresse"], ["Nous recrutons"]]
    assert looks[1].posts[0].author_handle == second.username
    assert (
        looks[1].posts[0].url == f"https://x.com/{second.username}/status/{looks[1].posts[0].key}"
    )
    assert texts(await side.look(5 * MINUTE)) == [[], [], []]


async def test_a_newcomer_is_seeded_by_its_timeline_and_then_joins_the_search() -> None:
    async with beside() as side:
        firms(side, 5)
        await side.look()
        await side.look(5 * MINUTE)
        newcomer = side.x.person("arrivant")
        side.x.write(newcomer, "Déjà dit", NOW - 90 * DAY)
        side.watch(newcomer)
        assert await side.asked(5 * MINUTE) == [SEARCH, timeline(newcomer)]
        side.x.write(newcomer, "Tout neuf", side.x.now + MINUTE)
        before = side.x.billed["post"]
        looks = await side.look(5 * MINUTE)
        assert texts(looks)[-1] == ["Tout neuf"]
        assert side.x.billed["post"] == before + 1
        assert await side.asked(5 * MINUTE) == [SEARCH]


async def test_after_a_complete_look_all_members_have_the_newest_id() -> None:
    async with beside() as side:
        people = firms(side, 4)
        await side.look()
        post = side.x.write(people[2], "Une seule", side.x.now + MINUTE)
        await side.look(5 * MINUTE)
        assert all(f'"since":"{post.id}"' in (one.cursor or "") for one in side.watched)


async def test_after_an_incomplete_look_no_marker_moves_and_nothing_is_lost() -> None:
    async with beside() as side:
        people = firms(side, 3)
        await side.look()
        await side.look()
        for number in range(40):
            side.x.write(people[number % 3], f"Annonce {number}", side.x.now + number * MINUTE)
        before = [one.cursor for one in side.watched]
        dues = [replace(one, at=side.x.now + HOUR) for one in side.watched]
        [batch] = side.connector.pack(dues, ())
        side.x.now += HOUR
        conversation = side.connector.look(batch)
        looks = await side.driver.run(_failing_at(conversation, page=2))
        assert {look.coverage for look in looks.values()} == {Coverage.PARTIAL}
        assert {look.cursor for look in looks.values()} == {None}
        assert sum(len(look.posts) for look in looks.values()) == 25
        assert [one.cursor for one in side.watched] == before
        assert sum(len(look.posts) for look in await side.look()) == 40
        before_next = side.x.cost
        await side.look(5 * MINUTE)
        assert side.x.cost == before_next


def _failing_at(conversation: Conversation[T], page: int) -> Conversation[T]:
    """The same conversation, in which the request of that number fails."""
    request, count = next(conversation), 1
    while True:
        try:
            if count == page:
                request = conversation.throw(Transient("HTTP 503"))
            else:
                request = conversation.send((yield request))
        except StopIteration as stop:
            result: T = stop.value
            return result
        count += 1


async def test_after_a_week_offline_the_timelines_are_read_and_then_the_search_again(
    side: Side,
) -> None:
    people = firms(side, 7)
    await side.look()
    side.x.write(people[0], "Pendant la panne", NOW + 2 * DAY)
    side.x.write(people[6], "Hier", NOW + 8 * DAY)
    before = len(side.x.asked)
    looks = await side.look(9 * DAY)
    assert (texts(looks)[0], texts(looks)[6]) == (["Pendant la panne"], ["Hier"])
    assert SEARCH not in [path for path, _ in side.x.asked[before:]]
    assert set(await side.asked(5 * MINUTE)) == {SEARCH}


async def test_a_marker_that_x_finds_too_old_leads_to_the_timelines() -> None:
    async with beside() as side:
        people = firms(side, 2)
        await side.look()
        side.x.write(people[1], "Trouvée quand même", NOW + DAY)
        side.x.now += 9 * DAY
        dues = [replace(one, at=None) for one in side.watched]
        [batch] = side.connector.pack(dues, ())
        looks = await side.driver.run(side.connector.look(batch))
        found = [looks[one.target.id] for one in dues]
        assert texts(found) == [[], ["Trouvée quand même"]]


async def test_accounts_that_are_silent_for_weeks_stay_in_one_search() -> None:
    async with beside() as side:
        firms(side, 8)
        await side.look()
        for _ in range(30):
            calls = await side.asked(12 * HOUR)
            assert calls.count(SEARCH) == 1
            assert len(calls) <= 1 + 5
        assert side.x.cost == pytest.approx(0.005 * 8)


async def test_a_renamed_account_is_found_by_its_id_and_takes_its_new_name(side: Side) -> None:
    people = firms(side, 3)
    await side.look()
    people[0].username = "nouveau_nom"
    side.x.write(people[0], "Nous changeons de nom", side.x.now + 2 * HOUR)
    seen = []
    for _ in range(8):
        side.x.write(people[1], "Actualité", side.x.now + HOUR)
        seen.append((await side.look(4 * HOUR))[0])
    [look] = [look for look in seen if look.posts]
    assert texts([look]) == [["Nous changeons de nom"]]
    assert look.account is not None
    assert (look.account.key, look.account.handle) == (people[0].id, "nouveau_nom")
    assert side.x.requests["/2/users"] <= 2
    side.x.write(people[0], "Sous le nouveau nom", side.x.now + MINUTE)
    assert texts(await side.look(5 * MINUTE))[0] == ["Sous le nouveau nom"]


async def test_what_somebody_else_writes_under_an_old_name_is_not_shown() -> None:
    async with beside() as side:
        people = firms(side, 2)
        await side.look()
        people[0].username = "parti"
        squatter = side.x.person("cabinet_00")
        side.x.write(squatter, "Achetez des cryptos", side.x.now + MINUTE)
        looks = await side.look(5 * MINUTE)
        assert texts(looks) == [[], []]
        assert looks[0].account is not None
        assert looks[0].account.handle == "parti"


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ((503, {}), Transient),
        ((200, {}), UnexpectedPayload),
        ((200, {"data": [{"id": "7", "username": "autre"}]}), UnexpectedPayload),
    ],
)
async def test_while_nobody_tells_who_has_an_old_name_only_those_who_wrote_are_surely_read(
    side: Side, said: tuple[int, object], error: type[ConnectorError]
) -> None:
    people = firms(side, 3)
    await side.look()
    people[0].username = "parti"
    squatter = side.x.person("cabinet_00")
    side.x.write(squatter, "Achetez des cryptos", side.x.now + MINUTE)
    side.x.write(people[0], "Sous un autre nom", side.x.now + 2 * MINUTE)
    side.x.write(people[1], "Actualité", side.x.now + 3 * MINUTE)
    side.x.failing["/2/users"] = said
    looks = await side.look(5 * MINUTE)
    assert texts(looks) == [[], ["Actualité"], []]
    assert [look.coverage for look in looks] == [
        Coverage.PARTIAL,
        Coverage.COMPLETE,
        Coverage.PARTIAL,
    ]
    assert [look.cursor is None for look in looks] == [True, False, True]
    assert {type(looks[0].error), type(looks[2].error)} == {error}
    side.x.failing.clear()
    looks = await side.look(5 * MINUTE)
    assert texts(looks)[0] == ["Sous un autre nom"]
    assert {look.coverage for look in looks} == {Coverage.COMPLETE}


async def test_of_many_strangers_five_are_asked_about_and_no_marker_moves_over_the_others() -> None:
    async with beside() as side:
        people = firms(side, 7)
        await side.look()
        for number, person in enumerate(people):
            person.username = f"parti_{number}"
            squatter = side.x.person(f"cabinet_{number:02d}")
            side.x.write(squatter, "Achetez des cryptos", side.x.now + number * MINUTE)
            side.x.write(person, f"Numéro {number}", side.x.now + number * MINUTE)
        first, second = await side.look(HOUR), await side.look(5 * MINUTE)
        assert [look.coverage for look in first].count(Coverage.PARTIAL) == 2
        assert side.x.billed["user"] == 5 + 5
        for number, looks in enumerate(zip(first, second, strict=True)):
            assert f"Numéro {number}" in [post.text for look in looks for post in look.posts]


async def test_a_limit_met_while_asking_who_has_a_name_stops_the_look_there() -> None:
    async with beside() as side:
        people = firms(side, 1)
        await side.look()
        people[0].username = "parti"
        squatter = side.x.person("cabinet_00")
        side.x.write(squatter, "Achetez des cryptos", side.x.now + MINUTE)
        side.watch(side.x.person("arrivant"))
        side.x.failing["/2/users"] = (429, {})
        before = len(side.x.asked)
        looks = await side.look(5 * MINUTE)
        assert [type(look.error) for look in looks] == [RateLimited, RateLimited]
        assert [path for path, _ in side.x.asked[before:]] == [SEARCH, "/2/users"]


async def test_an_account_that_searches_hide_is_read_by_its_timeline() -> None:
    async with beside() as side:
        people = firms(side, 2)
        people[0].hidden = True
        await side.look()
        side.x.write(people[0], "Invisible", side.x.now + HOUR)
        side.x.write(people[1], "Visible", side.x.now + 2 * HOUR)
        seen = [texts(await side.look(6 * HOUR))[0] for _ in range(6)]
        assert ["Invisible"] in seen
        side.x.write(people[0], "Toujours invisible", side.x.now + MINUTE)
        assert texts(await side.look(5 * MINUTE))[0] == ["Toujours invisible"]
        before = side.x.cost
        assert await side.asked(5 * MINUTE) == [SEARCH, timeline(people[0])]
        assert side.x.cost == before


@pytest.mark.parametrize("state", ["suspended", "protected"])
async def test_an_account_that_is_gone_is_noticed_within_a_day(side: Side, state: str) -> None:
    people = firms(side, 2)
    await side.look()
    people[0].state = state
    looks = [await side.look(7 * HOUR) for _ in range(4)]
    assert [type(look[0].error) for look in looks].count(TargetGone) == 1
    assert all(look[1].error is None for look in looks)


async def test_an_edit_is_a_new_text_of_the_same_post(side: Side) -> None:
    [person] = firms(side, 1)
    await side.look()
    post = side.x.write(person, "Avant", side.x.now + MINUTE)
    [look] = await side.look(5 * MINUTE)
    newer = side.x.edit(post, "Après", side.x.now + MINUTE)
    [edited] = await side.look(5 * MINUTE)
    assert (look.posts[0].key, look.posts[0].edited_at) == (post.id, None)
    assert (edited.posts[0].key, edited.posts[0].text) == (post.id, "Après")
    assert edited.posts[0].published_at == look.posts[0].published_at
    assert edited.posts[0].edited_at == newer.at
    assert edited.posts[0].url.endswith(f"/status/{newer.id}")


async def test_an_error_beside_data_makes_the_look_partial() -> None:
    async with beside() as side:
        [person] = firms(side, 1)
        await side.look()
        view = {"id": side.x._id(side.x.now), "text": "Visible", "author_id": person.id}
        problem = {"type": "https://api.x.com/2/problems/resource-unavailable"}
        body = {"data": [view], "errors": [problem], "meta": {"result_count": 1}}
        side.x.failing[SEARCH] = (200, body)
        [look] = await side.look(5 * MINUTE)
        assert look.coverage is Coverage.PARTIAL
        assert texts([look]) == [["Visible"]]


@pytest.mark.parametrize(
    "body",
    [{}, {"meta": {}}, {"meta": {"result_count": 3}}, {"data": [{"id": "x"}]}, {"data": {}},
     {"data": [{"id": "1", "text": "a"}], "meta": {"result_count": 1}}],
)  # fmt: skip
async def test_a_changed_answer_is_never_taken_for_quiet(body: object) -> None:
    async with beside() as side:
        firms(side, 1)
        await side.look()
        side.x.failing[SEARCH] = (200, body)
        [look] = await side.look(5 * MINUTE)
        assert look.coverage is Coverage.FAILED
        assert isinstance(look.error, UnexpectedPayload)


async def test_with_the_new_names_the_old_ones_are_tried_once_a_request() -> None:
    async with beside("post") as side:
        firms(side, 1)
        await side.look()
        assert await side.asked(5 * MINUTE) == [SEARCH, SEARCH]
        (_, refused), (_, taken) = side.x.asked[-2:]
        assert "tweet.fields" in refused
        assert "post.fields" in taken


def test_one_search_starts_where_most_stand_and_who_is_behind_is_asked_alone() -> None:
    markers = ["5", "1000", "1000", "1000", "2000"]
    dues = [waiting(f"cabinet_{number}", number, marker) for number, marker in enumerate(markers)]
    nothing = answer({"meta": {"result_count": 0}})
    looks, asked = play(X(config()).look(Batch(tuple(dues))), lambda _: nothing)
    search, alone = asked
    assert dict(search.params)["since_id"] == "1000"
    assert dict(search.params)["query"] == query_for(f"cabinet_{number}" for number in (1, 2, 3, 4))
    assert alone.url.endswith("/2/users/0/tweets")
    assert {look.cursor for look in looks.values()} == {'{"since":"1000"}'}


# Packing


names = st.text("abcdefghijklmnopqrstuvwxyz0123456789_", min_size=1, max_size=15)


def waiting(handle: str, number: int, since: str = "9000000000000000000") -> Due:
    account = Account("x", str(number), handle, handle, "", "api.x.com", str(number))
    return due(account, f'{{"since":"{since}"}}', number)


@given(handles=st.lists(names, max_size=80), soon=st.lists(names, max_size=80))
def test_no_search_is_longer_than_x_takes_and_everybody_is_in_one(
    handles: list[str], soon: list[str]
) -> None:
    dues = [waiting(name, number) for number, name in enumerate(handles)]
    later = [waiting(name, 1000 + number) for number, name in enumerate(soon)]
    batches = list(pack(dues, later))
    asked = [one.target.id for batch in batches for one in batch.dues]
    assert len(asked) == len(set(asked))
    assert {one.target.id for one in dues} <= set(asked)
    for batch in batches:
        assert len(query_for(one.target.handle for one in batch.dues)) <= LONGEST
        assert any(one in dues for one in batch.dues)


@pytest.mark.parametrize(("length", "packed"), [(10, 26), (12, 23), (15, 20)])
def test_names_are_packed_by_their_real_length(length: int, packed: int) -> None:
    dues = [waiting(f"{number:0{length}d}", number) for number in range(40)]
    assert len(next(iter(pack(dues, ()))).dues) == packed


def test_those_with_equal_markers_are_packed_together() -> None:
    dues = [waiting(f"{number:015d}", number, str(10 + number % 2)) for number in range(40)]
    for batch in pack(dues, ()):
        assert len({one.cursor for one in batch.dues}) == 1


def test_those_due_soon_take_only_the_room_that_is_left() -> None:
    due_now = [waiting("alpha", 1)]
    soon = [waiting("bravo", 2), waiting("charlie", 3)]
    [batch] = pack(due_now, soon)
    assert [one.target.id for one in batch.dues] == [TargetId(1), TargetId(2), TargetId(3)]
    assert list(pack((), soon)) == []
