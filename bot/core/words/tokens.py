"""Text cut in words. Every pattern is bounded, so that the whole is linear."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from bot.core.words import hashtags
from bot.core.words.fold import key
from bot.core.words.lexicon import ABBREVIATIONS, ELIDED

_L = r"[^\W\d_]"
_WORD = r"[^\W_]{1,100}"
_NO_ABBREVIATION = "".join(rf"(?<!\b{short})" for short in ABBREVIATIONS)
# The first alternative is an ordinary word: tried first, it makes the whole twice as fast.
_TOKEN = re.compile(
    rf"""[ ]?(
      {_L}{{2,100}}+(?![\w:.'‐-])
    | https?://\S{{1,2000}}
    | \#\w{{1,100}}
    | (?<!\w)(?:{_L}\.){{1,9}}{_L}(?!\w)\.?
    | \d{{1,3}}(?:[ ]\d{{3}}){{1,5}}(?!\w)
    | \d{{1,30}}(?:[.,]\d{{1,30}}){{0,5}}(?!\w)
    | {_WORD}(?:['‐-]{_WORD}){{0,6}}
    | [%€$£]
    | [,;:!?|/•](?=\s|$)
    | {_NO_ABBREVIATION}\.(?=\s|$)
    | \.{{3}} | \n\s{{0,20}}\n
    )""",
    re.VERBOSE,
)
_QUOTES = re.compile("[’ʼ′`´]")
_UNSEEN = re.compile("[\u00ad\u200b-\u200d\u2060\ufe0e\ufe0f\ufeff]")
_THOUSANDS = re.compile(r"\d{1,3}(?:[ ,]\d{3})+")
_POSSESSIVE = frozenset({"s", "re", "ll", "ve", "d", "m"})


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a compound, a hashtag, a number, or the end of a sentence.

    `words`: as written, without what is elided but d'. `spans`: (key, from, to) within the token.
    `size`: places that it takes; without spans it only keeps apart what stands around it.
    `hyphens`: its words may also be written as one. `tag`: the hashtag that it is, without #.
    """

    words: tuple[str, ...]
    spans: tuple[tuple[str, int, int], ...]
    size: int
    hyphens: bool = False
    tag: str = ""


def tokens(text: str) -> Iterator[Token]:
    """In order. Words of a hashtag are one token, those of a compound with hyphens too."""
    return map(token, _TOKEN.findall(_plain(text)))


@lru_cache(1 << 16)
def token(raw: str) -> Token:
    """What one match of the pattern of tokens means."""
    if raw.startswith("#"):
        return hashtag(raw[1:])
    if not raw[0].isalnum():
        return Token((raw,), ((raw, 0, 1),), 1) if raw in "%€$£" else Token((), (), 1)
    if raw.startswith(("http://", "https://")):
        return Token((), (), 1)
    if raw[0].isdigit() and not any(map(str.isalpha, raw)) and "-" not in raw:
        return _single(_number(raw))
    if "." in raw:
        return _single(raw.replace(".", ""))
    return _compound(tuple(word for part in re.split("[‐-]", raw) for word in _unelided(part)))


@lru_cache(1 << 13)
def hashtag(tag: str) -> Token:
    """A hashtag without its #."""
    plain = _plain(tag)
    found, size = hashtags.spans(plain)
    return Token((), found, size, tag=plain)


def together(words: Iterable[str]) -> str:
    """The key of words written as one."""
    return key("".join(words).replace("'", ""))


def _plain(text: str) -> str:
    if text.isascii():
        return text
    return _UNSEEN.sub("", unicodedata.normalize("NFKC", _QUOTES.sub("'", text)))


def _single(word: str) -> Token:
    return Token((word,), ((key(word), 0, 1),), 1)


def _compound(words: tuple[str, ...]) -> Token:
    keys = ("de" if word == "d'" else key(word) for word in words)
    spans = tuple((one, at, at + 1) for at, one in enumerate(keys))
    if len(words) > 1:
        spans += ((together(words), 0, len(words)),)
    return Token(words, spans, len(words), hyphens=len(words) > 1)


def _number(raw: str) -> str:
    if _THOUSANDS.fullmatch(raw):
        return raw.replace(" ", "").replace(",", "")
    return raw.replace(",", ".")


def _unelided(part: str) -> tuple[str, ...]:
    """l'expert: expert; client's: client; aujourd'hui and O'Reilly stay one word."""
    first, *rest = part.split("'")
    if rest and first.lower() in ELIDED:
        left = _unelided("'".join(rest))
        return ("d'", *left) if first.lower() == "d" else left
    if len(rest) == 1 and rest[0].lower() in _POSSESSIVE:
        return (first,)
    return (first + "".join(rest),)
