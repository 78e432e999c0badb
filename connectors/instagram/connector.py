"""The Instagram connector: professional accounts and, within a ledger of 30 a week, hashtags."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import ClassVar
from urllib.parse import quote

from msgspec.structs import replace as with_fields
from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from connectors.base import each
from connectors.errors import (
    CredentialRejected,
    NeedsApproval,
    NotPossible,
    TargetGone,
    UnexpectedPayload,
)
from connectors.graph import look as graphlook
from connectors.graph.api import Asking, Graph, listed
from connectors.graph.connector import GraphConnector
from connectors.instagram import posts as media
from connectors.instagram.checklist import CHECKLIST
from connectors.instagram.posts import NETWORK, Item, Profile
from connectors.payload import many, one
from connectors.query import Dialect, compiled, plain
from connectors.searches import in_turn
from connectors.types import (
    Ability,
    Account,
    Answer,
    Batch,
    Conversation,
    Coverage,
    Due,
    Kind,
    Lead,
    Look,
    Pace,
    Query,
    Quota,
    Request,
    SearchPage,
    Target,
    TargetId,
)

NEWEST, MORE, MOST = 10, 50, 50  # publications on the first page, on later ones, at most
HASHTAGS, WEEK = 30, timedelta(days=7)
SHOWN = timedelta(hours=24)  # how far back a hashtag is shown
# https://developers.facebook.com/docs/instagram-api/reference/ig-hashtag-search
DIALECT = Dialect(word=None, phrase=None, tag="{}", alone=True)
PROBED = "instagram"  # the network's own account

_CURSOR = re.compile(r"[\w=+/.-]{1,1000}")


class InstagramConfig(BaseSettings):
    """`instagram_user_id`: the installation's own professional account, in whose name we ask."""

    model_config = SettingsConfigDict(
        frozen=True, extra="ignore", env_ignore_empty=True, hide_input_in_errors=True
    )

    meta_access_token: SecretStr | None = None
    meta_graph_url: str = "https://graph.facebook.com"
    meta_graph_version: str = "v26.0"
    instagram_user_id: str = ""


