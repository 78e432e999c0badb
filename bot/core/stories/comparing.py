"""Are two publications of one firm one announcement?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from typing import TypeVar

from rapidfuzz.distance import Indel, LCSseq

from bot.core.stories.announcement import Announcement
from bot.core.stories.lexicon import NEGATIONS
from bot.core.stories.links import is_article, is_short
from bot.core.stories.tokens import COUNTDOWN, NUMBER, PART

T = TypeVar("T")
WINDOW = timedelta(hours=72)

_INVITING = frozenset({"inviting"})
_AFTER = frozenset({"over", "thanked"})

# Shares of the shorter one's words, and of their order, that the longer one has to say.
_SAID = 0.65
_SAID_OF_ONE_ARTICLE = 0.4
_SAID_BEGINNING = 0.6
# In words that tell.
_SHORT = 6
_TITLE = 4
_BEGINNING = 5
_HEADLINE = 15
_SWAP = 4
_ALIKE = 0.72


@dataclass(frozen=True, slots=True)
class _Gap:
    """Words `start` to `end` of one stand in the place of `begin` to `stop` of the other."""

    start: int
    end: int
    begin: int
    stop: int

    def of(self, one: Sequence[str], other: Sequence[str]) -> tuple[Sequence[str], Sequence[str]]:
        return one[self.start : self.end], other[self.begin : self.stop]


def same(one: Announcement, other: Announcement) -> bool:
    """The same words within 72 hours, and nothing in which they contradict each other."""
    if one.at and other.at and abs(one.at - other.at) > WINDOW:
        return False
    if likeness(one, other) < _needed(one, other) or not _says_enough(one, other):
        return False
    if contradict(one, other):
        return False
    return _begins_with_said(one, other) or _begins_with_said(other, one)


def likeness(one: Announcement, other: Announcement) -> float:
    """How much of the shorter one the longer one says, from 0 to 1."""
    said = _shared(one.words, other.words)
    if not other.title and len(one.title) >= _TITLE:
        said = max(said, _shared(one.title, other.words))
    if not one.title and len(other.title) >= _TITLE:
        said = max(said, _shared(other.title, one.words))
    return said


def contradict(one: Announcement, other: Announcement) -> bool:
    """Does one say what can't be meant by the other: another figure, place, name, stage, page?"""
    return (
        disagree(one, other)
        or _other_stage(one, other)
        or _other_page(one, other)
        or _words_swapped(one, other)
    )


def disagree(one: Announcement, other: Announcement) -> bool:
    """Another figure, place or part: whoever speaks, and in whatever words."""
    return _other_figures(one, other) or _other_part(one, other)


def _needed(one: Announcement, other: Announcement) -> float:
    """An article in common counts for much; other pages are linked to for many reasons."""
    return _SAID_OF_ONE_ARTICLE if _one_article(one, other) else _SAID


def _least(one: Announcement, other: Announcement) -> int:
    return min(len(one.words), len(other.words))


def _says_enough(one: Announcement, other: Announcement) -> bool:
    """Two or three words are found in many a text: there both have to say the same."""
    if _least(one, other) >= _TITLE or _one_article(one, other):
        return True
    return set(one.words) == set(other.words)


def _one_article(one: Announcement, other: Announcement) -> bool:
    return any(map(is_article, one.pages & other.pages))


def _begins_with_said(one: Announcement, other: Announcement) -> bool:
    """What firms say of themselves under every publication is no news."""
    beginning = one.words[:_BEGINNING]
    return sum(word in other.words for word in beginning) >= _SAID_BEGINNING * len(beginning)


def _shared(one: Sequence[str], other: Sequence[str]) -> float:
    """Words count, and each with the one that follows: scattered words are no quotation."""
    if not one or not other:
        return 0.0
    words = _contained(frozenset(one), frozenset(other))
    if min(len(one), len(other)) == 1:
        return words
    return (words + _contained(frozenset(pairwise(one)), frozenset(pairwise(other)))) / 2


def _contained(one: frozenset[T], other: frozenset[T]) -> float:
    return len(one & other) / min(len(one), len(other))


def _other_figures(one: Announcement, other: Announcement) -> bool:
    """A shorter text may leave figures out, but not have others."""
    return any(
        not (values <= other.figures[kind] or other.figures[kind] <= values)
        for kind, values in one.figures.items()
        if kind in other.figures
    )


