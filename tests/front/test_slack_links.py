"""The links in a message that somebody points at."""

from __future__ import annotations

from typing import Any

import pytest

from bot.front.slack.links import links_in

DURAND = "https://mastodon.social/@durand"


def rich(*elements: Any) -> dict[str, Any]:
    return {"blocks": [{"type": "rich_text", "elements": [{"elements": list(elements)}]}]}


def link(url: str) -> dict[str, str]:
    return {"type": "link", "url": url}


def test_links_of_rich_text_come_in_their_order_each_once() -> None:
    other = "https://bsky.app/profile/kpl.bsky.social"
    message = rich(link(DURAND), {"type": "text", "text": other}, link(other), link(DURAND))
    assert links_in(message) == (DURAND, other)


def test_the_same_address_with_what_follows_visitors_is_one() -> None:
    assert links_in(rich(link(DURAND), link(f"{DURAND}?utm_source=x"))) == (DURAND,)


def test_what_slack_unfolded_counts_and_what_stands_in_plain_text() -> None:
    unfolded = {"attachments": [{"from_url": DURAND, "title": "Durand"}]}
    assert links_in(unfolded) == (DURAND,)
    assert links_in({"text": f"see <{DURAND}|him> &amp; <@U1>"}) == (DURAND,)


def test_the_button_of_an_alert_leads_to_its_publication() -> None:
    button = {"type": "button", "url": f"{DURAND}/1", "text": {"text": "Open"}}
    assert links_in({"blocks": [{"type": "actions", "elements": [button]}]}) == (f"{DURAND}/1",)


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "https://user:secret@d.fr/", "https://d.fr/ two", "", "mailto:a@d.fr"],
)
def test_what_cannot_be_watched_is_left_out(url: str) -> None:
    assert links_in(rich(link(url))) == ()


@pytest.mark.parametrize("message", [{}, {"blocks": None}, {"attachments": [{}]}, {"text": None}])
def test_a_message_without_anything_holds_none(message: dict[str, Any]) -> None:
    assert links_in(message) == ()
