from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.errors import (
    ConnectorError,
    CredentialRejected,
    NeedsApproval,
    RateLimited,
    TargetGone,
    Transient,
    UnexpectedPayload,
)
from connectors.graph import look as graphlook
from connectors.graph.api import Asking, Graph, listed, throttled
from connectors.graph.look import Cursor, Page
from connectors.payload import instant
from connectors.types import Answer, Conversation, Coverage, Post
from tests.conversations import answer, play

GRAPH = Graph("https://graph.example/v26.0", "SOME_TOKEN", "some_access")
AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DATE = "Mon, 02 Mar 2026 09:00:00 GMT"
BUSINESS = "X-Business-Use-Case-Usage"


def refused(code: int, subcode: int = 0, status: int = 400, **headers: str) -> Answer:
    error = {"message": "no", "type": "OAuthException", "code": code, "error_subcode": subcode}
    return answer({"error": error}, status, **headers)


def post(number: int) -> Post:
    at = AT + timedelta(minutes=number)
    return Post("toy", str(number), "", "a", "a", "A", f"n{number}", at)


def page(*numbers: int, after: str = "") -> Page:
    return Page([post(number) for number in numbers], True, after)


# What is wrong


@pytest.mark.parametrize(
    ("code", "subcode", "kind"),
    [
        (190, 463, CredentialRejected),
        (190, 0, CredentialRejected),
        (10, 0, NeedsApproval),
        (200, 0, NeedsApproval),
        (299, 0, NeedsApproval),
        (4, 0, RateLimited),
        (17, 0, RateLimited),
        (32, 0, RateLimited),
        (613, 0, RateLimited),
        (80001, 0, RateLimited),
        (80002, 0, RateLimited),
        (80014, 0, RateLimited),
        (100, 33, TargetGone),
        (803, 0, TargetGone),
        (110, 2207013, TargetGone),
        (24, 2207024, TargetGone),
        (100, 0, UnexpectedPayload),
        (2635, 0, UnexpectedPayload),
        (1, 0, Transient),
        (2, 0, Transient),
    ],
)
def test_the_code_tells_what_is_wrong(code: int, subcode: int, kind: type[ConnectorError]) -> None:
    assert type(GRAPH.refusal(refused(code, subcode, date=DATE))) is kind


def test_an_error_under_a_good_status_is_one_too() -> None:
    with pytest.raises(CredentialRejected) as rejected:
        GRAPH.body(refused(190, status=200))
    assert rejected.value.setting == "SOME_TOKEN"


def test_a_refusal_tells_what_it_takes_and_nothing_that_was_sent() -> None:
    error = GRAPH.refusal(refused(10))
    assert isinstance(error, NeedsApproval)
    assert (error.what, error.detail) == ("some_access", "code 10, subcode 0")


def test_a_throttle_lasts_as_long_as_meta_says_or_an_hour() -> None:
    told = json.dumps({"1": [{"estimated_time_to_regain_access": 7}]})
    long, short = (
        GRAPH.refusal(refused(4, date=DATE)),
        GRAPH.refusal(refused(4, date=DATE, X_Business_Use_Case_Usage=told)),
    )
    assert isinstance(long, RateLimited)
    assert isinstance(short, RateLimited)
    assert (long.until, short.until) == (AT + timedelta(hours=1), AT + timedelta(minutes=7))


def test_a_throttle_without_a_clock_still_stops_the_lane() -> None:
    error = GRAPH.refusal(refused(17))
    assert isinstance(error, Transient)
    assert error.lane_wide


@given(body=st.binary(max_size=200) | st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5) | st.integers(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["error", "code", "error_subcode", "data"]), inner, max_size=4),
    max_leaves=8).map(lambda value: json.dumps(value).encode()))  # fmt: skip
def test_any_error_body_is_survived(body: bytes) -> None:
    said = Answer(400, "https://graph.example/x", {"date": DATE}, body)
    assert isinstance(GRAPH.refusal(said), ConnectorError | None)


# What is left


@pytest.mark.parametrize(
    ("headers", "minutes"),
    [
        ({}, None),
        ({"x-app-usage": '{"call_count":94,"total_time":2,"total_cputime":3}'}, None),
        ({"x-app-usage": '{"call_count":95,"total_time":2,"total_cputime":3}'}, 60),
        ({"x-app-usage": '{"call_count":1,"total_time":100,"total_cputime":3}'}, 60),
        ({"x-page-usage": '{"call_count":1,"total_time":2,"total_cputime":99.5}'}, 60),
        ({BUSINESS.lower(): '{"1":[{"call_count":96,"estimated_time_to_regain_access":0}]}'}, 60),
        ({BUSINESS.lower(): '{"1":[{"call_count":9,"estimated_time_to_regain_access":12}]}'}, 12),
        ({BUSINESS.lower(): '{"1":[{"call_count":5}],"2":[{"call_count":99}]}'}, 60),
        ({BUSINESS.lower(): '{"1":[{"estimated_time_to_regain_access":99999999}]}'}, 1440),
        ({"x-app-usage": "soon"}, None),
        ({"x-app-usage": '[{"call_count":99}]'}, None),
        ({"x-app-usage": '{"call_count":"99"}'}, None),
    ],
)  # fmt: skip
def test_the_usage_headers_are_obeyed(headers: dict[str, str], minutes: int | None) -> None:
    assert throttled(headers) == minutes


@given(text=st.text())
def test_any_usage_header_is_survived(text: str) -> None:
    throttled({"x-app-usage": text, BUSINESS.lower(): text})


