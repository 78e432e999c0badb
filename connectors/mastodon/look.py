"""Looking at accounts and hashtags: a cheap detector for many, whole pages for what changed."""

from __future__ import annotations

import email.utils
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from msgspec.structs import replace as with_fields

from connectors.base import each
from connectors.errors import ConnectorError, NeedsApproval, TargetGone
from connectors.mastodon import rss
from connectors.mastodon.cursor import AFTER_NEWS, FULL_EVERY, RECHECKS, ROUND, Cursor, read
from connectors.mastodon.pages import (
    Read,
    Site,
    account_path,
    check_gone,
    tag_path,
    timeline,
)
from connectors.mastodon.payload import AccountEntity
from connectors.mastodon.posts import Home, posts_of
from connectors.mastodon.profile import profile
from connectors.payload import many, one
from connectors.text import one_line
from connectors.types import (
    Account,
    Answer,
    Batch,
    Conversation,
    Coverage,
    Due,
    Kind,
    Look,
    TargetId,
)

# From three accounts on, asking whether anything changed costs less than asking each.
SINGLES = 2


@dataclass(frozen=True, slots=True)
class Detected:
    """What the server says of the accounts of a batch, by id, and when (0: nobody knows)."""

    accounts: Mapping[str, AccountEntity]
    at: int


def look(site: Site, batch: Batch) -> Conversation[Mapping[TargetId, Look]]:
    """One Look for every target of the batch; all live on `site`."""
    counted = [due for due in batch.dues if is_counted(due)]
    refs, many = [_ref(due) for due in counted], len(counted) > SINGLES
    try:
        asked = many or any(map(_is_new_hour, counted))
        detected = (yield from _detect(site, refs)) if asked else None
    except ConnectorError as error:
        return {due.target.id: Look.failed(error) for due in batch.dues}

    def single(due: Due) -> Conversation[Look]:
        if _is_feed(due):
            return (yield from rss.look(site, due.target, read(due.cursor)))
        if due.target.kind is Kind.HASHTAG:
            return (yield from _hashtag(site, due))
        return (yield from _account(site, due, detected, counts=many))

    return (yield from each(batch, single))


def _is_new_hour(due: Due) -> bool:
    """Is this the first look of an hour? Then a few accounts too are asked what they say."""
    at = due.at
    return at is not None and int(at.timestamp()) // 3600 != read(due.cursor).full_at // 3600


def is_counted(due: Due) -> bool:
    """Can the server be asked about it together with others?"""
    return due.target.kind is Kind.ACCOUNT and bool(_ref(due)) and not _is_feed(due)


def _is_feed(due: Due) -> bool:
    return _ref(due).startswith(rss.PREFIX)


def _ref(due: Due) -> str:
    return due.target.ref or read(due.cursor).ref


def _detect(site: Site, refs: Sequence[str]) -> Conversation[Detected | None]:
    """None where the server can't be asked about many accounts at once (before Mastodon 4.3).

    Raises errors of the whole lane only.

    https://docs.joinmastodon.org/methods/accounts/#index
    """
    try:
        answer = yield site.request(
            "/api/v1/accounts",
            *(("id[]", ref) for ref in refs),
            accept=frozenset({200, 400, 403, 404, 405, 422}),
        )
        found = many(answer.json(), AccountEntity)[0] if answer.status == 200 else []
    except ConnectorError as error:
        if error.lane_wide:
            raise
        return None
    return Detected({one.id: one for one in found}, _clock(answer)) if found else None


def _clock(answer: Answer) -> int:
    try:
        moment = email.utils.parsedate_to_datetime(answer.headers.get("date", ""))
        return int(moment.timestamp())
    except (ValueError, OverflowError):
        return 0


def _account(
    site: Site, due: Due, detected: Detected | None, *, counts: bool
) -> Conversation[Look]:
    """`counts`: an account whose counts stayed the same isn't read."""
    cursor = read(due.cursor)
    ref = due.target.ref or cursor.ref
    if not ref:
        ref = yield from _resolve(site, due)
        cursor = with_fields(cursor, ref=ref)
    if ref.startswith(rss.PREFIX):
        return (yield from rss.look(site, due.target, cursor))
    facts = detected.accounts.get(ref) if detected else None
    now = int(due.at.timestamp()) if due.at else detected.at if detected else 0
    if facts and counts and _is_quiet(cursor, facts, now):
        # Where the time is told there is nothing to remember, so nothing to write.
        still = None if now else with_fields(cursor, rounds=cursor.rounds + 1).text()
        return _told(due, Look((), still, Coverage.COMPLETE, unchanged=True), facts)
    seen = yield from timeline(site, account_path(ref), cursor)
    if seen.coverage is Coverage.SUSPECT and (yield from _is_empty(site, ref)):
        seen.coverage = Coverage.COMPLETE
    after = _after(cursor, seen)
    if due.at and _is_new_hour(due):
        after = with_fields(after, full_at=now)
    if facts and seen.error is None:
        after = _settled(after, cursor, facts, now)
    return _told(due, _to_look(site, due, seen, after), facts or _author(due, seen))


