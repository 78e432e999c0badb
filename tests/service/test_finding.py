"""Whom a person means: all networks at once, within the time that people wait."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from pydantic import SecretStr

from bot.clock import SystemClock
from bot.service import finding
from bot.service.connectors import Networks
from bot.service.finding import Found, Gathered, credible, gather, leads
from bot.service.meter import StoreMeter
from bot.store.engine import Store
from connectors.errors import ConnectorError, Transient
from connectors.http import Http
from connectors.instagram import Instagram, InstagramConfig
from connectors.mastodon import Mastodon, MastodonConfig
from connectors.reddit import Reddit, RedditConfig
from connectors.types import Ability, Account, Kind, Lead
from connectors.youtube import YouTube, YouTubeConfig
from tests.connectors.driving import Unlimited
from tests.connectors.web import Toy
from tests.service.world import SetClock
from tests.store.world import NOW, an_account

DAY = timedelta(days=1)
SAGE = an_account("sage", proof="exact", last_post_at=NOW - DAY, followers=10)


class Gates:
    """Networks that answer when the test lets them."""

    def __init__(self) -> None:
        self.gates: dict[str, asyncio.Future[str]] = {}

    def ask(self, network: str) -> Callable[[], asyncio.Future[str]]:
        self.gates[network] = asyncio.get_running_loop().create_future()
        return lambda: self.gates[network]


@pytest.fixture
def gates() -> Gates:
    return Gates()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits longer than the loop takes to turn."""
    monkeypatch.setattr(finding, "BUDGET", 0.0)


async def first(answers: AsyncIterator[Gathered[str]]) -> Gathered[str]:
    return await anext(answers)


async def test_answers_in_time_are_told_at_once_and_only_once(gates: Gates) -> None:
    asks = {name: gates.ask(name) for name in ("mastodon", "bluesky")}
    for name, gate in gates.gates.items():
        gate.set_result(name.upper())
    every = [one async for one in gather(asks)]
    assert every == [Gathered({"mastodon": "MASTODON", "bluesky": "BLUESKY"})]


@pytest.mark.usefixtures("impatient")
async def test_a_late_network_edits_the_answer(gates: Gates) -> None:
    answers = gather({name: gates.ask(name) for name in ("mastodon", "bluesky")})
    gates.gates["bluesky"].set_result("here")
    early = await first(answers)
    assert (early.answers, early.late) == ({"bluesky": "here"}, ("mastodon",))
    gates.gates["mastodon"].set_result("there")
    late = await first(answers)
    assert (late.answers, late.late) == ({"bluesky": "here", "mastodon": "there"}, ())


@pytest.mark.usefixtures("impatient")
async def test_a_network_that_never_answers_is_given_up(
    gates: Gates, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "PATIENCE", 0.01)
    every = [one async for one in gather({"mastodon": gates.ask("mastodon")})]
    assert [one.late for one in every] == [("mastodon",), ()]
    assert [type(error) for error in every[-1].failed.values()] == [Transient]
    assert gates.gates["mastodon"].cancelled()


async def test_people_wait_two_and_a_half_seconds_at_most() -> None:
    assert finding.BUDGET == 2.5
    assert finding.PATIENCE > finding.BUDGET


async def test_who_stops_listening_stops_the_asking(
    gates: Gates, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "BUDGET", 0.0)
    answers = gather({"mastodon": gates.ask("mastodon")})
    await first(answers)
    await answers.aclose()  # type: ignore[attr-defined]
    assert gates.gates["mastodon"].cancelled()


async def test_a_network_that_fails_is_named_with_its_fault(gates: Gates) -> None:
    asks = {name: gates.ask(name) for name in ("mastodon", "bluesky")}
    down = Transient("no answer")
    gates.gates["mastodon"].set_exception(down)
    gates.gates["bluesky"].set_result("here")
    (only,) = [one async for one in gather(asks)]
    assert (only.answers, only.failed) == ({"bluesky": "here"}, {"mastodon": down})


async def test_a_fault_of_ours_is_not_hidden_as_a_networks(gates: Gates) -> None:
    ask = gates.ask("mastodon")
    gates.gates["mastodon"].set_exception(KeyError("ours"))
    with pytest.raises(KeyError):
        await first(gather({"mastodon": ask}))


