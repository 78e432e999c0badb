"""What each network is asked for the same searches, word for word."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from pydantic import SecretStr

from connectors.base import Connector
from connectors.bluesky import Bluesky, BlueskyConfig
from connectors.errors import ConnectorError
from connectors.hackernews import HackerNews
from connectors.instagram import Instagram, InstagramConfig
from connectors.mastodon import Mastodon, MastodonConfig
from connectors.news import News
from connectors.parsing.feed import JSON, ParsedFeed
from connectors.query import (
    All,
    Expr,
    From,
    Has,
    Language,
    MediaKind,
    Not,
    Phrase,
    Some,
    Tagged,
    Word,
)
from connectors.reddit import Reddit
from connectors.threads import Threads, ThreadsConfig
from connectors.types import Answer, Query, Request
from connectors.x import X
from connectors.youtube import YouTube, YouTubeConfig
from tests.conversations import answer, play

SECRET = SecretStr("secret")
NETWORKS: dict[str, Callable[[], Connector]] = {
    "x": X,
    "bluesky": lambda: Bluesky(
        BlueskyConfig(bluesky_identifier="me.fr", bluesky_app_password=SECRET)
    ),
    "mastodon": lambda: Mastodon(MastodonConfig(mastodon_token=SECRET)),
    "mastodon as a guest": Mastodon,
    "threads": lambda: Threads(ThreadsConfig(threads_access_token=SECRET)),
    "instagram": lambda: Instagram(
        InstagramConfig(meta_access_token=SECRET, instagram_user_id="1")
    ),
    "youtube": lambda: YouTube(YouTubeConfig(youtube_api_key=SECRET)),
    "reddit": Reddit,
    "hackernews": HackerNews,
    "news": News,
}
FACTURE, PAIE, TVA = Word("facture"), Word("paie"), Tagged("tva")
PHRASE = Phrase("facture électronique")
EXPRESSIONS: dict[str, Expr] = {
    "word": FACTURE,
    "words": All((FACTURE, PAIE)),
    "phrase": PHRASE,
    "tag": TVA,
    "tag and word": All((TVA, FACTURE)),
    "either": Some((PHRASE, TVA)),
    "either words": Some((FACTURE, PAIE)),
    "either and": All((Some((FACTURE, PAIE)), Word("stage"))),
    "not": All((FACTURE, Not(Phrase("offre d'emploi")), Not(PAIE))),
    "author": All((FACTURE, From("durand.fr"))),
    "french with a picture": All((PHRASE, Language("fr"), Has(MediaKind.IMAGE))),
    "hostile": All((Word('a"OR'), Word("from:me"), FACTURE)),
}
TABLE: dict[str, dict[str, tuple[str, ...]]] = {
    "x": {
        "word": ("(facture OR #facture) -is:retweet",),
        "words": ("facture paie -is:retweet",),
        "phrase": ('"facture électronique" -is:retweet',),
        "tag": ("#tva -is:retweet",),
        "tag and word": ("#tva facture -is:retweet",),
        "either": ('("facture électronique" OR #tva) -is:retweet',),
        "either words": ("(facture OR paie) -is:retweet",),
        "either and": ("(facture OR paie) stage -is:retweet",),
        "not": ('(facture OR #facture) -"offre d\'emploi" -paie -is:retweet',),
        "author": ("(facture OR #facture) -is:retweet",),
        "french with a picture": ('"facture électronique" lang:fr has:images -is:retweet',),
        "hostile": ('"a OR" "from:me" facture -is:retweet',),
    },
    "bluesky": {
        "word": ("facture",),
        "words": ("facture paie",),
        "phrase": ('"facture électronique"',),
        "tag": ("#tva & tag=tva",),
        "tag and word": ("#tva facture & tag=tva",),
        "either": ('"facture électronique"', "#tva"),
        "either words": ("facture", "paie"),
        "either and": ("facture stage", "paie stage"),
        "not": ("facture",),
        "author": ("facture & author=durand.fr",),
        "french with a picture": ('"facture électronique" & lang=fr',),
        "hostile": ('"a OR" "from:me" facture',),
    },
    "mastodon": {
        "word": ("#facture",),
        "words": (),
        "phrase": ('"facture électronique"',),
        "tag": ("#tva",),
        "tag and word": ("#tva",),
        "either": ('"facture électronique"', "#tva"),
        "either words": ("facture", "paie"),
        "either and": ("facture stage", "paie stage"),
        "not": ('facture -"offre d\'emploi" -paie', "#facture"),
        "author": ("#facture",),
        "french with a picture": ('"facture électronique" language:fr has:image',),
        "hostile": ('"a OR" "from:me" facture',),
    },
    "mastodon as a guest": {
        "word": ("#facture",),
        "words": (),
        "phrase": (),
        "tag": ("#tva",),
        "tag and word": ("#tva",),
        "either": ("#tva",),
        "either words": (),
        "either and": (),
        "not": ("#facture",),
        "author": ("#facture",),
        "french with a picture": (),
        "hostile": (),
    },
    "threads": {
        "word": ("KEYWORD facture",),
        "words": ("KEYWORD facture paie",),
        "phrase": ("KEYWORD facture électronique",),
        "tag": ("TAG tva",),
        "tag and word": ("TAG tva",),
        "either": ("KEYWORD facture électronique", "TAG tva"),
        "either words": ("KEYWORD facture", "KEYWORD paie"),
        "either and": ("KEYWORD facture stage", "KEYWORD paie stage"),
        "not": ("KEYWORD facture",),
        "author": ("KEYWORD facture",),
        "french with a picture": ("KEYWORD facture électronique",),
        "hostile": ("KEYWORD a OR from me facture",),
    },
    "instagram": {
        "word": (),
        "words": (),
        "phrase": (),
        "tag": ("tva",),
        "tag and word": ("tva",),
        "either": ("tva",),
        "either words": (),
        "either and": (),
        "not": (),
        "author": (),
        "french with a picture": (),
        "hostile": (),
    },
    "youtube": {
        "word": ("facture",),
        "words": ("facture paie",),
        "phrase": ('"facture électronique"',),
        "tag": ("#tva",),
        "tag and word": ("#tva facture",),
        "either": ('"facture électronique"|#tva',),
        "either words": ("facture|paie",),
        "either and": ("facture|paie stage",),
        "not": ("facture -paie",),
        "author": ("facture",),
        "french with a picture": ('"facture électronique"',),
        "hostile": ('"a OR" "from:me" facture',),
    },
    "reddit": {
        "word": ("facture",),
        "words": ("facture paie",),
        "phrase": ('"facture électronique"',),
        "tag": (),
        "tag and word": (),
        "either": ('"facture électronique"',),
        "either words": ("facture OR paie",),
        "either and": ("(facture OR paie) stage",),
        "not": ('facture NOT "offre d\'emploi" NOT paie',),
        "author": ("facture",),
        "french with a picture": ('"facture électronique"',),
        "hostile": ('"a OR" "from:me" facture',),
    },
    "hackernews": {
        "word": ("facture",),
        "words": ("facture paie",),
        "phrase": ('"facture électronique"',),
        "tag": ("tva",),
        "tag and word": ("tva facture",),
        "either": ('"facture électronique"', "tva"),
        "either words": ("facture", "paie"),
        "either and": ("facture stage", "paie stage"),
        "not": ("facture",),
        "author": ("facture",),
        "french with a picture": ('"facture électronique"',),
        "hostile": ('"a OR" "from:me" facture',),
    },
    "news": {
        "word": ("facture",),
        "words": ("facture paie",),
        "phrase": ('"facture électronique"',),
        "tag": (),
        "tag and word": (),
        "either": ('"facture électronique"',),
        "either words": ("facture OR paie",),
        "either and": ("facture OR paie stage",),
        "not": ('facture -"offre d\'emploi" -paie',),
        "author": ("facture",),
        "french with a picture": ('"facture électronique"',),
        "hostile": ('"a OR" "from:me" facture',),
    },
}


def heard(request: Request) -> Answer:
    """Nothing found, in the shape that was asked for."""
    if request.parse is not None:
        return Answer(200, request.url, {}, parsed=ParsedFeed(JSON))
    if "/timelines/" in request.url:
        return answer([])
    if request.url.endswith("/ig_hashtag_search"):
        return answer({"data": [{"id": "1"}]})
    lists = ("actors", "posts", "accounts", "statuses", "hashtags", "data", "hits", "items")
    return answer({name: [] for name in lists} | {"kind": "k", "meta": {"result_count": 0}})


def text_of(request: Request) -> str | None:
    """What a request searches posts for, its filters behind it; None: it is about others."""
    url, asked = request.url, dict(request.params)
    tag = url.partition("/api/v1/timelines/tag/")[2]
    if tag:
        return f"#{tag}"
    if url.endswith("/search/recent") or url.endswith("/search_by_date"):
        return asked["query"]
    if url.endswith("/keyword_search"):
        control = asked["q"] == "threads"
        return None if control else f"{asked['search_mode']} {asked['q']}"
    if url.endswith("/ig_hashtag_search"):
        return asked["q"]
    return _filtered(url, request)


def _filtered(url: str, request: Request) -> str | None:
    asked = dict(request.params)
    if url.startswith("https://news.google.com/"):
        return parse_qs(urlsplit(url).query)["q"][0]
    if url.endswith("searchPosts"):
        more = [f"{name}={asked[name]}" for name in ("tag", "author", "lang") if name in asked]
        return " & ".join((asked["q"], *more))
    if url.endswith("/api/v2/search"):
        return asked["q"] if asked.get("type") == "statuses" else None
    searches = url.endswith(("/search.rss", "/youtube/v3/search"))
    return asked["q"] if searches else None


def texts(network: str, wanted: Expr) -> tuple[str, ...]:
    asked: list[str] = []

    def respond(request: Request) -> Answer:
        text = text_of(request)
        if text is not None:
            asked.append(text)
        return heard(request)

    with contextlib.suppress(ConnectorError):
        play(NETWORKS[network]().search(Query(wanted)), respond)
    return tuple(asked)


@pytest.mark.parametrize("network", NETWORKS)
def test_each_network_is_asked_in_its_own_words(network: str) -> None:
    assert {name: texts(network, wanted) for name, wanted in EXPRESSIONS.items()} == TABLE[network]
