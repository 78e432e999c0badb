"""Hacker News, as the search that Algolia keeps of it answers: https://hn.algolia.com/api."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import ClassVar, TypeAlias
from urllib.parse import parse_qs, urlsplit

from pydantic_settings import BaseSettings, SettingsConfigDict

from connectors.base import Connector, each
from connectors.checklist import Checklist, Point, done, exempt
from connectors.errors import ConnectorError, TargetGone
from connectors.frequency import with_posts
from connectors.hackernews.items import (
    NETWORK,
    Hit,
    Item,
    Results,
    User,
    post_of,
    says,
    search_account,
    user_account,
)
from connectors.hackernews.query import DIALECT, USER, Params, askings, phrase_of, words
from connectors.payload import one
from connectors.query import Tagged, compiled, leaves
from connectors.searches import in_turn, reached, watched
from connectors.text import one_line
from connectors.types import (
    Ability,
    Account,
    Batch,
    Conversation,
    Coverage,
    Due,
    Kind,
    Lead,
    Look,
    Pace,
    Post,
    Query,
    Request,
    SearchPage,
    Target,
    TargetId,
)

PAGE = 100
MOST_PAGES = 10  # of 100: the search gives at most 1,000 results
SAMPLED = 20
OVERLAP = 2 * 3600  # seconds: what was published is found only a little later

# What was found, how much of it there is, and why there may be more.
_Younger: TypeAlias = tuple[Sequence[Hit], Coverage, ConnectorError | None]

_PREFIX = re.compile(r"(?:hn|hacker\s?news)\s?:\s?(?!//)", re.IGNORECASE)
_QUOTED = re.compile(r'["“”«]([^"“”«»]{1,200})["“”»]')
_WORDS = re.compile(r'([^"“”«»:/@#]{1,100}\s[^"“”«»:/@#]{1,100})')
_TAG = re.compile(r"[#＃](\w{1,64})")
_KEY = re.compile(r"[0-9]{1,15}")
_ABOUT = "https://hn.algolia.com/api"


class HackerNewsConfig(BaseSettings):
    """`hackernews_url`: where the search is."""

    model_config = SettingsConfigDict(
        frozen=True, extra="ignore", env_ignore_empty=True, hide_input_in_errors=True
    )

    hackernews_url: str = "https://hn.algolia.com/api/v1"


class HackerNews(Connector):
    """Users, and words: the site has no hashtags."""

    network = NETWORK
    display_name = "Hacker News"
    abilities = frozenset({Ability.ACCOUNT, Ability.QUERY, Ability.SEARCH_POSTS, Ability.REREAD})
    # 10,000 requests in an hour from one address: https://hn.algolia.com/api
    pace = Pace(usual=timedelta(minutes=5), burst=100, per_second=2.0)
    Config: ClassVar[type[BaseSettings]] = HackerNewsConfig
    checklist: ClassVar[Checklist] = {
        Point.AUTH: exempt("The search answers anyone and knows no credential."),
        Point.PACE: done("10,000 requests in an hour from one address.", _ABOUT),
        Point.DELETED: done("Each told item is asked for by its number: unknown or authorless."),
        Point.RENAMED: exempt("Users can't change their names."),
        Point.SUSPENDED: done(
            "Where everything of a user is gone, the user is asked for: unknown is told as gone."
        ),
        Point.RATE_LIMITED: done("A 429 pauses the whole host until the time that it names."),
        Point.EMPTY_PAGE: done(
            "Where the newest known doesn't come again, everything is asked for once more, and "
            "nothing at all is held suspect."
        ),
        Point.PAGING: done("All that is younger than the newest known less two hours.", _ABOUT),
        Point.EDITS: done("The texts are compared whenever an item is read again."),
        Point.LIMITS: done(
            "A question gets at most 1,000 results; phrases are checked here once more.", _ABOUT
        ),
    }

    def __init__(self, config: HackerNewsConfig | None = None) -> None:
        self._config = config or HackerNewsConfig()
        self._base = self._config.hackernews_url.strip().rstrip("/")
        parts = urlsplit(self._base)
        self._origin, self._host = f"{parts.scheme}://{parts.netloc}".lower(), parts.netloc.lower()

    def parse_target(self, text: str) -> Lead | None:
        """`hn:user`, `hn:"words"`, `hn:#word` and links of users; a bare name is left to others."""
        text = text.strip()
        if len(text) > 2000:
            return None
        prefix = _PREFIX.match(text)
        rest = text[prefix.end() :].removeprefix("@") if prefix else text
        user = rest if prefix and USER.fullmatch(rest) else _linked(rest)
        if user:
            return Lead(NETWORK, Kind.ACCOUNT, user, exact=True)
        phrase = _phrase(rest) if prefix else ""
        return Lead(NETWORK, Kind.QUERY, phrase, exact=True) if phrase else None

    def search_host(self) -> str:
        return self._host

    def origins(self) -> frozenset[str]:
        return frozenset({self._origin})

    def probe(self) -> Conversation[None]:
        yield from self._ask((("tags", "story"),), size=1)

    def identify(self, lead: Lead) -> Conversation[Sequence[Account]]:
        if lead.kind is Kind.QUERY:
            account = search_account(watched(lead.text), self._host)
            return [(yield from self._sampled(account))]
        try:
            user = yield from self._user(lead.text)
        except TargetGone:
            return []
        return [(yield from self._sampled(user_account(user, self._host)))]

    def look(self, batch: Batch) -> Conversation[Mapping[TargetId, Look]]:
        return (yield from each(batch, self._look))

    def search(self, query: Query) -> Conversation[SearchPage]:
        """Stories and comments, newest first; a hashtag is searched as the word that it is."""
        number = int(query.page) if query.page and _KEY.fullmatch(query.page) else 0
        since = int(query.since.timestamp()) - 1 if query.since else 0

        def one(text: str) -> Conversation[SearchPage]:
            asked = words(text, query.wanted)
            results = yield from self._ask(asked, since=since, page=number, size=query.limit)
            posts = tuple(post_of(hit) for hit in results.read()[0])
            more = number + 1 < results.pages
            back = reached(posts, query.since, more=more)
            return SearchPage(posts, next_page=str(number + 1) if more else None, since=back)

        page = yield from in_turn(compiled(query.wanted, DIALECT), one)
        tags = any(isinstance(leaf, Tagged) and wanted for leaf, wanted in leaves(query.wanted))
        return replace(page, notes=("hackernews_words",) if tags else ())

    def reread(self, posts: Sequence[Post]) -> Conversation[Mapping[str, Post | None]]:
        """An item that is unknown or has no author any more was deleted."""
        found: dict[str, Post | None] = {}
        for key in (post.key for post in posts if _KEY.fullmatch(post.key)):
            answer = yield self._request(f"items/{key}", accept=frozenset({200, 404}))
            item = one(answer.json(), Item) if answer.status == 200 else Item()
            if item.author is None:
                found[key] = None
            elif str(item.id) == key:
                found[key] = post_of(item.as_hit())
        return found

    def _look(self, due: Due) -> Conversation[Look]:
        """All that is younger than what is known; the first look is one page."""
        known, target = _marker(due.cursor), due.target
        questions = askings(target.kind, target.ref)
        hits, coverage, broken = yield from self._all_younger(questions, known)
        if known and not hits and not broken:
            return (yield from self._nothing(target, questions[0]))
        phrase = phrase_of(target.kind, target.ref)
        posts = [post_of(hit) for hit in hits]
        newest = max((hit.created_at_i for hit in hits), default=0)
        return Look(
            posts=tuple(post for post in posts if says(post, phrase)),
            cursor=None if broken else str(max(known, newest)),
            coverage=coverage,
            error=broken,
        )

    def _all_younger(self, questions: Sequence[Params], known: int) -> Conversation[_Younger]:
        """Raises what the first question raises; a later error leaves a gap."""
        hits: dict[str, Hit] = {}
        coverage = Coverage.COMPLETE
        for number, asked in enumerate(questions):
            try:
                found, covered, broken = yield from self._younger(asked, known)
            except ConnectorError as error:
                if number == 0:
                    raise
                found, covered, broken = (), Coverage.PARTIAL, error
            hits.update((hit.id, hit) for hit in found)
            coverage = coverage if covered is Coverage.COMPLETE else covered
            if broken:
                return list(hits.values()), coverage, broken
        return list(hits.values()), coverage, None

    def _younger(self, asked: Params, known: int) -> Conversation[_Younger]:
        """Raises what the first page raises; a later error leaves a gap for the next look."""
        hits: dict[str, Hit] = {}
        coverage = Coverage.COMPLETE
        for page in range(MOST_PAGES):
            try:
                results = yield from self._ask(asked, since=known - OVERLAP, page=page)
                found, complete = results.read()
            except ConnectorError as error:
                if page == 0:
                    raise
                return list(hits.values()), Coverage.PARTIAL, error
            hits.update((hit.id, hit) for hit in found)
            coverage = coverage if complete else Coverage.PARTIAL
            if not known or page + 1 >= results.pages < MOST_PAGES:
                return list(hits.values()), coverage, None
        return list(hits.values()), Coverage.PARTIAL, None

    def _nothing(self, target: Target, asked: Params) -> Conversation[Look]:
        """The newest known didn't come again: was it deleted, or does the search fail?

        Raises TargetGone where all of a user's is gone, and the user too.
        """
        if (yield from self._ask(asked, size=1)).hits:
            return Look((), None, Coverage.COMPLETE)
        if target.kind is Kind.ACCOUNT:
            yield from self._user(target.ref)
        return Look((), None, Coverage.SUSPECT)

    def _user(self, name: str) -> Conversation[User]:
        """Raises TargetGone."""
        answer = yield self._request(f"users/{name}")
        return one(answer.json(), User)

    def _sampled(self, account: Account) -> Conversation[Account]:
        """`account` with its newest publication, where that can be read."""
        questions = askings(account.kind, account.ref)
        try:
            results = yield from self._ask(questions[0], size=SAMPLED)
            posts = [post_of(hit) for hit in results.read()[0]]
        except ConnectorError:
            return account
        phrase = phrase_of(account.kind, account.ref)
        posts = [post for post in posts if says(post, phrase)]
        return with_posts(account, posts, posts[0] if posts else None)

    def _ask(
        self, asked: Params, *, since: int = 0, page: int = 0, size: int = PAGE
    ) -> Conversation[Results]:
        """Newest first. `since`: seconds since 1970; only what is younger."""
        younger = (("numericFilters", f"created_at_i>{since}"),) if since > 0 else ()
        number = (("page", str(page)),) if page else ()
        count = ("hitsPerPage", str(max(1, min(size, PAGE))))
        answer = yield self._request("search_by_date", *asked, count, *younger, *number)
        return one(answer.json(), Results)

    def _request(
        self, path: str, *params: tuple[str, str], accept: frozenset[int] = frozenset({200})
    ) -> Request:
        return Request(
            f"{self._base}/{path}",
            headers={"Accept": "application/json"},
            params=params,
            accept=accept,
        )


def _phrase(text: str) -> str:
    """Words in quotation marks, more than one without, or one after a #."""
    match = _QUOTED.fullmatch(text) or _WORDS.fullmatch(text) or _TAG.fullmatch(text)
    return one_line(match[1]) if match else ""


def _marker(cursor: str | None) -> int:
    """A cursor that can't be read is none: the next look is a baseline."""
    return int(cursor) if cursor and _KEY.fullmatch(cursor) else 0


def _linked(text: str) -> str:
    """The user of news.ycombinator.com/user?id=x; "" for any other text."""
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        known = parts.scheme in ("http", "https") and parts.hostname == "news.ycombinator.com"
        asked = parse_qs(parts.query) if known else {}
    except ValueError:
        return ""
    pages = ("/user", "/submitted", "/threads")
    name = asked.get("id", [""])[0] if parts.path in pages else ""
    return name if USER.fullmatch(name) else ""
