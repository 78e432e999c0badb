"""What people type for X, who is found, what it costs, and what X refuses."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr, ValidationError

from connectors.base import Identified
from connectors.errors import (
    BudgetUsed,
    ConnectorError,
    CredentialRejected,
    NeedsApproval,
    RateLimited,
    TargetGone,
    UnexpectedPayload,
)
from connectors.types import Account, Answer, Kind, Lead, Request
from connectors.x import X, XConfig, prices
from tests.connectors import recorded
from tests.connectors.driving import driving
from tests.connectors.xside import DAY, HOUR, MINUTE, NOW, Side, beside, config, tag
from tests.conversations import answer, play
from tests.fakes.x import FakeX

SEARCH = "/2/tweets/search/recent"


@pytest.fixture(params=["tweet", "post"])
async def side(request: pytest.FixtureRequest) -> AsyncIterator[Side]:
    async with beside(request.param) as side:
        yield side


# What people type


@pytest.mark.parametrize(
    ("text", "kind", "canonical", "exact"),
    [
        ("@Fiteco", Kind.ACCOUNT, "Fiteco", False),
        ("x:Fiteco", Kind.ACCOUNT, "Fiteco", True),
        ("twitter: @Fiteco", Kind.ACCOUNT, "Fiteco", True),
        ("@Fiteco@x.com", Kind.ACCOUNT, "Fiteco", True),
        ("@Fiteco@twitter.com", Kind.ACCOUNT, "Fiteco", True),
        ("https://x.com/Fiteco", Kind.ACCOUNT, "Fiteco", True),
        ("https://mobile.twitter.com/Fiteco/status/12?s=20", Kind.ACCOUNT, "Fiteco", True),
        ("#TVA", Kind.HASHTAG, "TVA", False),
        ("#comptabilité", Kind.HASHTAG, "comptabilité", False),
        ("x:#TVA", Kind.HASHTAG, "TVA", False),
        ('x:"facture électronique"', Kind.QUERY, "facture électronique", True),
        ("https://x.com/hashtag/TVA?src=hash", Kind.HASHTAG, "TVA", False),
    ],
)
def test_a_name_link_or_hashtag_is_understood(
    text: str, kind: Kind, canonical: str, exact: bool
) -> None:
    lead = X(config()).parse_target(text)
    assert lead is not None
    assert (lead.network, lead.kind, lead.text, lead.exact) == ("x", kind, canonical, exact)


@pytest.mark.parametrize(
    "text",
    ["", "fiteco", "@name_that_is_too_long", "@a b", "@a@mastodon.social", "#12", "#a b",
     "https://x.com/", "https://x.com/i/lists/3", "https://x.com/search?q=a",
     "https://x.com.evil.fr/a", "linkedin:fiteco", "https://facebook.com/x", "x:a/b"],
)  # fmt: skip
def test_what_is_not_of_x_is_left_alone(text: str) -> None:
    assert X(config()).parse_target(text) is None


# Who is found


async def test_a_name_gives_the_account_with_its_last_post(side: Side) -> None:
    person = side.x.person("Fiteco", count=300, followers=12)
    post = side.x.write(person, "La paie de mars", NOW - DAY)
    [account] = await side.driver.found("@fiteco")
    assert (account.key, account.ref, account.handle) == (person.id, person.id, "Fiteco")
    assert (account.followers, account.proof) == (12, "exact")
    assert account.last_post_at == post.at
    assert account.sample is not None
    assert account.sample.text == "La paie de mars"
    assert account.sample.author_handle == "Fiteco"
    assert account.url == "https://x.com/Fiteco"


async def test_a_watch_says_what_it_will_cost(side: Side) -> None:
    side.x.person("Fiteco", count=600)
    [account] = await side.driver.found("@fiteco")
    assert account.monthly_posts == pytest.approx(60)
    assert side.connector.monthly_cost(account) == 300_000


async def test_a_hashtag_says_how_much_there_is_of_it(side: Side) -> None:
    side.x.counted = {NOW - number * HOUR: 1 for number in range(1, 8)}
    [account] = await side.driver.found("#TVA")
    assert (account.kind, account.key, account.ref) == (Kind.HASHTAG, "#tva", "TVA")
    assert account.monthly_posts == pytest.approx(30)
    assert side.connector.monthly_cost(account) == 30 * 15_000
    assert side.x.cost == 0.005


def test_a_busy_hashtag_costs_its_hourly_counts_at_most() -> None:
    busy = Account("x", "#a", "a", "#a", "", "", "a", Kind.HASHTAG, monthly_posts=90_000)
    assert X(config()).monthly_cost(busy) == 3_600_000
    assert X(config()).monthly_cost(tag()) is None


async def test_nobody_is_found_under_an_unknown_name(side: Side) -> None:
    assert await side.driver.found("@personne") == []
    side.x.failing["/2/users/by"] = (200, {})
    assert await side.driver.found("@personne") == []


async def test_a_suspended_account_is_said_to_be_so() -> None:
    async with beside() as side:
        side.x.person("banni", state="suspended")
        with pytest.raises(TargetGone) as gone:
            await side.driver.found("@banni")
        assert gone.value.reason == "suspended"


async def test_a_protected_account_is_found_with_a_note() -> None:
    async with beside() as side:
        side.x.person("secret", state="protected")
        [account] = await side.driver.found("@secret")
        assert account.note == "account_locked"


# Many at once


def leads_of(*texts: str) -> list[Lead]:
    found = [X(config()).parse_target(text) for text in texts]
    return [lead for lead in found if lead is not None]


def told(answers: Sequence[Identified]) -> list[str]:
    """Who was found for each lead, or the error's name; "" for nobody."""
    return [
        type(one).__name__ if isinstance(one, ConnectorError) else "".join(a.handle for a in one)
        for one in answers
    ]


