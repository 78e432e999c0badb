"""Firms to begin with, by profession: a start to edit, not a recommendation.

Only names and addresses stand here. Their accounts are read from their sites when somebody asks,
and nothing is watched without a tap.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from bot.core.firms.kinds import FirmKind, Relation
from bot.core.pasted_cells import Entry


@dataclass(frozen=True, slots=True)
class Starter:
    """`tags`: hashtags of the profession, without their sign."""

    key: str
    entries: tuple[Entry, ...]
    tags: tuple[str, ...]


def _read(rows: str, kind: FirmKind = FirmKind.OTHER) -> tuple[Entry, ...]:
    pairs = (row.strip().split(" | ") for row in rows.strip().splitlines())
    return tuple(
        Entry(name, f"https://{site}", relation=Relation.MODEL, kind=kind) for name, site in pairs
    )


_ACCOUNTANTS = Starter(
    "accountants",
    _read(
        """
        Ordre des experts-comptables | www.experts-comptables.fr
        CNCC | www.cncc.fr
        Autorité des normes comptables | www.anc.gouv.fr
        impots.gouv.fr | www.impots.gouv.fr
        Urssaf | www.urssaf.fr
        Compta Online | www.compta-online.com
        Le Monde du Chiffre | www.lemondeduchiffre.fr
        ICAEW | www.icaew.com
        ACCA | www.accaglobal.com
        AccountingWEB | www.accountingweb.co.uk
        """
    )
    + _read(
        """
        Cegid | www.cegid.com
        Pennylane | www.pennylane.com
        Sage | www.sage.com
        """,
        FirmKind.SOFTWARE,
    ),
    ("expertcomptable", "comptabilité", "facturationélectronique", "accounting"),
)
_LAWYERS = Starter(
    "lawyers",
    _read(
        """
        Conseil national des barreaux | www.cnb.avocat.fr
        Barreau de Paris | www.avocatparis.org
        Village de la Justice | www.village-justice.com
        Dalloz Actualité | www.dalloz-actualite.fr
        Légifrance | www.legifrance.gouv.fr
        Cour de cassation | www.courdecassation.fr
        Conseil d'État | www.conseil-etat.fr
        CNIL | www.cnil.fr
        CCBE | www.ccbe.eu
        The Law Society | www.lawsociety.org.uk
        The Law Society Gazette | www.lawgazette.co.uk
        """
    )
    + _read(
        """
        Doctrine | www.doctrine.fr
        Clio | www.clio.com
        """,
        FirmKind.SOFTWARE,
    ),
    ("avocat", "droit", "legaltech", "rgpd"),
)
_AGENCIES = Starter(
    "agencies",
    _read(
        """
        Stratégies | www.strategies.fr
        CB News | www.cbnews.fr
        AACC | www.aacc.fr
        ARPP | www.arpp.org
        La Réclame | lareclame.fr
        L'ADN | www.ladn.eu
        Blog du Modérateur | www.blogdumoderateur.com
        IPA | ipa.co.uk
        Campaign | www.campaignlive.co.uk
        Adweek | www.adweek.com
        """
    )
    + _read(
        """
        Agorapulse | www.agorapulse.com
        Hootsuite | www.hootsuite.com
        HubSpot | www.hubspot.com
        """,
        FirmKind.SOFTWARE,
    ),
    ("communication", "marketing", "publicité", "socialmedia"),
)
STARTERS: Mapping[str, Starter] = MappingProxyType(
    {one.key: one for one in (_ACCOUNTANTS, _LAWYERS, _AGENCIES)}
)
