"""Networks that nothing can be read from, and why. Their names and links are recognised still.

They are no connectors: none could ever be switched on.
"""

from __future__ import annotations

from collections.abc import Mapping

from connectors.checklist import Checklist, Point, exempt


def _closed(why: str, limits: str, source: str) -> Checklist:
    points = {point: exempt(why, source) for point in Point}
    return {**points, Point.LIMITS: exempt(limits, source)}


CLOSED: Mapping[str, Checklist] = {
    "viadeo": _closed(
        "Viadeo no longer exists as a social network.",
        "Founded in 2004, in receivership since November 2016, bought by Figaro Classifieds that "
        "December; its addresses lead to job offers, and no API or feed of it was found.",
        "https://emploi.lefigaro.fr/recherche/entreprises",
    ),
    "tiktok": _closed(
        "TikTok lets no commercial tool read other people's accounts.",
        "The Research API is for academic and non-profit researchers alone, and the Display API "
        "shows a user's own videos.",
        "https://developers.tiktok.com/doc/research-api-faq",
    ),
}
