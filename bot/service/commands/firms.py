"""A firm's accounts, found from its web site or its name, with what speaks for each."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from bot.core.firms import Candidate, Doubt, Proof, guess_kind
from bot.core.firms.model import Firm, FirmAccount, shown_site
from bot.core.grammar import Category, FirmHint, Search, Term, TermKind, Watch, render, sayable
from bot.core.grammar.expression import all_of
from bot.core.message import Block, Button, Items, Line, Message, Reply, Span, line
from bot.core.model import Channel
from bot.render.words import Words
from bot.service.commands.accounts import account_line
from bot.service.commands.adding import add
from bot.service.commands.answers import not_found, shortfall
from bot.service.commands.confirmation import with_more
from bot.service.commands.context import Context, lines, reply
from bot.service.commands.networks import switchable
from bot.service.commands.picking import picked
from bot.service.exploring import Explored, explore, name_of_host
from bot.service.finding import Found
from connectors.elsewhere import Elsewhere
from connectors.errors import ConnectorError, Refused, TargetGone, Transient
from connectors.query import Word
from connectors.types import Account, Kind, Lead
from connectors.website.types import Site

SHOWN = 7  # as many as there is room for buttons, beside that for all the sure ones
# Addresses of a home page, whatever its language.
_HOME = frozenset({"", "/", "/fr", "/fr/", "/en", "/en/"})


def is_site(command: Watch, term: Term, asked: Mapping[str, Lead]) -> bool:
    """A domain or the address of a home page, of which nothing is said but where it is."""
    bare = command.firm is None and not command.on and term.network is None
    parts = urlsplit(term.text) if term.kind is TermKind.LINK else None
    at_home = parts is not None and parts.path in _HOME and not parts.query
    return bare and set(asked) == {"feed"} and (term.kind is TermKind.DOMAIN or at_home)


def unreadable(ctx: Context, text: str, error: ConnectorError) -> Reply | None:
    """Why nothing of a site can be read; None: something else at that address may be."""
    silent = isinstance(error, Transient) and error.lane_wide
    if not silent and not isinstance(error, Refused):
        return None
    return not_found(ctx, text, Found((), {"feed": error}, (), ("feed",), exact=True))


async def propose(
    ctx: Context,
    place: Channel,
    command: Watch,
    site: Site,
    of: Firm | None = None,
    known: Sequence[FirmAccount] = (),
) -> AsyncIterator[Reply]:
    """The accounts of the firm behind a site; again when late networks answered.

    Nothing is watched without a tap, but what is surely the site's own where there is nothing
    else: its feed, or the account that its domain is. `of`: the firm, where more accounts of it
    are looked for than those that are `known`.
    """
    if site.parked:
        yield _parked(ctx, site)
        return
    name = name_of_host(site.host) if site.moved_to else site.name or name_of_host(site.host)
    networks = ctx.house.networks
    async for found in explore(networks, site, name, ctx.now, ctx.asker):
        if of is not None:
            yield _more(ctx, command, found, of, known)
        elif (own := _only_own(found)) is None:
            yield choose(ctx, command, site, name, found)
        elif not found.late:
            added = await add(ctx, place, command, own, _as_found(found))
            yield beside(added, _shut(ctx, found.shut))


def _only_own(found: Explored) -> Account | None:
    if len(found.candidates) != 1 or (found.site and found.site.moved_to):
        return None
    [one] = found.candidates
    own = one.account.kind is Kind.FEED or (one.proof is Proof.DOMAIN and one.link is None)
    return one.account if own else None


def _as_found(found: Explored) -> Found:
    failed = {name: why for name, why in found.failed.items() if not isinstance(why, TargetGone)}
    accounts = tuple(one.account for one in found.candidates)
    return Found(accounts, failed, found.late, (), exact=True)


def beside(answer: Reply, blocks: tuple[Block, ...]) -> Reply:
    """The answer with more below it."""
    message: Message = replace(answer.message, blocks=(*answer.message.blocks, *blocks))
    return with_more(answer, message) if blocks else answer


def _parked(ctx: Context, site: Site) -> Reply:
    name = name_of_host(site.host)
    answer = ctx.say("firms.parked", *_find_button(ctx, name), site=shown_site(site.host))
    return replace(answer, asks="watch")


def choose(ctx: Context, command: Watch, site: Site, name: str, found: Explored) -> Reply:
    """Numbered candidates with what tells them apart; buttons for what is wanted of them."""
    words, shown = ctx.words, found.candidates[:SHOWN]
    named = (name.title() if site.moved_to else site.name or name) or shown_site(site.host)
    hint = FirmHint(sayable(named) or site.host, address_of(site), guess_kind(site).value)
    facts = {"name": named, "site": shown_site(site.host)}
    if site.moved_to:
        facts["buyer"] = shown_site(site.moved_to)
        text = words("firms.moved", **facts)
    else:
        text = words("firms.found" if shown else "firms.none", n=len(shown), **facts)
    first = _site_buttons(ctx, site, found, name)
    answer = _answer(ctx, text, command, found, shown, hint, first)
    return answer if shown else replace(answer, asks="watch")


def _more(
    ctx: Context, command: Watch, found: Explored, of: Firm, known: Sequence[FirmAccount]
) -> Reply:
    """What isn't known yet as an account of the firm."""
    names = {(one.target.network, one.target.kind, one.target.key) for one in known}
    new = [one for one in found.candidates if _key(one.account) not in names][:SHOWN]
    hint = FirmHint(sayable(of.name) or of.slug, of.site, of.kind.value)
    facts = {"name": of.name, "site": shown_site(of.site)}
    text = ctx.words("firms.more" if new else "firms.nothing_new", n=len(new), **facts)
    return _answer(ctx, text, command, found, new, hint)


