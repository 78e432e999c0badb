"""Does an article tell what a publication on a network tells? A wrong pair is a lie."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache

from bot.core.firms.names import plain
from bot.core.stories import WINDOW, Announcement, akin, disagree
from bot.core.stories.lexicon import NEGATIONS
from bot.core.stories.links import is_article, page_of
from connectors.text import links_in

# Who links to more pages gives a list of them.
_PAGES = 2
# Words of the headline that the publication has to say, in any form, and how many at least.
_SAID, _WORDS = 0.6, 4
_SAID_AS_WRITTEN = 0.3
_SAID_ALMOST_ALL, _ALMOST_ALL_WORDS = 0.85, 5
_SAID_OF_ONE_PAGE = 0.25
# Of them, those that name somebody, some place, some amount.
_TELLING, _TELLING_OF_ALL = 2, 1
_TELLING_MUCH, _SAID_TELLING_MUCH = 3, 0.5
_SAID_HAPPENS = 0.5
_COUNTED = 11  # smaller numbers are those of lists: five tips, three steps
_BEGINNING = 15
_HEADLINE = 300  # characters
_END = re.compile(r"[?!\n]|[.…](?=\s|\Z)")
_POLITE = frozenset({"thanked", "inviting"})


@dataclass(frozen=True, slots=True)
class Said:
    """An article or a publication as they are compared.

    `what`: of an article its headline, as the rest is comment. `by`: words of the name of who
    tells it, `voice`: those that tell it apart. `page`: its own address, "" where that says
    nothing. `words`: all that it says; `amounts`: the figures that count among them; `small`:
    words that a headline writes as it writes no name. `asks`: it begins with a question.
    """

    what: Announcement
    by: frozenset[str]
    voice: frozenset[str]
    page: str
    words: frozenset[str]
    amounts: frozenset[str]
    asks: bool
    small: frozenset[str] = frozenset()

    @staticmethod
    def of(
        *,
        text: str,
        by: str,
        title: str = "",
        links: Iterable[str] = (),
        url: str = "",
        at: datetime | None = None,
    ) -> Said:
        """A publication on a network."""
        what = Announcement.told(text, title=title, links=links, at=at)
        voice = frozenset(plain(by).split())
        amounts = frozenset(filter(_is_amount, what.words))
        end = _END.search(text)
        asks = end is not None and end[0] == "?"
        return Said(what, _name(by), voice, page_of(url), frozenset(what.words), amounts, asks)

    @staticmethod
    def headed(
        *,
        title: str,
        text: str = "",
        by: str,
        links: Iterable[str] = (),
        url: str = "",
        at: datetime | None = None,
    ) -> Said:
        """An article; of one without a headline the first words stand for it."""
        head = (title or text)[:_HEADLINE]
        said = Said.of(text=head, by=by, links=[*links, *links_in(text)], url=url, at=at)
        return replace(said, small=_words(_uncapitalised(head)))

    @property
    def rare(self) -> frozenset[str]:
        """Names and amounts: without one of them in common there is no pair of the same words."""
        return self.what.names | self.by | self.amounts


def told_by_one(article: Said, post: Said) -> bool:
    """A paper's own account, a firm's own blog: one voice in two places."""
    shorter, longer = sorted((article.voice, post.voice), key=len)
    return bool(shorter) and shorter <= longer


def tells(article: Said, post: Said) -> bool:
    """Within 72 hours, by two voices: one links to the other, or both say the same of the same."""
    if article.what.at and post.what.at and abs(article.what.at - post.what.at) > WINDOW:
        return False
    if told_by_one(article, post):
        return False
    return _links(article, post) or _same_words(article, post)


def _links(article: Said, post: Said) -> bool:
    here, there = article.what.pages, post.what.pages
    if article.page and article.page in there and len(there) <= _PAGES:
        return True
    return bool(post.page) and post.page in here and len(here) <= _PAGES


def _same_words(article: Said, post: Said) -> bool:
    words = article.words
    exact = words & (post.words | post.by)
    one_page = any(map(is_article, article.what.pages & post.what.pages))
    if len(exact) < (_SAID_OF_ONE_PAGE if one_page else _SAID_AS_WRITTEN) * len(words):
        return False
    telling = sum(_tells(word, article, post) for word in exact)
    if telling < _TELLING_OF_ALL or _contradict(article, post):
        return False
    said = exact | {word for word in words - exact if _is_akin(word, post.words)}
    enough = one_page or _enough(words, said, telling)
    return enough and _same_event(article, post, said)


def _enough(words: frozenset[str], said: frozenset[str], telling: int) -> bool:
    share = len(said) / len(words)
    if share >= _SAID_ALMOST_ALL and len(said) >= _ALMOST_ALL_WORDS:
        return True
    if telling >= _TELLING_MUCH:
        return share >= _SAID_TELLING_MUCH
    return share >= _SAID and len(said) >= _WORDS and telling >= _TELLING


def _same_event(article: Said, post: Said, said: frozenset[str]) -> bool:
    """Who and where is told of many things: what happens must be said too."""
    names = article.what.names | post.what.names | post.by - article.small
    happens = [word for word in article.words - names if not word.endswith(" year")]
    return sum(word in said for word in happens) >= _SAID_HAPPENS * len(happens) > 0


def _is_akin(word: str, words: frozenset[str]) -> bool:
    return any(akin(word, other) for other in words)


def _tells(word: str, article: Said, post: Said) -> bool:
    if word in article.amounts or word in article.what.names or word in post.what.names:
        return True
    return word in post.by and word not in article.small


def _is_amount(word: str) -> bool:
    """A date, a share, a sum; neither a year nor the length of a list."""
    if not word[0].isdigit():
        return False
    figure, _, unit = word.partition(" ")
    if unit:
        return unit != "year"
    return not figure.isdigit() or int(figure) >= _COUNTED


def _contradict(article: Said, post: Said) -> bool:
    return (
        disagree(article.what, post.what)
        or _other_stage(article.what, post.what)
        or _other_amount(article, post)
        or _is_denied(article.what, post.what)
        or article.asks != post.asks
    )


def _other_stage(headline: Announcement, said: Announcement) -> bool:
    """On networks everybody thanks and invites: that alone is no other news."""
    return not (headline.head - _POLITE <= said.stages and said.head - _POLITE <= headline.stages)


def _other_amount(article: Said, post: Said) -> bool:
    """What a headline counts first is its news."""
    if not article.amounts or not post.amounts:
        return False
    first = next(word for word in article.what.words if word in article.amounts)
    return first not in post.amounts


def _is_denied(headline: Announcement, said: Announcement) -> bool:
    one, other = (NEGATIONS.intersection(side.words[:_BEGINNING]) for side in (headline, said))
    return bool(one) != bool(other)


@lru_cache(maxsize=1000)
def _name(by: str) -> frozenset[str]:
    """Of a month's publications many are by the same."""
    return _words(by)


def _words(text: str) -> frozenset[str]:
    return frozenset(Announcement.told(text).words)


def _uncapitalised(text: str) -> str:
    parts = (word.rpartition("'")[2] for word in text.replace("’", "'").split())
    return " ".join(part for part in parts if part[:1].islower())
