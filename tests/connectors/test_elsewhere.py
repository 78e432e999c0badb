from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.elsewhere import network_of, recognise

SHARED = Path(__file__).parents[2] / ".." / "shared"


@pytest.mark.parametrize(
    ("text", "network", "name"),
    [
        ("linkedin:fiteco", "linkedin", "fiteco"),
        ("LinkedIn: Fiteco", "linkedin", "Fiteco"),
        ("https://www.linkedin.com/company/fiteco/", "linkedin", "fiteco"),
        ("https://fr.linkedin.com/company/fiteco/about?trk=x", "linkedin", "fiteco"),
        ("linkedin.com/in/jeanne-dupont", "linkedin", "jeanne-dupont"),
        ("https://www.linkedin.com/posts/fiteco_x-activity-7", "linkedin", ""),
        ("https://lnkd.in/abc", "linkedin", ""),
        ("x:fiteco", "x", "fiteco"),
        ("twitter:@fiteco", "x", "fiteco"),
        ("https://twitter.com/fiteco", "x", "fiteco"),
        ("https://mobile.twitter.com/fiteco/status/1", "x", "fiteco"),
        ("https://x.com/fiteco/status/1?s=20", "x", "fiteco"),
        ("https://x.com/i/web/status/1", "x", ""),
        ("fb:fiteco", "facebook", "fiteco"),
        ("https://m.facebook.com/fiteco", "facebook", "fiteco"),
        ("https://fr-fr.facebook.com/pages/Fiteco/123", "facebook", "Fiteco"),
        ("https://www.facebook.com/profile.php?id=100&x=1", "facebook", "100"),
        ("fb.com/fiteco", "facebook", "fiteco"),
        ("ig:fiteco", "instagram", "fiteco"),
        ("https://www.instagram.com/fiteco/?hl=fr", "instagram", "fiteco"),
        ("https://www.instagram.com/p/Abc/", "instagram", ""),
        ("https://www.threads.net/@fiteco", "threads", "fiteco"),
        ("https://www.threads.com/@fiteco/post/Ab", "threads", "fiteco"),
        ("yt:fiteco", "youtube", "fiteco"),
        ("https://www.youtube.com/@fiteco/videos", "youtube", "fiteco"),
        ("https://m.youtube.com/channel/UC123", "youtube", "UC123"),
        ("https://youtu.be/abc", "youtube", ""),
        ("viadeo:fiteco", "viadeo", "fiteco"),
        ("http://fr.viadeo.com/fr/company/fiteco", "viadeo", "fiteco"),
        ("https://www.tiktok.com/@fiteco", "tiktok", "fiteco"),
        ("https://vm.tiktok.com/ZM1/", "tiktok", "ZM1"),
        ("<https://x.com/fiteco>", "x", "fiteco"),
    ],
)
def test_names_and_links_of_other_networks_are_recognised(
    text: str, network: str, name: str
) -> None:
    found = recognise(text)
    assert found is not None
    assert (found.network, found.name) == (network, name)
    assert found.url.startswith("https://")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "fiteco",
        "@fiteco",
        "#fiscalité",
        "https://mastodon.social/@fiteco",
        "https://bsky.app/profile/fiteco.fr",
        "https://fiteco.fr",
        "https://notlinkedin.com/in/x",
        "https://x.com.evil.example/fiteco",
        "javascript://x.com/fiteco",
        "mastodon:fiteco",
        "http://[::1",
        "x: y z",
    ],
)
def test_all_else_is_left_to_the_networks_that_can_be_read(text: str) -> None:
    assert recognise(text) is None


def test_a_name_gets_an_address_that_can_be_opened() -> None:
    found = recognise("linkedin:fiteco")
    assert found is not None
    assert found.url == "https://www.linkedin.com/company/fiteco/"


def test_a_host_belongs_to_a_network_with_its_subdomains_only() -> None:
    assert network_of("FR.LinkedIn.com.") == "linkedin"
    assert network_of("mylinkedin.com") is None


@given(st.text() | st.from_regex(r"https?://(x|fb|youtube)\.com/.{0,30}"))
def test_any_text_is_survived(text: str) -> None:
    recognise(text)


def test_naughty_strings_are_survived() -> None:
    corpus = SHARED / "corpora" / "naughty-strings.json"
    if not corpus.exists():
        pytest.skip("the corpus of naughty strings isn't beside this checkout")
    for text in json.loads(corpus.read_text("utf-8")):
        recognise(text)
