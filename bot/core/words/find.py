"""Watched words and phrases, found in texts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, islice, product
from typing import Generic, TypeAlias, TypeVar

from bot.core.words.hashtags import split
from bot.core.words.inflect import forms, numbers
from bot.core.words.lexicon import ARTICLES, OF
from bot.core.words.tokens import Token, hashtag, together, tokens

Name = TypeVar("Name", bound=Hashable)
Forms: TypeAlias = frozenset[str]
_OF = OF | {"d'"}
_JOINED_CAP = 200
_JOINED_LENGTH = 4
_WORDS_CAP = 50


@dataclass(frozen=True, slots=True)
class Text:
    """A text, indexed once. `spans`: where the words of each key begin and end.

    `gaps`: ends of sentences and of parts, over which no phrase runs that has none itself.
    """

    spans: Mapping[str, list[tuple[int, int]]]
    gaps: frozenset[int]

    @staticmethod
    def of(parts: Iterable[str], hashtags: Iterable[str] = ()) -> Text:
        """Index texts, and hashtags without #. No phrase runs from one into the next."""
        spans: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
        gaps: set[int] = set()
        place = 0
        tags = ((hashtag(tag.removeprefix("#")),) for tag in hashtags)
        for part in chain(map(tokens, parts), tags):
            for token in part:
                for word, start, end in token.spans:
                    spans[word].append((place + start, place + end))
                if not token.spans:
                    gaps.add(place)
                place += token.size
            gaps.add(place)
            place += 1
        return Text(spans, frozenset(gaps))


@dataclass(frozen=True, slots=True)
class Pattern:
    """What a person typed, compiled once. `ways`: sequences of words, each in any of its forms."""

    ways: tuple[tuple[Forms, ...], ...]
    crosses: bool = False

    @staticmethod
    def of(text: str) -> Pattern:
        """Of a word, a phrase or a #hashtag. Without a word in it, it is found nowhere.

        Of a phrase longer than anybody types, the first 50 words count.
        """
        found = list(tokens(text))
        while found and not found[-1].spans:
            found.pop()
        words = [word for token in found for word in _words(token)][:_WORDS_CAP]
        if words[:1] == ["d'"]:
            words = words[1:]
        if not words:
            return Pattern(())
        ways = [_sequence(words), *_as_one_word(words)]
        if any(token.hyphens for token in found):
            ways.append(_sequence(_without_hyphens(found)[:_WORDS_CAP]))
        return Pattern(tuple(dict.fromkeys(ways)), any(not token.spans for token in found))

    def found_in(self, text: Text) -> bool:
        return any(_follows(text, way, self.crosses) for way in self.ways)


@dataclass(frozen=True, slots=True)
class Patterns(Generic[Name]):
    """Many patterns, looked for at once: each waits for its rarest word.

    `meant`: the words of patterns by their forms. `waiting`: (name, words, whether it crosses).
    """

    meant: Mapping[str, Collection[Forms]]
    waiting: Mapping[Forms, list[tuple[Name, tuple[Forms, ...], bool]]]

    @staticmethod
    def of(named: Mapping[Name, Pattern]) -> Patterns[Name]:
        meant: defaultdict[str, set[Forms]] = defaultdict(set)
        waiting: defaultdict[Forms, list[tuple[Name, tuple[Forms, ...], bool]]] = defaultdict(list)
        for name, pattern in named.items():
            for way in pattern.ways:
                waiting[max(way, key=_rarity)].append((name, way, pattern.crosses))
                for keys in way:
                    for word in keys:
                        meant[word].add(keys)
        return Patterns(meant, waiting)

    def found_in(self, text: Text) -> set[Name]:
        """Names of the patterns that the text holds."""
        held: set[Forms] = set()
        for word in text.spans.keys() & self.meant.keys():
            held.update(self.meant[word])
        return {
            name
            for keys in held & self.waiting.keys()
            for name, way, crosses in self.waiting[keys]
            if len(way) == 1 or (held.issuperset(way) and _follows(text, way, crosses))
        }


def _words(token: Token) -> tuple[str, ...]:
    return split(token.tag) if token.tag else token.words


def _sequence(words: list[str]) -> tuple[Forms, ...]:
    """The words of a phrase, its inner articles left out: a text may have them or not."""
    first, *rest = words
    inner = [word for word in rest if word.lower() not in ARTICLES]
    return (_forms(first), *(OF if word.lower() in _OF else forms(word) for word in inner))


def _forms(first: str) -> Forms:
    plain = first.lower()
    return frozenset({plain}) if plain in ARTICLES | OF else forms(first)


def _as_one_word(words: list[str]) -> Iterator[tuple[Forms, ...]]:
    """Written together, as in hashtags; there of and the are often left out."""
    telling = [word for word in words if word.lower() not in ARTICLES | _OF]
    for joined in dict.fromkeys((tuple(words), tuple(telling))):
        if len(joined) > 1 and sum(map(len, joined)) >= _JOINED_LENGTH:
            spelt = product(*map(numbers, joined))
            yield (frozenset(map(together, islice(spelt, _JOINED_CAP))),)


def _without_hyphens(found: list[Token]) -> list[str]:
    words: list[str] = []
    for token in found:
        words += ["".join(token.words)] if token.hyphens else _words(token)
    return words


def _rarity(keys: Forms) -> int:
    """Long words are rare."""
    return min(map(len, keys))


def _follows(text: Text, way: tuple[Forms, ...], crosses: bool) -> bool:
    places = {end for _, end in _spans(text, way[0])}
    for keys in way[1:]:
        if not places:
            return False
        places = _stepped(text, places, crosses)
        places = {end for start, end in _spans(text, keys) if start in places}
    return bool(places)


def _spans(text: Text, keys: Forms) -> list[tuple[int, int]]:
    return [span for word in text.spans.keys() & keys for span in text.spans[word]]


def _stepped(text: Text, places: set[int], crosses: bool) -> set[int]:
    """Where the next word of a phrase may begin."""
    if crosses:
        places = places | {place + 1 for place in text.gaps & places}
    over = {
        end
        for article in ARTICLES
        if article in text.spans
        for start, end in text.spans[article]
        if start in places
    }
    return places | over
