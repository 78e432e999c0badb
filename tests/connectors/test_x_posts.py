"""X's answers as our values, under either set of names, whatever stands in them."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.payload import one
from connectors.types import PostKind
from connectors.x.ids import id_at, moment
from connectors.x.pages import Walk
from connectors.x.payload import PostView, User, page_of
from connectors.x.posts import post_of
from tests.connectors.driving import NOW
from tests.conversations import answer
from tests.fakes.x_spec import complaints, spec

SHARED = Path(__file__).parents[2] / ".." / "shared"
FITECO = User(id="7", username="fiteco", name="Fiteco")
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(
        st.sampled_from(["urls", "hashtags", "tag", "url", "expanded_url", "type", "id", "text",
                         "entities", "like_count"]),
        inner, max_size=4,
    ),
    max_leaves=12,
)  # fmt: skip
OPTIONAL = ["entities", "public_metrics", "edit_history_tweet_ids", "edit_history_post_ids",
            "referenced_tweets", "referenced_posts", "note_tweet", "note_post"]  # fmt: skip


def view(text: str = "Bonjour", number: str = "2123747000000000000", **more: Any) -> PostView:
    return one({"id": number, "text": text, "author_id": "7", **more}, PostView)


def referring(kind: str, **more: Any) -> PostKind:
    return post_of(view(referenced_tweets=[{"type": kind, "id": "1"}], **more), FITECO).kind


def test_what_a_post_does_to_another_is_its_kind() -> None:
    assert post_of(view(), FITECO).kind is PostKind.ORIGINAL
    assert referring("quoted") is PostKind.QUOTE
    assert referring("retweeted") is PostKind.REPOST
    assert referring("replied_to", in_reply_to_user_id="8") is PostKind.REPLY
    assert referring("replied_to", in_reply_to_user_id="7") is PostKind.ORIGINAL


def test_without_references_an_answer_begins_with_a_name() -> None:
    assert post_of(view("@client Merci", conversation_id="1"), FITECO).kind is PostKind.REPLY
    assert post_of(view("Suite du fil", conversation_id="1"), FITECO).kind is PostKind.ORIGINAL


@pytest.mark.parametrize("name", ["note_tweet", "note_post"])
def test_a_long_post_is_shown_whole(name: str) -> None:
    link = {"url": "https://t.co/a", "expanded_url": "https://fiteco.example/guide"}
    note: Any = {"text": "Tout le texte https://t.co/a", "entities": {"urls": [link]}}
    post = post_of(one({"id": "1", "text": "Tout le…", name: note}, PostView), FITECO)
    assert post.text == "Tout le texte https://fiteco.example/guide"
    assert post.links == ("https://fiteco.example/guide",)


@pytest.mark.parametrize(("code", "language"), [("fr", "fr"), ("und", None), ("qme", None),
                                                ("zxx", None), (None, None)])  # fmt: skip
def test_codes_for_no_language_are_none(code: str | None, language: str | None) -> None:
    assert post_of(view(lang=code), FITECO).language == language


def test_counts_have_old_and_new_names() -> None:
    old = {"like_count": 1, "retweet_count": 2, "reply_count": 3, "quote_count": 4}
    new = {"like_count": 1, "repost_count": 2, "reply_count": 3, "quote_count": 4}
    for metrics in (old, new):
        assert post_of(view(public_metrics=metrics), FITECO).reactions == 10
    assert post_of(view(), FITECO).reactions is None


def test_of_two_versions_in_one_page_the_last_is_shown() -> None:
    first = view("Avant", "2123747000000000000")
    history = ["2123747000000000000", "2123749000000000000"]
    last = view("Après", "2123749000000000000", edit_history_post_ids=history)
    for views in ([first, last], [last, first]):
        [post] = Walk(views=views).posts(FITECO)
        assert (post.key, post.text) == ("2123747000000000000", "Après")


def test_a_post_by_nobody_known_still_has_a_link() -> None:
    post = post_of(view(), None)
    assert post.url == "https://x.com/i/web/status/2123747000000000000"
    assert (post.author_key, post.author_handle) == ("7", "")


@given(at=st.datetimes(datetime(2011, 1, 1), datetime(2060, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - hypothesis takes naive bounds
def test_an_id_tells_its_moment(at: datetime) -> None:
    assert timedelta(0) <= at - moment(id_at(at)) < timedelta(milliseconds=1)


@given(fields=st.dictionaries(st.sampled_from(OPTIONAL), ANYTHING))
def test_whatever_a_post_holds_is_survived(fields: dict[str, Any]) -> None:
    post = post_of(view(**fields), FITECO)
    assert post.key.isdigit()
    f"{post.text}{post.url}{post.hashtags}{post.links}".encode()


def test_recorded_pages_are_understood() -> None:
    folder = SHARED / "recorded"
    if not folder.exists():
        pytest.skip("recorded answers aren't beside this checkout")
    pages = list(folder.glob("x__*tweets__0.json"))
    assert len(pages) >= 4
    for path in pages:
        page = page_of(answer(json.loads(path.read_text("utf-8"))["body"]))
        posts = Walk(views=list(page.posts)).posts(FITECO)
        assert posts, path.name
        assert page.whole
        assert all(post.published_at and post.published_at < NOW for post in posts)


def test_recorded_activity_of_2026_is_understood() -> None:
    folder = SHARED / "recorded" / "x-activity"
    if not folder.exists():
        pytest.skip("recorded answers aren't beside this checkout")
    payload = json.loads((folder / "post.create.json").read_text("utf-8"))["data"]["payload"]
    post = post_of(one(payload, PostView), None)
    assert post.text == "Hello from the Activity API"
    assert post.published_at is not None
    assert post.published_at.replace(microsecond=0) == datetime(2026, 7, 24, 21, 5, 48, tzinfo=UTC)


# The judge of requests itself


@pytest.mark.parametrize(
    ("path", "query", "right"),
    [
        ("/2/users/by", {"usernames": "a,b"}, True),
        ("/2/users/by", {}, False),
        ("/2/users/by", {"usernames": "a", "unheard_of": "1"}, False),
        ("/2/users/by", {"usernames": ",".join("a" * 101)}, False),
        ("/2/users/12/tweets", {"max_results": "5"}, True),
        ("/2/users/12/tweets", {"max_results": "4"}, False),
        ("/2/users/abc/tweets", {}, False),
        ("/2/tweets/search/recent", {"query": "a", "tweet.fields": "author_id"}, True),
        ("/2/tweets/search/recent", {"query": "a", "tweet.fields": "unheard_of"}, False),
        ("/2/tweets/search/recent", {"query": "a", "start_time": "yesterday"}, False),
        ("/2/unheard/of", {}, False),
    ],
)
def test_requests_are_judged_by_the_published_spec(
    path: str, query: dict[str, str], right: bool
) -> None:
    if spec("tweet") is None:
        pytest.skip("X's specs aren't beside this checkout")
    assert (complaints("tweet", "GET", path, query) == []) is right


def test_the_two_specs_take_different_names() -> None:
    if spec("post") is None:
        pytest.skip("X's specs aren't beside this checkout")
    asked = {"query": "a", "post.fields": "created_at"}
    assert complaints("post", "GET", "/2/tweets/search/recent", asked) == []
    assert complaints("tweet", "GET", "/2/tweets/search/recent", asked) != []
