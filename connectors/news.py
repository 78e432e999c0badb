"""News articles about a name or subject, from the search feeds of Google News.

The feeds are undocumented; they are the yardstick for what was said on social networks first.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import ClassVar
from urllib.parse import urlencode

from pydantic_settings import BaseSettings, SettingsConfigDict

from connectors.base import Connector, each
from connectors.checklist import Checklist, Point, done, exempt
from connectors.errors import ConnectorError, NotPossible, Transient
from connectors.feeds.checklist import FEED_CHECKLIST
from connectors.feeds.look import LONG_AGO, Item, Owner, Source, certain, host_of, origin_of
from connectors.parsing.feed import Entry
from connectors.query import (
    Dialect,
    Expr,
    compiled,
    key_of,
    required_language,
    required_tag,
    shown,
)
from connectors.searches import in_turn, watched, whole
from connectors.text import one_line, short_key
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
    Request,
    SearchPage,
    Target,
    TargetId,
)

NETWORK = "news"
LONGEST = 300  # characters of a question
# https://support.google.com/websearch/answer/2466433 and
# https://developers.google.com/custom-search/docs/xml_results#special-query-terms: in Google's
# searches OR binds more tightly than the space between words.
DIALECT = Dialect(negation="-{}", either=" OR ", most=LONGEST)
EDITIONS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "fr": (("hl", "fr"), ("gl", "FR"), ("ceid", "FR:fr")),
    "en": (("hl", "en-GB"), ("gl", "GB"), ("ceid", "GB:en")),
    "de": (("hl", "de"), ("gl", "DE"), ("ceid", "DE:de")),
    "es": (("hl", "es"), ("gl", "ES"), ("ceid", "ES:es")),
    "it": (("hl", "it"), ("gl", "IT"), ("ceid", "IT:it")),
    "nl": (("hl", "nl"), ("gl", "NL"), ("ceid", "NL:nl")),
}
_PREFIX = re.compile(r"(?:news|presse|actualites)\s?:\s?(?!//)", re.IGNORECASE)
_LANGUAGE = re.compile(r"([A-Za-z]{2})\s?:\s?(?=\S)")
_SOURCE = re.compile(r"(?P<title>.+) - (?P<source>[^\n]{1,100})")


class NewsConfig(BaseSettings):
    """`news_language`: the edition that is asked where nobody names one."""

    model_config = SettingsConfigDict(
        frozen=True, extra="ignore", env_ignore_empty=True, hide_input_in_errors=True
    )

    news_url: str = "https://news.google.com/rss/search"
    news_language: str = "fr"


def _write(owner: Owner, item: Item) -> Post:
    """The headline, and who published it: a title ends in " - " and the source's name."""
    entry = item.entry
    title, source = _headline(entry)
    return Post(
        network=NETWORK,
        key=short_key(item.ident),
        url=item.link() or owner.url,
        author_key=source.casefold() or owner.key,
        author_handle=source,
        author_name=source or owner.name,
        title=title or None,
        text="",
        published_at=entry.published,
        language=item.language.lower().partition("-")[0] or None,
    )


def _headline(entry: Entry) -> tuple[str, str]:
    """Both may hold " - " themselves: the text, headline and source two spaces apart, tells."""
    told = entry.text.rpartition("\xa0\xa0")[2] if "\xa0\xa0" in entry.text else ""
    if told and entry.title.endswith(f" - {told}"):
        return entry.title.removesuffix(f" - {told}"), told
    parts = _SOURCE.fullmatch(entry.title)
    return (parts["title"], parts["source"]) if parts else (entry.title, "")


SOURCE = Source(write=_write, titled=False)


