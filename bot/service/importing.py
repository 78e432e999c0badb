"""What a list of firms leads to: their accounts, asked for with few questions."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Iterable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.core.firms import FirmKind, Proof, guess_kind
from bot.core.pasted_cells import Entry
from bot.service.connectors import Networks
from bot.service.exploring import Explored, explore, name_of_host, read_site
from bot.service.finding import AT_A_TIME, Found, credible, find_asked, find_each, leads
from connectors.elsewhere import recognise
from connectors.errors import ConnectorError, Refused, Transient
from connectors.types import Account, Lead
from connectors.website.types import Site

WITHIN = 150.0  # seconds for a whole list
CHOICES = 6  # candidates of one firm
BY_PERSON = "person"


@dataclass(frozen=True, slots=True)
class Choice:
    """An account that may be the firm's. `proof`: a Proof's value, or that a person says so."""

    account: Account
    proof: str

    @property
    def key(self) -> tuple[str, str, str]:
        return self.account.network, self.account.kind, self.account.key


@dataclass(slots=True)
class Traced:
    """What a list says of one firm, and what came of it.

    `sure`: accounts that are surely its own; `unsure`: others, of which a person must choose.
    `priced`: accounts that aren't asked about unseen, because that costs. `shut`: those on
    networks that can't be read here. `silent`: networks that gave no answer. `done`: all that was
    asked has been answered.
    """

    entry: Entry
    sure: list[Choice] = field(default_factory=list)
    unsure: list[Choice] = field(default_factory=list)
    priced: list[str] = field(default_factory=list)
    shut: list[str] = field(default_factory=list)
    silent: list[str] = field(default_factory=list)
    done: bool = False

    @property
    def name(self) -> str:
        first = next(iter([*self.sure, *self.unsure]), None)
        known = first.account.name or first.account.handle if first else ""
        return self.entry.name or known or self.entry.label

    @property
    def kind(self) -> FirmKind:
        return self.entry.kind or guess_kind(self.name)

    @property
    def asked(self) -> bool:
        """Is there anything that could be asked about?"""
        return bool(self.entry.name or self.entry.site or self.entry.accounts)

    def take(self, choices: Iterable[Choice], *, sure: bool) -> None:
        """What isn't known yet."""
        known = {one.key for one in self.sure} | {one.key for one in self.unsure if not sure}
        (self.sure if sure else self.unsure).extend(one for one in choices if one.key not in known)


async def look_up(
    networks: Networks, entries: Sequence[Entry], now: datetime, person: str
) -> AsyncGenerator[list[Traced], None]:
    """The same list again with each firm that is done; for the last time after WITHIN.

    `person`: who asks, for the shares of a paid budget.
    """
    traced = [_begun(networks, one) for one in entries]
    news: asyncio.Queue[bool] = asyncio.Queue()
    work = asyncio.ensure_future(_Asking(networks, now, person, news).about(traced))
    work.add_done_callback(lambda _: news.put_nowait(False))
    deadline = asyncio.get_running_loop().time() + WITHIN
    try:
        while await _more(news, deadline):
            yield traced
        if work.done():
            work.result()
        yield traced
    finally:
        work.cancel()


async def _more(news: asyncio.Queue[bool], deadline: float) -> bool:
    """False: there is nothing more to wait for."""
    try:
        async with asyncio.timeout_at(deadline):
            return await news.get()
    except TimeoutError:
        return False


def _begun(networks: Networks, entry: Entry) -> Traced:
    """What of the entry can be asked about."""
    one, asked, site = Traced(entry), list[str](), entry.site
    for text in entry.accounts:
        every = leads(networks, text)
        by = _free(networks, every)
        known = any(lead.exact for name, lead in by.items() if name != "feed")
        if every and not by:
            one.priced.append(text)
        elif not known and recognise(text) is not None:
            one.shut.append(text)
        elif set(by) == {"feed"} and not site:
            site = text
        else:
            asked.append(text)
    one.entry = replace(entry, site=site, accounts=tuple(asked))
    return one


def _free(networks: Networks, by: Mapping[str, Lead]) -> dict[str, Lead]:
    """The leads on networks that cost nothing; none, where one that costs is surely meant."""
    paid = {name for name in by if networks.get(name).budget() is not None}
    if any(by[name].exact for name in paid):
        return {}
    return {name: lead for name, lead in by.items() if name not in paid}


@dataclass(frozen=True, slots=True)
class _Asking:
    """`news`: gets a word whenever a firm is done."""

    networks: Networks
    now: datetime
    person: str
    news: asyncio.Queue[bool]

    async def about(self, traced: Sequence[Traced]) -> None:
        """First the accounts that are named, then sites and names, a few at once."""
        await self._accounts(traced)
        gate = asyncio.Semaphore(AT_A_TIME)

        async def explored(one: Traced) -> None:
            async with gate:
                await self._explore(one)
            self._done(one)

        await asyncio.gather(*(explored(one) for one in traced if not one.done))

    async def _accounts(self, traced: Sequence[Traced]) -> None:
        asked = [(one, text) for one in traced for text in one.entry.accounts]
        left = Counter(id(one) for one, _ in asked)
        free = [_free(self.networks, leads(self.networks, text)) for _, text in asked]
        async with aclosing(find_asked(self.networks, free, self.person)) as answers:
            async for number, answer in answers:
                one = asked[number][0]
                self._named(one, answer)
                left[id(one)] -= 1
                if not left[id(one)] and not one.entry.site:
                    self._done(one)

    def _named(self, one: Traced, answer: Found) -> None:
        """What an account that the list names has led to."""
        if (account := credible(answer, self.now)) is not None:
            one.take([Choice(account, BY_PERSON)], sure=True)
            return
        one.take((Choice(each, BY_PERSON) for each in answer.candidates[:CHOICES]), sure=False)
        if not answer.candidates:
            one.silent += [*answer.failed, *answer.late]

    async def _explore(self, one: Traced) -> None:
        """What its site leads to; without a site, who is called so."""
        site: Site | None = None
        if one.entry.site:
            try:
                site = await read_site(self.networks, one.entry.site, self.person)
            except ConnectorError as error:
                await self._without(one, error)
                return
            one.entry = _filled(one.entry, site)
        if site is not None and site.parked:
            return
        asked = explore(self.networks, site, one.entry.name, self.now, self.person)
        if answers := [found async for found in asked]:
            _judged(one, answers[-1])

    async def _without(self, one: Traced, error: ConnectorError) -> None:
        """Nothing of the site can be read; at its address there may be a feed."""
        if isinstance(error, Refused | Transient):
            one.silent.append("feed")
            return
        asked = find_each(self.networks, [one.entry.site], ("feed",), self.person)
        async with aclosing(asked) as answers:
            async for _, answer in answers:
                self._named(one, answer)

    def _done(self, one: Traced) -> None:
        one.done = True
        self.news.put_nowait(True)


def _judged(one: Traced, found: Explored) -> None:
    likely = [each for each in found.candidates if each.likely]
    others = [each for each in found.candidates if not each.likely and each.proof is not Proof.NONE]
    one.take((Choice(each.account, each.proof.value) for each in likely), sure=True)
    one.take((Choice(each.account, each.proof.value) for each in others[:CHOICES]), sure=False)
    if not found.candidates:
        one.silent += [*found.failed, *found.late]


def _filled(entry: Entry, site: Site) -> Entry:
    """With what the site says of the firm, where the list doesn't."""
    called = name_of_host(site.host)
    name = entry.name or (called if site.moved_to else site.name or called) or site.host
    return replace(entry, name=name, kind=entry.kind or guess_kind(site))
