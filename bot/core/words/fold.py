"""One spelling for what readers take for the same word: accents, case, ligatures, variants."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from bot.core.words.lexicon import HOMOGRAPHS, SMALL_WORDS, SPELLINGS

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "Œ": "OE", "Æ": "AE", "ø": "o", "Ø": "O"})
_AMERICAN = re.compile(r"(\w{3,})iz(e|es|ed|er|ers|ing|ation|ations|ational)")
_ACCENTED_END = re.compile(r"é(?=e?s?$)")


def unaccented(text: str) -> str:
    """Without accents and ligatures; case stays."""
    if text.isascii():
        return text
    apart = unicodedata.normalize("NFKD", text.translate(_LIGATURES))
    return "".join(char for char in apart if not unicodedata.combining(char))


def fold(text: str) -> str:
    """Without accents, case and ligatures."""
    return unaccented(text).casefold()


@lru_cache(1 << 16)
def key(word: str) -> str:
    """What two writings of one word share.

    Accents and case count only where they tell two words apart: marché and marche, CE and ce.
    """
    folded = fold(word)
    if folded in HOMOGRAPHS:
        return _told_apart(word, folded)
    if folded in SMALL_WORDS and word.isupper():
        return folded.upper()
    for here, elsewhere in SPELLINGS:
        if folded.startswith(here):
            return elsewhere + folded[len(here) :]
    american = _AMERICAN.fullmatch(folded)
    return f"{american[1]}is{american[2]}" if american else folded


def unaccented_key(word: str) -> str:
    """The key where accents may have been left out, as in hashtags."""
    return key(word.upper() if fold(word) in HOMOGRAPHS else word.lower())


def stem_of_accented(word: str) -> str | None:
    """What stands before a last é, ée, és or ées, folded; None: it ends otherwise."""
    written = unicodedata.normalize("NFC", word.lower())
    end = _ACCENTED_END.search(written)
    return fold(written[: end.start()]) if end else None


def _told_apart(word: str, folded: str) -> str:
    if word.isupper():
        return folded.upper()
    if stem_of_accented(word) is None:
        return folded
    plural = folded.endswith("s")
    return f"{folded[: -2 if plural else -1]}é{'s' if plural else ''}"
