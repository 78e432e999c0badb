from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from connectors.bluesky import Bluesky, BlueskyConfig
from connectors.bluesky.leads import is_did, is_handle
from connectors.errors import TargetGone, Transient
from connectors.types import Batch, Coverage, Kind, PostKind, Request
from tests.connectors.driving import Driver, again, due
from tests.connectors.sky import AT, after, item
from tests.conversations import answer, play
from tests.fakes.bluesky import Sky

SHARED = Path(__file__).parents[2] / ".." / "shared"


# What people type


@pytest.mark.parametrize(
    ("text", "kind", "canonical", "exact"),
    [
        ("fiteco.bsky.social", Kind.ACCOUNT, "fiteco.bsky.social", True),
        ("@Fiteco.bsky.social", Kind.ACCOUNT, "fiteco.bsky.social", True),
        ("@fiteco.fr", Kind.ACCOUNT, "fiteco.fr", True),
        ("@fiteco", Kind.ACCOUNT, "fiteco", False),
        ("bsky:fiteco", Kind.ACCOUNT, "fiteco", False),
        ("bluesky: fiteco.fr", Kind.ACCOUNT, "fiteco.fr", True),
        ("did:plc:7iza6de2dwap2sbk", Kind.ACCOUNT, "did:plc:7iza6de2dwap2sbk", True),
        ("https://bsky.app/profile/fiteco.fr", Kind.ACCOUNT, "fiteco.fr", True),
        ("https://bsky.app/profile/fiteco.fr/post/3k", Kind.ACCOUNT, "fiteco.fr", True),
        ("https://bsky.app/profile/did:plc:abc", Kind.ACCOUNT, "did:plc:abc", True),
        ("at://did:plc:abc/app.bsky.feed.post/3k", Kind.ACCOUNT, "did:plc:abc", True),
        ("https://bsky.app/hashtag/TVA", Kind.HASHTAG, "TVA", False),
        ("#TVA", Kind.HASHTAG, "TVA", False),
    ],
)  # fmt: skip
def test_a_handle_link_or_hashtag_is_understood(
    text: str, kind: Kind, canonical: str, exact: bool
) -> None:
    lead = Bluesky(BlueskyConfig()).parse_target(text)
    assert lead is not None
    assert (lead.kind, lead.text, lead.exact) == (kind, canonical, exact)


@pytest.mark.parametrize(
    "text",
    ["", "fiteco", "fiteco.fr", "@a@b.fr", "@a b", "#12", "https://fiteco.fr", "@x.local",
     "https://bsky.app/", "https://bsky.app/profile/x", "https://bsky.app.evil.fr/profile/a.fr"],
)  # fmt: skip
def test_what_is_not_blueskys_is_left_alone(text: str) -> None:
    assert Bluesky(BlueskyConfig()).parse_target(text) is None


@pytest.mark.parametrize(("name", "check"), [("handle", is_handle), ("did", is_did)])
@pytest.mark.parametrize("valid", [True, False])
def test_handles_and_dids_follow_the_published_syntax(name: str, check: Any, valid: bool) -> None:
    word = "valid" if valid else "invalid"
    path = SHARED / "corpora" / "atproto-syntax" / f"{name}_syntax_{word}.txt"
    if not path.exists():
        pytest.skip("the syntax corpus isn't beside this checkout")
    lines = path.read_text("utf-8").splitlines()
    cases = [line for line in lines if line and not line.startswith("#")]
    assert len(cases) > 10
    assert [case for case in cases if check(case) is not valid] == []


# Who is meant


async def test_a_domain_handle_is_its_own_proof(sky: Sky, bluesky: Driver) -> None:
    actor = sky.actor("fiteco.fr", "Fiteco", followers=12)
    sky.post(actor, "Bonjour", AT)
    [found] = await bluesky.found("@fiteco.fr")
    assert (found.key, found.ref, found.proof) == (actor.did, actor.did, "domain")
    assert (found.followers, found.last_post_at) == (12, AT)
    assert found.sample is not None
    assert found.sample.text == "Bonjour"


async def test_a_bare_name_is_tried_under_the_provider_and_searched(
    sky: Sky, bluesky: Driver
) -> None:
    sky.actor("fiteco-fans.bsky.social")
    sky.actor("fiteco.bsky.social", followers=7)
    sky.actor("fiteco.fr")
    found = await bluesky.found("@fiteco")
    assert {one.handle: one.proof for one in found} == {
        "fiteco.bsky.social": "exact",
        "fiteco.fr": "domain",
        "fiteco-fans.bsky.social": "similar",
    }
    assert found[-1].proof == "similar"


async def test_nobody_is_an_empty_answer(bluesky: Driver) -> None:
    assert await bluesky.found("@nobody.fr") == []
    assert await bluesky.found("@nobody") == []


async def test_a_deactivated_account_is_said_to_be(sky: Sky, bluesky: Driver) -> None:
    sky.actor("fiteco.fr").state = "AccountDeactivated"
    with pytest.raises(TargetGone) as gone:
        await bluesky.found("@fiteco.fr")
    assert gone.value.reason == "deactivated"


# Looking


@pytest.mark.parametrize("burst", [0, 1, 49, 50, 51, 300])
async def test_no_post_of_a_burst_is_missed(sky: Sky, bluesky: Driver, burst: int) -> None:
    actor = sky.actor("fiteco.fr")
    sky.post(actor, "before", AT)
    target = due((await bluesky.found("@fiteco.fr"))[0])
    [first] = await bluesky.looks(target)
    for number in range(burst):
        sky.post(actor, f"n{number}", after(1 + number / 100))
    [look] = await bluesky.looks(again(target, first))
    assert {post.text for post in look.posts} - {"before"} == {f"n{n}" for n in range(burst)}
    assert look.coverage is Coverage.COMPLETE


