"""What a firm's site calls the firm. Pure."""

from __future__ import annotations

import re
import unicodedata

from connectors.website.domains import domain_of

NAME_CAP = 200

_CUTS = re.compile(r"\s+[|–—·•:›»-]\s+|\s*\|\s*|:\s+")
_GENERAL = re.compile(
    r"(?:page d['’]accueil|accueil|bienvenue(?: (?:chez|sur le site).*)?|home(?: ?page)?|welcome.*"
    r"|site officiel|official (?:web)?site|index|startseite)",
    re.IGNORECASE,
)


def name_of(said: str, title: str, host: str) -> str:
    """`said`: by the site's own data. Else the title's part that is the likest to its domain."""
    if said:
        return said[:NAME_CAP]
    parts = [part.strip() for part in _CUTS.split(title)]
    parts = [part for part in parts if part and not _GENERAL.fullmatch(part)]
    label = _letters(domain_of(host).partition(".")[0])
    alike = (part for part in parts if _is_alike(_letters(part), label))
    return next(alike, parts[0] if parts else "")[:NAME_CAP]


def _is_alike(name: str, label: str) -> bool:
    return bool(name) and (name in label or label in name)


def _letters(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text).casefold()
    return "".join(char for char in apart if char.isalnum())