def _other_part(one: Announcement, other: Announcement) -> bool:
    """A second part isn't the first, which may be without a number; J-7 isn't the announcement."""
    if one.figures.get(COUNTDOWN) != other.figures.get(COUNTDOWN):
        return True
    return bool(_later_parts(one) - _numbers(other) or _later_parts(other) - _numbers(one))


def _later_parts(one: Announcement) -> frozenset[str]:
    return one.figures.get(PART, frozenset()) - {"1"}


def _numbers(one: Announcement) -> frozenset[str]:
    return one.figures.get(NUMBER, frozenset())


def _other_stage(one: Announcement, other: Announcement) -> bool:
    """A reminder, a correction, the thanks after it: the same event is news again."""
    if not (one.head - _INVITING <= other.stages and other.head - _INVITING <= one.stages):
        return True
    return any(
        _is_invitation(before) and not after.stages & _INVITING and after.stages & _AFTER
        for before, after in ((one, other), (other, one))
    )


def _is_invitation(said: Announcement) -> bool:
    return bool(said.stages & _INVITING) and not said.stages & _AFTER


def _other_page(one: Announcement, other: Announcement) -> bool:
    """Of few words, as in "new on the blog", the page is what they tell."""
    if _least(one, other) >= _SHORT:
        return False
    here, there = ({page for page in each.pages if not is_short(page)} for each in (one, other))
    return bool(here and there) and not here & there


def _words_swapped(one: Announcement, other: Announcement) -> bool:
    """Is a word that tells replaced by another, or a sentence negated?"""
    first, second = sorted((one, other), key=lambda each: each.words)
    return any(
        _is_swap(first, second, gap)
        or _is_other_figure(first, second, gap)
        or _is_negation(first, second, gap)
        for gap in _gaps(first.words, second.words)
    )


def _gaps(one: Sequence[str], other: Sequence[str]) -> Iterator[_Gap]:
    """Where what both say in one order is interrupted."""
    start, begin = 0, 0
    for block in LCSseq.editops(one, other).as_matching_blocks():
        if block.a > start or block.b > begin:
            yield _Gap(start, block.a, begin, block.b)
        start, begin = block.a + block.size, block.b + block.size


def _is_swap(first: Announcement, second: Announcement, gap: _Gap) -> bool:
    """Anything in the first words, and a name anywhere, makes it other news.

    At the end each network has its own call to action, further on an editor's hand is felt; two
    texts on one article are free to choose their words.
    """
    here, there = gap.of(first.words, second.words)
    if max(len(here), len(there)) > _SWAP:
        return False
    mine = _unsaid(here, there, second)
    yours = _unsaid(there, here, first)
    if not mine or not yours:
        return False
    if _is_telling(mine, first) and _is_telling(yours, second):
        return True
    at_end = gap.end == len(first.words) and gap.stop == len(second.words)
    handled = not first.handles.isdisjoint(mine) or not second.handles.isdisjoint(yours)
    leading = not at_end and min(gap.start, gap.begin) < _HEADLINE
    return leading and not handled and not _one_article(first, second)


def _is_other_figure(first: Announcement, second: Announcement, gap: _Gap) -> bool:
    """Of one kind, in one place, even where both texts have both elsewhere."""
    here, there = gap.of(first.words, second.words)
    if len(here) != 1 or len(there) != 1:
        return False
    kinds = [word.partition(" ")[2] for word in (*here, *there) if word[0].isdigit()]
    return len(kinds) == 2 and kinds[0] == kinds[1]


def _is_negation(first: Announcement, second: Announcement, gap: _Gap) -> bool:
    words = [word for side in gap.of(first.words, second.words) for word in side]
    inside = gap.start and gap.end < min(len(first.words), len(second.words))
    return bool(inside and len(words) <= 2 and NEGATIONS.intersection(words))


def _unsaid(words: Sequence[str], instead: Sequence[str], other: Announcement) -> list[str]:
    """Words of a gap that the other one doesn't say, in no form."""
    return [
        word
        for word in words
        if word not in other.words and not any(akin(word, each) for each in instead)
    ]


def _is_telling(words: list[str], said: Announcement) -> bool:
    return any(word in said.names or word[0].isdigit() for word in words)


def akin(one: str, other: str) -> bool:
    """Forms of one word. Of figures none is like another."""
    if one[0].isdigit() or other[0].isdigit():
        return False
    return Indel.normalized_similarity(one, other) >= _ALIKE
