from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr, ValidationError

from connectors.errors import (
    ConnectorError,
    CredentialRejected,
    NeedsApproval,
    NotPossible,
    RateLimited,
    Transient,
)
from connectors.linkedin import LinkedIn, LinkedInConfig, version_age_months
from connectors.linkedin.posts import plain
from connectors.types import Coverage, PostKind
from tests.connectors import recorded
from tests.connectors.driving import Driver, again, driving, due
from tests.fakes.http import http_error
from tests.fakes.linkedin import TOKEN, LinkedInApi, Organization, day_limit

AT = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)


def after(minutes: float) -> datetime:
    return AT + timedelta(minutes=minutes)


def config(api: LinkedInApi, **more: str) -> LinkedInConfig:
    return LinkedInConfig(
        linkedin_access_token=SecretStr(more.get("token", TOKEN)),
        linkedin_api_url=f"{api.url}/rest/",
        linkedin_version=more.get("version", "202607"),
    )


@pytest.fixture
async def api() -> AsyncIterator[LinkedInApi]:
    async with LinkedInApi() as server:
        yield server


@pytest.fixture
async def linkedin(api: LinkedInApi) -> AsyncIterator[Driver]:
    async with driving(LinkedIn(config(api))) as driver:
        yield driver


@pytest.fixture
def own(api: LinkedInApi) -> Organization:
    return api.organization("fiteco", "Fiteco", followers=219_145, role="ADMINISTRATOR")


# What people type


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("linkedin:Fiteco", "fiteco"),
        ("https://www.linkedin.com/company/fiteco/posts/", "fiteco"),
        ("fr.linkedin.com/school/fiteco", "fiteco"),
        ("https://www.linkedin.com/company/12345/", "12345"),
        ("https://www.linkedin.com/in/jeanne-durand/", "in/jeanne-durand"),
    ],
)
def test_names_and_links_are_understood(text: str, canonical: str) -> None:
    lead = LinkedIn(LinkedInConfig()).parse_target(text)
    assert lead is not None
    assert (lead.text, lead.exact) == (canonical, True)


@pytest.mark.parametrize("text", ["@fiteco", "x:fiteco", "https://lnkd.in/abc", "#tva", "fiteco"])
def test_what_is_not_linkedins_is_left_alone(text: str) -> None:
    assert LinkedIn(LinkedInConfig()).parse_target(text) is None


# Settings


def test_without_a_token_it_is_switched_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINKEDIN_ACCESS_TOKEN", " ")
    assert LinkedIn(LinkedInConfig()).missing() == ("LINKEDIN_ACCESS_TOKEN",)
    monkeypatch.setenv("LINKEDIN_ACCESS_TOKEN", TOKEN)
    assert LinkedIn(LinkedInConfig()).missing() == ()


@pytest.mark.parametrize("version", ["2026-07", "202613", "latest", "20260701"])
def test_a_version_that_is_no_month_is_refused(version: str) -> None:
    with pytest.raises(ValidationError):
        LinkedInConfig(linkedin_version=version)


