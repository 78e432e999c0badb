"""Whom a person wants to compare: firms, accounts and panels of the workspace."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.core.compare import divided
from bot.core.firms import similarity
from bot.core.firms.model import Firm
from bot.core.grammar import Term, TermKind, sayable
from bot.core.grammar.terms import WATCH_ID
from bot.core.grammar.words import FIRM, PANEL
from bot.core.model import Channel, WorkspaceId
from bot.core.panels import Panel
from bot.service.watchlist import by_ref, means
from bot.store import comparisons, firms, panels
from bot.store.comparisons import Followed
from bot.store.engine import Tx
from connectors.types import Kind, Target

CLOSE = 70.0  # of 100: as alike as a name and its slip of the pen
_BY_NAME = frozenset({TermKind.WORDS, TermKind.PHRASE})


@dataclass(frozen=True, slots=True)
class Subject:
    """One of those to compare. `accounts`: those that are watched here; `others`: that aren't."""

    name: str
    firm: Firm | None
    accounts: tuple[Followed, ...]
    others: tuple[Target, ...] = ()


@dataclass(frozen=True, slots=True)
class Unknown:
    """What the workspace doesn't know. `meant`: what is called nearly so."""

    term: Term
    meant: Term | None = None
    meant_name: str = ""


@dataclass(frozen=True, slots=True)
class Chosen:
    """`terms`: each name by itself. `panel`: one that was asked for: its firms are subjects."""

    terms: tuple[Term, ...]
    subjects: tuple[Subject, ...]
    unknown: tuple[Unknown, ...] = ()
    panel: Panel | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """All that a name may stand for in a workspace."""

    firms: list[Firm]
    followed: Sequence[Followed]

    def has(self, text: str) -> bool:
        return firms.named(self.firms, text) is not None or bool(self.accounts_called(text))

    def accounts_called(self, text: str) -> list[Followed]:
        return self.accounts(Term(TermKind.WORDS, text))

    def accounts(self, term: Term) -> list[Followed]:
        return [one for one in self.followed if means(one.state.target, term)]


async def known(tx: Tx, workspace_id: WorkspaceId) -> Known:
    everyone = await firms.all_of(tx, workspace_id)
    return Known(everyone, await comparisons.followed(tx, workspace_id))


async def choose(
    tx: Tx, channel: Channel, here: Known, subjects: Sequence[Term], now: datetime
) -> Chosen:
    """Who is meant, each once."""
    found: list[Subject] = []
    unknown: list[Unknown] = []
    panel: Panel | None = None
    terms = tuple(dict.fromkeys(_each(here, subjects)))
    for term in terms:
        of = await _panel(tx, channel, here, term)
        if of is not None:
            panel = of
            members = await panels.firms_in(tx, of)
            found += [await of_firm(tx, here, one, now) for one in members]
        elif (one := await _subject(tx, channel, here, term, now)) is not None:
            found.append(one)
        else:
            unknown.append(_unknown(here, term))
    return Chosen(terms, tuple(dict.fromkeys(found)), tuple(unknown), panel)


def _each(here: Known, terms: Iterable[Term]) -> Iterable[Term]:
    """Words may be several names, one after the other."""
    for term in terms:
        if term.kind is TermKind.WORDS:
            yield from (Term(TermKind.WORDS, name) for name in divided(term.text, here.has))
        else:
            yield term


async def _panel(tx: Tx, channel: Channel, here: Known, term: Term) -> Panel | None:
    if term.kind is TermKind.NAMED and term.network == PANEL:
        return await panels.by_words(tx, channel.workspace_id, term.text)
    if term.kind in _BY_NAME and not here.has(term.text):
        return await panels.by_words(tx, channel.workspace_id, term.text)
    return None


async def _subject(
    tx: Tx, channel: Channel, here: Known, term: Term, now: datetime
) -> Subject | None:
    if term.kind is TermKind.NAMED and term.network == WATCH_ID:
        watched = await by_ref(tx, channel, term)
        mine = [one for one in here.followed if watched and one.state.target == watched.target]
        return _of_accounts(term, mine)
    called = term.kind in _BY_NAME or term.kind in (TermKind.DOMAIN, TermKind.LINK)
    if called or (term.kind is TermKind.NAMED and term.network == FIRM):
        firm = firms.named(here.firms, term.text)
        if firm is not None:
            return await of_firm(tx, here, firm, now)
    if term.network in (FIRM, PANEL):
        return None
    by_name = Term(TermKind.WORDS, term.text) if term.kind in _BY_NAME else term
    return _of_accounts(term, here.accounts(by_name))


def _of_accounts(term: Term, found: Sequence[Followed]) -> Subject | None:
    if not found:
        return None
    [first, *more] = [one.state.target for one in found]
    name = f"@{term.text}" if more else first.name or f"@{first.handle}"
    return Subject(name, None, tuple(found))


async def of_firm(tx: Tx, here: Known, firm: Firm, now: datetime) -> Subject:
    """The firm with those of its accounts that are watched in its workspace, and the others."""
    targets = [one.target for one in await firms.accounts(tx, firm, now)]
    ids = {one.id for one in targets}
    mine = tuple(one for one in here.followed if one.state.target.id in ids)
    watched = {one.state.target.id for one in mine}
    others = tuple(one for one in targets if one.id not in watched)
    return Subject(firm.name, firm, mine, others)


def on(one: Subject, networks: Sequence[str]) -> Subject:
    """Only its accounts on these networks; none: on all."""
    if not networks:
        return one
    mine = tuple(each for each in one.accounts if each.state.target.network in networks)
    others = tuple(each for each in one.others if each.network in networks)
    return Subject(one.name, one.firm, mine, others)


def _unknown(here: Known, term: Term) -> Unknown:
    """With the name that is most like it, where one is."""
    typed = term.text.partition("@")[0]
    close = [(similarity(typed, name), name, meant) for name, meant in _names(here)]
    alike, name, meant = max(close, key=lambda one: one[0], default=(0.0, "", term))
    return Unknown(term, meant, name) if alike >= CLOSE else Unknown(term)


def _names(here: Known) -> Iterator[tuple[str, Term]]:
    """What may be meant, and how it is typed."""
    for firm in here.firms:
        yield firm.name, Term(TermKind.NAMED, firm.slug, FIRM)
    for one in here.followed:
        target = one.state.target
        if name := sayable(target.name):
            yield target.name, Term(TermKind.PHRASE, name)
        if target.kind is Kind.ACCOUNT:
            handle = target.handle.partition("@")[0].partition(".")[0]
            yield handle, Term(TermKind.HANDLE, handle)
