"""Servers that want a token."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pydantic import SecretStr

from bot.demo.fediverse import Fediverse
from connectors.errors import CredentialRejected, NeedsApproval
from connectors.mastodon import Mastodon, MastodonConfig
from connectors.types import Coverage
from tests.connectors.driving import Driver, again, due
from tests.connectors.fediverse import AT, after, host, watched
from tests.conversations import answer, play


async def test_a_closed_server_is_read_by_rss(world: Fediverse, mastodon: Driver) -> None:
    world.post("fiteco", "Bonjour #tva", AT)
    world.closed = True
    found = await mastodon.found(f"@fiteco@{host(world)}")
    assert [(one.note, one.sample and one.sample.text) for one in found] == [
        ("needs_token_rss_used", "Bonjour #tva")
    ]
    target = due(found[0])
    [first] = await mastodon.looks(target)
    world.post("fiteco", "Encore", after(1))
    [look] = await mastodon.looks(again(target, first))
    assert [post.text for post in look.posts] == ["Encore", "Bonjour #tva"]
    assert look.coverage is Coverage.COMPLETE
    [quiet] = await mastodon.looks(again(target, look))
    assert quiet.unchanged


async def test_a_closed_server_without_rss_asks_for_a_token(
    world: Fediverse, mastodon: Driver
) -> None:
    world.closed = True
    with pytest.raises(NeedsApproval) as refused:
        await mastodon.found(f"@nobody@{host(world)}")
    assert refused.value.what == "mastodon_token"


async def test_closed_hashtags_are_read_by_rss(world: Fediverse, mastodon: Driver) -> None:
    world.post("fiteco", "Bonjour #tva", AT)
    world.hashtag_feeds = "authenticated"
    found = await mastodon.found("#tva")
    assert found[0].note == "needs_token_rss_used"
    [look] = await mastodon.looks(due(found[0]))
    assert [post.author_handle for post in look.posts] == [f"fiteco@{host(world)}"]


async def test_the_token_goes_to_the_configured_server_only(world: Fediverse) -> None:
    config = MastodonConfig(mastodon_url=world.origin, mastodon_token=SecretStr("tok-secret"))
    connector = Mastodon(config)
    credential = connector.credential(host(world))
    assert credential
    assert "secret" not in credential
    assert connector.credential("piaille.fr") == ""
    lead = connector.parse_target("@a@piaille.fr")
    assert lead is not None
    _, asked = play(connector.identify(lead), lambda _: answer({"error": "x"}, 404))
    assert asked
    assert not any(request.auth for request in asked)
    assert "tok-secret" not in repr(config)


def test_a_refused_token_names_its_setting() -> None:
    config = MastodonConfig(mastodon_url="https://m.example", mastodon_token=SecretStr("t"))
    body = {"error": "The access token is invalid"}
    refused = Mastodon(config).refusal(answer(body, 401, "https://m.example/api/v2/search"))
    assert isinstance(refused, CredentialRejected)
    assert refused.setting == "MASTODON_TOKEN"
    elsewhere = Mastodon(config).refusal(answer(body, 401, "https://evil.example/api"))
    assert isinstance(elsewhere, NeedsApproval)


async def test_a_name_found_elsewhere_on_a_closed_server_is_read_by_rss(
    world: Fediverse, mastodon: Driver
) -> None:
    world.post("fiteco", "Bonjour", AT)
    known = replace((await mastodon.found("@fiteco"))[0], ref="")
    world.closed = True
    [first] = await mastodon.looks(due(known))
    assert [post.text for post in first.posts] == ["Bonjour"]
    [second] = await mastodon.looks(again(due(known), first))
    assert second.unchanged


async def test_posts_are_read_again(world: Fediverse, mastodon: Driver) -> None:
    kept, gone = world.post("a", "un", AT), world.post("a", "deux", after(1))
    boost = world.boost("a", kept, after(2))
    [look] = await mastodon.looks(await watched(mastodon, f"a@{host(world)}"))
    world.edit(kept, "un, corrigé", after(3))
    world.delete(gone)
    now = await mastodon.run(mastodon.connector.reread(look.posts))
    texts = {key: post.text if post else None for key, post in now.items()}
    page = f"{world.origin}/users/a/statuses"
    assert texts == {
        f"{page}/{kept}": "un, corrigé",
        f"{page}/{gone}": None,
        f"{page}/{boost}/activity": "un, corrigé",
    }