class News(Connector):
    """A target is a question in one language's edition."""

    network = NETWORK
    display_name = "Google News"
    abilities = frozenset({Ability.QUERY, Ability.SEARCH_POSTS})
    # No limit is published; feeds change about every quarter of an hour.
    pace = Pace(usual=timedelta(minutes=15), burst=5, per_second=0.1)
    Config: ClassVar[type[BaseSettings]] = NewsConfig
    checklist: ClassVar[Checklist] = {
        **FEED_CHECKLIST,
        Point.PACE: done(
            "A question every 15 minutes, at most one request in ten seconds; Google publishes "
            "no limit for these feeds.",
            "https://support.google.com/news/",
        ),
        Point.DELETED: exempt("Only an article's headline and link are kept."),
        Point.RENAMED: exempt("A question has no name that could change."),
        Point.SUSPENDED: exempt("A question can't be suspended."),
        Point.LIMITS: done(
            "The feeds are undocumented, hold 100 articles at most, and their links lead by way "
            "of Google."
        ),
    }

    def __init__(self, config: NewsConfig | None = None) -> None:
        config = config or NewsConfig()
        self._url = config.news_url.strip()
        language = config.news_language.strip().lower()[:2]
        self._language = language if language in EDITIONS else "fr"

    def parse_target(self, text: str) -> Lead | None:
        """`news:words`, `news:"a phrase"`, `news:en:words`."""
        typed = text.strip()
        prefix = _PREFIX.match(typed)
        question = one_line(typed[prefix.end() :], LONGEST + 1) if prefix else ""
        language, words = self._split(question)
        if not re.search(r"\w", words) or len(question) > LONGEST:
            return None
        return Lead(
            NETWORK, Kind.QUERY, self._shown(language, words), host=self.search_host(), exact=True
        )

    def identify(self, lead: Lead) -> Conversation[Sequence[Account]]:
        """The question itself, with the newest article that answers it."""
        search = lead.text.startswith("[")
        account = self._watched(lead.text) if search else self._account(*self._split(lead.text))
        answer = yield self._request(self._asked(account.ref))
        return (SOURCE.sampled(account, certain(answer), answer.url),)

    def look(self, batch: Batch) -> Conversation[Mapping[TargetId, Look]]:
        return each(batch, self._look)

    def search(self, query: Query) -> Conversation[SearchPage]:
        """Articles in the installation's language, unless another is wanted; newest first.

        Raises NotPossible for a hashtag, which articles don't have.
        """
        if required_tag(query.wanted):
            raise NotPossible("news_hashtag")
        language = self._language_of(query.wanted)

        def one(text: str) -> Conversation[SearchPage]:
            account = self._account(language, text)
            answer = yield self._request(account.ref)
            posts = SOURCE.posts(account, certain(answer), answer.url)
            newest = sorted(posts, key=lambda post: post.published_at or LONG_AGO, reverse=True)
            return SearchPage(posts=tuple(newest))

        page = yield from in_turn(compiled(query.wanted, DIALECT), one)
        return replace(page, posts=page.posts[: query.limit])

    def wanted(self, target: Target) -> Expr | None:
        """Words typed as a question go to the network as they are."""
        return super().wanted(target) if target.ref.startswith("[") else None

    def search_host(self) -> str:
        return host_of(self._url)

    def origins(self) -> frozenset[str]:
        return frozenset({origin_of(self._url)})

    def probe(self) -> Conversation[None]:
        """One small question, which must be answered by a feed."""
        answer = yield self._request(self._account(self._language, "comptabilité").ref)
        certain(answer)

    def refusal(self, answer: Answer) -> ConnectorError | None:
        """A redirect leads to a page for people: a consent, or a question whether we are one."""
        return Transient("led away", lane_wide=True) if 300 <= answer.status < 400 else None

    def _look(self, due: Due) -> Conversation[Look]:
        return (yield from SOURCE.look(due, f"{self._url}?{self._asked(due.target.ref)}"))

    def _asked(self, ref: str) -> str:
        """What a target's `ref` asks. Raises NotPossible for a search that isn't one text."""
        if not ref.startswith("["):
            return ref
        wanted = watched(ref)
        [text] = whole(wanted, replace(DIALECT, branches=1))
        return urlencode((("q", text), *EDITIONS[self._language_of(wanted)]))

    def _language_of(self, wanted: Expr) -> str:
        language = required_language(wanted) or ""
        return language if language in EDITIONS else self._language

    def _request(self, ref: str) -> Request:
        return Request(f"{self._url}?{ref}", parse=SOURCE.parse)

    def _split(self, question: str) -> tuple[str, str]:
        """Language and words. Without a language it is the installation's: a name doesn't tell."""
        match = _LANGUAGE.match(question)
        if match and match[1].lower() in EDITIONS:
            return match[1].lower(), question[match.end() :].strip()
        return self._language, question

    def _shown(self, language: str, words: str) -> str:
        """Words, with their language where they would be read in another without it."""
        return words if self._split(words) == (language, words) else f"{language}:{words}"

    def _account(self, language: str, words: str) -> Account:
        ref = urlencode((("q", words), *EDITIONS[language]))
        return Account(
            network=NETWORK,
            key=short_key(f"{language}:{words.casefold()}"),
            handle=self._shown(language, words),
            name=words,
            url=f"{self._url.replace('/rss/', '/')}?{ref}",
            host=self.search_host(),
            ref=ref,
            kind=Kind.QUERY,
            proof="exact",
        )

    def _watched(self, text: str) -> Account:
        wanted = watched(text)
        return Account(
            network=NETWORK,
            key=short_key(f"{self._language_of(wanted)}:{key_of(wanted)}"),
            handle=shown(wanted),
            name=shown(wanted),
            url=f"{self._url.replace('/rss/', '/')}?{self._asked(text)}",
            host=self.search_host(),
            ref=text,
            kind=Kind.QUERY,
            proof="exact",
        )
