"""Gathers what is known of firms, for a comparison of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.core.compare import (
    MOST,
    Activity,
    Comparison,
    Figures,
    Hindrance,
    Member,
    Period,
    Presence,
    Seen,
    Side,
    Telling,
    Unwatched,
    by_network,
    common,
    figures,
    presence,
    side_by_side,
)
from bot.core.compare import Known as Told
from bot.core.firms import FirmKind, Relation
from bot.core.firms.model import Firm
from bot.core.grammar import Compare
from bot.core.model import Channel, PostId, WorkspaceId
from bot.service.subjects import Chosen, Known, Subject, of_firm, on
from bot.store import comparisons, histories, stories
from bot.store.comparisons import Followed, Said
from bot.store.engine import Tx
from connectors.types import Post, TargetId

HISTORY = timedelta(days=120)
"""How far before the period an account's usual reactions are taken from."""
# A site or an article is no network that one could be absent from.
_NOT_SOCIAL = frozenset({"feed", "news", "bridge"})


@dataclass(frozen=True, slots=True)
class _Gathered:
    """`said`: what was published in the period, with its words."""

    period: Period
    sides: tuple[Side, ...]
    said: Sequence[Said]


async def gather(
    tx: Tx, channel: Channel, here: Known, chosen: Chosen, wanted: Compare, now: datetime
) -> Comparison:
    """What can be said of those chosen; of more than 5, of those that publish most."""
    asked = Period(now - timedelta(days=wanted.days), now)
    mine = [await of_firm(tx, here, one, now) for one in here.firms if _is_own(one)]
    panel = [one for one in chosen.subjects if not _is_own(one.firm)]
    if not panel:
        panel = [await of_firm(tx, here, one, now) for one in here.firms if not _is_own(one)]
    past = await _past(tx, (*chosen.subjects, *mine, *panel), asked)
    shown = _busiest([on(one, wanted.on) for one in chosen.subjects], past, asked)
    told = await _worded(tx, shown, past, asked)
    compared, whole = _figures(told, channel.zone)
    return Comparison(
        figures=compared,
        asked=asked,
        hindrances=tuple(_hindrances(told)),
        unwatched=tuple(_unwatched(shown)),
        presence=_presence(panel, mine, past, asked),
        own=mine[0].name if mine else "",
        whole=whole.sides[0] if whole else None,
        tellings=await _tellings(tx, channel.workspace_id, told) if whole else (),
        panel=chosen.panel.name if chosen.panel else "",
        of=len(chosen.subjects),
    )


def _is_own(firm: Firm | None) -> bool:
    return firm is not None and firm.relation is Relation.OWN


async def _past(tx: Tx, every: Iterable[Subject], asked: Period) -> Mapping[TargetId, Seen]:
    """All accounts, known since this workspace watches them."""
    accounts = {each.state.target.id: each for one in every for each in one.accounts}
    states = [one.state for one in accounts.values()]
    found = await histories.seen(tx, states, asked.start - HISTORY)
    return {
        target_id: replace(one, since=_later(one.since, accounts[target_id]))
        for target_id, one in found.items()
    }


def _later(since: datetime | None, account: Followed) -> datetime | None:
    return since and max(since, account.since)


def _side(one: Subject, past: Mapping[TargetId, Seen]) -> Side:
    return Side(one.name, tuple(past[each.state.target.id] for each in one.accounts))


def _busiest(
    subjects: Sequence[Subject], past: Mapping[TargetId, Seen], asked: Period
) -> Sequence[Subject]:
    """Those that can be judged first."""
    if len(subjects) <= MOST:
        return subjects
    sides = {one: _side(one, past) for one in subjects}
    busy = sorted(
        subjects,
        key=lambda one: (sides[one].gap(asked) is not None, -len(sides[one].within(asked))),
    )
    return [one for one in subjects if one in busy[:MOST]]


async def _worded(
    tx: Tx, shown: Sequence[Subject], past: Mapping[TargetId, Seen], asked: Period
) -> _Gathered:
    """The sides, with the words of what they published in the period."""
    ids = [each.state.target.id for one in shown for each in one.accounts]
    said = await comparisons.said(tx, ids, asked.start, asked.end)
    worded = {one: _with_words(past[one], said, one, asked) for one in ids}
    sides = tuple(_side(one, worded) for one in shown)
    return _Gathered(common(sides, asked), sides, said)


def _with_words(account: Seen, said: Sequence[Said], target_id: TargetId, asked: Period) -> Seen:
    mine = [one for one in said if one.target_id == target_id and not _before(one.post, asked)]
    before = [post for post in account.posts if _before(post, asked)]
    return replace(
        account,
        posts=(*before, *(one.post for one in mine)),
        forgotten=frozenset(one.post.key for one in mine if not one.kept),
    )


def _before(post: Post, asked: Period) -> bool:
    return post.published_at is not None and post.published_at < asked.start


def _figures(told: _Gathered, zone: str) -> tuple[Figures, Figures | None]:
    """Of one side alone those of its networks, and its own where it has any."""
    whole = figures(told.sides, told.period, zone)
    if len(told.sides) > 1:
        return whole, None
    networks = by_network(told.sides[0], told.period)
    return (figures(networks, told.period, zone), whole) if networks else (whole, None)


def _hindrances(told: _Gathered) -> Iterable[Hindrance]:
    for side in told.sides:
        for account in side.accounts:
            gap = account.gap(told.period)
            if gap is not None:
                yield Hindrance(side.name, account.network, gap.why, account.since)


def _unwatched(shown: Iterable[Subject]) -> Iterable[Unwatched]:
    for one in shown:
        if one.others:
            networks = dict.fromkeys(each.network for each in one.others)
            yield Unwatched(one.name, tuple(networks))


async def _tellings(tx: Tx, workspace_id: WorkspaceId, told: _Gathered) -> tuple[Telling, ...]:
    names: dict[PostId, tuple[str, str]] = {
        one.id: (one.post.network, one.post.key) for one in told.said if one.kept
    }
    found = await stories.of_posts(tx, workspace_id, names)
    by_post = {names[post_id]: story for post_id, story in found.items()}
    return side_by_side(told.sides[0], by_post, told.period)


# --- who is where


def _presence(
    panel: Sequence[Subject],
    mine: Sequence[Subject],
    past: Mapping[TargetId, Seen],
    asked: Period,
) -> Told[Presence]:
    members = [_member(one, past, asked) for one in panel]
    own = _together([_member(one, past, asked) for one in mine])
    known = {name for one in (*members, *([own] if own else [])) for name in one.networks}
    return presence(members, own, sorted(known))


def _member(one: Subject, past: Mapping[TargetId, Seen], asked: Period) -> Member:
    kind = one.firm.kind if one.firm else FirmKind.OTHER
    states = [(each.network, Activity.UNREAD) for each in one.others]
    for each in one.accounts:
        account = past[each.state.target.id]
        states.append((account.network, _activity(account, asked)))
    order = list(Activity)
    networks: dict[str, Activity] = {}
    for network, state in states:
        if network not in _NOT_SOCIAL:
            networks[network] = min(networks.get(network, state), state, key=order.index)
    return Member(one.name, kind, networks)


def _activity(account: Seen, asked: Period) -> Activity:
    if account.within(asked):
        return Activity.ACTIVE
    return Activity.UNREAD if account.gap(asked) else Activity.QUIET


def _together(mine: Sequence[Member]) -> Member | None:
    """Several firms of one's own are where any of them is."""
    if not mine:
        return None
    networks = {name: state for one in mine for name, state in one.networks.items()}
    return replace(mine[0], networks=networks)
