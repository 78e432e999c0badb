"""The Facebook connector: public pages, once Meta has approved the app for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import partial
from typing import Any, ClassVar
from urllib.parse import quote

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from connectors.base import each
from connectors.errors import ConnectorError, NeedsApproval, TargetGone, UnexpectedPayload
from connectors.facebook import posts as pages
from connectors.facebook.checklist import CHECKLIST
from connectors.facebook.posts import NETWORK, PagePost
from connectors.graph import look as graphlook
from connectors.graph.api import Asking, Graph, listed
from connectors.graph.connector import GraphConnector
from connectors.payload import many, one
from connectors.query import plain, required_tag
from connectors.types import (
    Ability,
    Account,
    Batch,
    Conversation,
    Due,
    Lead,
    Look,
    Pace,
    Post,
    Query,
    Rereading,
    SearchPage,
    Target,
    TargetId,
)

PAGE, SAMPLE, CANDIDATES = 25, 10, 5
MOST_FOUND = 25
PROBED = "facebook"  # Meta's own page: read like any other that isn't ours


class FacebookConfig(BaseSettings):
    """`meta_graph_version`: one that Meta still answers.

    https://developers.facebook.com/docs/graph-api/changelog/versions
    """

    model_config = SettingsConfigDict(
        frozen=True, extra="ignore", env_ignore_empty=True, hide_input_in_errors=True
    )

    meta_access_token: SecretStr | None = None
    meta_graph_url: str = "https://graph.facebook.com"
    meta_graph_version: str = "v26.0"


class Facebook(GraphConnector):
    """Pages by their name or a search of names. The network offers no search of posts."""

    network = NETWORK
    display_name = "Facebook"
    abilities = frozenset({Ability.ACCOUNT, Ability.SEARCH_ACCOUNTS, Ability.REREAD})
    # 200 calls in an hour for each daily user of the app, of whom there may be one:
    # https://developers.facebook.com/docs/graph-api/overview/rate-limiting
    pace = Pace(usual=timedelta(minutes=15), burst=50, per_second=0.04)
    Config: ClassVar[type[BaseSettings]] = FacebookConfig
    checklist = CHECKLIST
    rereading = Rereading(again=timedelta(days=1), batch=10)

    def __init__(self, config: FacebookConfig | None = None) -> None:
        config = config or FacebookConfig()
        base = f"{config.meta_graph_url.strip().rstrip('/')}/{config.meta_graph_version.strip()}"
        graph = Graph(base, "META_ACCESS_TOKEN", "facebook_ppca")
        super().__init__(graph, config.meta_access_token)

    def parse_target(self, text: str) -> Lead | None:
        return pages.parse(text)

    def identify(self, lead: Lead) -> Conversation[Sequence[Account]]:
        asking = Asking(self._graph)
        if pages.is_alias(lead.text):
            found = yield from self._named(asking, lead)
            if found is not None:
                return [found]
        if lead.text.isdigit():
            return []
        return (yield from self._found(asking, lead.text, CANDIDATES, ""))[0]

    def look(self, batch: Batch) -> Conversation[Mapping[TargetId, Look]]:
        return (yield from each(batch, partial(self._look, Asking(self._graph))))

    def search(self, query: Query) -> Conversation[SearchPage]:
        """Pages by their name. https://developers.facebook.com/docs/pages-api/search-pages"""
        notes = ("facebook_pages_only",)
        name = plain(query.wanted)
        if not name or required_tag(query.wanted):
            return SearchPage(notes=notes)
        asking, limit = Asking(self._graph), max(1, min(query.limit, MOST_FOUND))
        found, after = yield from self._found(asking, name, limit, query.page or "")
        return SearchPage(accounts=tuple(found), next_page=after or None, notes=notes)

    def reread(self, posts: Sequence[Post]) -> Conversation[Mapping[str, Post | None]]:
        ids = {post.key: post.key for post in posts if pages.POST_ID.fullmatch(post.key)}
        before = {post.key: post for post in posts}

        def of(payload: dict[str, Any]) -> Post:
            now = one(payload, PagePost)
            was = before.get(now.id, posts[0])
            return pages.post_of(now, was.author_key, was.author_handle, was.author_name)

        asking = Asking(self._graph)
        return (yield from graphlook.reread(asking, ids, pages.POST_FIELDS, of))

    def probe(self) -> Conversation[None]:
        yield from self._posts(Asking(self._graph), PROBED, 1)

    def _named(self, asking: Asking, lead: Lead) -> Conversation[Account | None]:
        """The page of that name or id. A person's profile, which isn't for us, is none."""
        fields = ("fields", pages.PAGE_FIELDS)
        try:
            payload = yield from asking.get(f"/{quote(lead.text, safe='')}", fields)
            page = one(payload, pages.Page)
        except TargetGone:
            return None
        except UnexpectedPayload:
            if lead.exact:
                raise
            return None
        account = pages.account_of(page, self._graph.host, "exact")
        return (yield from self._sampled(asking, account))

    def _sampled(self, asking: Asking, account: Account) -> Conversation[Account]:
        """Raises NeedsApproval where its posts can't be read."""
        try:
            page = yield from self._posts(asking, account.ref, SAMPLE, account)
        except NeedsApproval:
            raise
        except ConnectorError:
            return account
        return graphlook.sampled(account, page.posts)

    def _found(
        self, asking: Asking, words: str, limit: int, after: str
    ) -> Conversation[tuple[Sequence[Account], str]]:
        """Pages whose name resembles `words`, and where the next ones start."""
        more = (("after", after),) if after else ()
        asked = (("q", words), ("fields", pages.SEARCH_FIELDS), ("limit", str(limit)), *more)
        data, following = listed((yield from asking.get("/pages/search", *asked)))
        found, host = many(data, pages.Page)[0], self._graph.host
        accounts = [pages.found_of(page, host, words) for page in found]
        ranked = sorted(accounts, key=lambda account: account.proof != "exact")
        return ranked, following if len(found) >= limit else ""

    def _look(self, asking: Asking, due: Due) -> Conversation[Look]:
        target, cursor = due.target, graphlook.read(due.cursor)

        def more(after: str) -> Conversation[graphlook.Page]:
            return (yield from self._posts(asking, target.ref, PAGE, target, after))

        seen = yield from graphlook.walk((yield from more("")), more, cursor)
        fresh = _renamed(due, seen)
        return graphlook.to_look(seen, graphlook.after(seen, cursor), fresh)

    def _posts(
        self,
        asking: Asking,
        ref: str,
        limit: int,
        of: Account | Target | None = None,
        after: str = "",
    ) -> Conversation[graphlook.Page]:
        """https://developers.facebook.com/docs/graph-api/reference/page/feed"""
        more = (("after", after),) if after else ()
        asked = (("fields", pages.POST_FIELDS), ("limit", str(limit)), *more)
        data, following = listed((yield from asking.get(f"/{quote(ref, safe='')}/posts", *asked)))
        found, complete = many(data, PagePost)
        key, handle, name = (of.key, of.handle, of.name) if of else (ref, ref, ref)
        posts = [pages.post_of(post, key, handle, name) for post in found]
        return graphlook.Page(posts, complete, following)


def _renamed(due: Due, seen: graphlook.Walk) -> Account | None:
    """Fresh facts where the page has another name."""
    target, posts = due.target, list(seen.posts.values())
    if not posts or posts[0].author_name == target.name:
        return None
    return target.called(posts[0].author_name)
