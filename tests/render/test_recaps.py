"""How the recap of a week or a month reads."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.digest import DigestPost, Discovery, Kept, Presence, RecapContent, RecapKind
from bot.core.model import WatchId
from bot.render.recaps import recap_message
from bot.render.terminal import to_text
from bot.render.words import Words
from tests.render.values import DAY, EN, FR, NOW, stored, visible

OFFER = stored(1, "Facture électronique: notre offre", reactions=88)
BEST = DigestPost(OFFER, WatchId(1), "Durand", "bluesky", late=False, usual=20.0)
CONTENT = RecapContent(
    RecapKind.WEEKLY,
    posts=23,
    active=4,
    accounts=6,
    best=(BEST,),
    presence=(
        Presence("bluesky", 20, 3, 3, 0),
        Presence("x", 3, 1, 2, 1),
        Presence("threads", 0, 0, 1, 0),
    ),
    discoveries=(
        Discovery("bluesky", "kpl.example", "https://bsky.example/9", ("Durand", "Nord"), 5),
    ),
    start=NOW - 7 * DAY,
    end=NOW,
)


def lines(words: Words, content: RecapContent = CONTENT) -> list[str]:
    message = replace(recap_message(words, content, wanted=True), buttons=(), more=())
    return [one for one in visible(to_text(message)).strip().split("\n") if one]


def test_a_recap_reads_as_agreed_in_english() -> None:
    assert lines(EN) == [
        "The week: 23 posts from 4 accounts",
        "Best posts",
        "• Durand: “Facture électronique: notre offre” (88 reactions, usual 20) "
        "(https://bsky.example/1)",
        "By network",
        "• Bluesky: 20 posts · accounts active: 3 of 3",
        "• X: 3 posts · accounts active: 1 of 2; 1 account cannot be checked now",
        "• Threads: no post · accounts active: 0 of 1",
        "To discover",
        "• @kpl.example (Bluesky) (https://bsky.example/9) · cited 5 times by Durand, Nord",
        "Mon 16 Nov 08:30 → Mon 23 Nov 08:30",
    ]


def test_a_recap_reads_as_agreed_in_french() -> None:
    assert lines(FR) == [
        "La semaine~: 23 publications de 4 comptes",
        "Les meilleures publications",
        "• Durand~: «~Facture électronique: notre offre~» (88 réactions, contre 20 d'ordinaire) "
        "(https://bsky.example/1)",
        "Par réseau",
        "• Bluesky~: 20 publications · comptes actifs~: 3 sur 3",
        "• X~: 3 publications · comptes actifs~: 1 sur 2¬; "
        "1 compte n'est pas consultable en ce moment",
        "• Threads~: aucune publication · comptes actifs~: 0 sur 1",
        "À découvrir",
        "• @kpl.example (Bluesky) (https://bsky.example/9) · 5 citations, par Durand, Nord",
        "Lun. 16 nov. 08:30 → lun. 23 nov. 08:30",
    ]


def test_nothing_is_said_to_be_without_posts_where_it_could_not_be_looked_at() -> None:
    unread = replace(CONTENT, posts=0, best=(), presence=(Presence("x", 0, 0, 2, 2),))
    text = "\n".join(lines(EN, unread))
    assert "The week: no post seen." in text
    assert "X: no post seen · accounts active: 0 of 2; 2 accounts cannot be checked now" in text
    assert "no post ·" not in text


def test_each_account_to_discover_can_be_watched_at_once() -> None:
    message = recap_message(EN, CONTENT, wanted=True)
    watch = [(one.label, one.command) for one in message.buttons]
    assert watch == [("Watch @kpl.example", "watch bluesky:kpl.example")]


@pytest.mark.parametrize(
    ("wanted", "command"), [(True, "digest weekly off"), (False, "digest weekly on")]
)
def test_a_recap_can_be_ordered_or_ended_where_it_is_read(wanted: bool, command: str) -> None:
    (more,) = recap_message(FR, CONTENT, wanted=wanted).more
    assert more.command == command


def test_a_publication_that_was_deleted_since_is_no_longer_quoted() -> None:
    gone = replace(BEST, post=replace(OFFER, deleted=True))
    text = "\n".join(lines(EN, replace(CONTENT, best=(gone,))))
    assert "(deleted by its author)" in text
    assert "https://bsky.example/1" not in text


SAVED = (Kept("Durand", "bluesky", "https://bsky.example/1"), Kept("firm.example", "", ""))


@pytest.mark.parametrize(
    ("words", "finds", "saved", "told"),
    [
        (
            EN,
            12,
            SAVED,
            "12 posts did at least one and a half times as well as their accounts' usual · "
            "2 saved to the board: Durand (Bluesky) (https://bsky.example/1), firm.example",
        ),
        (
            EN,
            1,
            (),
            "1 post did at least one and a half times as well as its account's usual · "
            "none saved to the board",
        ),
        (
            FR,
            2,
            SAVED[:1],
            "2 publications ont fait au moins une fois et demie aussi bien que d'ordinaire pour "
            "leur compte · 1 gardée dans le tableau~: Durand (Bluesky) (https://bsky.example/1)",
        ),
    ],
)
def test_a_recap_says_how_much_was_worth_a_look_and_links_what_was_saved(
    words: Words, finds: int, saved: tuple[Kept, ...], told: str
) -> None:
    assert told in lines(words, replace(CONTENT, finds=finds, saved=saved))


def test_of_many_that_were_saved_five_are_named() -> None:
    many = tuple(Kept(f"Firm {n}", "x", f"https://x.example/{n}") for n in range(8))
    (line,) = [one for one in lines(EN, replace(CONTENT, saved=many)) if "saved" in one]
    assert "Firm 4" in line
    assert "Firm 5" not in line
    assert line.endswith(" +3")
