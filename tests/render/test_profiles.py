"""Lines about profiles and names, in both languages."""

from __future__ import annotations

from typing import Any

import pytest

from bot.render.profiles import changed, taken_over
from bot.render.words import Words
from tests.render.values import EN, FR, stored, visible


def a_change(kind: str, now: str = "", before: str = "", network: str = "") -> dict[str, str]:
    return {"kind": kind, "now": now, "before": before, "network": network}


def facts(*changes: dict[str, str]) -> dict[str, Any]:
    return {
        "name": "Cabinet Durand",
        "network": "bluesky",
        "url": "https://bsky.example/durand",
        "changes": changes,
    }


LINK = "https://www.youtube.com/@durand"
LINES = [
    (
        a_change("name", "Durand SA", "Cabinet Durand"),
        "is now called “Durand SA” (before: “Cabinet Durand”).",
        "s'appelle désormais «~Durand SA~» (avant~: «~Cabinet Durand~»).",
    ),
    (
        a_change("handle", "durand-sa.fr", "durand.fr"),
        "is now @durand-sa.fr (before: @durand.fr).",
        "est désormais @durand-sa.fr (avant~: @durand.fr).",
    ),
    (
        a_change("bio", "Audit", "Paie"),
        "changed its description: “Audit” (before: “Paie”).",
        "a changé sa description~: «~Audit~» (avant~: «~Paie~»).",
    ),
    (
        a_change("bio", "Audit"),
        "wrote a description: “Audit”.",
        "a rédigé une description~: «~Audit~».",
    ),
    (
        a_change("bio", before="Paie"),
        "removed its description (before: “Paie”).",
        "a retiré sa description (avant~: «~Paie~»).",
    ),
    (
        a_change("links_added", "https://a.fr https://b.fr"),
        "added 2 links: https://a.fr, https://b.fr.",
        "a ajouté 2 liens~: https://a.fr, https://b.fr.",
    ),
    (
        a_change("links_removed", before="https://a.fr"),
        "removed a link: https://a.fr.",
        "a retiré un lien~: https://a.fr.",
    ),
    (
        a_change("new_account", LINK, network="youtube"),
        f"now has an account on YouTube: {LINK}.",
        f"a désormais un compte sur YouTube~: {LINK}.",
    ),
    (a_change("picture"), "has a new picture.", "a une nouvelle photo."),
    (
        a_change("pinned", "at://1"),
        "pinned another post.",
        "a épinglé une autre publication.",
    ),
]


@pytest.mark.parametrize(("change", "english", "french"), LINES)
def test_each_change_is_one_plain_line(change: dict[str, str], english: str, french: str) -> None:
    for words, line in ((EN, english), (FR, french)):
        message = changed(words, facts(change), None)
        assert visible(message.summary) == f"Cabinet Durand (Bluesky) {line}"


@pytest.mark.parametrize(
    ("words", "line"),
    [(EN, "pinned a post: “Words.”."), (FR, "a épinglé une publication~: «~Words.~».")],
)
def test_a_pinned_post_that_is_known_is_quoted(words: Words, line: str) -> None:
    message = changed(words, facts(a_change("pinned", "at://1")), stored())
    assert visible(message.summary).endswith(line)
    assert [one.id for one in message.posts] == ["at://1"]


def test_a_post_whose_words_are_forgotten_is_not_quoted() -> None:
    message = changed(EN, facts(a_change("pinned", "at://1")), stored(text=""))
    assert message.summary.endswith("pinned another post.")


def test_several_changes_are_one_sentence() -> None:
    message = changed(EN, facts(a_change("picture"), a_change("bio", "Audit", "Paie")), None)
    assert message.summary == (
        "Cabinet Durand (Bluesky) has a new picture and changed its description: "
        "“Audit” (before: “Paie”)."
    )
    assert len(message.blocks) == 1


def test_what_can_be_done_is_open_watch_and_turn_off() -> None:
    message = changed(FR, facts(a_change("new_account", LINK, network="youtube")), None)
    assert [(one.label, one.command or one.url) for one in message.buttons] == [
        ("Ouvrir", "https://bsky.example/durand"),
        ("Suivre ce compte", f"watch {LINK}"),
    ]
    assert [(one.label, one.command) for one in message.more] == [
        ("Ne pas signaler les profils", "settings profiles off")
    ]


def test_a_link_leads_where_it_says() -> None:
    added = a_change("links_added", "https://a.fr https://b.fr")
    [paragraph] = changed(EN, facts(added), None).blocks
    spans = [span for line in paragraph.lines for span in line]  # type: ignore[union-attr]
    assert [(span.text, span.link) for span in spans if span.link] == [
        ("https://a.fr", "https://a.fr"),
        ("https://b.fr", "https://b.fr"),
    ]


TAKEN = {"name": "@durand", "network": "bluesky", "watch": 7}
NEW = {"name": "Casino", "followers": 12, "command": "watch bluesky:durand"}


@pytest.mark.parametrize(
    ("words", "by", "said"),
    [
        (EN, NEW, "@durand on Bluesky is now another account (“Casino”, 12 followers)."),
        (EN, NEW | {"followers": None}, "is now another account (“Casino”)."),
        (EN, None, "@durand on Bluesky is now another account. I stopped watching it"),
        (FR, NEW, "@durand sur Bluesky est désormais un autre compte («~Casino~», 12 abonnés)."),
        (FR, None, "est désormais un autre compte. Je ne le suis plus"),
    ],
)
def test_a_name_that_is_taken_over_is_a_question(
    words: Words, by: dict[str, Any] | None, said: str
) -> None:
    message = taken_over(words, TAKEN | {"by": by})
    assert said in visible(message.summary)
    new = ["watch bluesky:durand"] if by else []
    assert [one.command for one in message.buttons] == [*new, "unwatch watch:7"]