async def test_many_names_are_asked_in_one_request_and_answered_in_order(side: Side) -> None:
    for number in range(40):
        side.x.person(f"cabinet_{number}")
    names = [f"Cabinet_{number}" for number in range(78, -2, -2)]
    leads = leads_of(*(f"@{name}" for name in names))
    answers = await side.driver.run(side.connector.identify_all(leads))
    assert told(answers) == ["" if int(n[8:]) >= 40 else n.lower() for n in names]
    assert len([path for path, query in side.x.asked if query]) == 1 + (side.x.family == "post")
    assert side.x.billed["user"] == 20


async def test_one_name_in_many_is_suspended_and_written_twice_is_asked_once() -> None:
    async with beside() as side:
        side.x.person("Fiteco")
        side.x.person("banni", state="suspended")
        leads = leads_of("@fiteco", "@Banni", "@nobody", "@FITECO")
        answers = await side.driver.run(side.connector.identify_all(leads))
        assert told(answers) == ["Fiteco", "TargetGone", "", "Fiteco"]
        assert side.x.asked[0][1]["usernames"].lower() == "fiteco,banni,nobody"


async def test_hashtags_among_names_are_counted_one_by_one() -> None:
    async with beside() as side:
        side.x.person("Fiteco")
        leads = leads_of("#tva", "@fiteco", "#paie")
        answers = await side.driver.run(side.connector.identify_all(leads))
        assert told(answers) == ["tva", "Fiteco", "paie"]
        assert side.x.requests == {"/2/users/by": 1, "/2/tweets/counts/recent": 2}


@dataclass
class Purse:
    """Answers as long as there is money for what a request can cost."""

    money: int
    refused: int = 0

    def pay(self, request: Request) -> Answer | ConnectorError:
        if request.ceiling > self.money:
            self.refused += 1
            return BudgetUsed(NOW, "person")
        self.money -= request.ceiling
        names = dict(request.params)["usernames"].split(",")
        return answer({"data": [{"id": "1" + n[1:], "username": n, "name": n} for n in names]})


@given(room=st.integers(0, 110), names=st.integers(1, 100))
def test_of_names_that_the_budget_cannot_meet_the_first_are_asked(room: int, names: int) -> None:
    """As many as if each were asked by itself, which costs 15,000 millionths at most."""
    purse = Purse(room * 15_000 + 14_999)
    leads = leads_of(*(f"@a{number}" for number in range(names)))
    answers, _ = play(X(config()).identify_all(leads), purse.pay)
    found = min(room, names)
    assert told(answers) == [f"a{n}" for n in range(found)] + ["BudgetUsed"] * (names - found)
    assert purse.refused <= 8, "one of each size at most"


def test_a_lanes_error_is_the_answer_of_all() -> None:
    down = RateLimited(NOW)
    leads = leads_of("@a", "#tva", "@b")
    answers, asked = play(X(config()).identify_all(leads), lambda _: down)
    assert answers == [down, down, down]
    assert len(asked) == 1


# What it costs


def test_an_answer_costs_what_came_back() -> None:
    asked = Request("https://api.x.com/2/tweets/search/recent", ceiling=125_000)
    posts: dict[str, Any] = {"data": [{}, {}], "includes": {"users": [{}], "posts": [{}]}}
    assert prices.cost(asked, answer(posts)) == 3 * 5_000 + 10_000
    assert prices.cost(asked, answer({"meta": {"result_count": 0}})) == 0
    assert prices.cost(asked, answer(posts, 503)) == 0
    users = Request("https://api.x.com/2/users/by", ceiling=30_000)
    assert prices.cost(users, answer({"data": [{}, {}]})) == 20_000


@pytest.mark.parametrize(
    "body", [b"<html>", [], None, {"data": {"id": "1"}}, {"data": [{}], "includes": [{}]},
             {"data": [{}], "includes": {"users": {"id": "1"}}}],
)  # fmt: skip
def test_an_answer_that_cannot_be_counted_costs_all_that_was_set_aside(body: object) -> None:
    asked = Request("https://api.x.com/2/tweets/search/recent", ceiling=125_000)
    assert prices.cost(asked, answer(body)) == 125_000


class Accounts(X):
    """Writes down what requests did cost and could have cost."""

    def __init__(self, config: XConfig) -> None:
        super().__init__(config)
        self.spent: list[tuple[int, int]] = []

    def cost(self, request: Request, answer: Answer) -> int:
        spent = super().cost(request, answer)
        self.spent.append((spent, request.ceiling))
        return spent