def test_nothing_is_asked_any_more_once_the_use_is_nearly_full() -> None:
    asking = Asking(GRAPH)

    def talk() -> Conversation[list[str]]:
        said = [str((yield from asking.get("/a")))]
        with pytest.raises(RateLimited) as limited:
            yield from asking.get("/b")
        return [*said, limited.value.until.isoformat()]

    full = answer({"ok": 1}, date=DATE, X_App_Usage='{"call_count": 97}')
    said, asked = play(talk(), lambda _: full)
    assert said == ["{'ok': 1}", "2026-03-02T10:00:00+00:00"]
    assert [request.url for request in asked] == ["https://graph.example/v26.0/a"]


def test_the_token_is_added_by_the_driver_and_the_next_page_is_no_address() -> None:
    _, [request] = play(Asking(GRAPH).get("/a", ("fields", "id")), lambda _: answer({}))
    assert request.auth
    assert request.params == (("fields", "id"),)
    following = {"cursors": {"after": "QVFI"}, "next": "https://evil.example/?access_token=x"}
    assert listed({"data": [], "paging": following}) == ([], "QVFI")


@pytest.mark.parametrize("paging", [None, 3, [], {"cursors": None}, {"cursors": {"after": 3}},
                                    {"cursors": {"after": "x" * 3000}}])  # fmt: skip
def test_odd_paging_is_the_last_page(paging: Any) -> None:
    assert listed({"data": [1], "paging": paging}) == ([1], "")


def test_times_have_an_offset_without_a_colon() -> None:
    assert instant("2023-10-17T05:42:03+0000") == datetime(2023, 10, 17, 5, 42, 3, tzinfo=UTC)


# Down to what is known


def walked(
    first: Page,
    later: list[Page | ConnectorError],
    cursor: Cursor,
    *,
    ordered: bool = True,
    owed: int = 0,
) -> tuple[graphlook.Walk, int]:
    coming: Iterator[Page | ConnectorError] = iter(later)
    pages = 1

    def more(after: str) -> Conversation[Page]:
        nonlocal pages
        pages += 1
        following = next(coming)
        if isinstance(following, ConnectorError):
            raise following
        yield from ()
        return following

    seen, _ = play(
        graphlook.walk(first, more, cursor, ordered=ordered, owed=owed), lambda _: answer({})
    )
    return seen, pages


SEEN = Cursor(newest=post(5).published_at, seen=("5", "4", "3"))


def test_a_first_look_is_one_page() -> None:
    seen, pages = walked(page(9, 8, after="x"), [], Cursor())
    assert (list(seen.posts), pages, seen.coverage) == (["9", "8"], 1, Coverage.COMPLETE)


def test_pages_are_read_down_to_a_known_post() -> None:
    seen, pages = walked(page(9, 8, after="x"), [page(7, 6, after="y"), page(5, 4)], SEEN)
    assert (list(seen.posts), pages) == (["9", "8", "7", "6", "5", "4"], 3)


def test_an_older_post_ends_it_when_the_known_ones_were_deleted() -> None:
    seen, pages = walked(page(9, 2, after="x"), [], SEEN)
    assert (pages, seen.coverage) == (1, Coverage.COMPLETE)


def test_a_pinned_post_does_not_hide_what_the_count_promises() -> None:
    first = page(3, 9, 8, after="x")
    assert walked(first, [], SEEN)[1] == 1
    seen, pages = walked(first, [page(7, 5)], SEEN, owed=3)
    assert (pages, "7" in seen.posts) == (2, True)


def test_pages_without_order_end_with_one_that_is_all_known() -> None:
    later = [page(3, 7, after="x"), page(4, 5, after="x"), page(1)]
    seen, pages = walked(page(5, 9, after="x"), list(later), SEEN, ordered=False)
    assert (pages, set(seen.posts)) == (3, {"5", "9", "3", "7", "4"})


def test_a_cursor_that_leads_nowhere_new_ends_it() -> None:
    same = page(9, 8, after="x")
    assert walked(same, [same, same], SEEN)[1] == 2


def test_a_walk_has_an_end() -> None:
    later = [page(100 + number, after="x") for number in range(50)]
    seen, pages = walked(page(99, after="x"), list(later), SEEN)
    assert (pages, seen.coverage) == (graphlook.MOST_PAGES, Coverage.PARTIAL)


def test_a_walk_that_breaks_leaves_the_gap_to_the_next_look() -> None:
    seen, _ = walked(page(9, 8, after="x"), [RateLimited(AT)], SEEN)
    look = graphlook.to_look(seen, graphlook.after(seen, SEEN))
    assert (look.coverage, look.cursor, len(look.posts)) == (Coverage.PARTIAL, None, 2)


def test_an_empty_page_where_there_were_posts_is_suspect() -> None:
    assert walked(page(), [], SEEN)[0].coverage is Coverage.SUSPECT
    assert walked(page(), [], Cursor())[0].coverage is Coverage.COMPLETE


def test_the_cursor_stays_small_and_comes_back_as_it_was() -> None:
    posts = [post(number) for number in range(3000)]
    long = [Post("toy", f"{'9' * 59}{number}", "", "", "", "", "", AT) for number in range(2000)]
    seen, _ = walked(Page([*posts, *long], True, ""), [], Cursor(at=AT, count=3, mark="m"))
    following = graphlook.after(seen, Cursor(at=AT, count=3, mark="m"))
    assert len(following.text()) < 64 * 1024
    assert graphlook.read(following.text()) == following
    assert following.newest == post(2999).published_at


@pytest.mark.parametrize("text", [None, "", "{", "[]", "\ud800", '{"newest": "2026-01-01T00:00"}'])
def test_a_spoilt_cursor_is_none(text: str | None) -> None:
    assert graphlook.read(text) == Cursor()
