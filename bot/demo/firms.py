"""The invented firms of the tour, and what they say. Any likeness to a real firm is an accident."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Said:
    """A publication `hours` before the tour."""

    hours: float
    text: str
    likes: int = 0


@dataclass(frozen=True, slots=True)
class Firm:
    """`past`: what stood there before. `coming`: what it says while somebody plays."""

    handle: str
    name: str
    language: str
    followers: int
    past: tuple[Said, ...]
    coming: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cast:
    """Who plays which part in one language. `news`: what the competitor says during the tour.

    `remote`: lives on a server of its own, which will stop answering. `site`: path of a feed.
    """

    competitor: str
    news: str
    tag: str
    remote: Firm
    site: str
    linkedin: str


@dataclass(frozen=True, slots=True)
class Site:
    """A firm's page of news, as a feed."""

    title: str
    articles: tuple[Said, ...]
    coming: tuple[str, ...]


CHIFFREBOIS = Firm(
    "chiffrebois",
    "Cabinet Chiffrebois",
    "fr",
    1_240,
    (
        Said(52, "Clôture des comptes : la liste de contrôle que nous donnons à nos clients.", 6),
        Said(
            20,
            "TVA sur les débits ou sur les encaissements : trois exemples pour ne plus hésiter. "
            "#TVA",
            14,
        ),
    ),
    (
        "Nos bureaux de Tournevent ouvrent aussi le samedi matin pendant la période fiscale.",
        "Autoliquidation de la TVA dans le bâtiment : notre fiche d'une page est à jour. #TVA",
        "Nous recrutons : collaboratrice ou collaborateur paie, à Tournevent ou à distance.",
    ),
)
SOMMIER = Firm(
    "sommierpaie",
    "Sommier Paie",
    "fr",
    310,
    (
        Said(
            30,
            "Facturation électronique : votre fichier de clients a-t-il tous ses numéros SIREN ? "
            "#facturationelectronique",
            9,
        ),
    ),
    (
        "Facturation électronique : notre tableau des statuts d'une facture. "
        "#facturationelectronique",
        "Bulletin de paie : ce que le net social change pour vos salariés.",
    ),
)
PLUMETTERRE = Firm(
    "plumetterre",
    "Plumetterre Avocats",
    "fr",
    860,
    (Said(27, "Secret professionnel et messagerie : notre note pour les confrères.", 11),),
)
QUILLMORE = Firm(
    "quillmore",
    "Quillmore Accountants",
    "en",
    2_150,
    (
        Said(50, "Year-end checklist: the one page we hand to every new client.", 8),
        Said(22, "VAT on deposits: three worked examples from our own files. #VAT", 17),
    ),
    (
        "Our Thistleford office now opens on Saturday mornings during tax season.",
        "Reverse charge VAT in construction: our one-page guide is up to date. #VAT",
        "We are hiring: payroll associate, Thistleford or remote.",
    ),
)
TALLOWBY = Firm(
    "tallowbypay",
    "Tallowby Payroll",
    "en",
    420,
    (
        Said(
            31,
            "E-invoicing: is every client's VAT number in your customer file? #einvoicing",
            12,
        ),
    ),
    (
        "E-invoicing: our table of what each invoice status means. #einvoicing",
        "Payslips: how we explain a tax code in two sentences.",
    ),
)
THIMBLEWICK = Firm(
    "thimblewick",
    "Thimblewick Law",
    "en",
    940,
    (Said(26, "Engagement letters: five clauses that clients ask us about most.", 10),),
)

FIRMS = (CHIFFREBOIS, SOMMIER, QUILLMORE, TALLOWBY)
SITES: Mapping[str, Site] = {
    "/carnet-cobalt/actualites": Site(
        "Carnet Cobalt, les actualités",
        (Said(75, "Carnet Cobalt 12 : l'annuaire des plateformes de facturation est intégré"),),
        (
            "Carnet Cobalt relie désormais la caisse et la comptabilité",
            "Une heure pour découvrir Carnet Cobalt : les dates de nos démonstrations",
        ),
    ),
    "/ledgerwick/news": Site(
        "Ledgerwick Software, news",
        (Said(75, "Ledgerwick 12: the directory of e-invoicing platforms is built in"),),
        (
            "Ledgerwick now connects the till to the books",
            "One hour to discover Ledgerwick: the dates of our demonstrations",
        ),
    ),
}
CASTS: Mapping[str, Cast] = {
    "fr": Cast(
        CHIFFREBOIS.handle,
        "Nouveau : chaque jeudi, une permanence gratuite pour choisir votre plateforme de "
        "facturation électronique. #facturationelectronique #TPE",
        "facturationelectronique",
        PLUMETTERRE,
        "/carnet-cobalt/actualites",
        "https://www.linkedin.com/company/cabinet-chiffrebois/",
    ),
    "en": Cast(
        QUILLMORE.handle,
        "New: a free clinic every Thursday to help you choose your e-invoicing platform. "
        "#einvoicing #smallbusiness",
        "einvoicing",
        THIMBLEWICK,
        "/ledgerwick/news",
        "https://www.linkedin.com/company/quillmore-accountants/",
    ),
}
