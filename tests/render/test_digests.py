"""How a digest reads; above all, that quiet is never said of what nobody looked at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.digest import AccountState, DigestContent, DigestPost, select
from bot.core.message import Message
from bot.core.model import WatchId
from bot.render.digests import Occasion, front, parts
from bot.render.terminal import to_text
from bot.render.words import Words
from tests.render.values import DAY, EN, FR, HOUR, NOW, stored, visible

DURAND, NORD, SUD, KPL = "Cabinet Durand", "Fiduciaire Nord", "Audit Sud", "KPL"
DAILY = Occasion()
CHECKED = NOW - timedelta(minutes=1)


def post(number: int, text: str, name: str = DURAND, reactions: int | None = None) -> DigestPost:
    watch = WatchId(1 if name == DURAND else 2)
    seen = stored(number, text, reactions=reactions, published_at=NOW - DAY)
    return DigestPost(seen, watch, name, "bluesky", late=False)


def account(
    number: int,
    name: str,
    state: Literal["quiet", "unread"] = "quiet",
    since: datetime | None = CHECKED,
    network: str = "bluesky",
    error: str | None = None,
    until: datetime | None = None,
) -> AccountState:
    url = f"https://bsky.example/{number}"
    return AccountState(WatchId(number), name, network, url, state, since, error, until)


def content(
    posts: Sequence[DigestPost], accounts: Sequence[AccountState], days: int = 1
) -> DigestContent:
    return select(posts, accounts, NOW - days * DAY, NOW)


def body(message: Message) -> str:
    """What stands above the buttons."""
    return visible(to_text(replace(message, buttons=(), more=()))).strip()


POSTS = [
    post(1, "Facture électronique: notre offre", reactions=88),
    post(2, "5 pièges", reactions=41),
    post(3, "Trois"),
    post(4, "Quatre"),
    post(5, "On recrute à Lille", NORD, 23),
]
LIMITED = account(
    4,
    KPL,
    "unread",
    NOW - timedelta(hours=2, minutes=20),
    "youtube",
    "rate_limited",
    NOW + HOUR / 2,
)
ACCOUNTS = [account(1, DURAND), account(2, NORD), account(3, SUD), LIMITED]


def test_a_digest_reads_as_agreed_in_english() -> None:
    message = front(EN, content(POSTS, ACCOUNTS, days=3), DAILY)
    assert body(message).split("\n") == [
        "Cabinet Durand: “Facture électronique: notre offre”",
        "",
        "In short",
        "• Cabinet Durand: “Facture électronique: notre offre” (88 reactions)",
        "• Cabinet Durand: “5 pièges” (41 reactions)",
        "• Fiduciaire Nord: “On recrute à Lille” (23 reactions)",
        "Cabinet Durand · Bluesky · 4 posts",
        "    “Facture électronique: notre offre” (https://bsky.example/1) 88",
        "    “5 pièges” (https://bsky.example/2) 41",
        "    “Trois” (https://bsky.example/3)",
        "    +1",
        "Fiduciaire Nord · Bluesky · 1 post",
        "    “On recrute à Lille” (https://bsky.example/5) 23",
        "No post: Audit Sud.",
        "YouTube: could not be checked since 06:10 (limit reached, back around 09:00).",
        "Posts of one account may be missing: KPL.",
        "",
        "Fri 20 Nov 08:30 → Mon 23 Nov 08:30 · 5 posts from 2 accounts",
    ]


def test_a_digest_reads_as_agreed_in_french() -> None:
    message = front(FR, content(POSTS, ACCOUNTS, days=3), DAILY)
    lines = body(message).split("\n")
    assert lines[:4] == [
        "Cabinet Durand~: «~Facture électronique: notre offre~»",
        "",
        "En bref",
        "• Cabinet Durand~: «~Facture électronique: notre offre~» (88 réactions)",
    ]
    assert lines[-5:-2] == [
        "Rien publié~: Audit Sud.",
        "YouTube~: impossible à consulter depuis 06:10 (limite atteinte, reprise vers 09:00).",
        "Des publications d'un compte manquent peut-être~: KPL.",
    ]
    assert lines[-1].casefold() == (
        "ven. 20 nov. 08:30 → lun. 23 nov. 08:30 · 5 publications de 2 comptes"
    )


SIX = [account(number, f"A{number}") for number in range(6)]
PARTLY = [
    *SIX[:4],
    account(8, SUD, "unread", NOW - timedelta(hours=2, minutes=20), "youtube"),
    account(9, KPL, "unread", NOW - HOUR, "youtube"),
]


@pytest.mark.parametrize(
    ("words", "accounts", "sentence"),
    [
        (
            EN,
            SIX,
            "Nothing new since yesterday 08:30: no post from your 6 accounts, "
            "all checked at 08:29.",
        ),
        (
            FR,
            SIX,
            "Rien de nouveau depuis hier 08:30~: aucune publication de vos 6 comptes. "
            "Tout a été consulté à 08:29.",
        ),
        (
            EN,
            PARTLY,
            "No post seen from 4 accounts. "
            "2 accounts could not be checked (YouTube, since 06:10): Audit Sud, KPL.",
        ),
        (
            FR,
            PARTLY,
            "Aucune publication vue sur 4 comptes. 2 comptes n'ont pas pu être consultés "
            "(YouTube, depuis 06:10)~: Audit Sud, KPL.",
        ),
    ],
    ids=["quiet-en", "quiet-fr", "part-unread-en", "part-unread-fr"],
)
def test_a_day_without_news_is_told_in_the_agreed_sentence(
    words: Words, accounts: Sequence[AccountState], sentence: str
) -> None:
    message = front(words, content([], accounts), DAILY)
    assert visible(message.summary) == sentence
    assert body(message) == sentence


def test_a_quiet_day_quotes_the_oldest_check() -> None:
    accounts = [account(1, DURAND, since=NOW - timedelta(minutes=12)), account(2, NORD)]
    assert "all checked at 08:18" in front(EN, content([], accounts), DAILY).summary


CALM = ("nothing new", "rien de nouveau", "calm", "quiet", "tranquille")
names = st.text("BDFGKLMNP", min_size=1, max_size=6)
instants = st.timedeltas(timedelta(0), 3 * DAY).map(lambda ago: NOW - ago)
states = st.builds(
    account,
    st.integers(1, 9),
    names,
    st.sampled_from(["quiet", "unread"]),
    st.none() | instants,
    st.sampled_from(["mastodon", "bluesky", "feed"]),
    st.sampled_from([None, "transient", "rate_limited", "suspect", "gone", "credential"]),
    st.none() | st.just(NOW + HOUR),
)
found = st.builds(post, st.integers(1, 30), names, st.sampled_from([DURAND, NORD]))


@pytest.mark.parametrize("words", [EN, FR])
@given(st.lists(found, max_size=8), st.lists(states, min_size=1, max_size=8))
def test_calm_is_never_said_where_something_was_not_looked_at(
    words: Words, posts: list[DigestPost], accounts: list[AccountState]
) -> None:
    unread = [one for one in accounts if one.state == "unread"]
    message = front(words, content(posts, accounts), DAILY)
    told = f"{message.summary} {to_text(message)}".casefold()
    if unread:
        assert not any(word in told for word in CALM)
        assert all(one.name.casefold() in told for one in unread)
    else:
        assert posts or any(word in told for word in CALM[:2])


@given(st.lists(found, min_size=1, max_size=40))
def test_front_and_thread_together_show_every_publication(posts: list[DigestPost]) -> None:
    whole = content(posts, [account(1, DURAND), account(2, NORD)])
    pages = parts(EN, whole)
    text = "".join(map(to_text, [front(EN, whole, DAILY), *pages]))
    assert all(f"https://bsky.example/{one.post.id})" in text for one in posts)
    listed = [ref for page in pages for ref in page.posts]
    assert len(listed) in (0, whole.posts)


def test_a_late_digest_says_so() -> None:
    late = front(EN, content([], SIX), Occasion(late_since=time(8, 30)))
    assert body(late).startswith("This digest is late: Veilleur was not running at 08:30.")


def test_a_digest_on_demand_says_which_hours_it_covers() -> None:
    text = body(front(FR, content([], SIX), Occasion(now=True)))
    assert text.startswith("Les dernières 24 heures")


def test_a_channel_that_watches_nothing_is_told_what_to_send() -> None:
    assert "Send me a competitor's @account" in front(EN, content([], []), DAILY).summary


def test_a_warning_of_the_author_hides_the_words_in_a_digest_too() -> None:
    hidden = stored(1, "The secret.", warning="Spoiler", published_at=NOW - DAY)
    one = DigestPost(hidden, WatchId(1), DURAND, "bluesky", late=False)
    message = front(EN, content([one], [account(1, DURAND)]), DAILY)
    assert "secret" not in f"{message.title} {message.summary} {to_text(message)}"
