"""Which addresses are the same page."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.grammar.links import addresses, page, x_status

PAGE = "https://durand.fr/actus/1?id=4"


@pytest.mark.parametrize(
    "same",
    [
        "http://durand.fr/actus/1?id=4",
        "https://www.durand.fr/actus/1?id=4",
        "https://DURAND.fr/actus/1/?id=4",
        "https://durand.fr/actus/1?utm_source=rss&id=4&fbclid=x",
    ],
)
def test_scheme_www_slash_and_tracking_change_no_page(same: str) -> None:
    assert page(same) == page(PAGE)


@pytest.mark.parametrize(
    "other",
    [
        "https://durand.fr/actus/1",
        "https://durand.fr/actus/1?id=5",
        "https://durand.fr/actus/12?id=4",
        "https://durand.fr/Actus/1?id=4",
        "https://durand.fr/actus/1?id=4#comment-2",
        "https://blog.durand.fr/actus/1?id=4",
    ],
)
def test_another_host_path_query_or_fragment_is_another_page(other: str) -> None:
    assert page(other) != page(PAGE)


def test_a_link_may_have_been_written_with_either_scheme_with_www_or_without() -> None:
    assert addresses("https://www.durand.fr/a/?b=1#c") == (
        "https://durand.fr/a",
        "https://www.durand.fr/a",
        "http://durand.fr/a",
        "http://www.durand.fr/a",
    )


@pytest.mark.parametrize(
    "link",
    [
        "https://x.com/durand/status/12",
        "https://twitter.com/Durand/status/12?s=20",
        "https://mobile.twitter.com/durand/status/12/photo/1",
        "https://www.x.com/i/web/status/12",
    ],
)
def test_a_post_on_x_is_known_by_its_number(link: str) -> None:
    assert x_status(link) == "12"


@pytest.mark.parametrize(
    "link",
    ["https://x.com/durand", "https://x.com.evil.example/a/status/1", "https://x.com/a/status/b"],
)
def test_other_pages_have_no_such_number(link: str) -> None:
    assert x_status(link) is None


@given(st.from_regex(r"[a-z]{1,9}\.[a-z]{2,5}(/[A-Za-z0-9_~-]{1,8}){0,3}/?", fullmatch=True))
def test_all_addresses_of_a_link_are_its_page(rest: str) -> None:
    link = f"https://{rest}"
    assert {page(one) for one in addresses(link)} == {page(link)}


@given(st.text())
def test_a_network_may_send_any_text_as_an_address(text: str) -> None:
    assert page(f"https://{page(text)}") is not None
    assert x_status(text) is None or "/status" in text