async def test_nobody_to_ask_is_an_answer_too() -> None:
    nothing: dict[str, Callable[[], asyncio.Future[str]]] = {}
    assert [one async for one in gather(nothing)] == [Gathered()]


# --- who is believed


def found(*candidates: Account, exact: bool = False, failed: Sequence[str] = ()) -> Found:
    errors: dict[str, ConnectorError] = {name: Transient() for name in failed}
    return Found(candidates, errors, (), ("mastodon",), exact)


def test_the_one_exact_and_living_account_is_believed() -> None:
    assert credible(found(SAGE, an_account("sagesse")), NOW) == SAGE


def test_of_two_exact_accounts_neither_is_believed() -> None:
    other = replace(SAGE, network="bluesky", key="did:plc:1")
    assert credible(found(SAGE, other), NOW) is None


@pytest.mark.parametrize("last", [None, NOW - timedelta(days=366)])
def test_an_account_that_has_been_silent_for_a_year_is_not_guessed(last: object) -> None:
    silent = replace(SAGE, last_post_at=last)  # type: ignore[arg-type]
    assert credible(found(silent), NOW) is None
    assert credible(found(silent, exact=True), NOW) == silent


def test_what_only_resembles_is_never_believed() -> None:
    assert credible(found(an_account("sage", last_post_at=NOW)), NOW) is None


# --- whom to ask


class Any_(Toy):
    """Takes every word for a name of its own."""

    def __init__(self, network: str, *, exact: bool = False) -> None:
        super().__init__()
        self.network = network  # type: ignore[misc]
        self._exact = exact

    def parse_target(self, text: str) -> Lead | None:
        return Lead(self.network, Kind.ACCOUNT, text, exact=self._exact)


@pytest.fixture
def asked(sqlite_store: Store) -> Callable[..., Networks]:
    clock = SetClock()
    http = Http(StoreMeter(sqlite_store, clock), now=clock.now)

    def of(*connectors: Toy) -> Networks:
        known: Mapping[str, Toy] = {one.network: one for one in connectors}
        return Networks(known, http, None)

    return of


async def test_every_network_is_asked_unless_one_is_named(
    asked: Callable[..., Networks],
) -> None:
    networks = asked(Any_("mastodon"), Any_("bluesky"))
    assert list(leads(networks, "@sage")) == ["mastodon", "bluesky"]
    assert list(leads(networks, "@sage", ["bluesky"])) == ["bluesky"]


async def test_a_link_that_a_network_owns_is_no_web_site(asked: Callable[..., Networks]) -> None:
    networks = asked(Any_("mastodon", exact=True), Any_("feed", exact=True))
    assert list(leads(networks, "https://social.example/@sage")) == ["mastodon"]
    assert list(leads(networks, "sage.example")) == ["mastodon", "feed"]
    strangers = asked(Any_("mastodon"), Any_("feed", exact=True))
    assert list(leads(strangers, "https://sage.example/")) == ["mastodon", "feed"]


# --- questions that use up something scarce


@pytest.mark.parametrize(
    ("typed", "on", "asked"),
    [
        ("#tva", (), {"mastodon"}),
        ("#tva", ("instagram",), {"instagram"}),
        ("instagram:#tva", (), {"instagram"}),
        ("@durand", (), {"mastodon", "instagram"}),
    ],
)
def test_a_scarce_question_is_asked_only_where_it_is_named(
    typed: str, on: tuple[str, ...], asked: set[str]
) -> None:
    instagram = InstagramConfig(meta_access_token=SecretStr("t"), instagram_user_id="1")
    known = {"mastodon": Mastodon(MastodonConfig()), "instagram": Instagram(instagram)}
    networks = Networks(known, Http(Unlimited(), now=SystemClock().now), None)
    assert leads(networks, typed, on).keys() == asked


@pytest.mark.parametrize("question", [Ability.SEARCH_POSTS, Ability.SEARCH_HASHTAGS])
def test_what_could_only_answer_that_it_lacks_a_key_is_not_searched_unasked(
    question: Ability,
) -> None:
    assert YouTube(YouTubeConfig(youtube_api_key=None)).by_name_only(question)
    assert not YouTube(YouTubeConfig(youtube_api_key=SecretStr("k"))).by_name_only(question)
    assert Reddit(RedditConfig(reddit_feed_token=None)).by_name_only(question)
