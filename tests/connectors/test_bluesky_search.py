"""Searching with and without an app password."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from pydantic import SecretStr

from connectors.bluesky import Bluesky, BlueskyConfig
from connectors.errors import CredentialRejected, NeedsApproval, Transient
from connectors.query import All, Not, Phrase, Some, Tagged, Word
from connectors.types import Batch, Coverage, Kind, Query
from tests.connectors.driving import Driver, again, driving, due
from tests.connectors.sky import AT, account, after, config
from tests.conversations import answer, play
from tests.fakes.bluesky import Sky


async def test_without_a_password_accounts_are_found_and_a_note_says_the_rest(
    sky: Sky, bluesky: Driver
) -> None:
    sky.actor("fiteco.fr", "Fiteco")
    page = await bluesky.run(bluesky.connector.search(Query(Word("fiteco"))))
    assert [one.handle for one in page.accounts] == ["fiteco.fr"]
    assert page.notes == ("bluesky_app_password",)
    with pytest.raises(NeedsApproval):
        await bluesky.run(bluesky.connector.search(Query(Tagged("tva"))))
    with pytest.raises(NeedsApproval):
        await bluesky.found("#tva")


async def test_one_session_serves_all_searches(sky: Sky, signed: Driver) -> None:
    actor = sky.actor("fiteco.fr")
    sky.post(actor, "la #tva change", AT)
    search = signed.connector.search
    pages = await asyncio.gather(*(signed.run(search(Query(Tagged("tva")))) for _ in range(10)))
    assert [[post.text for post in page.posts] for page in pages] == [["la #tva change"]] * 10
    assert (sky.logins, sky.refreshes) == (1, 0)


async def test_an_expired_session_is_refreshed_once_for_all(sky: Sky, signed: Driver) -> None:
    sky.lives = 1
    search = signed.connector.search
    await signed.run(search(Query(Tagged("tva"))))
    sky.lives = 1000
    await asyncio.gather(*(signed.run(search(Query(Tagged("tva")))) for _ in range(10)))
    assert (sky.logins, sky.refreshes) == (1, 1)


async def test_a_revoked_session_is_opened_again(sky: Sky, signed: Driver) -> None:
    sky.lives = 1
    search = signed.connector.search
    await signed.run(search(Query(Tagged("tva"))))
    sky.lives, sky.revoked = 1000, True
    await signed.run(search(Query(Tagged("tva"))))
    assert sky.logins == 2


async def test_a_wrong_password_is_said_once_and_never_tried_again(sky: Sky) -> None:
    async with driving(Bluesky(config(sky, "wrong-pass"))) as bluesky:
        for _ in range(3):
            with pytest.raises(CredentialRejected) as rejected:
                await bluesky.run(bluesky.connector.search(Query(Tagged("tva"))))
            assert rejected.value.setting == "BLUESKY_APP_PASSWORD"
            assert "wrong-pass" not in repr(rejected.value)
    assert sky.logins == 1


async def test_a_server_in_trouble_is_not_a_wrong_password(sky: Sky, signed: Driver) -> None:
    sky.failing["com.atproto.server.createSession"] = 502
    with pytest.raises(Transient):
        await signed.run(signed.connector.search(Query(Tagged("tva"))))
    sky.failing.clear()
    await signed.run(signed.connector.search(Query(Tagged("tva"))))
    assert sky.logins == 1


async def test_sessions_that_never_work_end_as_a_wrong_password(sky: Sky, signed: Driver) -> None:
    sky.lives, sky.revoked = 0, True
    with pytest.raises(CredentialRejected):
        await signed.run(signed.connector.search(Query(Tagged("tva"))))
    assert sky.logins == 1


async def test_what_a_server_finds_is_given_as_it_is(sky: Sky, signed: Driver) -> None:
    actor = sky.actor("fiteco.fr")
    sky.post(actor, "la #TVA change", after(10))
    sky.post(actor, "old #tva", AT)
    sky.post(actor, "nothing to see", after(11))
    sky.post(actor, "ad #tva", after(12))
    sky.ignores_filters = True
    query = Query(All((Tagged("tva"), Not(Word("ad")))), since=after(5))
    page = await signed.run(signed.connector.search(query))
    texts = ["ad #tva", "nothing to see", "la #TVA change", "old #tva"]
    assert [post.text for post in page.posts] == texts
    page = await signed.run(signed.connector.search(replace(query, limit=2)))
    assert [post.text for post in page.posts] == texts[:2]
    assert (page.next_page, page.since) == ("2", after(11))


async def test_any_search_is_watched_with_an_app_password(sky: Sky, signed: Driver) -> None:
    actor = sky.actor("fiteco.fr")
    sky.post(actor, "la facture change", AT)
    lead = signed.connector.query_lead(Some((Word("facture"), Phrase("la paie"))))
    assert lead is not None
    [found] = await signed.run(signed.connector.identify(lead), signed.connector.lead_host(lead))
    assert (found.kind, found.handle) == (Kind.QUERY, 'facture OR "la paie"')
    assert found.sample is not None
    target = due(found)
    [first] = await signed.looks(target)
    sky.post(actor, "la paie aussi", after(1))
    sky.post(actor, "autre chose", after(2))
    [look] = await signed.looks(again(target, first))
    assert {post.text for post in look.posts} == {"la facture change", "la paie aussi"}
    assert look.coverage is Coverage.COMPLETE
    sky.entries.clear()
    [empty] = await signed.looks(again(target, look))
    assert (empty.coverage, empty.cursor) == (Coverage.SUSPECT, None)


async def test_without_a_password_no_search_is_watched(bluesky: Driver) -> None:
    lead = bluesky.connector.query_lead(Word("facture"))
    assert lead is not None
    with pytest.raises(NeedsApproval):
        await bluesky.run(bluesky.connector.identify(lead), bluesky.connector.lead_host(lead))


async def test_a_hashtag_is_watched_with_an_app_password(sky: Sky, signed: Driver) -> None:
    actor = sky.actor("fiteco.fr")
    sky.post(actor, "un #tva", AT)
    [found] = await signed.found("#TVA")
    assert (found.kind, found.key, found.ref) == (Kind.HASHTAG, "#tva", "TVA")
    target = due(found)
    sky.ignores_filters = True
    [first] = await signed.looks(target)
    sky.post(actor, "deux #tva", after(1))
    sky.post(actor, "autre", after(2))
    [look] = await signed.looks(again(target, first))
    assert [post.text for post in look.posts] == ["deux #tva", "un #tva"]


def test_only_the_pds_gets_the_session() -> None:
    connector = Bluesky(
        BlueskyConfig(bluesky_identifier="me.fr", bluesky_app_password=SecretStr("p"))
    )
    assert connector.credential("public.api.bsky.app") == ""
    assert connector.credential("bsky.social")
    target = due(account())
    _, asked = play(connector.look(Batch((target,))), lambda _: answer({"feed": []}))
    assert [request.auth for request in asked] == [False]
