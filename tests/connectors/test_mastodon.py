from __future__ import annotations

from dataclasses import replace

import pytest

from bot.demo.fediverse import Fediverse
from connectors.errors import Transient
from connectors.mastodon import Mastodon, MastodonConfig
from connectors.types import Answer, Kind, Request
from tests.connectors.driving import Driver, again, driving, due
from tests.connectors.fediverse import AT, after, host
from tests.conversations import answer, play

# What people type


@pytest.mark.parametrize(
    ("text", "kind", "canonical", "host", "exact"),
    [
        ("@fiteco@masto.example", Kind.ACCOUNT, "fiteco@masto.example", "masto.example", True),
        ("Fiteco@Mastodon.Social", Kind.ACCOUNT, "Fiteco@mastodon.social", "mastodon.social", True),
        ("@u@127.0.0.1:3000", Kind.ACCOUNT, "u@127.0.0.1:3000", "127.0.0.1:3000", True),
        ("@u@[::1]:3000", Kind.ACCOUNT, "u@[::1]:3000", "[::1]:3000", True),
        ("@u@médias.fr", Kind.ACCOUNT, "u@xn--mdias-bsa.fr", "xn--mdias-bsa.fr", True),
        ("@fiteco", Kind.ACCOUNT, "fiteco", None, False),
        ("mastodon:fiteco", Kind.ACCOUNT, "fiteco", None, False),
        ("masto: @fiteco@piaille.fr", Kind.ACCOUNT, "fiteco@piaille.fr", "piaille.fr", True),
        ("https://piaille.fr/@fiteco", Kind.ACCOUNT, "fiteco@piaille.fr", "piaille.fr", True),
        ("https://piaille.fr/@fiteco/11402", Kind.ACCOUNT, "fiteco@piaille.fr", "piaille.fr", True),
        ("https://piaille.fr/@a@b.example", Kind.ACCOUNT, "a@b.example", "b.example", True),
        ("https://piaille.fr/@fiteco.rss", Kind.ACCOUNT, "fiteco@piaille.fr", "piaille.fr", True),
        ("https://piaille.fr/web/@fiteco", Kind.ACCOUNT, "fiteco@piaille.fr", "piaille.fr", True),
        ("https://a.example/users/b/statuses/1", Kind.ACCOUNT, "b@a.example", "a.example", True),
        ("http://127.0.0.1:3000/@u", Kind.ACCOUNT, "u@127.0.0.1:3000", "127.0.0.1:3000", True),
        ("https://piaille.fr/tags/Fiscalité", Kind.HASHTAG, "Fiscalité", "piaille.fr", False),
        ("#fiscalité", Kind.HASHTAG, "fiscalité", None, False),
        ("＃tva2026", Kind.HASHTAG, "tva2026", None, False),
    ],
)  # fmt: skip
def test_a_handle_link_or_hashtag_is_understood(
    text: str, kind: Kind, canonical: str, host: str | None, exact: bool
) -> None:
    lead = Mastodon(MastodonConfig()).parse_target(text)
    assert lead is not None
    assert (lead.kind, lead.text, lead.host, lead.exact) == (kind, canonical, host, exact)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "fiteco",
        "@fiteco.bsky.social",
        "@lemonde.fr",
        "@a b",
        "@a@b",
        "@a@b:99999",
        "@a@-b.fr",
        "#2026",
        "#",
        "https://medium.com/@fiteco",
        "https://www.threads.net/@fiteco",
        "https://www.youtube.com/@fiteco",
        "https://www.tiktok.com/@fiteco",
        "https://bsky.app/profile/fiteco.fr",
        "https://fiteco.medium.com/@x",
        "https://stackoverflow.com/users/12/x",
        "https://example.org/blog/@x",
        "https://example.org/",
        "https://@x/@y",
        "ftp://piaille.fr/@fiteco",
        "mastodon://x",
        "mastodon:mastodon:" * 40,
    ],
)
def test_what_is_not_mastodons_is_left_alone(text: str) -> None:
    assert Mastodon(MastodonConfig()).parse_target(text) is None


# Who is meant


async def test_an_account_is_asked_at_its_own_server(world: Fediverse, mastodon: Driver) -> None:
    world.add("fiteco", "Fiteco", followers=42)
    world.post("fiteco", "Bonjour", AT)
    found = await mastodon.found(f"@FITECO@{host(world)}")
    assert [(one.handle, one.name, one.followers, one.proof) for one in found] == [
        (f"fiteco@{host(world)}", "Fiteco", 42, "exact")
    ]
    assert found[0].key == f"{world.origin}/users/fiteco"
    assert found[0].sample is not None
    assert found[0].sample.text == "Bonjour"
    assert found[0].last_post_at == AT


