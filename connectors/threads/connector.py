"""The Threads connector: public profiles and topics, once Meta has approved the app for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import partial
from typing import Any, ClassVar

from msgspec.structs import replace as with_fields
from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from connectors.base import each
from connectors.errors import ConnectorError, NeedsApproval, TargetGone, UnexpectedPayload
from connectors.graph import look as graphlook
from connectors.graph.api import Asking, Graph, listed
from connectors.graph.connector import GraphConnector
from connectors.payload import many, one
from connectors.query import Dialect, compiled
from connectors.searches import in_turn, reached
from connectors.threads import posts as threads
from connectors.threads.checklist import CHECKLIST
from connectors.threads.posts import NETWORK, Item, Profile
from connectors.types import (
    Ability,
    Account,
    Answer,
    Batch,
    Conversation,
    Due,
    Kind,
    Lead,
    Look,
    Pace,
    Post,
    Query,
    Quota,
    Request,
    Rereading,
    SearchPage,
    TargetId,
)

VERSION = "v1.0"
SAMPLE, PAGE, FOUND, MOST = 10, 25, 50, 100
DAY = timedelta(hours=24)
PROFILES = Quota("threads_profiles", 1000, DAY)
QUERIES = Quota("threads_queries", 2200, DAY)
EARLIEST = 1_688_540_400  # the first day of Threads; an earlier `since` is refused
COMMON = "threads"  # a word that many people use at any time
PROBED = "nasa"  # a large public profile that isn't Meta's own, which anyone may read

_SEARCH = "/keyword_search"
# Keywords, or one topic: https://developers.facebook.com/docs/threads/keyword-search
DIALECT = Dialect(phrase=None, tag="#{}", alone=True)


class ThreadsConfig(BaseSettings):
    """`threads_access_token`: of an account whose app has the advanced access."""

    model_config = SettingsConfigDict(
        frozen=True, extra="ignore", env_ignore_empty=True, hide_input_in_errors=True
    )

    threads_access_token: SecretStr | None = None
    threads_api_url: str = "https://graph.threads.net"


class Threads(GraphConnector):
    """Profiles by their exact name, topics and words by the search."""

    network = NETWORK
    display_name = "Threads"
    abilities = frozenset({Ability.ACCOUNT, Ability.HASHTAG, Ability.SEARCH_POSTS, Ability.REREAD})
    # 1,000 requests of profiles in 24 hours, 2,200 of searches, 48,000 of anything:
    # https://developers.facebook.com/docs/threads/retrieve-and-discover-posts/retrieve-posts
    pace = Pace(usual=timedelta(minutes=30), burst=100, per_second=0.0104)
    Config: ClassVar[type[BaseSettings]] = ThreadsConfig
    checklist = CHECKLIST
    rereading = Rereading(again=timedelta(days=1), batch=10)

    def __init__(self, config: ThreadsConfig | None = None) -> None:
        config = config or ThreadsConfig()
        base = f"{config.threads_api_url.strip().rstrip('/')}/{VERSION}"
        graph = Graph(base, "THREADS_ACCESS_TOKEN", "threads_access")
        super().__init__(graph, config.threads_access_token)

    def parse_target(self, text: str) -> Lead | None:
        return threads.parse(text)

    def counts(self, request: Request, answer: Answer) -> bool:
        """A search that finds nothing isn't counted.

        https://developers.facebook.com/docs/threads/keyword-search
        """
        if request.quota is not QUERIES:
            return True
        try:
            payload = answer.json()
        except UnexpectedPayload:
            return True
        return not isinstance(payload, dict) or payload.get("data") != []

    def identify(self, lead: Lead) -> Conversation[Sequence[Account]]:
        asking = Asking(self._graph)
        if lead.kind is Kind.HASHTAG:
            page = yield from self._tagged(asking, lead.text)
            yield from self._check_public(asking, page)
            account = threads.hashtag_of(lead.text, self._graph.host)
            return [graphlook.sampled(account, page.posts)]
        try:
            payload = yield from asking.get(
                "/profile_lookup", ("username", lead.text), quota=PROFILES
            )
        except TargetGone:
            return []
        account = threads.account_of(one(payload, Profile), self._graph.host)
        return [(yield from self._sampled(asking, account))]

    def look(self, batch: Batch) -> Conversation[Mapping[TargetId, Look]]:
        return (yield from each(batch, partial(self._look, Asking(self._graph))))

    def search(self, query: Query) -> Conversation[SearchPage]:
        """Posts by words or topic, newest first.

        Raises NeedsApproval where only our own posts are searched.
        """
        return (
            yield from in_turn(
                compiled(query.wanted, DIALECT), partial(self._search, Asking(self._graph), query)
            )
        )

    def _search(self, asking: Asking, query: Query, text: str) -> Conversation[SearchPage]:
        since = max(int(query.since.timestamp()), EARLIEST) if query.since else None
        limit = max(1, min(query.limit, MOST))
        page = yield from self._found(
            asking,
            ("q", text.removeprefix("#")),
            ("search_mode", "TAG" if text.startswith("#") else "KEYWORD"),
            ("limit", str(limit)),
            *((("since", str(since)),) if since else ()),
            *((("after", query.page),) if query.page else ()),
        )
        if not query.page:
            yield from self._check_public(asking, page)
        posts = tuple({post.key: post for post in page.posts}.values())
        # A page that isn't full may lead on to an empty one.
        back = reached(posts, query.since, more=bool(page.after) and len(page.posts) >= limit)
        return SearchPage(posts=posts, next_page=page.after or None, since=back)

    def reread(self, posts: Sequence[Post]) -> Conversation[Mapping[str, Post | None]]:
        ids = {post.key: post.key for post in posts if threads.POST_ID.fullmatch(post.key)}
        names = {post.author_handle: post.author_name for post in posts}

        def of(payload: dict[str, Any]) -> Post:
            item = one(payload, Item)
            return threads.post_of(item, names.get(item.username.lower(), ""))

        asking = Asking(self._graph)
        return (yield from graphlook.reread(asking, ids, threads.POST_FIELDS, of))

    def probe(self) -> Conversation[None]:
        """Profiles and searches are approved apart."""
        asking = Asking(self._graph)
        yield from asking.get("/profile_lookup", ("username", PROBED), quota=PROFILES)
        yield from self._check_public(asking, graphlook.Page((), True, ""))

    def _look(self, asking: Asking, due: Due) -> Conversation[Look]:
        target, cursor = due.target, graphlook.read(due.cursor)
        tag = target.kind is Kind.HASHTAG

        def more(after: str) -> Conversation[graphlook.Page]:
            if tag:
                return (yield from self._tagged(asking, target.ref, after))
            return (yield from self._posts(asking, target.ref, target.name, PAGE, after))

        first = yield from more("")
        if tag and not cursor.mark:
            yield from self._check_public(asking, first)
        seen = yield from graphlook.walk(first, more, cursor)
        after = graphlook.after(seen, cursor)
        return graphlook.to_look(seen, with_fields(after, mark="public" if tag else ""))

    def _sampled(self, asking: Asking, account: Account) -> Conversation[Account]:
        """Raises NeedsApproval where its posts can't be read."""
        try:
            page = yield from self._posts(asking, account.ref, account.name, SAMPLE)
        except NeedsApproval:
            raise
        except ConnectorError:
            return account
        return graphlook.sampled(account, page.posts)

    def _posts(
        self, asking: Asking, username: str, name: str, limit: int, after: str = ""
    ) -> Conversation[graphlook.Page]:
        """https://developers.facebook.com/docs/threads/reference/user"""
        more = (("after", after),) if after else ()
        asked = (("username", username), ("fields", threads.POST_FIELDS), ("limit", str(limit)))
        payload = yield from asking.get("/profile_posts", *asked, *more, quota=PROFILES)
        return _page(payload, name)

    def _tagged(self, asking: Asking, tag: str, after: str = "") -> Conversation[graphlook.Page]:
        asked = (("q", tag), ("search_mode", "TAG"), ("limit", str(FOUND)))
        more = (("after", after),) if after else ()
        return (yield from self._found(asking, *asked, *more))

    def _found(self, asking: Asking, *params: tuple[str, str]) -> Conversation[graphlook.Page]:
        """https://developers.facebook.com/docs/threads/keyword-search"""
        asked = (*params, ("search_type", "RECENT"), ("fields", threads.FOUND_FIELDS))
        return _page((yield from asking.get(_SEARCH, *asked, quota=QUERIES)))

    def _check_public(self, asking: Asking, page: graphlook.Page) -> Conversation[None]:
        """Without approval only our own posts are searched, and nothing says so.

        Where less than two people are heard, a common word tells. Raises NeedsApproval.
        """
        if threads.voices(page.posts) > 1:
            return
        control = yield from self._found(
            asking, ("q", COMMON), ("search_mode", "KEYWORD"), ("limit", str(FOUND))
        )
        if threads.voices(control.posts) < 2:
            raise NeedsApproval(self._graph.approval, "the search hears nobody else")


def _page(payload: Mapping[str, Any], name: str = "") -> graphlook.Page:
    data, after = listed(payload)
    items, complete = many(data, Item)
    return graphlook.Page([threads.post_of(item, name) for item in items], complete, after)
