"""What is talked of in a place. X knows places by numbers of Yahoo (WOEID).

https://docs.x.com/x-api/trends/trends-by-woeid/introduction
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from urllib.parse import quote

from connectors.errors import NotPossible, UnexpectedPayload
from connectors.text import one_line
from connectors.types import Conversation, Tag
from connectors.x import prices
from connectors.x.api import Api
from connectors.x.payload import body, dicts, number, problem_of
from connectors.x.posts import SITE

WORLD = 1
_PLACES = {
    WORLD: "world monde worldwide",
    23424819: "france fr",
    23424975: "uk gb royaume-uni united-kingdom grande-bretagne great-britain",
    23424977: "us usa etats-unis united-states",
    23424757: "be belgique belgium",
    23424957: "ch suisse switzerland",
    23424775: "ca canada",
    23424829: "de allemagne germany",
    23424950: "es espagne spain",
    23424853: "it italie italy",
    615702: "paris",
    609125: "lyon",
    610264: "marseille",
    608105: "lille",
    628886: "toulouse",
    580778: "bordeaux",
    613858: "nantes",
    619163: "rennes",
    627791: "strasbourg",
    612977: "montpellier",
    44418: "londres london",
    3534: "montreal",
    2459115: "new-york",
}
WOEIDS = {name: number for number, names in _PLACES.items() for name in names.split()}


def trends(api: Api, place: str | None) -> Conversation[Sequence[Tag]]:
    """The world's without a place. Raises NotPossible for a place that isn't known."""
    woeid = WOEIDS.get(_folded(place)) if place else WORLD
    if woeid is None:
        raise NotPossible("x_unknown_place")
    asked = ("max_trends", "50")
    answer = yield api.get(f"/2/trends/by/woeid/{woeid}", asked, ceiling=prices.TRENDS)
    payload = body(answer)
    told = payload.get("data")
    if not isinstance(told, list):
        raise problem_of(payload)
    found = [tag for one in dicts(told) if (tag := _tag(one))]
    if told and not found:
        raise UnexpectedPayload("no trend that can be read")
    return found


def _tag(trend: dict[str, object]) -> Tag | None:
    told = trend.get("trend_name")
    name = one_line(told, 100) if isinstance(told, str) else ""
    if not name.lstrip("#"):
        return None
    uses = number(trend.get("tweet_count", trend.get("post_count")))
    return Tag(name.lstrip("#"), f"{SITE}/search?q={quote(name, safe='')}", uses)


def _folded(place: str) -> str:
    """Without accents, case and the difference between a space and a hyphen."""
    plain = unicodedata.normalize("NFKD", place)
    bare = "".join(char for char in plain if not unicodedata.combining(char))
    return "-".join(bare.casefold().replace("-", " ").split())