def _told(due: Due, look: Look, fresh: AccountEntity | None) -> Look:
    """`look` with what it came to know of the account itself."""
    if fresh is None:
        return look
    return replace(look, account=_renamed(due, fresh), profile=profile(fresh))


def _resolve(site: Site, due: Due) -> Conversation[str]:
    """The account's id here: a bare name was found elsewhere, and never asked about at home."""
    user = due.target.handle.rpartition("@")[0] or due.target.handle
    try:
        answer = yield site.request("/api/v1/accounts/lookup", ("acct", user))
    except NeedsApproval:
        return f"{rss.PREFIX}{rss.account_paths(user)[0]}"
    check_gone(answer)
    return one(answer.json(), AccountEntity).id


def _is_quiet(cursor: Cursor, facts: AccountEntity, now: int) -> bool:
    """Nothing changed by the counts, and counts have not been trusted for too long."""
    if cursor.recheck or cursor.count is None:
        return False
    same = (facts.statuses_count, facts.last_status_at) == (cursor.count, cursor.last)
    trusted = AFTER_NEWS if cursor.news else FULL_EVERY
    since = abs(now - cursor.full_at) if now and cursor.full_at else (cursor.rounds + 1) * ROUND
    return same and since < trusted


def _settled(after: Cursor, before: Cursor, facts: AccountEntity, now: int) -> Cursor:
    """The counts as they are now. When they moved and nothing new came, look again soon."""
    moved = before.count is not None and facts.statuses_count != before.count
    still_owed = RECHECKS if moved else max(before.recheck - 1, 0)
    return with_fields(
        after,
        count=facts.statuses_count,
        last=facts.last_status_at,
        full_at=now,
        rounds=0,
        recheck=0 if after.newest != before.newest else still_owed,
        news=before.count is not None and after.newest != before.newest,
    )


def _is_empty(site: Site, ref: str) -> Conversation[bool]:
    """Has the account no post at all? Some people delete theirs after a while."""
    try:
        answer = yield site.request(account_path(ref).removesuffix("/statuses"))
        check_gone(answer)
        return one(answer.json(), AccountEntity).statuses_count == 0
    except TargetGone:
        raise
    except ConnectorError:
        return False


def _after(cursor: Cursor, seen: Read) -> Cursor:
    return with_fields(cursor, newest=seen.newest, etag=seen.etag)


def _hashtag(site: Site, due: Due) -> Conversation[Look]:
    cursor = read(due.cursor)
    seen = yield from timeline(site, tag_path(due.target.ref), cursor)
    return _to_look(site, due, seen, _after(cursor, seen))


def _to_look(site: Site, due: Due, seen: Read, after: Cursor) -> Look:
    account = due.target.kind is Kind.ACCOUNT
    home = Home(site.origin, _domain(due), due.target.key if account else "")
    return Look(
        posts=posts_of(seen.in_order(), home),
        cursor=None if seen.coverage is Coverage.SUSPECT else after.text(),
        coverage=seen.coverage,
        error=seen.error,
        unchanged=seen.unchanged,
    )


def _domain(due: Due) -> str:
    """What the server's own accounts end in: may differ from the host that is asked."""
    return due.target.handle.rpartition("@")[2] if "@" in due.target.handle else due.target.host


def _author(due: Due, seen: Read) -> AccountEntity | None:
    authors = (status.account for status in seen.in_order())
    return next((author for author in authors if author.id == _ref(due)), None)


def _renamed(due: Due, fresh: AccountEntity) -> Account | None:
    """Fresh facts where the name shown or the handle changed; a moved account's new handle."""
    target = due.target
    handle = one_line((fresh.moved or fresh).on(_domain(due)))
    name = one_line(fresh.display_name or "") or handle
    if (handle.lower(), name) == (target.handle.lower(), target.name):
        return None
    return replace(
        target.called(name),
        handle=handle,
        ref=target.ref or fresh.id,
        followers=fresh.followers_count,
        note="account_moved" if fresh.moved else None,
    )