@given(year=st.integers(2024, 2030), month=st.integers(1, 12), months=st.integers(0, 40))
def test_a_versions_age_counts_months(year: int, month: int, months: int) -> None:
    end = year * 12 + month - 1 + months
    now = datetime(end // 12, end % 12 + 1, 15, tzinfo=UTC)
    assert version_age_months(f"{year}{month:02}", now) == months


@pytest.mark.parametrize(("month", "ageing"), [(4, False), (5, True), (7, True)])
def test_a_version_of_ten_months_is_ageing(month: int, ageing: bool) -> None:
    connector = LinkedIn(LinkedInConfig(linkedin_version="202607"))
    told = connector.warning(datetime(2027, month, 1, tzinfo=UTC))
    assert told == ("linkedin_ageing" if ageing else None)


# Who is meant


@pytest.mark.parametrize("text", ["linkedin:fiteco", "linkedin:1000"])
async def test_an_own_page_is_found_with_its_followers(
    api: LinkedInApi, own: Organization, linkedin: Driver, text: str
) -> None:
    api.post(own, "Bonjour", AT)
    api.post(own, "Hidden draft", after(60), lifecycleState="DRAFT")
    [found] = await linkedin.found(text)
    assert found.key == found.ref == f"urn:li:organization:{own.id}"
    assert (found.handle, found.name, found.followers) == ("fiteco", "Fiteco", 219_145)
    assert found.url == "https://www.linkedin.com/company/fiteco/"
    assert found.sample is not None
    assert (found.sample.text, found.last_post_at) == ("Bonjour", AT)


@pytest.mark.parametrize("role", ["CONTENT_ADMIN", "DIRECT_SPONSORED_CONTENT_POSTER"])
async def test_other_roles_that_read_posts_count_too(
    api: LinkedInApi, linkedin: Driver, role: str
) -> None:
    api.organization("fiteco", role=role)
    assert len(await linkedin.found("linkedin:fiteco")) == 1


async def test_the_former_spelling_of_the_followers_is_tried(
    api: LinkedInApi, own: Organization, linkedin: Driver
) -> None:
    api.old_edges = True
    [found] = await linkedin.found("linkedin:fiteco")
    assert found.followers == own.followers


async def test_a_count_that_fails_does_not_hide_the_page(
    api: LinkedInApi, own: Organization, linkedin: Driver
) -> None:
    api.fail("size", http_error(500))
    [found] = await linkedin.found("linkedin:fiteco")
    assert (found.handle, found.followers) == ("fiteco", None)


@pytest.mark.parametrize("rights", [True, False])
async def test_a_competitors_page_is_shown_and_not_readable(
    api: LinkedInApi, own: Organization, linkedin: Driver, rights: bool
) -> None:
    durand = api.organization("durand", "Durand", followers=310)
    api.post(durand, "Bonjour", AT)
    api.rights = rights
    [found] = await linkedin.found("https://www.linkedin.com/company/durand/")
    assert (found.name, found.followers, found.readable) == ("Durand", 310, False)
    assert found.url == "https://www.linkedin.com/company/durand/"
    assert found.sample is None
    assert len(api.calls_of("posts")) == (0 if rights else 1)


async def test_an_own_page_is_readable(
    api: LinkedInApi, own: Organization, linkedin: Driver
) -> None:
    [found] = await linkedin.found("linkedin:fiteco")
    assert found.readable


async def test_an_own_page_is_found_though_rights_can_not_be_asked(
    api: LinkedInApi, own: Organization, linkedin: Driver
) -> None:
    api.rights = False
    assert [one.handle for one in await linkedin.found("linkedin:fiteco")] == ["fiteco"]


async def test_a_person_is_not_asked_about(api: LinkedInApi, linkedin: Driver) -> None:
    with pytest.raises(NotPossible) as refusal:
        await linkedin.found("https://www.linkedin.com/in/jeanne-durand")
    assert refusal.value.reason == "linkedin_people"
    assert api.calls == []


@pytest.mark.parametrize("text", ["linkedin:nobody", "linkedin:99"])
async def test_nobody_is_an_empty_answer(linkedin: Driver, text: str) -> None:
    assert await linkedin.found(text) == []


# Looking


@pytest.mark.parametrize("burst", [0, 1, 49, 50, 51, 230])
async def test_no_post_of_a_burst_is_missed(
    api: LinkedInApi, own: Organization, linkedin: Driver, burst: int
) -> None:
    api.post(own, "before", AT)
    target = due((await linkedin.found("linkedin:fiteco"))[0])
    [first] = await linkedin.looks(target)
    for number in range(burst):
        api.post(own, f"n{number}", after(1 + number))
    [look] = await linkedin.looks(again(target, first))
    assert {post.text for post in look.posts} - {"before"} == {f"n{n}" for n in range(burst)}
    assert look.coverage is Coverage.COMPLETE


async def test_an_edited_post_on_top_hides_no_new_one(
    api: LinkedInApi, own: Organization, linkedin: Driver
) -> None:
    old = api.post(own, "old", AT)
    target = due((await linkedin.found("linkedin:fiteco"))[0])
    [first] = await linkedin.looks(target)
    for number in range(60):
        api.post(own, f"n{number}", after(1 + number))
    old.modified, old.text = after(100), "old, mended"
    old.more = {"lifecycleStateInfo": {"isEditedByAuthor": True}}
    [look] = await linkedin.looks(again(target, first))
    assert len(look.posts) == 61
    assert (look.posts[0].text, look.posts[0].edited_at) == ("old, mended", after(100))
    assert look.posts[0].published_at == AT


async def test_an_empty_list_where_there_were_posts_is_suspect(
    api: LinkedInApi, own: Organization, linkedin: Driver
) -> None:
    api.post(own, "before", AT)
    target = due((await linkedin.found("linkedin:fiteco"))[0])
    [first] = await linkedin.looks(target)
    api.blank = True
    [look] = await linkedin.looks(again(target, first))
    assert (look.coverage, look.cursor) == (Coverage.SUSPECT, None)


async def test_a_page_that_fails_leaves_a_gap_that_the_next_look_closes(
    api: LinkedInApi, own: Organization, linkedin: Driver
) -> None:
    api.post(own, "before", AT)
    target = due((await linkedin.found("linkedin:fiteco"))[0])
    waiting = again(target, (await linkedin.looks(target))[0])
    for number in range(80):
        api.post(own, f"n{number}", after(1 + number))
    api.fail("posts", http_error(502), when=lambda asked: "start" in asked)
    [broken] = await linkedin.looks(waiting)
    assert (broken.coverage, broken.cursor) == (Coverage.PARTIAL, None)
    assert isinstance(broken.error, Transient)
    [look] = await linkedin.looks(again(waiting, broken))
    assert len(look.posts) == 81


async def test_a_page_that_is_administered_no_more_stops(
    api: LinkedInApi, own: Organization, linkedin: Driver
) -> None:
    target = due((await linkedin.found("linkedin:fiteco"))[0])
    own.role = ""
    [look] = await linkedin.looks(target)
    assert isinstance(look.error, NotPossible)
    assert look.error.reason == "linkedin_posts"


# What a post says


async def test_a_post_is_read_as_its_reader_sees_it(
    api: LinkedInApi, own: Organization, linkedin: Driver
) -> None:
    words = r"With @[Ordre \(Paris\)](urn:li:organization:5): 10 \% {hashtag|\#|TVA} \(new\)"
    article = {"source": "https://fiteco.example/a", "title": "VAT"}
    api.post(own, words, AT, content={"article": article})
    [look] = await linkedin.looks(due((await linkedin.found("linkedin:fiteco"))[0]))
    [post] = look.posts
    assert post.text == r"With Ordre (Paris): 10 \% #TVA (new)"
    assert (post.key, post.kind) == ("urn:li:share:7000000", PostKind.ORIGINAL)
    assert post.url == "https://www.linkedin.com/feed/update/urn:li:share:7000000/"
    assert (post.author_key, post.author_name) == (f"urn:li:organization:{own.id}", "Fiteco")
    assert (post.hashtags, post.links) == (("TVA",), ("https://fiteco.example/a",))
    assert (post.published_at, post.edited_at) == (AT, None)


@pytest.mark.parametrize(
    "more",
    [
        {"lifecycleState": "DRAFT"},
        {"visibility": "CONNECTIONS"},
        {"distribution": {"feedDistribution": "NONE"}},
    ],
)
async def test_what_does_not_stand_on_the_page_is_not_told(
    api: LinkedInApi, own: Organization, linkedin: Driver, more: dict[str, object]
) -> None:
    api.post(own, "hidden", AT, **more)
    [look] = await linkedin.looks(due((await linkedin.found("linkedin:fiteco"))[0]))
    assert (look.posts, look.coverage) == ((), Coverage.COMPLETE)


@pytest.mark.parametrize(("words", "kind"), [("", PostKind.REPOST), ("Read", PostKind.QUOTE)])
async def test_a_shared_post_is_told_from_an_original(
    api: LinkedInApi, own: Organization, linkedin: Driver, words: str, kind: PostKind
) -> None:
    api.post(own, words, AT, reshareContext={"parent": "urn:li:share:1", "root": "urn:li:share:1"})
    [look] = await linkedin.looks(due((await linkedin.found("linkedin:fiteco"))[0]))
    assert [post.kind for post in look.posts] == [kind]


async def test_pictures_and_films_are_counted(
    api: LinkedInApi, own: Organization, linkedin: Driver
) -> None:
    images = [{"id": "urn:li:image:1", "altText": "A chart"}, {"id": "urn:li:image:2"}, 3]
    api.post(own, "two", AT, content={"multiImage": {"images": images}})
    api.post(own, "film", after(1), content={"media": {"id": "urn:li:video:3", "title": "T"}})
    [look] = await linkedin.looks(due((await linkedin.found("linkedin:fiteco"))[0]))
    told = [[(one.kind, one.alt) for one in post.media] for post in look.posts]
    assert told == [[("video", "T")], [("image", "A chart"), ("image", "")]]


@given(st.text(alphabet="@[](){}|\\#urn:lihastgxé ") | st.text())
def test_any_little_text_is_survived(text: str) -> None:
    plain(text)


# Asking again


async def test_what_was_told_is_found_changed_or_gone(
    api: LinkedInApi, own: Organization, linkedin: Driver
) -> None:
    kept, gone, withdrawn = (api.post(own, text, AT) for text in ("kept", "gone", "withdrawn"))
    [look] = await linkedin.looks(due((await linkedin.found("linkedin:fiteco"))[0]))
    kept.text = "mended"
    del api.posts[gone.urn]
    withdrawn.more = {"lifecycleState": "DRAFT"}
    found = await linkedin.run(linkedin.connector.reread(look.posts))
    assert {key: post.text if post else None for key, post in found.items()} == {
        kept.urn: "mended",
        gone.urn: None,
        withdrawn.urn: None,
    }
    own.role = ""
    assert gone.urn in await linkedin.run(linkedin.connector.reread(look.posts))
    assert kept.urn not in await linkedin.run(linkedin.connector.reread(look.posts))


# Refusals


async def refused(api: LinkedInApi, **more: str) -> ConnectorError:
    async with driving(LinkedIn(config(api, **more))) as driver:
        with pytest.raises(ConnectorError) as refusal:
            await driver.run(driver.connector.probe())
    return refusal.value


async def test_the_probe_asks_what_the_token_administers(
    api: LinkedInApi, linkedin: Driver
) -> None:
    await linkedin.run(linkedin.connector.probe())
    [asked] = api.calls_of("rights")
    assert asked == {"q": "roleAssignee", "state": "APPROVED", "count": "1"}


async def test_a_wrong_token_is_named_by_its_setting_and_nowhere_shown(api: LinkedInApi) -> None:
    error = await refused(api, token="wrong-secret")
    assert isinstance(error, CredentialRejected)
    assert error.setting == "LINKEDIN_ACCESS_TOKEN"
    assert "wrong-secret" not in repr(error) + str(error)


async def test_a_version_that_is_served_no_more_is_said_to_be(api: LinkedInApi) -> None:
    error = await refused(api, version="202401")
    assert isinstance(error, NeedsApproval)
    assert error.what == "linkedin_version"


async def test_a_token_without_rights_is_said_to_lack_them(api: LinkedInApi) -> None:
    api.rights = False
    error = await refused(api)
    assert isinstance(error, NeedsApproval)
    assert error.what == "linkedin_rights"


async def test_a_days_limit_lasts_until_midnight_utc(api: LinkedInApi, linkedin: Driver) -> None:
    api.fail("rights", day_limit(datetime(2026, 12, 31, 21, 15, tzinfo=UTC)))
    with pytest.raises(RateLimited) as limited:
        await linkedin.run(linkedin.connector.probe())
    assert limited.value.until == datetime(2027, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("case", recorded.cases("linkedin"))
def test_recorded_exchanges_give_what_was_expected(case: str) -> None:
    recorded.replay(LinkedIn(LinkedInConfig()), case)
