"""Does a post match what is wanted? Pure; linear in the text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from bot.core.grammar.expression import all_of, has_words
from bot.core.words import Pattern, Text
from bot.core.words.fold import fold
from bot.core.words.tokens import tokens
from connectors.query import (
    All,
    Expr,
    From,
    Has,
    Language,
    Least,
    MediaKind,
    Not,
    Phrase,
    Some,
    Tagged,
    Word,
)
from connectors.types import Post

_HASHTAG = re.compile(r"#(\w{1,100})")
# Handles are told with this server or without it.
_USUAL_SERVER = ".bsky.social"
_SHOWN_KINDS = frozenset({"image", "video", "audio"})


@dataclass(frozen=True, slots=True)
class Matcher:
    """What a person wants, asked of one post after the other.

    Words are found in any form, in French and English. A post whose language nobody tells is of
    any language, also where that language is unwanted; one whose reactions nobody tells has none.
    """

    wanted: Expr

    @staticmethod
    def of(wanted: Expr) -> Matcher:
        return Matcher(wanted)

    def finds(self, post: Post) -> bool:
        return _holds(self.wanted, post, positive=True)

    def confirms(self, post: Post) -> bool:
        """finds(), of what a network found itself: see of_headline."""
        wanted = self.wanted if post.text else of_headline(self.wanted)
        return wanted is None or _holds(wanted, post, positive=True)


def of_headline(wanted: Expr) -> Expr | None:
    """What a headline alone can tell: the wanted words may be in what isn't shown."""
    parts = wanted.of if isinstance(wanted, All) else (wanted,)
    return all_of(part for part in parts if not has_words(part) or isinstance(part, From))


def missing(wanted: Expr, post: Post) -> Expr | None:
    """The first part that explains why the post doesn't match; None: it does.

    What is unwanted comes first, as a Not. Of unwanted alternatives, the one that was found.
    """
    parts = wanted.of if isinstance(wanted, All) else (wanted,)
    ordered = sorted(parts, key=lambda part: not isinstance(part, Not))
    failed = next((part for part in ordered if not _holds(part, post, positive=True)), None)
    if isinstance(failed, Not) and isinstance(failed.of, Some):
        found = (part for part in failed.of.of if _holds(part, post, positive=False))
        return Not(next(found, failed.of))
    return failed


def _holds(wanted: Expr, post: Post, *, positive: bool) -> bool:
    """`positive`: what can't be known counts as what is wanted."""
    match wanted:
        case Not(of=inner):
            return not _holds(inner, post, positive=not positive)
        case All(of=parts):
            return all(_holds(part, post, positive=positive) for part in parts)
        case Some(of=parts):
            return any(_holds(part, post, positive=positive) for part in parts)
        case Language(code=code):
            return positive if post.language is None else _is_in(code, post.language)
        case _:
            return _has(wanted, post)


def _has(leaf: Word | Phrase | Tagged | From | Has | Least, post: Post) -> bool:
    match leaf:
        case Word(text=text, begins=True):
            beginning = _beginning(text)
            return any(fold(word).startswith(beginning) for word in _text(post).spans)
        case Word(text=text) | Phrase(text=text):
            return _pattern(text).found_in(_text(post))
        case Tagged(name=name):
            return fold(name) in _tags(post)
        case From(handle=handle):
            return _is_by(handle, post)
        case Has(kind=kind):
            return _shows(kind, post)
        case Least(reactions=least):
            return (post.reactions or 0) >= least


def _text(post: Post) -> Text:
    return _indexed(post.title or "", post.text, post.hashtags)


@lru_cache(64)
def _indexed(title: str, text: str, hashtags: tuple[str, ...]) -> Text:
    """A post is read once, however many watch it."""
    return Text.of([title, text], hashtags)


@lru_cache(1 << 12)
def _pattern(text: str) -> Pattern:
    return Pattern.of(text)


@lru_cache(1 << 12)
def _beginning(text: str) -> str:
    """As the index writes words: l'entrep is entrep, e-fact is efact."""
    last = [token.words for token in tokens(text) if token.words]
    return fold("".join(last[-1])) if last else fold(text)


def _tags(post: Post) -> frozenset[str]:
    written = _HASHTAG.findall(f"{post.title or ''} {post.text}")
    return frozenset(fold(tag.removeprefix("#")) for tag in (*post.hashtags, *written))


def _is_in(code: str, language: str) -> bool:
    """fr is also fr-CA."""
    return re.split("[-_]", language.casefold(), maxsplit=1)[0] == code


def _is_by(handle: str, post: Post) -> bool:
    wanted, _, server = handle.casefold().partition("@")
    typed = post.author_handle.casefold().removeprefix("@")
    name, _, home = typed.partition("@")
    if not server:
        return wanted in (name, name.removesuffix(_USUAL_SERVER))
    return wanted == name and server == (home or urlsplit(post.url).netloc.casefold())


def _shows(kind: MediaKind, post: Post) -> bool:
    if kind is MediaKind.LINK:
        return bool(post.links) or any(media.kind == "link" for media in post.media)
    wanted = _SHOWN_KINDS if kind is MediaKind.MEDIA else {kind.value}
    return any(media.kind in wanted for media in post.media)
