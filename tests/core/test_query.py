"""Does a post match what is wanted, in French and in English?"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given

from bot.core.grammar.expression import read
from bot.core.query import Matcher, missing, of_headline
from connectors.query import All, Expr, Language, Not, Phrase, Some, Word
from connectors.types import Media, Post
from tests.core.expressions import expressions

POST = Post(
    network="mastodon",
    key="1",
    url="https://piaille.fr/@Durand/1",
    author_key="durand",
    author_handle="Durand",
    author_name="Cabinet Durand",
    text="Nos experts-comptables préparent l’entreprise aux factures électroniques #eFacture",
    published_at=None,
    language="fr-CA",
    hashtags=("TVA",),
    reactions=20,
)
PICTURED = replace(POST, media=(Media("image", "https://piaille.fr/1.png"),))


def wanted(typed: str) -> Expr:
    found = read(typed)
    assert isinstance(found, Expr)
    return found


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("facture", True),
        ("FACTURE electronique", True),
        ('"facture électronique"', True),
        ('"électronique facture"', False),
        ('"expert comptable"', True),
        ("entreprises", True),
        ("factur*", True),
        ("FACTUR*", True),
        ("l'entrep*", True),
        ("compta*", True),
        ("electronique facturation", False),
        ("facturat*", False),
        ("#efacture", True),
        ("#TVA", True),
        ("#facture", False),
        ("tva", True),
        ("paie OR facture", True),
        ("paie OR salaire", False),
        ("(paie OR facture) entreprise", True),
        ("facture -paie", True),
        ("facture -entreprise", False),
        ("facture -(paie OR entreprise)", False),
        ("facture -(paie entreprise)", True),
        ("from:durand", True),
        ("from:DURAND@Piaille.fr", True),
        ("from:durand@mastodon.social", False),
        ("from:martin", False),
        ("facture -from:durand", False),
        ("facture lang:fr", True),
        ("facture lang:en", False),
        ("facture -lang:fr", False),
        ("facture min:20", True),
        ("facture min:21", False),
        ("facture has:image", False),
        ("facture -has:image", True),
    ],
)
def test_a_french_post_matches_as_its_readers_mean_it(typed: str, found: bool) -> None:
    assert Matcher.of(wanted(typed)).finds(POST) is found
    assert (missing(wanted(typed), POST) is None) is found


@pytest.mark.parametrize(
    ("text", "typed", "found"),
    [
        ("Invoices are audited", "invoice audit", True),
        ("Auditing an invoice", "audits", True),
        ("The auditor's report", '"auditor report"', True),
        ("E-invoicing is coming", "einvoicing", True),
        ("E-invoicing is coming", "e-invoic*", True),
        ("Organisation chart", "organization", True),
        ("An audible laugh", "audit", False),
    ],
)
def test_an_english_post_matches_as_its_readers_mean_it(text: str, typed: str, found: bool) -> None:
    post = replace(POST, text=text, hashtags=(), language="en")
    assert Matcher.of(wanted(typed)).finds(post) is found


@pytest.mark.parametrize(
    ("typed", "facts", "found"),
    [
        ("lang:en", {"language": None}, True),
        ("-lang:en", {"language": None}, True),
        ("-(lang:en OR lang:de)", {"language": None}, True),
        ("min:1", {"reactions": None}, False),
        ("-min:1", {"reactions": None}, True),
        ("from:durand", {"author_handle": "durand.bsky.social"}, True),
        ("from:durand@piaille.fr", {"author_handle": "durand@piaille.fr"}, True),
        ("has:link", {"links": ("https://a.fr",)}, True),
        ("has:video", {"media": (Media("video", "https://a.fr/v"),)}, True),
        ("has:media", {"media": (Media("audio", "https://a.fr/v"),)}, True),
        ("has:image", {"media": (Media("file", "https://a.fr/v"),)}, False),
        ("#paie", {"title": "Du #Paié"}, True),
    ],
)
def test_what_a_network_does_not_tell_is_no_reason_but_reactions_are(
    typed: str, facts: dict[str, Any], found: bool
) -> None:
    assert Matcher.of(wanted(typed)).finds(replace(POST, **facts)) is found


@pytest.mark.parametrize(
    ("typed", "part"),
    [
        ("facture paie salaire", Word("paie")),
        ("paie -entreprise", Not(Word("entreprise"))),
        ("facture -(paie OR entreprise)", Not(Word("entreprise"))),
        ("facture (paie OR salaire)", Some((Word("paie"), Word("salaire")))),
        ("facture -lang:fr", Not(Language("fr"))),
    ],
)
def test_the_part_that_explains_a_refusal_is_named_what_is_unwanted_first(
    typed: str, part: Expr
) -> None:
    assert missing(wanted(typed), POST) == part


@given(expressions)
def test_a_refusal_has_a_reason_and_only_a_refusal(query: Expr) -> None:
    for post in (POST, PICTURED):
        assert (missing(query, post) is None) is Matcher.of(query).finds(post)


def test_of_a_headline_the_words_may_be_in_what_is_not_shown() -> None:
    query = wanted('"e-facture" -stage lang:fr')
    assert of_headline(query) == All((Not(Word("stage")), Language("fr")))
    assert of_headline(Phrase("e-facture")) is None
    headline = replace(POST, title="Ce qui change en 2027", text="", hashtags=())
    assert Matcher.of(query).confirms(headline)
    assert not Matcher.of(query).finds(headline)
    assert not Matcher.of(query).confirms(replace(headline, title="Offre de stage"))
    assert not Matcher.of(query).confirms(replace(POST, text="Bilan annuel"))


@pytest.mark.parametrize("piece", ["#", "a", " ", "e\u0301", "facture ", "#tva", "l'"])
@pytest.mark.timeout(20)  # by the square of its length, hours
def test_a_hundred_thousand_characters_are_judged(piece: str) -> None:
    post = replace(POST, text=piece * (100_000 // len(piece)))
    query = wanted('"facture électronique" OR factur* OR #tva OR (paie -stage) OR from:x')
    Matcher.of(query).finds(post)
