"""A comparison as a message: short up front, and nothing that isn't known."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.core.compare import (
    Activity,
    Comparison,
    Hindrance,
    Member,
    Period,
    Seen,
    Side,
    Unwatched,
    Why,
    figures,
    presence,
)
from bot.core.firms import FirmKind
from bot.core.message import Details, Message, plain
from bot.render.comparing import comparison_message
from bot.render.slack_text import of
from bot.render.words import Words
from connectors.types import Media, Post

END = datetime(2026, 11, 23, tzinfo=UTC)
DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
PERIOD = Period(END - 4 * WEEK, END)
NAMES = ("Cabinet Durand et Associés de Lyon", "Fiduciaire du Nord", "KPL Avocats", "Juris & Co")
LONG = (
    "Facture électronique : voici ce qui change en septembre pour les TPE et leurs conseils, " * 4
)


def posts(name: str, count: int) -> tuple[Post, ...]:
    """A few of them long before the period, so that the best can be told."""
    made = []
    for n in range(count):
        at = END - (3 + n % 24) * DAY if n >= 6 else PERIOD.start - (n + 1) * DAY
        media = (Media("image", ""),) if n % 3 else ()
        url = f"https://firm.example/{n}"
        made.append(
            Post("mastodon", f"{name}{n}", url, "a", "a", name, LONG, at, reactions=n, media=media)
        )
    return tuple(made)


def comparison(names: tuple[str, ...] = NAMES) -> Comparison:
    sides = [
        Side(
            name,
            (Seen("mastodon", name, name, posts(name, 16 + 9 * at), END - 60 * WEEK, END),),
        )
        for at, name in enumerate(names)
    ]
    networks = {"mastodon": Activity.ACTIVE, "bluesky": Activity.QUIET, "x": Activity.UNREAD}
    panel = [Member(name, FirmKind.LAW, networks) for name in names]
    own = Member("Martin", FirmKind.LAW, {})
    return Comparison(
        figures(sides, PERIOD, "Europe/Paris"),
        Period(END - 8 * WEEK, END),
        (Hindrance(names[-1], "bluesky", Why.ADDED, END - DAY),),
        tuple(Unwatched(name, ("bluesky", "youtube")) for name in names),
        presence(panel, own, sorted(networks)),
        own="Martin",
        of=7,
    )


def words(language: str) -> Words:
    return Words(language, "Europe/Paris", END)


def front(message: Message) -> str:
    blocks = [block for block in message.blocks if not isinstance(block, Details)]
    return " ".join(plain(one) for block in blocks for one in of(block))


@pytest.mark.parametrize("language", ["en", "fr"])
def test_what_stands_up_front_is_read_in_a_minute(language: str) -> None:
    made = comparison_message(words(language), comparison(), "/firm martin")
    pieces = f"{made.title} {front(made)}".split()
    assert sum(any(map(str.isalnum, one)) for one in pieces) <= 200
    assert made.title is not None
    assert len(made.title) <= 150


def test_the_most_useful_pictures_come_with_it_and_each_has_its_words() -> None:
    made = comparison_message(words("en"), comparison(), "/firm martin")
    kinds = [type(one.chart).__name__ for one in made.graphics]
    assert kinds == ["Bars", "Stacks", "Table"]
    assert all(name in one.alt for name in NAMES for one in made.graphics[:2])


def test_a_single_post_is_no_picture() -> None:
    account = Seen("mastodon", "k", "KPL", posts("KPL", 7)[6:], END - 60 * WEEK, END)
    quiet = Seen("mastodon", "n", "Nord", (), END - 60 * WEEK, END)
    sides = [Side("KPL", (account,)), Side("Nord", (quiet,))]
    told = figures(sides, PERIOD, "Europe/Paris")
    found = Comparison(told, PERIOD, (), (), presence([], None, []))
    made = comparison_message(words("en"), found, "/firm martin")
    assert made.graphics == ()
    assert made.title == "KPL 1 post, Nord 0"


def test_a_name_from_a_network_stays_in_its_place() -> None:
    hostile = "Evil\n• Durand\u202e 99 posts" + "x" * 500
    made = comparison_message(words("en"), comparison((hostile, "Nord")), "/firm martin")
    assert made.title is not None
    assert "\n" not in made.title
    assert "\u202e" not in front(made)
    assert len(made.title) <= 150
