"""What one row of a list says of a firm: by its cells, or by named values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.core.firms.kinds import FirmKind, Relation
from bot.core.grammar.lex import tokens
from bot.core.grammar.terms import read_term
from bot.core.grammar.values import Term, TermKind
from bot.core.grammar.words import FIRM_KINDS, NO_RELATION, PANEL, RELATIONS, fold

LONGEST = 120  # characters of a name
# A list's own marks before an item; a name may begin with a number and a space.
_MARK = re.compile(r"(?:[-*•·–—]\s+|\(?\d{1,3}[.)]\s+|\[[ xX]?\]\s+)")
_MAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
_RISKY = re.compile(r"'(?=[=+\-@\t\r'])")
HEADERS: Mapping[str, str] = {
    word: column
    for column, words in {
        "firm": "firm,cabinet,entreprise,societe,firme,marque,brand,company,raison sociale",
        "name": "name,nom,denomination",
        "site": "site,website,web site,site web,site internet,domaine,domain,adresse du site",
        "url": "url,link,lien,xmlurl",
        "relation": "relation",
        "firm_kind": "firm_kind,metier,profession",
        "kind": "kind,type,genre",
        "account": "account,accounts,compte,comptes,profil,profile",
        "handle": "handle,identifiant,pseudo",
        "network": "network,reseau,reseau social",
        "panel": "panel,panneau,groupe,group",
    }.items()
    for word in words.split(",")
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One firm of a list. `accounts`: as they are typed after `watch`. `panel`: "" for none."""

    name: str = ""
    site: str = ""
    accounts: tuple[str, ...] = ()
    relation: Relation | None = None
    kind: FirmKind | None = None
    panel: str = ""

    @property
    def label(self) -> str:
        """What a person recognises it by."""
        return self.name or self.site or ", ".join(self.accounts)


def tidy(cell: str) -> str:
    """Without list marks, and without what keeps a spreadsheet from running it."""
    bare = _RISKY.sub("", cell.strip(" \u00a0\u202f\ufeff"), count=1)
    return _MARK.sub("", bare, count=1).strip(' "')


def sort_of(cell: str) -> str:
    if fold(cell) in RELATIONS or fold(cell) in FIRM_KINDS:
        return "fact"
    term = _term(cell)
    return "name" if term is None else "site" if term.kind is TermKind.DOMAIN else term.kind


def free(cells: Iterable[str]) -> Entry | None:
    """One firm from cells that each say by themselves what they are."""
    one, names = Entry(), list[str]()
    for cell in filter(None, cells):
        folded = fold(cell)
        if folded in RELATIONS and one.relation is None and (names or one.site or one.accounts):
            one = replace(one, relation=_relation(folded))
        elif folded in FIRM_KINDS and one.kind is None and (names or one.site or one.accounts):
            one = replace(one, kind=FirmKind(FIRM_KINDS[folded]))
        elif (filled := _with_target(one, cell)) is not None:
            one = filled
        elif sort_of(cell) == "name" and not _MAIL.fullmatch(cell) and any(map(str.isalnum, cell)):
            names.append(cell)
    one = replace(one, name=", ".join(names)[:LONGEST])
    return one if one.name or one.site or one.accounts else None


def _relation(folded: str) -> Relation | None:
    value = RELATIONS.get(folded, NO_RELATION)
    return None if value == NO_RELATION else Relation(value)


def _with_target(one: Entry, cell: str) -> Entry | None:
    """With the site, account or panel that the cell names; None: it names none."""
    term = _term(cell)
    if term is None:
        return None
    if term.network == PANEL:
        return replace(one, panel=term.text)
    at_site = term.kind in (TermKind.DOMAIN, TermKind.LINK) and term.network is None
    if at_site and not one.site and not _is_profile(term):
        return replace(one, site=term.text)
    if term.kind in (TermKind.TAG, TermKind.PHRASE, TermKind.WORDS):
        return None
    return replace(one, accounts=(*one.accounts, cell))


def _is_profile(term: Term) -> bool:
    """A link to more than a home page, or a name on Bluesky."""
    if term.kind is TermKind.DOMAIN:
        return term.text.endswith(".bsky.social")
    return bool(term.text.partition("://")[2].partition("/")[2].strip("/"))


def _term(cell: str) -> Term | None:
    """The one target that a cell names, if it isn't an e-mail address."""
    if _MAIL.fullmatch(cell) and not cell.startswith("@"):
        return None
    found = tokens(cell)
    read = read_term(found[0]) if len(found) == 1 else None
    return read[0] if isinstance(read, list) and len(read) == 1 else None


def by_columns(row: Mapping[str, Any]) -> Entry | None:
    """One firm from named values: those of a table, or of an object in JSON."""
    facts = {name: value.strip() for name, value in row.items() if isinstance(value, str)}
    name = facts.get("firm") or facts.get("name", "")
    account = facts.get("account") or account_of(facts)
    one = Entry(
        name=tidy(name)[:LONGEST],
        relation=_relation(fold(facts.get("relation", ""))),
        kind=_kind(facts.get("firm_kind") or facts.get("kind", "")),
        panel=facts.get("panel", "").partition(" | ")[0],
    )
    site = facts.get("site", "")
    for cell in (site, *re.split(r"[\s,;|]+", account)):
        if cell:
            one = _with_target(one, cell) or one
    return one if one.name or one.site or one.accounts else None


def _kind(text: str) -> FirmKind | None:
    known = FIRM_KINDS.get(fold(text))
    return FirmKind(known) if known else None


def account_of(facts: Mapping[str, str]) -> str:
    """The account that a row of ours is about; of another table, its address."""
    network, handle, url = (facts.get(name, "") for name in ("network", "handle", "url"))
    if network in ("mastodon", "feed") or not (network and handle):
        return f"@{handle}" if network == "mastodon" and handle else url
    return f"{network}:{handle}"