async def test_the_known_post_may_be_gone(sky: Sky, bluesky: Driver) -> None:
    actor = sky.actor("fiteco.fr")
    uris = [sky.post(actor, f"n{number}", after(number)) for number in range(120)]
    target = due((await bluesky.found("@fiteco.fr"))[0])
    [first] = await bluesky.looks(target)
    for uri in uris[70:]:
        sky.delete(uri)
    sky.requests.clear()
    [look] = await bluesky.looks(again(target, first))
    assert look.coverage is Coverage.COMPLETE
    assert sky.requests["app.bsky.feed.getAuthorFeed"] == 1


async def test_a_repost_is_not_the_post_it_repeats(sky: Sky, bluesky: Driver) -> None:
    actor, other = sky.actor("fiteco.fr"), sky.actor("other.fr")
    uri = sky.post(other, "theirs", AT)
    sky.repost(actor, uri, after(5))
    [look] = await bluesky.looks(due((await bluesky.found("@fiteco.fr"))[0]))
    [post] = look.posts
    assert (post.kind, post.text, post.author_handle) == (PostKind.REPOST, "theirs", "other.fr")
    assert post.key == f"{uri}#repost:{actor.did}"
    assert post.published_at == after(5)


async def test_a_rename_is_told_and_the_did_stays(sky: Sky, bluesky: Driver) -> None:
    actor = sky.actor("fiteco.bsky.social", "Fiteco")
    sky.post(actor, "n", AT)
    target = due((await bluesky.found("@fiteco"))[0])
    actor.handle = "fiteco.fr"
    [look] = await bluesky.looks(target)
    assert look.account is not None
    assert (look.account.handle, look.account.key) == ("fiteco.fr", actor.did)
    assert [post.text for post in look.posts] == ["n"]


@pytest.mark.parametrize(
    ("state", "reason"), [("AccountDeactivated", "deactivated"), ("AccountTakedown", "suspended")]
)
async def test_the_profile_tells_why_a_feed_is_gone(
    sky: Sky, bluesky: Driver, state: str, reason: str
) -> None:
    actor = sky.actor("fiteco.fr")
    sky.post(actor, "n", AT)
    target = due((await bluesky.found("@fiteco.fr"))[0])
    actor.state = state
    [look] = await bluesky.looks(target)
    assert isinstance(look.error, TargetGone)
    assert look.error.reason == reason
    sky.actors.clear()
    [look] = await bluesky.looks(target)
    assert isinstance(look.error, TargetGone)
    assert look.error.reason == "gone"


async def test_empty_where_there_were_posts_is_suspect_unless_the_profile_agrees(
    sky: Sky, bluesky: Driver
) -> None:
    actor = sky.actor("fiteco.fr")
    uri = sky.post(actor, "n", AT)
    target = due((await bluesky.found("@fiteco.fr"))[0])
    [first] = await bluesky.looks(target)
    profile = {"did": actor.did, "handle": actor.handle, "postsCount": 1}

    def respond(request: Request) -> Any:
        return answer(profile if "getProfile" in request.url else {"feed": []})

    looks, _ = play(bluesky.connector.look(Batch((again(target, first),))), respond)
    assert looks[target.target.id].coverage is Coverage.SUSPECT
    assert looks[target.target.id].cursor is None
    sky.delete(uri)
    [look] = await bluesky.looks(again(target, first))
    assert look.coverage is Coverage.COMPLETE


async def test_a_walk_that_breaks_leaves_the_gap_to_the_next_look(
    sky: Sky, bluesky: Driver
) -> None:
    actor = sky.actor("fiteco.fr")
    sky.post(actor, "before", AT)
    target = due((await bluesky.found("@fiteco.fr"))[0])
    [first] = await bluesky.looks(target)
    items = [item(f"n{number}", after(number + 1)) for number in range(50)]
    pages: Any = iter([answer({"feed": items, "cursor": "x"}), Transient("reset")])
    looks, _ = play(bluesky.connector.look(Batch((again(target, first),))), lambda _: next(pages))
    look = looks[target.target.id]
    assert (look.coverage, look.cursor, len(look.posts)) == (Coverage.PARTIAL, None, 50)


async def test_the_cursor_stays_small(sky: Sky, bluesky: Driver) -> None:
    actor = sky.actor("fiteco.fr")
    for number in range(900):
        sky.post(actor, "n", after(number))
    target = due((await bluesky.found("@fiteco.fr"))[0])
    [look] = await bluesky.looks(target)
    assert look.cursor is not None
    assert len(look.cursor) < 64 * 1024


async def test_posts_are_read_again(sky: Sky, bluesky: Driver) -> None:
    actor = sky.actor("fiteco.fr")
    uris = [sky.post(actor, f"n{number}", after(number)) for number in range(40)]
    sky.repost(actor, uris[0], after(99))
    [look] = await bluesky.looks(due((await bluesky.found("@fiteco.fr"))[0]))
    sky.delete(uris[3])
    now = await bluesky.run(bluesky.connector.reread(look.posts))
    assert set(now) == set(uris)
    assert [uri for uri in uris if now[uri] is None] == [uris[3]]
