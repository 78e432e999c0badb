"""What a profile keeps of what a network told: plain text of a bounded size, or nothing."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.profile import BIO, LINK, LINKS, NAME, profile_of, websites
from connectors.types import Profile

HOME = "https://fiteco.example/"
words = st.text() | st.just(HOME) | st.text(min_size=3000, max_size=4000)
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@given(anything, anything, st.lists(anything) | st.none(), anything, st.booleans())
def test_whatever_was_told_it_fits_and_can_be_stored(
    name: Any, bio: Any, links: list[Any] | None, picture: Any, html: bool
) -> None:
    told = profile_of(name, bio, links, html=html, verified=links or (), picture=picture)
    assert len(told.name or "") <= NAME
    assert len(told.bio or "") <= BIO
    assert len(told.links or ()) <= LINKS
    assert all(link.startswith("http") and len(link) <= LINK for link in told.links or ())
    assert set(told.verified) <= set(told.links or ())
    assert (told.name is None, told.bio is None) == (type(name) is not str, type(bio) is not str)
    f"{told}".encode()


@given(words, words, st.lists(words))
def test_a_profile_of_a_profile_is_the_same(name: str, bio: str, links: list[str]) -> None:
    told = profile_of(name, bio, links, picture=HOME)
    assert profile_of(told.name, told.bio, told.links, picture=told.picture) == told


def test_what_is_not_told_is_unknown_and_what_is_empty_is_empty() -> None:
    assert profile_of() == Profile()
    assert profile_of("", "") == Profile(name="", bio="", links=())


def test_control_signs_and_lines_have_no_place_in_a_name() -> None:
    assert profile_of("Fiteco\x00\u2028 &\n\nCo").name == "Fiteco & Co"


def test_html_becomes_text_and_its_links_are_kept_whole() -> None:
    bio = f'<p>Experts</p><p><a href="{HOME}blog/tva">fiteco.example/blo…</a> <b>oui</b></p>'
    told = profile_of(bio=bio, html=True)
    assert told.bio == "Experts\n\nfiteco.example/blo… oui"
    assert told.links == (f"{HOME}blog/tva",)


def test_addresses_in_a_text_are_links_beside_those_told() -> None:
    told = profile_of(bio=f"Voir https://b.example, et {HOME}", links=[HOME, "javascript:x", 3])
    assert told.links == (HOME, "https://b.example")


def test_only_links_of_the_profile_can_be_verified() -> None:
    told = profile_of(links=[HOME], verified=["https://b.example", HOME])
    assert told.verified == (HOME,)


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("https://a.example/p.jpg?signed=1&v=2#x", "https://a.example/p.jpg"),
        ("https://a.example/p.jpg", "https://a.example/p.jpg"),
        ("data:image/png;base64,AA", None),
        ("", None),
        (None, None),
        (["https://a.example/p.jpg"], None),
        (f"https://a.example/{'p' * LINK}", None),
    ],
)
def test_a_picture_is_known_by_what_stays_of_its_address(told: Any, kept: str | None) -> None:
    assert profile_of(picture=told).picture == kept


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("www.fiteco.example", ("https://www.fiteco.example",)),
        (
            "http://a.example, fiteco.example/fr;",
            ("http://a.example", "https://fiteco.example/fr"),
        ),
        ("fiteco", ()),
        ("javascript:alert(1)", ()),
        ("a@b.example", ()),
        ("", ()),
        (None, ()),
        ([HOME], ()),
    ],
)
def test_a_web_site_is_read_as_people_write_it(told: Any, kept: tuple[str, ...]) -> None:
    assert websites(told) == kept


@given(anything)
def test_no_web_site_is_more_than_an_address(told: Any) -> None:
    assert all(link.startswith(("http://", "https://")) for link in websites(told))
