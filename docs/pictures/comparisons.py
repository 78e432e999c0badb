"""Draws every chart of a comparison of invented firms, with what its text says beside it.

`make docs-pictures`, or `.venv/bin/python docs/pictures/comparisons.py`. With 0 and 1 points there
is no chart: the text alone is what readers get.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.core.compare import (
    Activity,
    Figures,
    Known,
    Member,
    Period,
    Presence,
    Seen,
    Side,
    figures,
    presence,
)
from bot.core.firms import FirmKind
from bot.render import charts
from bot.render.charts import Graphic, Painter
from bot.render.words import Words
from connectors.types import Media, Post

HERE = Path(__file__).parent / "charts"
ZONE = "Europe/Paris"
END = datetime(2026, 11, 22, 23, 0, tzinfo=UTC)
PERIOD = Period(END - timedelta(weeks=4), END)
# Posts in four weeks, and how many of each ten have a video, an image, a link.
FIRMS = (
    ("Cabinet Durand", 34, (2, 4, 3)),
    ("Fiduciaire Nord", 21, (0, 5, 5)),
    ("KPL Avocats", 9, (0, 1, 4)),
    ("Audit & Conseil de la Vallée de l'Ouest et du Grand Sud", 13, (4, 4, 0)),
    ("Juris & Co", 2, (0, 0, 0)),
)
PANEL = (
    ("Cabinet Durand", FirmKind.ACCOUNTING, "bluesky linkedin mastodon youtube"),
    ("Fiduciaire Nord", FirmKind.ACCOUNTING, "linkedin mastodon"),
    ("KPL Avocats", FirmKind.LAW, "linkedin bluesky x"),
    ("Juris & Co", FirmKind.LAW, "linkedin facebook"),
    ("Agence Pivot", FirmKind.AGENCY, "instagram linkedin threads"),
)
NETWORKS = ("linkedin", "bluesky", "mastodon", "x", "facebook", "instagram", "threads", "youtube")


def post(firm: str, number: int, mix: Sequence[int]) -> Post:
    """Mostly on weekday mornings, some on Sunday evenings."""
    day, hour = divmod(number * 7 + number // 3, 26)
    at = PERIOD.start + timedelta(days=day * 3 % 28, hours=8 + (hour * hour) % 11)
    kinds = [
        kind for kind, count in zip(("video", "image"), mix, strict=False) for _ in range(count)
    ]
    media = tuple(Media(kind, "") for kind in kinds[number % 10 : number % 10 + 1])
    links = ("https://firm.example/",) if number % 10 >= 10 - mix[2] else ()
    key = f"{firm}{number}"
    return Post("mastodon", key, "", firm, firm, firm, "", at, media=media, links=links)


def compared(points: int) -> Figures:
    """Five firms; with fewer points so many of them are known long enough."""
    since = PERIOD.start - timedelta(weeks=8)
    sides = []
    for at, (name, posts, mix) in enumerate(FIRMS):
        every = tuple(post(name, number, mix) for number in range(posts))
        known = since if at < points else END - timedelta(hours=20)
        sides.append(Side(name, (Seen("mastodon", name, name, every, known, END),)))
    return figures(sides, PERIOD, ZONE)


def panel(points: int) -> Known[Presence]:
    members = [
        Member(name, kind, dict.fromkeys(networks.split(), Activity.ACTIVE))
        for name, kind, networks in PANEL[:points]
    ]
    own = Member("Cabinet Martin", FirmKind.ACCOUNTING, {"linkedin": Activity.QUIET})
    return presence(members, own, NETWORKS)


def graphics(points: int, words: Words) -> Iterator[tuple[str, Graphic]]:
    found = compared(points)
    for name, make in (
        ("weekly", charts.weekly),
        ("formats", charts.formats),
        ("voice", charts.voice),
    ):
        yield name, make(found, words)
    yield "hours", charts.hours(found, found.sides[0], words)
    yield "presence", charts.presence(panel(points), PERIOD, words)


async def main() -> None:
    HERE.mkdir(exist_ok=True)
    painter = Painter()
    for language in ("en", "fr"):
        words, texts = Words(language, ZONE, END), []
        for points in (0, 1, 5):
            for name, graphic in graphics(points, words):
                texts.append(f"## {name}, {points}\n\n{graphic.alt}\n")
                for dark in (False, True) if graphic.chart else ():
                    assert graphic.chart is not None
                    to = HERE / f"{name}.{'dark' if dark else 'light'}.{language}.png"
                    to.write_bytes(await painter.picture(graphic.chart, dark=dark))
        (HERE / f"texts.{language}.md").write_text("\n".join(texts), encoding="utf-8")


if __name__ == "__main__":
    asyncio.run(main())
