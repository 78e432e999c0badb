"""Servers that want a token."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pydantic import SecretStr

from bot.demo.fediverse import Fediverse
from connectors.errors import CredentialRejected, NeedsApproval
from connectors.mastodon import Mastodon, MastodonConfig
from connectors.types import Account, Answer, Batch, Coverage, Look, Request
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


async def test_several_tokens_share_the_targets_and_each_keeps_its_own(world: Fediverse) -> None:
    config = MastodonConfig(mastodon_url=world.origin, mastodon_token=SecretStr("one, two,"))
    connector = Mastodon(config)
    served = {key: connector.credential(host(world), key) for key in map(str, range(50))}
    assert len(set(served.values())) == 2
    assert served == {key: connector.credential(host(world), key) for key in served}
    assert all(connector.auth(credential) for credential in served.values())
    assert connector.auth("unknown") is None


async def test_the_probe_asks_what_a_name_is_asked(world: Fediverse, mastodon: Driver) -> None:
    await mastodon.run(mastodon.connector.probe())
    assert world.requests == {"/api/v2/search": 1}
    world.closed = True
    with pytest.raises(NeedsApproval):
        await mastodon.run(mastodon.connector.probe())


def test_a_page_that_breaks_off_is_partial_and_forgets_nothing() -> None:
    """What was cut off comes with the next look, as new as it was."""
    entries = [
        f"<item><guid>https://closed.example/{n}</guid><link>https://closed.example/@a/{n}</link>"
        f"<description>Number {n}</description></item>"
        for n in (3, 2, 1)
    ]
    whole = f"<rss version='2.0'><channel><title>A</title>{''.join(entries)}</channel></rss>"
    cut = whole[: whole.index("Number 1")]
    account = Account(
        "mastodon", "https://closed.example/users/a", "a@closed.example", "A",
        "https://closed.example/@a", "closed.example", "rss:/@a.rss",
    )  # fmt: skip

    def look(body: str, cursor: str | None) -> Look:
        def respond(request: Request) -> Answer:
            assert request.parse is not None
            content = body.encode()
            return Answer(
                200, request.url, {"etag": body[-9:]}, content, request.parse(content, {})
            )

        batch = Batch((due(account, cursor),))
        (seen,) = play(Mastodon(MastodonConfig()).look(batch), respond)[0].values()
        return seen

    first = look(cut, None)
    assert first.coverage is Coverage.PARTIAL
    second = look(whole, first.cursor)
    assert second.coverage is Coverage.COMPLETE
    assert [post.text for post in second.posts][-1] == "Number 1"
    third = look(cut, second.cursor)
    assert third.coverage is Coverage.PARTIAL
    assert look(whole, third.cursor).coverage is Coverage.COMPLETE