def _key(account: Account) -> tuple[str, Kind, str]:
    return account.network, account.kind, account.key


def _answer(
    ctx: Context,
    text: str,
    command: Watch,
    found: Explored,
    shown: Sequence[Candidate],
    hint: FirmHint,
    first: Sequence[Button] = (),
) -> Reply:
    rows = tuple(candidate_line(ctx, one, found.site) for one in shown)
    blocks: list[Block] = [Items(rows, numbered=True)] if rows else []
    blocks += (*_shut(ctx, found.shut), *shortfall(ctx, _as_found(found)))
    buttons = (*first, *candidate_buttons(ctx, command, shown, hint))
    return reply(ctx.words, text, blocks=tuple(blocks), buttons=buttons)


def _site_buttons(ctx: Context, site: Site, found: Explored, name: str) -> list[Button]:
    if site.moved_to:
        buyer = shown_site(site.moved_to)
        return [ctx.button("button.watch_site", f"watch {origin(site.url)}", site=buyer)]
    return [] if found.candidates else _find_button(ctx, name)


def _find_button(ctx: Context, name: str) -> list[Button]:
    said = sayable(name)
    if not said:
        return []
    words = all_of(map(Word, said.split()))
    find = render(Search(words, first=Category.ACCOUNTS))
    return [ctx.button("button.find_firm", find, name=said)]


def candidate_buttons(
    ctx: Context, command: Watch, shown: Sequence[Candidate], hint: FirmHint
) -> list[Button]:
    """All the sure ones, then each by its number: a tap says that it is the firm's."""
    buttons = []
    sure = [one.account for one in shown if one.likely]
    if len(sure) > 1:
        every = picked(replace(command, firm=hint), *sure)
        buttons.append(ctx.button("button.watch_sure", every, n=len(sure)))
    for number, one in enumerate(shown, start=1):
        if Doubt.BUYER in one.doubts:  # of another firm, whose own site says so
            continue
        of = replace(hint, proof=one.proof.value)
        watch = picked(replace(command, firm=of), one.account)
        buttons.append(Button(f"{number} {ctx.words.network(one.account.network)}", command=watch))
    return buttons


def candidate_line(ctx: Context, one: Candidate, site: Site | None) -> Line:
    """What speaks for it, then what against it."""
    told = [proof_words(ctx.words, one)]
    if one.proof is Proof.NONE and not {Doubt.AGENCY, Doubt.BUYER}.isdisjoint(one.doubts):
        told = []  # the doubt says where it was found
    return account_row(ctx, one, *told, *doubts(ctx, one, site))


def account_row(ctx: Context, one: Candidate, *told: str) -> Line:
    """An account and what else is told of it."""
    account = one.account
    if one.silent_since is not None:  # it is told among the doubts
        account = replace(account, last_post_at=None)
    return account_line(ctx, account, *told)


def doubts(ctx: Context, one: Candidate, site: Site | None) -> list[str]:
    """What speaks against it, in words."""
    words, told = ctx.words, list[str]()
    for doubt in one.doubts:
        if doubt is Doubt.DORMANT and one.silent_since is not None:
            told.append(words("firms.doubt.dormant", since=words.day(one.silent_since)))
        elif doubt is Doubt.BUYER and site is not None and site.moved_to:
            told.append(words("firms.doubt.buyer", buyer=shown_site(site.moved_to)))
        else:
            told.append(words(f"firms.doubt.{doubt}"))
    return told


def proof_words(words: Words, one: Candidate) -> str:
    own = one.proof in (Proof.DOMAIN, Proof.SITE)
    if one.account.kind is Kind.FEED and own:
        return words("firms.proof.feed")
    mentioned = one.proof is Proof.NONE and one.link is not None
    return words("firms.proof.mentioned" if mentioned else f"firms.proof.{one.proof}")


def _shut(ctx: Context, pages: Sequence[Elsewhere]) -> tuple[Block, ...]:
    """Pages that the site names on networks that can't be read, and why."""
    if not pages:
        return ()
    words, can_be_on = ctx.words, switchable(ctx)
    rows = []
    for page in pages:
        on = page.network in ctx.house.networks
        reason = "named" if on else "later" if page.network in can_be_on else "never"
        name = Span(words.network(page.network), strong=True, link=page.url)
        why = words(f"firms.shut.{reason}", verb=ctx.spelled("networks"), name=page.name)
        rows.append(line(name, f" · {page.name} · " if page.name else " · ", why))
    return (lines(words("firms.shut", n=len(pages))), Items(tuple(rows)))


def address_of(site: Site) -> str:
    """The site's address as it was asked for."""
    return f"{urlsplit(site.url).scheme}://{site.host}"


def origin(url: str) -> str:
    """The home of an address: "https://durand.fr"."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
