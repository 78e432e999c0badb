"""How a digest reads; above all, that quiet is never said of what nobody looked at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.digest import (
    AccountState,
    DigestContent,
    DigestPost,
    Findings,
    Newcomer,
    Owner,
    Tag,
    Tally,
    Unusual,
    count_words,
    select,
)
from bot.core.excerpt import first_words
from bot.core.firms.kinds import Relation
from bot.core.firms.model import FirmId
from bot.core.message import Aside, Details, Items, Line, Message, Paragraph, plain
from bot.core.model import WatchId
from bot.core.rhythm import Burst, Silence
from bot.render.digests import Occasion, everything, front, parts, room_of
from bot.render.slack import to_slack
from bot.render.telegram import to_telegram
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
    state: Literal["quiet", "heard", "unread"] = "quiet",
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
HEARD = ("nothing to add", "rien à ajouter")
names = st.text("BDFGKLMNP", min_size=1, max_size=6)
instants = st.timedeltas(timedelta(0), 3 * DAY).map(lambda ago: NOW - ago)
states = st.builds(
    account,
    st.integers(1, 9),
    names,
    st.sampled_from(["quiet", "heard", "unread"]),
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
    whole = content(posts, accounts)
    message = front(words, whole, DAILY)
    told = f"{message.summary} {to_text(message)}".casefold()
    told += "".join(map(to_text, parts(words, whole, room_of(words, whole, DAILY)))).casefold()
    if unread:
        assert not any(word in told for word in CALM)
        assert all(one.name.casefold() in told for one in unread)
    else:
        heard = any(one.state == "heard" for one in accounts)
        assert posts or any(word in told for word in (HEARD if heard else CALM[:2]))


@given(st.lists(found, min_size=1, max_size=40))
def test_front_and_thread_together_show_every_publication(posts: list[DigestPost]) -> None:
    whole = content(posts, [account(1, DURAND), account(2, NORD)])
    pages = parts(EN, whole, room_of(EN, whole, DAILY))
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


# --- 200 words, and nothing lost

hostile = st.text("a b\u00e9\u00a0\n.#@<&:\U0001f600", max_size=300)
long_names = st.text("abc ", min_size=1, max_size=80)
owners = st.none() | st.builds(
    Owner, st.integers(1, 9).map(FirmId), long_names, st.none() | st.sampled_from(Relation)
)


@st.composite
def hostile_posts(draw: st.DrawFn) -> DigestPost:
    number = draw(st.integers(1, 60))
    seen = stored(number, draw(hostile) or "x", reactions=draw(st.none() | st.integers(0, 10**9)))
    network = draw(st.sampled_from(["mastodon", "bluesky", "feed", "youtube", "linkedin"]))
    watch = WatchId(draw(st.integers(1, 40)))
    return DigestPost(
        seen, watch, draw(long_names), network, draw(st.booleans()), owner=draw(owners)
    )


@st.composite
def hostile_accounts(draw: st.DrawFn) -> AccountState:
    one = draw(states)
    number = WatchId(draw(st.integers(1, 99)))
    return replace(one, watch_id=number, name=draw(long_names), owner=draw(owners))


FINDINGS = Findings(
    unusual=(Unusual("KPL " * 20, "x", Burst(NOW.date(), 12, 3.0)),),
    newcomers=(Newcomer("KPL " * 20, "threads", "https://threads.example/kpl"),),
    rising=tuple(Tag(f"tag{n}", 3.2 if n else None, 14, 6, 4.0) for n in range(3)),
    tally=Tally(34, 21, "Durand " * 20, WatchId(1)),
    offer=True,
)


NEW = Tag("PDP", None, 4, 3, 0.0)
SELDOM = Tag("TVA", 3.0, 3, 3, 0.4)


def read(message: Message) -> str:
    return to_text(replace(message, buttons=(), more=()))


@pytest.mark.parametrize("words", [EN, FR])
@given(
    st.lists(hostile_posts(), max_size=60, unique_by=lambda one: one.post.id),
    st.lists(hostile_accounts(), min_size=1, max_size=60),
)
def test_the_front_has_at_most_200_words_and_12_publications_whatever_is_written(
    words: Words, posts: list[DigestPost], accounts: list[AccountState]
) -> None:
    whole = select(posts, accounts, NOW - DAY, NOW, FINDINGS)
    occasion = Occasion(late_since=time(8, 30), now=True)
    message = front(words, whole, occasion)
    assert count_words(_words_shown(message)) <= 200
    shown = [one for block in message.blocks if isinstance(block, Details) for one in block.lines]
    assert sum(any(span.link for span in one) for one in shown) <= 12


def _words_shown(message: Message) -> str:
    lines: list[Line] = []
    for block in message.blocks:
        match block:
            case Details(heading, inside):
                lines += [heading, *inside]
            case Aside(one):
                lines.append(one)
            case Paragraph(inside) | Items(inside):
                lines += inside
    return "\n".join([message.title or "", *map(plain, lines)])


@given(
    st.lists(hostile_posts(), max_size=60, unique_by=lambda one: one.post.id),
    st.lists(hostile_accounts(), min_size=1, max_size=60),
)
def test_who_and_what_is_not_up_front_is_in_the_thread(
    posts: list[DigestPost], accounts: list[AccountState]
) -> None:
    whole = select(posts, accounts, NOW - DAY, NOW, FINDINGS)
    room = room_of(EN, whole, DAILY)
    following = parts(EN, whole, room)
    text = "".join(map(read, [front(EN, whole, DAILY, room), *following]))
    assert all(f"https://bsky.example/{one.post.id})" in text for one in posts)
    flat = " ".join(text.split())
    for one in whole.unread:
        assert " ".join(first_words(one.name, 20).rstrip("… ").split()) in flat


def test_a_page_of_the_thread_fits_every_platform() -> None:
    posts = [post(n, "Word " * 60, DURAND, n) for n in range(45)]
    names = [account(n, f"Cabinet numéro {n} et associés", "unread") for n in range(100, 300)]
    whole = content(posts, names)
    for page in parts(EN, whole, room_of(EN, whole, DAILY)):
        assert "more line" not in to_telegram(page).text
        assert "more line" not in str(to_slack(page).blocks)


# --- in short, sections, what is said once


def test_the_lines_in_short_say_why_they_are_there() -> None:
    first, *others = POSTS
    posts = [replace(first, usual=20.0, record=60), *others]
    found = Findings(rising=FINDINGS.rising[1:2], unusual=(SILENT,))
    whole = select(posts, ACCOUNTS, NOW - 3 * DAY, NOW, found)
    english, french = (visible(body(front(words, whole, DAILY))).split("\n") for words in (EN, FR))
    assert english[0] == "Cabinet Durand: “Facture électronique: notre offre” · #tag1 ×3.2"
    assert english[3:6] == [
        "• Cabinet Durand: “Facture électronique: notre offre” (88 reactions, its best in 30 days)",
        "• #tag1: 6 accounts use it, usual 4 a day (14 posts)",
        "• KPL: no post for 30 days, usual 4.5 a week",
    ]
    assert french[0] == "Cabinet Durand~: «~Facture électronique: notre offre~» · #tag1 ×3,2"
    assert french[3:6] == [
        "• Cabinet Durand~: «~Facture électronique: notre offre~» "
        "(88 réactions, son meilleur résultat en 30 jours)",
        "• #tag1~: 6 comptes en parlent, contre 4 par jour d'ordinaire (14 publications)",
        "• KPL~: rien publié depuis 30 jours, contre 4,5 par semaine d'ordinaire",
    ]


@pytest.mark.parametrize(
    ("words", "tag", "sentence"),
    [
        (EN, NEW, "#PDP: 3 accounts use it, for the first time in four weeks (4 posts)"),
        (
            FR,
            NEW,
            "#PDP~: 3 comptes en parlent, pour la première fois en quatre semaines "
            "(4 publications)",
        ),
        (EN, SELDOM, "#TVA: 3 accounts use it, usual less than one a day (3 posts)"),
        (
            FR,
            SELDOM,
            "#TVA~: 3 comptes en parlent, contre moins d'un par jour d'ordinaire (3 publications)",
        ),
    ],
)
def test_a_hashtag_is_compared_by_its_accounts(words: Words, tag: Tag, sentence: str) -> None:
    whole = select(POSTS, ACCOUNTS, NOW - DAY, NOW, Findings(rising=(tag,)))
    assert f"• {sentence}" in body(front(words, whole, DAILY)).split("\n")


def test_what_rises_stands_in_one_line_with_its_multiplier() -> None:
    rising = (FINDINGS.rising[1], NEW, SELDOM)
    whole = select(POSTS, ACCOUNTS, NOW - DAY, NOW, Findings(rising=rising))
    english, french = (body(front(words, whole, DAILY)).split("\n") for words in (EN, FR))
    assert "Rising: #tag1 ×3.2 · #PDP new · #TVA ×3" in english
    assert "En hausse~: #tag1 ×3,2 · #PDP (nouveau) · #TVA ×3" in french


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("Notre offre\n\n#facturation #TVA", "Notre offre"),
        ("Notre offre\n#facturation\n\n#TVA\n", "Notre offre"),
        ("Tout sur la #TVA", "Tout sur la #TVA"),
        ("Notre offre\n#1 en Europe", "Notre offre #1 en Europe"),
        ("#facturation #TVA", "#facturation #TVA"),
        ("\n#facturation\n#TVA", "#facturation"),
    ],
)
def test_hashtags_on_lines_of_their_own_at_the_end_are_left_to_the_thread(
    text: str, quoted: str
) -> None:
    message = front(EN, content([post(1, text)], ACCOUNTS), DAILY)
    assert message.title == f"{DURAND}: “{quoted}”"
    (whole,) = everything(EN, content([post(1, text)], ACCOUNTS))
    assert f"“{' '.join(text.split())}”" in read(whole)


SILENT = Unusual("KPL", "x", Silence(NOW - 30 * DAY, 30 * DAY, 4.5))


def test_firms_stand_under_what_they_are_to_us() -> None:
    competitor = Owner(FirmId(1), DURAND, Relation.COMPETITOR)
    own = Owner(FirmId(2), "We", Relation.OWN)
    posts = [
        replace(post(1, "Ours", "ours"), owner=own),
        replace(post(2, "Theirs"), owner=competitor),
        replace(post(3, "Somebody's", "x"), watch_id=WatchId(3)),
    ]
    quiet = replace(account(7, "Nord on X", network="x"), owner=competitor)
    text = body(front(EN, content(posts, [quiet]), DAILY))
    headings = [line for line in text.split("\n") if line in SECTIONS]
    assert headings == ["Competitors", "Others", "Your own accounts"]
    assert "No post: Cabinet Durand (X)." in text


SECTIONS = ("Competitors", "Others", "Your own accounts", "Partners", "Clients", "Models")


def test_a_firm_whose_accounts_were_all_quiet_is_named_once() -> None:
    nord = Owner(FirmId(2), NORD)
    quiet = [replace(account(n, f"Nord {n}"), owner=nord) for n in range(3)]
    text = body(front(EN, content([post(1, "Words")], quiet), DAILY))
    assert "No post: Fiduciaire Nord." in text


@pytest.mark.parametrize(
    ("words", "sentence", "button"),
    [
        (EN, "This week: 34 alerts, 21 of them from Durand.", "Durand: digest only"),
        (FR, "Cette semaine~: 34 alertes, dont 21 de Durand.", "Durand~: synthèse uniquement"),
    ],
)
def test_after_a_week_the_digest_says_how_many_alerts_came(
    words: Words, sentence: str, button: str
) -> None:
    tally = Findings(tally=Tally(34, 21, "Durand", WatchId(5)))
    message = front(words, select(POSTS, ACCOUNTS, NOW - DAY, NOW, tally), DAILY)
    assert sentence in body(message).split("\n")
    only = message.buttons[1]
    assert (visible(only.label), only.command) == (button, "watch watch:5 only:digest")
    assert len(message.buttons) == 3


def test_the_weekly_recap_is_offered_with_its_button() -> None:
    whole = select(POSTS, ACCOUNTS, NOW - DAY, NOW, Findings(offer=True))
    message = front(EN, whole, DAILY)
    assert "A recap of each week can come here too" in body(message)
    assert [one.command for one in message.buttons] == [
        "digest all",
        "digest weekly on",
        "settings",
    ]


def test_the_button_for_all_publications_names_the_digest_and_shows_where_some_are_left_out() -> (
    None
):
    whole = content(POSTS, ACCOUNTS)
    assert front(EN, whole, Occasion(row=12)).buttons[0].command == "digest all 12"
    few = content(POSTS[:2], ACCOUNTS)
    assert front(EN, few, Occasion(row=12)).buttons[0].command == "list"


def test_where_names_are_left_out_a_button_shows_them_all() -> None:
    many = [account(n, f"Cabinet {n}", "unread") for n in range(30)]
    whole = content([], many)
    message = front(EN, whole, DAILY)
    assert "+18." in body(message)
    assert (message.buttons[0].label, message.buttons[0].command) == (
        "The whole list",
        "digest all",
    )
    listed = "".join(map(read, everything(EN, whole)))
    assert all(f"Cabinet {n}" in listed for n in range(30))
