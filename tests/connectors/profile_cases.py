"""Small answers of each network to who somebody is, and what must be read of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from connectors.errors import ConnectorError, Transient
from connectors.types import Account, Answer, Batch, Due, Look, Profile, Request
from tests.connectors import recorded
from tests.connectors.driving import again, due
from tests.conversations import Respond, play

SITE = "https://fiteco.example"
ABOUT = f"Experts-comptables. {SITE}/blog"
LINKED = f'<p>Experts-comptables. <a href="{SITE}/blog">fiteco.example/b…</a></p>'
DID = "did:plc:fiteco"

PERSON = {
    "id": "7",
    "username": "fiteco",
    "acct": "fiteco",
    "url": "https://m.example/@fiteco",
    "uri": "https://m.example/users/fiteco",
    "display_name": "Fiteco",
    "note": LINKED,
    "fields": [
        {"name": "Site", "value": f'<a href="{SITE}">x</a>', "verified_at": "2026-01-01T00:00:00Z"},
        {"name": "Autre", "value": "https://autre.example", "verified_at": None},
    ],
    "avatar": "https://files.m.example/a.png?1",
    "statuses_count": 3,
    "last_status_at": "2026-03-01",
}
STATUS = {
    "id": "1",
    "uri": "https://m.example/users/fiteco/statuses/1",
    "content": "<p>Un</p>",
    "created_at": "2026-03-01T08:00:00.000Z",
    "account": PERSON,
}
OF_PERSON = Profile(
    name="Fiteco",
    bio="Experts-comptables. fiteco.example/b…",
    links=(SITE, "https://autre.example", f"{SITE}/blog"),
    verified=(SITE,),
    picture="https://files.m.example/a.png",
)
ACTOR = {
    "did": DID,
    "handle": "fiteco.example",
    "displayName": "Fiteco",
    "description": ABOUT,
    "website": "fiteco.example",
    "avatar": "https://cdn.bsky.app/img/avatar/plain/did/cid@jpeg",
    "pinnedPost": {"uri": f"at://{DID}/app.bsky.feed.post/1", "cid": "c"},
    "postsCount": 3,
}
OF_ACTOR = Profile(
    name="Fiteco",
    bio=ABOUT,
    links=(SITE, f"{SITE}/blog"),
    picture="https://cdn.bsky.app/img/avatar/plain/did/cid@jpeg",
    pinned=f"at://{DID}/app.bsky.feed.post/1",
)
USER = {
    "id": "1000",
    "username": "fiteco",
    "name": "Fiteco",
    "description": "Experts-comptables &amp; conseil. https://t.co/b",
    "url": "https://t.co/a",
    "entities": {
        "url": {"urls": [{"url": "https://t.co/a", "expanded_url": SITE}]},
        "description": {"urls": [{"url": "https://t.co/b", "expanded_url": f"{SITE}/blog"}]},
    },
    "profile_image_url": "https://pbs.twimg.com/profile_images/1/a_normal.jpg",
    "most_recent_tweet_id": "9",
    "pinned_tweet_id": "8",
}
OF_USER = Profile(
    name="Fiteco",
    bio=f"Experts-comptables & conseil. {SITE}/blog",
    links=(SITE, f"{SITE}/blog"),
    picture="https://pbs.twimg.com/profile_images/1/a_normal.jpg",
    pinned="8",
)
BUSINESS = {
    "business_discovery": {
        "id": "178",
        "username": "fiteco",
        "name": "Fiteco",
        "biography": ABOUT,
        "website": f"{SITE}/",
        "profile_picture_url": "https://scontent.example/p.jpg?signed=1",
        "media_count": 0,
        "media": {"data": []},
    }
}
OF_BUSINESS = Profile("Fiteco", ABOUT, (f"{SITE}/", f"{SITE}/blog"))
HEADER = (
    "<div class='tgme_channel_info'><div class='tgme_channel_info_header_title'>Fiteco</div>"
    "<div class='tgme_channel_info_header_username'><a>@fiteco</a></div>"
    "<i class='tgme_page_photo_image'><img src='https://cdn4.telesco.pe/file/a.jpg'></i>"
    f"<div class='tgme_channel_info_description'>Experts-comptables.<br><a href='{SITE}/blog'>"
    f"{SITE}/blog</a></div></div><section class='tgme_channel_history'>"
    "<div class='tgme_widget_message' data-post='fiteco/1'>"
    "<div class='tgme_widget_message_text'>Un</div></div></section>"
)
OF_HEADER = Profile("Fiteco", f"Experts-comptables.\n{SITE}/blog", (f"{SITE}/blog",))
RSS = (
    '<?xml version="1.0"?><rss version="2.0"><channel><title>Fiteco</title><link>/fr</link>'
    "<description>Experts-comptables</description>"
    "<item><guid>1</guid><title>Un</title><link>/1</link></item></channel></rss>"
)
ATOM = (
    '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Fiteco</title>'
    '<link href="https://www.youtube.com/channel/UC"/><entry><id>yt:video:a</id><title>Un</title>'
    '<link href="https://www.youtube.com/watch?v=a"/></entry></feed>'
)
CHANNEL = f"UC{7:022d}"
YOUTUBE_KEY = {"youtube_api_key": "k"}
SNIPPET = {"title": "Fiteco", "description": ABOUT, "customUrl": "@fiteco"}


@dataclass(frozen=True, slots=True)
class Case:
    """`answers`: by a part of the address that is asked. `named`: what is typed or looked at."""

    network: str
    named: Any
    answers: Mapping[str, Any]
    profile: Profile | None
    settings: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.network} {self.named if isinstance(self.named, str) else ''}"


META = {"meta_access_token": "t", "instagram_user_id": "1"}
REDDIT = {"reddit_client_id": "i", "reddit_client_secret": "s"}
FOUND = [
    Case("mastodon", "@fiteco@m.example", {"lookup": PERSON}, OF_PERSON),
    Case("bluesky", "fiteco.bsky.social", {"getProfile?": ACTOR}, OF_ACTOR),
    Case("x", "x:fiteco", {"/2/users/by": {"data": [USER]}}, OF_USER, {"x_bearer_token": "t"}),
    Case("instagram", "instagram:fiteco", {"/1?": BUSINESS}, OF_BUSINESS, META),
    Case(
        "facebook",
        "facebook:fiteco",
        {
            "/fiteco?": {
                "id": "10",
                "name": "Fiteco",
                "about": "Conseil",
                "website": "fiteco.example",
            }
        },
        Profile("Fiteco", "Conseil", (SITE,)),
        META,
    ),
    Case(
        "threads",
        "threads:fiteco",
        {"profile_lookup": {"username": "fiteco", "name": "Fiteco", "biography": ABOUT}},
        Profile("Fiteco", ABOUT, (f"{SITE}/blog",)),
        {"threads_access_token": "t"},
    ),
    Case("telegram", "telegram:fiteco", {"/s/fiteco": HEADER}, OF_HEADER),
    Case(
        "youtube",
        "youtube:@fiteco",
        {"channels?": {"kind": "k", "items": [{"id": CHANNEL, "snippet": SNIPPET}]}},
        Profile("Fiteco", ABOUT, (f"{SITE}/blog",)),
        YOUTUBE_KEY,
    ),
    Case("youtube", f"youtube:{CHANNEL}", {"feeds/": ATOM}, Profile("Fiteco")),
    Case(
        "reddit",
        "r/compta",
        {
            "/r/compta/new": {"data": {"children": []}},
            "/r/compta/about": {"data": {"title": "La compta", "public_description": ABOUT}},
        },
        Profile("La compta", ABOUT, (f"{SITE}/blog",)),
        REDDIT,
    ),
    Case(
        "hackernews",
        "hn:fiteco",
        {"users/fiteco": {"username": "fiteco", "about": f'Us: <a href="{SITE}">x</a>'}},
        Profile(bio="Us: x", links=(SITE,)),
    ),
    Case(
        "linkedin",
        "linkedin.com/company/fiteco",
        {
            "organizations?": {
                "elements": [
                    {
                        "id": 1,
                        "vanityName": "fiteco",
                        "localizedName": "Fiteco",
                        "localizedWebsite": SITE,
                    }
                ]
            },
            "organizationAcls": {"elements": []},
            "posts?": {"elements": []},
        },
        Profile("Fiteco", None, (SITE,)),
        {"linkedin_access_token": "t"},
    ),
    Case(
        "feed",
        "https://fiteco.example/feed",
        {"/feed": RSS},
        Profile("Fiteco", "Experts-comptables", (f"{SITE}/fr",)),
    ),
    Case(
        "lemmy",
        "!compta@fiteco.example",
        {"/feeds/": RSS},
        Profile("Fiteco", "Experts-comptables", (f"{SITE}/fr",)),
    ),
    Case("news", "news:fiteco", {"/rss": RSS}, None),
]


HANDLES = {"mastodon": "fiteco@m.example", "bluesky": ACTOR["handle"]}


def account(network: str, ref: str = "7", key: str = "") -> Account:
    host, handle = "m.example", str(HANDLES.get(network, "fiteco"))
    return Account(network, key or ref, handle, "Fiteco", f"https://{host}/", host, ref)


PEOPLE = [account("mastodon", ref=str(number)) for number in (7, 8, 9)]
LOOKED = [
    Case("mastodon", [account("mastodon")], {"/7/statuses": [STATUS]}, OF_PERSON),
    Case("mastodon", PEOPLE, {"accounts?": [PERSON], "statuses": [STATUS]}, OF_PERSON),
    Case(
        "bluesky",
        [account("bluesky", ref=DID), account("bluesky", ref="did:plc:b")],
        {"getProfiles": {"profiles": [ACTOR]}, "getAuthorFeed": {"feed": []}},
        OF_ACTOR,
    ),
    Case("bluesky", [account("bluesky", ref=DID)], {"getAuthorFeed": {"feed": []}}, None),
    Case("instagram", [account("instagram", ref="fiteco", key="178")], {"/1?": BUSINESS},
         OF_BUSINESS, META),
    Case("telegram", [account("telegram", ref="fiteco")], {"/s/fiteco": HEADER}, OF_HEADER),
    Case("youtube", [account("youtube", ref=CHANNEL)], {"feeds/": ATOM}, Profile("Fiteco")),
    Case("feed", [account("feed", ref="https://fiteco.example/feed")], {"/feed": RSS},
         Profile("Fiteco", "Experts-comptables", (f"{SITE}/fr",))),
    Case("mastodon", [account("mastodon", ref="rss:/@fiteco.rss")], {".rss": RSS},
         Profile("Fiteco")),
]  # fmt: skip


def answering(case: Case, changes: Mapping[str, Any] | None = None) -> Respond:
    answers = {**case.answers, **(changes or {})}
    connector = recorded.build(case.network, case.settings)

    def respond(request: Request) -> Answer | ConnectorError:
        asked = f"{request.url}?{urlencode(request.params)}"
        told = next((value for part, value in answers.items() if part in asked), None)
        if told is None:
            return Transient("nothing is written for this question")
        body = told if isinstance(told, str) else json.dumps(told)
        return recorded.heard(connector, request, Answer(200, request.url, {}, body.encode()))

    return respond


def identified(case: Case, changes: Mapping[str, Any] | None = None) -> Profile | None:
    connector = recorded.build(case.network, case.settings)
    lead = connector.parse_target(case.named)
    assert lead is not None
    found, _ = play(connector.identify(lead), answering(case, changes))
    return found[0].profile


def looked(
    case: Case, before: tuple[Due, Look] | None = None, changes: Mapping[str, Any] | None = None
) -> tuple[Due, Look]:
    """The look at the first of those watched with the others, and what was due."""
    connector = recorded.build(case.network, case.settings)
    dues = [due(one, number=number) for number, one in enumerate(case.named, 1)]
    if before:
        dues[0] = again(*before)
    looks, _ = play(connector.look(Batch(tuple(dues))), answering(case, changes))
    return dues[0], looks[dues[0].target.id]
