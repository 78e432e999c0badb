"""What a firm is, and what it is to those who watch it."""

from __future__ import annotations

import re
from enum import StrEnum

from bot.core.words.fold import fold
from connectors.website.types import Site


class FirmKind(StrEnum):
    """`AGENCY`: of communication, marketing or the web."""

    BRAND = "brand"
    SOFTWARE = "software"
    ACCOUNTING = "accounting"
    LAW = "law"
    AGENCY = "agency"
    OTHER = "other"


class Relation(StrEnum):
    """`MODEL`: a firm to take an example from."""

    COMPETITOR = "competitor"
    PARTNER = "partner"
    CLIENT = "client"
    OWN = "own"
    MODEL = "model"


# https://schema.org/LocalBusiness and its like
_TYPES = {
    "AccountingService": FirmKind.ACCOUNTING,
    "LegalService": FirmKind.LAW,
    "Attorney": FirmKind.LAW,
    "Notary": FirmKind.LAW,
    "SoftwareApplication": FirmKind.SOFTWARE,
    "WebApplication": FirmKind.SOFTWARE,
    "MobileApplication": FirmKind.SOFTWARE,
    "Brand": FirmKind.BRAND,
    "Store": FirmKind.BRAND,
    "OnlineStore": FirmKind.BRAND,
}
# In folded text. What is named first is what the firm is, what follows is whom it works for: a
# software for lawyers, a web agency for accountants. Of two at one place the upper one counts.
_SAID = {
    FirmKind.SOFTWARE: re.compile(
        r"\b(?:(?:accounting|legal|billing|business|\w+ management) )?(?:software|saas)\b"
        r"|\blogiciels?\b|\beditrice? de (?:logiciel|solution)|\bediteur de (?:logiciel|solution)"
        r"|\bapplication (?:web|mobile|de)\b"
    ),
    FirmKind.AGENCY: re.compile(
        r"\bagence (?:\w+ )?(?:web|digitale?|de communication|de com|marketing|creative|seo"
        r"|de publicite|de relations|rp|evenementielle|editoriale|conseil)\b"
        r"|\b(?:marketing|creative|digital|advertising|web|pr|communications?|design) agency\b"
        r"|\brelations presse\b"
    ),
    FirmKind.LAW: re.compile(
        r"\bavocat(?:e|es|s)?\b|\blaw firm\b|\blawyers?\b|\battorneys?\b|\bsolicitors?\b"
        r"|\bbarristers?\b|\bnotaires?\b|\bhuissiers?\b|\bcommissaires? de justice\b"
    ),
    FirmKind.ACCOUNTING: re.compile(
        r"\bexperts?[- ]comptables?\b|\bexpertise[- ]comptable\b|\bcomptab(?:le|les|ilite)\b"
        r"|\bcommissaires? aux comptes\b|\baccountan(?:t|ts|cy)\b|\baccounting\b|\bbookkeep\w+"
        r"|\bauditeurs?\b"
    ),
    FirmKind.BRAND: re.compile(
        r"\bboutique\b|\bmarque\b|\be-?shop\b|\bonline (?:shop|store)\b|\bcollections?\b"
    ),
}


def guess_kind(of: Site | str) -> FirmKind:
    """From a site's own data, else from the words of its title and description, or of a name."""
    if isinstance(of, str):
        return _said(of)
    known = [_TYPES[kind] for kind in of.types if kind in _TYPES]
    return known[0] if known else _said(f"{of.title} {of.name} {of.description}")


def _said(words: str) -> FirmKind:
    folded = fold(words)
    found = (
        (match.start(), kind) for kind, said in _SAID.items() if (match := said.search(folded))
    )
    return min(found, key=lambda one: one[0], default=(0, FirmKind.OTHER))[1]
