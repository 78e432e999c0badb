"""An alert and a digest about invented firms, made as the bot makes them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.core.digest import AccountState, DigestPost, Findings, Tag, select
from bot.core.message import Message
from bot.core.model import (
    ChannelId,
    Entry,
    Person,
    PostId,
    StoredPost,
    Watch,
    WatchId,
    WorkspaceId,
)
from bot.render.alerts import Shown, alert
from bot.render.digests import Occasion, front
from bot.render.words import Words
from connectors.types import Kind, Post, Target, TargetId

ZONE = "Europe/Paris"
NOW = datetime(2026, 11, 23, 8, 13, tzinfo=UTC)
DIGEST_FROM = datetime(2026, 11, 20, 7, 30, tzinfo=UTC)
DIGEST_TO = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)

FIRMS = (
    ("Cabinet Durand", "cabinet-durand.example", "bluesky"),
    ("Fiduciaire Nord", "fiduciaire_nord@social.example", "mastodon"),
)
QUIET = ("Audit Sud", "KPL Avocats")
UNREAD = "Juris & Co"

# The median and the most of each firm's reactions.
USUAL = ((25.0, 61), (10.0, 30))
RISING = {
    "en": (Tag("einvoicing", 3.2, 14, 8, 2.5), Tag("PDP", None, 5, 4, 0.0)),
    "fr": (Tag("facturation", 3.2, 14, 8, 2.5), Tag("PlateformeAgréée", None, 5, 4, 0.0)),
}
# Number of the firm, reactions, words.
POSTS: dict[str, tuple[tuple[int, int, str], ...]] = {
    "en": (
        (0, 88, "E-invoicing becomes compulsory: our guide in 5 steps"),
        (0, 41, "VAT on meals: what the new rule changes for you"),
        (0, 12, "Our Lyon office has moved, come and see us"),
        (0, 4, "Our offices are closed from 24 December to 2 January"),
        (1, 23, "We are hiring two payroll assistants in Lille"),
        (1, 9, "Closing the year: the ten papers to gather now"),
    ),
    "fr": (
        (
            0,
            88,
            "La facture électronique devient obligatoire : le guide en 5 étapes des TPE",
        ),
        (0, 41, "TVA sur les repas : ce que la nouvelle règle change pour vous"),
        (0, 12, "Notre bureau de Lyon a déménagé, venez nous voir"),
        (0, 4, "Nos bureaux sont fermés du 24 décembre au 2 janvier"),
        (1, 23, "Nous recrutons deux gestionnaires de paie à Lille"),
        (1, 9, "Clôture de l'exercice : les dix pièces à réunir dès maintenant"),
    ),
}


def alert_of(language: str) -> Message:
    stored = _stored(0, language, NOW - timedelta(minutes=1))
    return alert(Words(language, ZONE, NOW), Shown(Entry(stored, WatchId(1)), _watch()))


def digest_of(language: str) -> Message:
    posts = [_digest_post(place, language) for place in range(len(POSTS[language]))]
    active = [_state(number, name, network) for number, (name, _, network) in enumerate(FIRMS, 1)]
    quiet = [_state(number, name, "mastodon") for number, name in enumerate(QUIET, 3)]
    found = Findings(rising=RISING[language])
    content = select(posts, [*active, *quiet, _unread()], DIGEST_FROM, DIGEST_TO, found)
    return front(Words(language, ZONE, DIGEST_TO), content, Occasion())


def _stored(place: int, language: str, published: datetime) -> StoredPost:
    firm, reactions, text = POSTS[language][place]
    name, handle, network = FIRMS[firm]
    post = Post(
        network=network,
        key=f"post-{place}",
        url=f"https://{network}.example/{handle}/{place}",
        author_key=handle,
        author_handle=handle,
        author_name=name,
        text=text,
        published_at=published,
        reactions=reactions,
    )
    return StoredPost(PostId(place), post, published)


def _digest_post(place: int, language: str) -> DigestPost:
    stored = _stored(place, language, DIGEST_FROM + timedelta(hours=9 * (place + 1)))
    firm, _, _ = POSTS[language][place]
    name, _, network = FIRMS[firm]
    usual, record = USUAL[firm]
    watch = WatchId(firm + 1)
    return DigestPost(stored, watch, name, network, late=False, usual=usual, record=record)


def _watch() -> Watch:
    name, handle, network = FIRMS[0]
    target = Target(
        TargetId(1), network, Kind.ACCOUNT, handle, handle, name, "https://example.com", "", handle
    )
    jane = Person("1", "Jane")
    return Watch(WatchId(1), WorkspaceId(1), ChannelId(1), target, NOW, jane)


def _state(number: int, name: str, network: str) -> AccountState:
    url = "https://example.com"
    return AccountState(WatchId(number), name, network, url, "quiet", DIGEST_TO)


def _unread() -> AccountState:
    since = DIGEST_TO - timedelta(hours=2, minutes=20)
    url = "https://juris.example"
    return AccountState(WatchId(9), UNREAD, "feed", url, "unread", since, "transient")
