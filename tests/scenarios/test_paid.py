"""A paid network from the reader's side: the price, then posts, then the end of the budget."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from tests.fakes.x import FakeX
from tests.scenarios.house import START, House, ago, running_bot
from tests.scenarios.seats import Seat, everywhere, in_both_languages

BUDGET = "0.50"


@dataclass(frozen=True, slots=True)
class Paid:
    house: House
    x: FakeX

    def durand(self) -> None:
        """A firm that writes 30 posts a month."""
        self.x.write(self.x.person("durand", count=300), "Hello all", ago(hours=2))

    def publishes(self, text: str) -> None:
        """Searches show a post some seconds after it came out."""
        at = self.house.clock.now()
        self.x.write(self.x.people["1000"], text, at)
        self.x.now = at + timedelta(minutes=1)


@asynccontextmanager
async def paid_house(folder: Path, url: str, budget: str = BUDGET) -> AsyncIterator[Paid]:
    x = FakeX(START, token="app-token")
    async with x.serving() as origin:
        settings = {
            "NETWORKS": "mastodon,bluesky,feed,x",
            "X_API_URL": origin,
            "X_BEARER_TOKEN": "app-token",
            "X_MONTHLY_BUDGET_USD": budget,
        }
        async with running_bot(folder, url, **settings) as house:
            yield Paid(house, x)


@pytest.fixture
async def paid(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Paid]:
    async with paid_house(tmp_path, sqlite_url) as running:
        yield running


async def status_of_x(jane: Seat) -> list[str]:
    return [line for line in (await jane.say("status")).lines if line.startswith("X")]


QUESTION = {
    "en": "Watching Durand on X costs about $0.15 a month. Shall I?",
    "fr": "Suivre Durand sur X coûte environ 0,15~$ par mois. Faut-il le faire¬?",
}
USED = {
    "en": "Used this month: $0.02 of $0.50. Nothing more is paid before you agree; looks that find "
    "nothing new cost nothing.",
    "fr": "Utilisé ce mois-ci~: 0,02~$ sur 0,50~$. Rien de plus n'est payé avant votre accord¬; "
    "une consultation sans nouveauté ne coûte rien.",
}
YES = {"en": "Watch for about $0.15 a month", "fr": "Suivre pour environ 0,15\u00a0$ par mois"}


@in_both_languages
async def test_a_filter_and_a_price_are_one_question_and_nothing_is_read_for_it(
    paid: Paid, language: str
) -> None:
    jane = paid.house.seat("slack", language)
    paid.durand()
    answer = await jane.say("watch x:durand +facture")
    told = {
        "en": "Only posts with “facture”.",
        "fr": "Uniquement les publications avec «~facture~».",
    }
    assert answer.lines == [QUESTION[language], told[language], USED[language]]
    assert answer.buttons[0].replace("~", "\u00a0") == YES[language]


@in_both_languages
async def test_the_price_is_said_before_anything_is_watched_and_a_post_then_arrives(
    paid: Paid, language: str
) -> None:
    house, jane = paid.house, paid.house.seat("slack", language)
    paid.durand()
    answer = await jane.say("watch x:durand")
    assert answer.lines == [QUESTION[language], USED[language]]
    assert await house.rows("SELECT id FROM watch") == []
    added = await jane.press(answer, YES[language], containing="Durand")
    assert len(await house.rows("SELECT id FROM watch")) == 1, added.lines
    await house.looked()
    paid.publishes("La facture électronique devient obligatoire")
    alert = await jane.reads("obligatoire")
    assert alert.lines[0].startswith("Durand · X")


async def test_what_is_spent_is_what_the_network_billed(paid: Paid) -> None:
    house, x, jane = paid.house, paid.x, paid.house.seat("slack")
    paid.durand()
    await jane.press(await jane.say("watch x:durand"), YES["en"], containing="Durand")
    await house.looked()
    paid.publishes("Something new")
    await jane.reads("Something new")
    [row] = await house.rows("SELECT micros FROM spending WHERE payer = 'all'")
    assert row["micros"] == round(x.cost * 1_000_000)
    [said] = [line for line in await status_of_x(jane) if "$0.50" in line]
    assert f"${x.cost:.2f} of $0.50 used this month" in said


UNREAD = {
    "en": "X: could not be checked since 10:00: this month's budget is used, back on 1 December.",
    "fr": "X~: pas consultable depuis 10:00~: le budget de ce mois-ci est épuisé, reprise le "
    "1er décembre.",
}


@in_both_languages
async def test_at_the_end_of_the_budget_the_digest_says_so_and_nothing_more_is_asked(
    sqlite_url: str, tmp_path: Path, language: str
) -> None:
    """What is left is less than one more look could cost."""
    async with paid_house(tmp_path, sqlite_url, "0.16") as paid:
        house, x, jane = paid.house, paid.x, paid.house.seat("slack", language)
        paid.durand()
        await jane.press(await jane.say("watch x:durand"), YES[language], containing="Durand")
        await house.looked()
        for number in range(40):
            paid.publishes(f"Number {number}")

        async def used_up() -> bool:
            return bool(await house.rows("SELECT id FROM target WHERE error = 'budget'"))

        await house.until(used_up, "the end of the budget")
        assert x.cost <= 0.16
        asked = sum(x.requests.values())
        digest = await jane.say("digest now", containing=UNREAD[language])
        assert UNREAD[language] in digest.lines
        assert sum(x.requests.values()) == asked


async def test_a_searcher_has_a_share_of_the_budget_and_is_told_when_it_is_used(
    paid: Paid,
) -> None:
    """A quarter of 50 cents is less than one page of results may cost."""
    x, jane = paid.x, paid.house.seat("slack")
    answer = await jane.say("search #facturation")
    assert any("your share of this month's paid searches" in line for line in answer.lines)
    assert x.billed["post"] == 0


async def test_a_phrase_on_x_is_priced_and_watched(paid: Paid) -> None:
    house, jane = paid.house, paid.house.seat("slack")
    paid.durand()
    asked = await jane.say('watch x:"facture électronique"')
    assert asked.lines[0].startswith('Watching "facture électronique" on X costs about')
    await jane.press(asked, asked.buttons[0], containing="facture")
    await house.looked()
    paid.publishes("Notre guide de la facture électronique")
    await jane.reads("Notre guide")


NAMES = ("durand", "martin", "petit")


def three_firms(x: FakeX) -> None:
    for name in NAMES:
        x.write(x.person(name, count=300), "Hello all", ago(hours=2))


@everywhere
async def test_names_typed_together_are_asked_together_and_priced_one_by_one(
    paid: Paid, platform: str, language: str
) -> None:
    house, x = paid.house, paid.x
    three_firms(x)
    command = {
        "en": "watch @durand @martin @petit on x",
        "fr": "suivre @durand @martin @petit sur x",
    }
    answer = await house.seat(platform, language).say(command[language], containing="Petit")
    asked = [line for line in answer.lines if "0.15" in line or "0,15" in line]
    assert asked == [QUESTION[language].replace("Durand", name.title()) for name in NAMES]
    assert [label.partition(" ")[0] for label in answer.buttons[:3]] == ["1", "2", "3"]
    assert x.requests["/2/users/by"] == 1
    assert await house.rows("SELECT id FROM watch") == []


async def test_one_name_that_nobody_has_leaves_the_others_alone(paid: Paid) -> None:
    house, x = paid.house, paid.x
    three_firms(x)
    jane = house.seat("slack")
    answer = await jane.say("watch @durand @nobody @petit on x cost:ok", containing="Petit")
    assert "I found no “nobody” on X." in answer
    assert len(await house.rows("SELECT id FROM watch")) == 2
    assert x.requests["/2/users/by"] == 1


async def test_of_names_typed_together_as_many_are_asked_as_ones_share_allows(
    sqlite_url: str, tmp_path: Path
) -> None:
    """A quarter of 20 cents: three at $0.015 at most, then one of what those left over."""
    async with paid_house(tmp_path, sqlite_url, "0.20") as paid:
        house, x = paid.house, paid.x
        names = [f"firm{number}" for number in range(6)]
        for name in names:
            x.person(name)
        typed = " ".join(f"@{name}" for name in names)
        command = f"watch {typed} on x cost:ok"
        refused = "your share of this month's paid searches"
        answer = await house.seat("slack").say(command, containing=refused)
        assert refused in answer
        assert x.billed["user"] == 4
