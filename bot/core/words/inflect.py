"""The forms under which a text may hold a word: plural, feminine, simple verb endings.

Forms are made from what a person typed, never cut off what a text says: a stemmer brings compte
and comptoir together, a list of forms can't.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from bot.core.words.fold import fold, key, stem_of_accented
from bot.core.words.lexicon import AGENTS, HOMOGRAPHS, ING_NOUNS, INVARIABLE, IRREGULAR, SMALL_WORDS

# Masculine ending, feminine ending, letters that a masculine word has at least.
_GENDERS = (
    ("teur", "trice", 6),
    ("eur", "euse", 6),
    ("eur", "eure", 6),
    ("eux", "euse", 6),
    ("if", "ive", 5),
    ("ier", "iere", 5),
    ("ger", "gere", 5),
    ("ller", "llere", 7),
    ("ien", "ienne", 5),
    ("een", "eenne", 6),
    ("oyen", "oyenne", 6),
    ("el", "elle", 5),
    ("al", "ale", 5),
    ("ant", "ante", 6),
    ("ent", "ente", 6),
    ("ain", "aine", 6),
    ("ais", "aise", 6),
    ("ois", "oise", 6),
    ("joint", "jointe", 5),
)
_NOT_FEMININE = frozenset({"capitale", "medecine", "ministere", "relaise", "terminale"})
_PRESENT = ("e", "es", "ent")
_ENDINGS = (
    *("ons", "ez", "er", "é", "ée", "és", "ées", "ant", "ais", "ait", "aient", "ions", "iez"),
    *("era", "erai", "eras", "erons", "erez", "eront", "erais", "erait", "eraient"),
)
_PLAIN_END = re.compile("e{1,2}s?$")
_VOWEL = re.compile("[aeiouy]")
_DOUBLING = re.compile(r"[^aeiou]*[aeiou][bdgmnprt]")
_ACRONYM_LENGTH = 5


@lru_cache(1 << 14)
def forms(word: str) -> frozenset[str]:
    """Keys of the forms of a word as typed, its own first among them."""
    plain = fold(word)
    if not plain.isalpha() or (word.isupper() and plain in SMALL_WORDS):
        return frozenset({key(word)})
    if word.isupper() and len(plain) <= _ACRONYM_LENGTH and plain not in HOMOGRAPHS:
        return frozenset({key(word), plain, key(f"{plain}s")})
    written = {word.lower()} | set(_inflected(plain))
    stem = stem_of_accented(word)
    if stem is not None:
        written = _participle(stem) | (written - HOMOGRAPHS)
    elif word.isupper() and (end := _PLAIN_END.search(plain)):
        written |= _participle(plain[: end.start()])
    return frozenset(_spelt(written))


def numbers(word: str) -> tuple[str, ...]:
    """The word as typed, then its singulars and plurals, folded."""
    plain = fold(word)
    if not plain.isalpha():
        return (plain,)
    singulars = (plain, *_singulars(plain))
    plurals = (plural for one in singulars for plural in _plurals(one))
    return tuple(dict.fromkeys((*singulars, *plurals)))


def _spelt(written: Iterable[str]) -> Iterator[str]:
    for word in written:
        yield key(word)
        if fold(word) in HOMOGRAPHS or fold(word) in SMALL_WORDS:
            yield key(word.upper())


def _inflected(plain: str) -> Iterator[str]:
    for lemma in _lemmas(plain):
        found = {lemma, *_plurals(lemma), *IRREGULAR.get(lemma, ())}
        for feminine in _feminines(lemma):
            found |= {feminine, f"{feminine}s"}
        found |= _french_verb(lemma) | _english_verb(lemma)
        yield from found - ((ING_NOUNS | INVARIABLE) - {plain} - IRREGULAR.get(lemma, frozenset()))


def _lemmas(plain: str) -> set[str]:
    singulars = {plain, *_singulars(plain)}
    masculines = {masculine for word in singulars for masculine in _masculines(word)}
    return singulars | masculines | set(_infinitives(plain))


def _singulars(plain: str) -> Iterator[str]:
    if plain in INVARIABLE or len(plain) < 4:
        return
    if plain.endswith("aux"):
        yield plain[:-1] if plain.endswith("eaux") else f"{plain[:-3]}al"
    elif plain.endswith(("eux", "oux")):
        yield plain[:-1]
    elif plain.endswith("ies"):
        yield f"{plain[:-3]}y"
        yield plain[:-1]
    elif plain.endswith(("sses", "ches", "shes", "xes", "zes")):
        yield plain[:-2]
        yield plain[:-1]
    elif plain.endswith("s") and not plain.endswith(("ss", "us", "is")):
        yield plain[:-1]


def _plurals(lemma: str) -> Iterator[str]:
    if lemma in INVARIABLE:
        return
    if lemma.endswith("al"):
        yield f"{lemma[:-1]}ux"
    if lemma.endswith(("eau", "eu", "au", "ou")):
        yield f"{lemma}x"
    if lemma.endswith("y") and lemma[-2:-1] not in set("aeiou"):
        yield f"{lemma[:-1]}ies"
    elif lemma.endswith(("s", "x", "z", "ch", "sh")):
        yield f"{lemma}es"
    if not lemma.endswith(("s", "x", "z")):
        yield f"{lemma}s"


def _feminines(lemma: str) -> Iterator[str]:
    for masculine, feminine, least in _GENDERS:
        if lemma.endswith(masculine) and len(lemma) >= least:
            found = lemma.removesuffix(masculine) + feminine
            if found not in _NOT_FEMININE:
                yield found


def _masculines(word: str) -> Iterator[str]:
    if word in _NOT_FEMININE:
        return
    for masculine, feminine, least in _GENDERS:
        found = word.removesuffix(feminine) + masculine
        if word.endswith(feminine) and len(found) >= least:
            yield found


def _participle(stem: str) -> set[str]:
    return {f"{stem}{ending}" for ending in ("é", "ée", "és", "ées")}


def _french_verb(lemma: str) -> set[str]:
    """Of a verb in -er; a noun of the same letters as its present isn't meant."""
    if not lemma.endswith("er") or len(lemma) < 5 or lemma in AGENTS:
        return set()
    stem = lemma[:-2]
    found = {f"{stem}{ending}" for ending in _ENDINGS}
    if stem.endswith("g"):
        found |= {f"{stem}e{ending}" for ending in ("ons", "ant", "ait", "aient")}
    return found | ({f"{stem}{ending}" for ending in _PRESENT} - HOMOGRAPHS)


def _english_verb(lemma: str) -> set[str]:
    if len(lemma) < 4 or not lemma.isascii():
        return set()
    if lemma.endswith("e"):
        return {f"{lemma}d", lemma if lemma.endswith("ee") else f"{lemma[:-1]}ing"}
    if lemma.endswith("y") and lemma[-2] not in "aeiou":
        return {f"{lemma[:-1]}ied", f"{lemma}ing"}
    found = {f"{lemma}ed", f"{lemma}ing"}
    if lemma[-1] in "bdglmnprt" and lemma[-2] in "aeiou" and lemma[-3] not in "aeiou":
        found |= {f"{lemma}{lemma[-1]}ed", f"{lemma}{lemma[-1]}ing"}
    return found


def _infinitives(plain: str) -> Iterator[str]:
    """The verbs that a word in -ing may come from."""
    stem = plain.removesuffix("ing")
    if stem == plain or plain in ING_NOUNS or len(stem) < 3 or not _VOWEL.search(stem):
        return
    if stem[-1] == stem[-2] and stem[-1] not in "lsz":
        yield stem[:-1]
        return
    if not _DOUBLING.fullmatch(stem):
        yield stem
    yield f"{stem}e"
