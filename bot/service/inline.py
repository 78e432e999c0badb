"""Search results while somebody types in another conversation: what is free and quick."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Sequence
from contextlib import aclosing
from datetime import datetime, timedelta
from functools import partial

from bot.core import found as of_found
from bot.core.grammar import Ok, Search, parse
from bot.core.inline import Suggestions
from bot.core.model import ChannelId, ChannelKey, Person
from bot.core.query import Matcher
from bot.render.inline import suggestion
from bot.render.texts import spoken
from bot.render.words import Words
from bot.service.commands.context import House
from bot.service.finding import gather
from bot.service.operators import is_operator
from bot.service.searches import Subject, ask, searchable
from bot.store import operators
from bot.store.errors import StoreUnavailable
from connectors.base import Connector
from connectors.types import Post

MOST = 50  # https://core.telegram.org/bots/api#answerinlinequery
LIFE = timedelta(minutes=1)
ASKED = 20
"""Questions of one person to the networks in LIFE: each pause in typing is one."""
_KEPT, _PEOPLE = 200, 1000
# Where a search uses up nothing that looks and typed searches need: as people type, half words
# are asked for too.
_NETWORKS = frozenset({"mastodon", "bluesky", "hackernews", "news"})
_SHORTEST = 2


class Inline:
    """Answers are kept for a minute, for everybody: what is found is public."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._known: OrderedDict[Subject, tuple[datetime, Sequence[Post]]] = OrderedDict()
        self._asked: OrderedDict[str, deque[datetime]] = OrderedDict()

    async def suggest(
        self, key: ChannelKey, person: Person, language: str | None, text: str
    ) -> Suggestions:
        """`key`: the person's conversation with the bot, whether there is one or not."""
        words = self._words(language)
        try:
            if not await self._may(key, person):
                return Suggestions(hint=words("inline.closed"))
        except StoreUnavailable:
            return Suggestions()
        subject = _subject(text)
        if subject is None:
            return Suggestions(hint=words("inline.hint"), seconds=int(LIFE.total_seconds()))
        posts = await self._posts(subject, person.id)
        if posts is None:
            return Suggestions(hint=words("inline.slower"))
        if not posts:
            return Suggestions(hint=words("inline.nothing"), seconds=5)
        found = tuple(suggestion(words, post) for post in posts[:MOST])
        return Suggestions(found, seconds=int(LIFE.total_seconds()))

    def _words(self, language: str | None) -> Words:
        defaults = self._house.defaults
        known = spoken(language, defaults.language)
        return Words(known, defaults.zone, self._house.clock.now())

    async def _may(self, key: ChannelKey, person: Person) -> bool:
        """As in a conversation of their own, but that nobody is asked to let them in."""
        if self._house.defaults.open_access:
            return True
        async with self._house.store.read() as tx:
            if not await operators.operators(tx):
                return True
            if await is_operator(tx, key.platform, key.bot, person):
                return True
            known = await operators.access(tx, key.platform, key.bot, key.chat)
        return known is operators.Access.ALLOWED

    async def _posts(self, subject: Subject, person: str) -> Sequence[Post] | None:
        """Newest first; None: this person has asked too much for the moment."""
        now = self._house.clock.now()
        at, posts = self._known.get(subject, (now - LIFE, ()))
        if now - at < LIFE:
            return posts
        if not self._let(person, now):
            return None
        posts = await self._search(subject, now)
        self._known[subject] = now, posts
        self._known.move_to_end(subject)
        while len(self._known) > _KEPT:
            self._known.popitem(last=False)
        return posts

    def _let(self, person: str, now: datetime) -> bool:
        times = self._asked.setdefault(person, deque())
        self._asked.move_to_end(person)
        while len(self._asked) > _PEOPLE:
            self._asked.popitem(last=False)
        while times and now - times[0] >= LIFE:
            times.popleft()
        if len(times) >= ASKED:
            return False
        times.append(now)
        return True

    async def _search(self, subject: Subject, now: datetime) -> Sequence[Post]:
        """What is there within the budget; who is late isn't waited for."""
        networks = self._house.networks
        asks = {
            one.network: partial(ask, networks, one, subject, now)
            for one in searchable(networks, subject.wanted)
            if _is_free(one)
        }
        matches = Matcher.of(subject.wanted).confirms
        async with aclosing(gather(asks)) as answers:
            async for so_far in answers:
                pages = {name: (page,) for name, page in so_far.answers.items()}
                return of_found.merge(pages, matches, now - subject.period, now).posts
        return ()


def _is_free(connector: Connector) -> bool:
    return connector.network in _NETWORKS and connector.budget() is None


def _subject(text: str) -> Subject | None:
    """What is looked for; None: nothing that can be, yet."""
    read = parse(f"/search {text}") if len(text.strip()) >= _SHORTEST else None
    if not isinstance(read, Ok) or not isinstance(read.command, Search):
        return None
    plain = Search(query=read.command.query, terms=read.command.terms, days=read.command.days)
    return Subject.of(plain, ChannelId(0)) if plain.query or plain.terms else None