@pytest.mark.parametrize("family", ["tweet", "post"])
async def test_what_is_counted_here_is_what_x_charges(family: str) -> None:
    x = FakeX(NOW, family)
    async with x.serving() as origin, driving(Accounts(config(origin))) as driver:
        side = Side(x, driver)
        person = x.person("Fiteco")
        old = x.write(person, "Il y a longtemps", NOW - 30 * HOUR)
        x.write(person, "Sur la #TVA", NOW - HOUR)
        [account] = await driver.found("@fiteco")
        side.follow(account)
        side.follow(tag())
        [look, _] = await side.look()
        person.username = "parti"
        x.write(x.person("Fiteco"), "Achetez des cryptos", x.now + MINUTE)
        await side.look(5 * MINUTE)
        assert x.requests["/2/users"]
        await driver.run(side.connector.reread(look.posts))
        x.job = 403
        x.edit(old, "Corrigé", old.at + MINUTE)
        await driver.run(side.connector.reread(look.posts))
        assert x.requests["/2/tweets"]
        await driver.run(side.connector.trends(None))
        await driver.run(side.connector.usage())
        spent = driver.connector.spent  # type: ignore[attr-defined]
        assert sum(cost for cost, _ in spent) == round(x.cost * 1_000_000) > 0
        assert all(cost <= ceiling for cost, ceiling in spent)


def test_the_budget_is_the_setting_in_millionths() -> None:
    assert X(XConfig()).budget() == 10_000_000
    assert X(XConfig(x_monthly_budget_usd=0)).budget() == 0
    with pytest.raises(ValidationError):
        XConfig(x_monthly_budget_usd=-1)


async def test_what_x_counts_itself_is_the_posts_of_this_month(side: Side) -> None:
    assert await side.driver.run(side.connector.usage()) == (10 + 11) * 5_000
    side.x.failing["/2/usage/tweets"] = (200, {"data": {"project_usage": 777}})
    assert await side.driver.run(side.connector.usage()) == 777 * 5_000
    side.x.failing["/2/usage/tweets"] = (200, {"data": {"project_usage": "many"}})
    with pytest.raises(UnexpectedPayload):
        await side.driver.run(side.connector.usage())


# Tokens and refusals


def test_without_a_token_it_is_not_switched_on() -> None:
    assert X(XConfig()).missing() == ("X_BEARER_TOKEN",)
    assert X(config()).missing() == ()
    assert X(XConfig(x_bearer_token=SecretStr(" , "))).missing() == ("X_BEARER_TOKEN",)


def test_each_of_several_tokens_serves_its_own_targets() -> None:
    connector = X(config(token="one, two"))
    used = {connector.credential("api.x.com", str(number)) for number in range(50)}
    assert len(used) == 2
    assert not any(token in name for name in used for token in ("one", "two"))
    assert connector.credential("elsewhere.example", "1") == ""


async def test_a_wrong_token_is_said_to_be_rejected() -> None:
    async with beside() as side:
        side.x.token = "another"
        with pytest.raises(CredentialRejected) as rejected:
            await side.driver.run(side.connector.probe())
        assert rejected.value.setting == "X_BEARER_TOKEN"
        assert "app-token" not in repr(rejected.value.args)


async def test_the_probe_asks_what_a_look_asks_and_costs_nothing(side: Side) -> None:
    await side.driver.run(side.connector.probe())
    assert SEARCH in side.x.requests
    assert side.x.cost == 0


PROBLEM = "https://api.x.com/2/problems/"


@pytest.mark.parametrize(
    ("status", "body", "kind", "what"),
    [
        (429, {"type": f"{PROBLEM}usage-capped"}, NeedsApproval, "x_cap"),
        (429, {"title": "UsageCapExceeded"}, NeedsApproval, "x_cap"),
        (429, {"errors": [{"code": 88, "message": "Rate limit exceeded"}]}, RateLimited, ""),
        (402, {"title": "CreditsDepleted"}, NeedsApproval, "x_credits"),
        (403, {"reason": "client-not-enrolled"}, NeedsApproval, "x_credits"),
        (403, {"title": "Forbidden"}, NeedsApproval, "x"),
    ],
)  # fmt: skip
async def test_what_x_refuses_is_told_apart(
    status: int, body: Any, kind: type[ConnectorError], what: str
) -> None:
    async with beside() as side:
        side.x.failing[SEARCH] = (status, body)
        with pytest.raises(kind) as refusal:
            await side.driver.run(side.connector.probe())
        assert getattr(refusal.value, "what", "") == what


def test_what_others_refuse_is_not_taken_for_xs() -> None:
    elsewhere = answer({"title": "no"}, 401, url="https://storage.example/up")
    assert X(config()).refusal(elsewhere) is None


# Recorded exchanges


@pytest.mark.parametrize("case", recorded.cases("x"))
def test_recorded_exchanges_give_what_is_written(case: str) -> None:
    recorded.replay(X(config()), case)
