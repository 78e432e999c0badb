"""A candidate's button watches exactly that candidate, on whatever network it is."""

from __future__ import annotations

import pytest

from bot.app import connector_class
from bot.core.grammar import Ok, Watch, parse
from bot.service.commands.picking import pick_command
from bot.service.commands.watching import typed
from connectors.types import Account, Kind, Lead

# network, kind, handle, url: as identify() gives them.
CANDIDATES = [
    ("mastodon", Kind.ACCOUNT, "durand@social.example", "https://social.example/@durand"),
    ("bluesky", Kind.ACCOUNT, "durand.bsky.social", "https://bsky.app/profile/durand.bsky.social"),
    ("feed", Kind.FEED, "durand.example", "https://durand.example/feed.xml"),
    ("x", Kind.ACCOUNT, "CabinetDurand", "https://x.com/CabinetDurand"),
    ("x", Kind.QUERY, '"facture électronique"', "https://x.com/search?q=facture"),
    ("facebook", Kind.ACCOUNT, "cabinet.durand", "https://www.facebook.com/cabinet.durand"),
    ("instagram", Kind.ACCOUNT, "cabinet.durand", "https://www.instagram.com/cabinet.durand/"),
    ("threads", Kind.ACCOUNT, "cabinet.durand", "https://www.threads.com/@cabinet.durand"),
    ("youtube", Kind.ACCOUNT, "@cabinetdurand", "https://www.youtube.com/@cabinetdurand"),
    ("youtube", Kind.ACCOUNT, "UCabcdefghijklmnopqrstuv", "https://www.youtube.com/channel/UCab"),
    ("news", Kind.QUERY, "Cabinet Durand", "https://news.google.com/search?q=Cabinet+Durand"),
    ("reddit", Kind.ACCOUNT, "r/comptabilite", "https://www.reddit.com/r/comptabilite/"),
    ("reddit", Kind.ACCOUNT, "u/durand", "https://www.reddit.com/user/durand/"),
    ("bridge", Kind.FEED, "/linkedin/company/durand/posts", "http://rsshub.example/linkedin"),
    ("lemmy", Kind.ACCOUNT, "compta@lemmy.example", "https://lemmy.example/c/compta"),
    ("peertube", Kind.ACCOUNT, "durand@tube.example", "https://tube.example/c/durand"),
    ("pixelfed", Kind.ACCOUNT, "durand@pixel.example", "https://pixel.example/durand"),
    ("hackernews", Kind.QUERY, '"electronic invoicing"', "https://hn.algolia.com/"),
    ("hackernews", Kind.QUERY, '"invoice"', "https://hn.algolia.com/"),
    ("telegram", Kind.ACCOUNT, "durand_compta", "https://t.me/durand_compta"),
    ("hackernews", Kind.ACCOUNT, "durand", "https://news.ycombinator.com/user?id=durand"),
    (
        "linkedin",
        Kind.ACCOUNT,
        "cabinet-durand",
        "https://www.linkedin.com/company/cabinet-durand/",
    ),
]


def account(network: str, kind: Kind, handle: str, url: str) -> Account:
    return Account(network, url, handle, "Durand", url, "host.example", "1", kind)


def lead_of(network: str, command: str) -> Lead | None:
    read = parse(command)
    assert isinstance(read, Ok), command
    assert isinstance(read.command, Watch)
    (term,) = read.command.terms
    kind = connector_class(network)
    return kind(kind.Config()).parse_target(typed(term))  # type: ignore[call-arg]


@pytest.mark.parametrize("candidate", CANDIDATES, ids=lambda one: f"{one[0]}:{one[2]}")
def test_the_command_of_a_candidate_is_for_its_network(
    candidate: tuple[str, Kind, str, str],
) -> None:
    network, kind, handle, _ = candidate
    lead = lead_of(network, pick_command(account(*candidate)))
    assert lead is not None
    assert (lead.network, lead.kind) == (network, kind)
    assert lead.exact
    assert handle.strip('@"').casefold() in f"{lead.text} {lead.host}".casefold()


@pytest.mark.parametrize("network", ["mastodon", "bluesky", "x", "instagram", "threads"])
def test_the_command_of_a_hashtag_is_for_its_network(network: str) -> None:
    tag = Account(
        network, f"#{network}", "tva", "#tva", "https://a.example", "a", "1", Kind.HASHTAG
    )
    command = pick_command(tag)
    assert command == f"watch #tva on {network}"
    lead = lead_of(network, command)
    assert lead is not None
    assert (lead.kind, lead.text) == (Kind.HASHTAG, "tva")
