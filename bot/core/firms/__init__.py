"""Which accounts are a firm's own, and what speaks for it. Pure; a person always decides."""

from bot.core.firms.judge import Candidate, Doubt, Proof, judge
from bot.core.firms.kinds import FirmKind, Relation, guess_kind
from bot.core.firms.names import same_name, similarity, slug
from connectors.website.domains import domain_of

__all__ = [
    "Candidate",
    "Doubt",
    "FirmKind",
    "Proof",
    "Relation",
    "domain_of",
    "guess_kind",
    "judge",
    "same_name",
    "similarity",
    "slug",
]