async def test_plain_http_is_tried_after_https_on_an_explicit_port(world: Fediverse) -> None:
    world.post("fiteco", "Bonjour", AT)
    config = MastodonConfig(mastodon_url="https://central.example")
    async with driving(Mastodon(config)) as mastodon:
        found = await mastodon.found(f"@fiteco@{host(world)}")
        assert [one.url for one in found] == [f"{world.origin}/@fiteco"]
        [look] = await mastodon.looks(due(found[0]))
    assert [post.text for post in look.posts] == ["Bonjour"]


def test_a_host_without_port_is_never_asked_over_plain_http() -> None:
    connector = Mastodon(MastodonConfig())
    lead = connector.parse_target("@a@piaille.fr")
    assert lead is not None
    urls = []

    def down(request: Request) -> Transient:
        urls.append(request.url)
        return Transient("down", lane_wide=True)

    with pytest.raises(Transient):
        play(connector.identify(lead), down)
    assert urls == ["https://piaille.fr/api/v1/accounts/lookup"]


async def test_a_sample_is_the_newest_post_of_ones_own(world: Fediverse, mastodon: Driver) -> None:
    other = world.post("other", "not mine", AT)
    world.post("fiteco", "mine", after(1))
    world.post("fiteco", "@other yes", after(2), replies_to=other)
    world.boost("fiteco", other, after(3))
    world.post("fiteco", "for friends", after(4), visibility="private")
    found = await mastodon.found(f"@fiteco@{host(world)}")
    assert found[0].sample is not None
    assert found[0].sample.text == "mine"


async def test_a_bare_name_gives_exact_names_first(world: Fediverse, mastodon: Driver) -> None:
    world.add("fiteco_fans", followers=900)
    world.add("fiteco", followers=3)
    found = await mastodon.found("@Fiteco")
    assert [(one.handle.partition("@")[0], one.proof) for one in found] == [
        ("fiteco", "exact"),
        ("fiteco_fans", "similar"),
    ]


async def test_nobody_is_an_empty_answer(world: Fediverse, mastodon: Driver) -> None:
    assert await mastodon.found(f"@nobody@{host(world)}") == []
    assert await mastodon.found("@nobody") == []
    world.add("was", gone=410)
    assert await mastodon.found(f"@was@{host(world)}") == []


async def test_a_moved_account_says_so(world: Fediverse, mastodon: Driver) -> None:
    world.add("new")
    world.add("old", moved_to="new")
    found = await mastodon.found(f"@old@{host(world)}")
    assert [(one.handle, one.note) for one in found] == [(f"old@{host(world)}", "account_moved")]


async def test_a_name_found_elsewhere_is_looked_up_at_home_by_the_first_look(
    world: Fediverse, mastodon: Driver
) -> None:
    world.post("fiteco", "Bonjour", AT)
    stranger = due(replace((await mastodon.found("@fiteco"))[0], ref=""))
    [first] = await mastodon.looks(stranger)
    assert [post.text for post in first.posts] == ["Bonjour"]
    lookups = world.requests["/api/v1/accounts/lookup"]
    await mastodon.looks(again(stranger, first))
    assert world.requests["/api/v1/accounts/lookup"] == lookups


def test_a_domain_may_point_to_another_server_by_webfinger() -> None:
    connector = Mastodon(MastodonConfig())
    lead = connector.parse_target("@a@example.org")
    assert lead is not None
    link = {"rel": "self", "href": "https://social.example.org/users/a"}
    entity = {"id": "1", "username": "a", "acct": "a", "url": "https://social.example.org/@a"}

    def respond(request: Request) -> Answer:
        if "webfinger" in request.url:
            assert request.params == (("resource", "acct:a@example.org"),)
            return answer({"links": [link]})
        if request.url == "https://social.example.org/api/v1/accounts/lookup":
            return answer(entity)
        return answer(
            [] if "statuses" in request.url else {"error": "no"},
            200 if "statuses" in request.url else 404,
        )

    found, _ = play(connector.identify(lead), respond)
    assert [(one.handle, one.host, one.ref) for one in found] == [
        ("a@example.org", "social.example.org", "1")
    ]