class Instagram(GraphConnector):
    """Accounts by business discovery, hashtags by their recent media."""

    network = NETWORK
    display_name = "Instagram"
    abilities = frozenset(
        {Ability.ACCOUNT, Ability.HASHTAG, Ability.SEARCH_POSTS, Ability.SEARCH_ACCOUNTS}
    )
    # 200 calls in an hour for each daily user of the app, of whom there may be one. A hashtag's
    # 24 hours are looked at often enough at any interval that this pace leads to:
    # https://developers.facebook.com/docs/graph-api/overview/rate-limiting
    pace = Pace(usual=timedelta(minutes=30), burst=50, per_second=0.04)
    Config: ClassVar[type[BaseSettings]] = InstagramConfig
    checklist = CHECKLIST
    keeps = timedelta(days=30)

    def __init__(self, config: InstagramConfig | None = None) -> None:
        config = config or InstagramConfig()
        base = f"{config.meta_graph_url.strip().rstrip('/')}/{config.meta_graph_version.strip()}"
        graph = Graph(base, "META_ACCESS_TOKEN", "instagram_access")
        super().__init__(graph, _first(config.meta_access_token))
        self._user = config.instagram_user_id.strip()

    def parse_target(self, text: str) -> Lead | None:
        return media.parse(text)

    def missing(self) -> tuple[str, ...]:
        token = super().missing()
        return token if self._user else (*token, "INSTAGRAM_USER_ID")

    def by_name_only(self, question: Ability) -> bool:
        """Each hashtag takes one of 30 places for a week."""
        return question in (Ability.HASHTAG, Ability.SEARCH_HASHTAGS)

    def counts(self, request: Request, answer: Answer) -> bool:
        """A hashtag that we aren't let ask for isn't counted."""
        if request.quota is None:
            return True
        return not isinstance(self.refusal(answer), NeedsApproval | CredentialRejected)

    def identify(self, lead: Lead) -> Conversation[Sequence[Account]]:
        asking = Asking(self._graph)
        try:
            if lead.kind is Kind.HASHTAG:
                return [(yield from self._hashtag(asking, lead.text))]
            return [(yield from self._account(asking, lead.text))]
        except TargetGone:
            return []

    def look(self, batch: Batch) -> Conversation[Mapping[TargetId, Look]]:
        return (yield from each(batch, partial(self._look, Asking(self._graph))))

    def search(self, query: Query) -> Conversation[SearchPage]:
        """Posts with an exact hashtag, within the ledger; for words only an account of that name.

        Raises QuotaUsed for the 31st hashtag of 7 days.
        """
        asking = Asking(self._graph)
        try:
            asked = compiled(query.wanted, DIALECT)
        except NotPossible:
            return (yield from self._by_name(asking, plain(query.wanted)))
        return (yield from in_turn(asked, partial(self._search, asking, query)))

    def _search(self, asking: Asking, query: Query, tag: str) -> Conversation[SearchPage]:
        try:
            number = yield from self._number(asking, tag)
            limit = max(1, min(query.limit, MOST))
            page = yield from self._recent(asking, number, tag, limit, query.page or "")
        except TargetGone:
            return SearchPage()
        # What comes first is not always the newest, so how far back a page reaches says little.
        since = asking.at - SHOWN if asking.at and len(page.posts) < limit else None
        return SearchPage(posts=tuple(page.posts), next_page=page.after or None, since=since)

    def probe(self) -> Conversation[None]:
        yield from self._discover(Asking(self._graph), PROBED)

    def _account(self, asking: Asking, name: str) -> Conversation[Account]:
        profile, page = yield from self._discover(asking, name)
        return graphlook.sampled(media.account_of(profile, self._graph.host), page.posts)

    def _hashtag(self, asking: Asking, tag: str) -> Conversation[Account]:
        account = media.hashtag_of(tag, (yield from self._number(asking, tag)), self._graph.host)
        page = yield from self._recent(asking, account.ref, tag, NEWEST)
        return graphlook.sampled(account, page.posts)

    def _by_name(self, asking: Asking, words: str) -> Conversation[SearchPage]:
        notes, name = ("instagram_by_hashtag_only",), words.strip().lstrip("@").lower()
        if not media.NAME.fullmatch(name):
            return SearchPage(notes=notes)
        try:
            return SearchPage(accounts=((yield from self._account(asking, name)),), notes=notes)
        except TargetGone:
            return SearchPage(notes=notes)

    def _look(self, asking: Asking, due: Due) -> Conversation[Look]:
        if due.target.kind is Kind.HASHTAG:
            return (yield from self._look_at_hashtag(asking, due))
        target, cursor = due.target, graphlook.read(due.cursor)
        profile, first = yield from self._discover(asking, target.ref)
        if profile.id != target.key:
            raise TargetGone("name_taken")
        fresh, mark = _renamed(target, profile, self._graph.host), _mark(first)
        if cursor.seen and (cursor.count, cursor.mark) == (profile.media_count, mark):
            told = media.told_by(profile)
            return Look((), None, Coverage.COMPLETE, None, fresh, unchanged=True, profile=told)

        def more(after: str) -> Conversation[graphlook.Page]:
            return (yield from self._discover(asking, target.ref, after))[1]

        seen = yield from graphlook.walk(first, more, cursor, owed=_owed(profile, cursor))
        if not seen.posts:
            seen.coverage = Coverage.COMPLETE if profile.media_count == 0 else Coverage.SUSPECT
        after = graphlook.after(seen, cursor)
        after = with_fields(after, count=profile.media_count, mark=mark)
        return replace(graphlook.to_look(seen, after, fresh), profile=media.told_by(profile))

    def _look_at_hashtag(self, asking: Asking, due: Due) -> Conversation[Look]:
        """Its pages aren't in order of time, and show 24 hours: nothing may be quite normal."""
        target, cursor = due.target, graphlook.read(due.cursor)

        def more(after: str) -> Conversation[graphlook.Page]:
            return (yield from self._recent(asking, target.ref, target.handle, MORE, after))

        seen = yield from graphlook.walk((yield from more("")), more, cursor, ordered=False)
        now = due.at or asking.at
        if seen.coverage is Coverage.SUSPECT and _longer_than_shown(cursor.newest, now):
            seen.coverage = Coverage.COMPLETE
        if seen.coverage is Coverage.COMPLETE and _longer_than_shown(cursor.at, now):
            seen.coverage = Coverage.PARTIAL
        return graphlook.to_look(seen, with_fields(graphlook.after(seen, cursor), at=now))

    def _discover(
        self, asking: Asking, name: str, after: str = ""
    ) -> Conversation[tuple[Profile, graphlook.Page]]:
        """An account's facts with one page of what it published, in one question.

        https://developers.facebook.com/docs/instagram-api/reference/ig-user/business_discovery
        """
        if not media.NAME.fullmatch(name):
            raise TargetGone("not_found", "no name of an account")
        edge = f"media.after({after}).limit({MORE})" if after else f"media.limit({NEWEST})"
        wanted = f"{media.PROFILE_FIELDS},{edge}{{{media.MEDIA_FIELDS}}}"
        fields = f"business_discovery.username({name}){{{wanted}}}"
        payload = yield from asking.get(f"/{self._user}", ("fields", fields))
        profile = one(payload.get("business_discovery"), Profile)
        data, following = listed(profile.media or {"data": []})
        items, complete = many(data, Item)
        by = media.account_of(profile, self._graph.host)
        posts = [media.post_of(item, by.key, by.handle, by.name) for item in items]
        # It becomes part of the next question's fields.
        following = following if _CURSOR.fullmatch(following) else ""
        return profile, graphlook.Page(posts, complete, following)

    def _number(self, asking: Asking, tag: str) -> Conversation[str]:
        """A hashtag's id, which never changes. Raises QuotaUsed for the 31st of 7 days.

        https://developers.facebook.com/docs/instagram-api/reference/ig-hashtag-search
        """
        asked = (("user_id", self._user), ("q", tag))
        payload = yield from asking.get("/ig_hashtag_search", *asked, quota=_ledger(tag))
        data, _ = listed(payload)
        first = data[0] if isinstance(data, list) and data else None
        number = first.get("id") if isinstance(first, dict) else None
        if not isinstance(number, str):
            raise UnexpectedPayload("no id of a hashtag")
        return number

    def _recent(
        self, asking: Asking, number: str, tag: str, limit: int, after: str = ""
    ) -> Conversation[graphlook.Page]:
        """https://developers.facebook.com/docs/instagram-api/reference/ig-hashtag/recent-media"""
        more = (("after", after),) if after else ()
        asked = (
            ("user_id", self._user),
            ("fields", media.MEDIA_FIELDS),
            ("limit", str(limit)),
            *more,
        )
        path = f"/{quote(number, safe='')}/recent_media"
        data, following = listed((yield from asking.get(path, *asked, quota=_ledger(tag))))
        items, complete = many(data, Item)
        return graphlook.Page([media.tagged_of(item, tag) for item in items], complete, following)


def _ledger(tag: str) -> Quota:
    return Quota("instagram_hashtags", HASHTAGS, WEEK, item=tag.casefold())


def _first(tokens: SecretStr | None) -> SecretStr | None:
    """Of several tokens the first: the account in whose name we ask is one person's."""
    return SecretStr(tokens.get_secret_value().partition(",")[0]) if tokens else None


def _longer_than_shown(since: datetime | None, now: datetime | None) -> bool:
    return bool(since and now and now - since > SHOWN)


def _owed(profile: Profile, cursor: graphlook.Cursor) -> int:
    """How many publications came since, by the network's own count."""
    known = profile.media_count is not None and cursor.count is not None
    return (profile.media_count or 0) - (cursor.count or 0) if known else 0


def _mark(page: graphlook.Page) -> str:
    """Fingerprint of a page: any change of a caption or a count shows."""
    told = [(post.key, post.text, post.reactions) for post in page.posts]
    return hashlib.sha256(repr(told).encode()).hexdigest()[:16]


def _renamed(target: Target, profile: Profile, host: str) -> Account | None:
    """Fresh facts where the name shown is another."""
    fresh = media.account_of(profile, host)
    return fresh if fresh.name != target.name else None
