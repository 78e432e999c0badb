"""Whom a text speaks to, and how: words counted, nothing judged."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.core.words.fold import fold
from bot.core.words.lexicon import words_of
from connectors.types import Post


class Address(StrEnum):
    """IMPERATIVE: "Découvrez …", "Discover …". INFINITIVE: "Comprendre …", French only."""

    VOUS = "vous"
    TU = "tu"
    NOUS = "nous"
    INFINITIVE = "infinitive"
    YOU = "you"
    WE = "we"
    IMPERATIVE = "imperative"


_SAID = {
    "fr": {
        # A rendez-vous says vous to nobody; "le ton" is a noun.
        Address.VOUS: re.compile(r"(?<!rendez[- ])\bvous\b|\bvotre\b|\bvos\b"),
        Address.TU: re.compile(
            r"\b(?:tu|toi|te|ta|tes)\b|(?<![\w-])t['’](?=\w)"
            r"|(?<!\ble )(?<!\bun )(?<!\bce )(?<!\bdu )(?<!\bau )(?<!\bde )\bton\b"
        ),
        Address.NOUS: re.compile(r"\bnous\b|\bnotre\b|\bnos\b"),
    },
    "en": {
        Address.YOU: re.compile(r"\b(?:you|your|yours)\b"),
        Address.WE: re.compile(r"\b(?:we|our|ours)\b"),
    },
}
_IMPERATIVES = {
    "fr": words_of(
        """
        abonnez accedez adoptez allez anticipez apprenez assistez beneficiez choisissez cliquez
        commandez comparez consultez contactez decouvrez demandez devenez dites donnez ecoutez
        ecrivez entrez envoyez essayez evitez faites gagnez gardez imaginez inscrivez jouez lisez
        manquez notez obtenez optez optimisez oubliez partagez participez passez pensez postulez
        prenez preparez profitez protegez regardez rejoignez remplissez rencontrez rendez reservez
        restez retrouvez saisissez sachez simplifiez souscrivez suivez telechargez tentez testez
        transformez trouvez utilisez venez verifiez visionnez visitez votez
        """
    ),
    "en": words_of(
        """
        add apply ask avoid be become bring build buy celebrate check choose click compare
        consider contact come create discover dive do don donate download enjoy enter explore
        find follow get give go grab hear help join keep know learn listen look make meet miss
        nominate pick prepare protect read register remember reserve save say see send share
        sign start stay stop subscribe swipe take talk tell think try tune use visit watch win
        """
    ),
}
_INFINITIVES = words_of(
    """
    accelerer accompagner adapter aider ameliorer anticiper apprendre assurer automatiser avoir
    batir changer choisir comparer comprendre conclure concilier construire creer decider declarer
    decouvrir demarrer developper devenir digitaliser donner echanger embaucher entreprendre etre
    eviter exercer facturer faciliter faire financer former gagner gerer innover integrer investir
    lancer lire maitriser mesurer mettre negocier obtenir optimiser organiser oser partager parler
    passer penser piloter preparer prendre prevenir produire proteger recruter reduire reussir
    rediger renforcer respecter savoir se securiser simplifier suivre tenir transformer
    transmettre travailler trouver utiliser vendre verifier vivre
    """
)
_TELLING = {
    "fr": words_of(
        """
        au aux avec ce ces cette dans des du elle en est et il la le les leur mais ne nos notre
        nous ou par pas plus pour qu que qui sa se ses son sont sur tu un une vos votre vous
        """
    ),
    "en": words_of(
        """
        a about an and are as at be by can for from has have how in is it its of our that the
        their this to was we what when will with you your
        """
    ),
}
_UNSAID = re.compile(r"https?://\S+|[#@][\w.@-]+")
_WORD = re.compile(r"[^\W\d_]+")
_SENTENCE = re.compile(r"[.!?…:\n]+")
_FIRST = re.compile(r"[\W_\d]*(?:ne |n['’])?([^\W\d_]+)")
_SHARED = frozenset({Address.IMPERATIVE})


@dataclass(frozen=True, slots=True)
class Tone:
    """Posts in French and in English, and in how many of them each address is found."""

    french: int
    english: int
    counts: tuple[tuple[Address, int], ...]

    def share(self, address: Address) -> float | None:
        """Of the posts in the languages that have it; None: there are none."""
        posts = self.english if address in _SAID["en"] else self.french
        if address in _SHARED:
            posts = self.french + self.english
        return dict(self.counts)[address] / posts if posts else None


def tone(posts: Sequence[Post]) -> Tone:
    """Posts in other languages don't count."""
    read = [(language, post) for post in posts if (language := language_of(post))]
    found = [set(_addresses(_plain(post), language)) for language, post in read]
    french = sum(language == "fr" for language, _ in read)
    counts = tuple((one, sum(one in every for every in found)) for one in Address)
    return Tone(french, len(read) - french, counts)


def language_of(post: Post) -> str | None:
    """fr or en: by the small words of its text, else as the network says. None: neither."""
    words = _WORD.findall(_plain(post))
    french, english = (sum(word in _TELLING[one] for word in words) for one in ("fr", "en"))
    if french != english:
        return "fr" if french > english else "en"
    said = (post.language or "")[:2].lower()
    return said if said in _SAID else None


def _plain(post: Post) -> str:
    return fold(_UNSAID.sub(" ", post.text or post.title or ""))


def _addresses(text: str, language: str) -> Iterator[Address]:
    for address, said in _SAID[language].items():
        if said.search(text):
            yield address
    opening = {match[1] for part in _SENTENCE.split(text) if (match := _FIRST.match(part))}
    if opening & _IMPERATIVES[language]:
        yield Address.IMPERATIVE
    if language == "fr" and opening & _INFINITIVES:
        yield Address.INFINITIVE
