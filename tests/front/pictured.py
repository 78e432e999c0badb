"""Charts and files for the front-ends' tests, and a painter that takes no time."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass, field

from bot.core.charts import Bar, Bars, Chart, Graphic, Heat, Part, Strip
from bot.core.message import Attachment, Message, Paragraph, line
from bot.core.model import ChannelKey

PERIOD = "Mon 26 Oct to Sun 22 Nov"
BARS = Graphic(
    "Posts a week (Mon 26 Oct to Sun 22 Nov). Durand: 8.5; Nord & Co: 5.2.",
    Bars("Posts a week", PERIOD, (Bar("Durand", "8.5", 8.5), Bar("Nord & Co", "5.2", 5.25))),
)
SHARES = Graphic(
    "Share of all posts (Mon 26 Oct to Sun 22 Nov). Durand: 60%; Nord & Co: 40%.",
    Strip(
        "Share of all posts",
        PERIOD,
        (Part(0, "Durand", 0.6, "60%"), Part(1, "Nord & Co", 0.4, "40%")),
        "Left out: KPL.",
    ),
)
HOURS = Graphic(
    "Durand: posts by day and hour (Mon 26 Oct to Sun 22 Nov). Monday: 9:00 (2).",
    Heat(
        "Durand: posts by day and hour",
        PERIOD,
        ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
        ("0:00", *("",) * 23),
        tuple(tuple(2 if (day, hour) == (0, 9) else 0 for hour in range(24)) for day in range(7)),
    ),
)
FEW = Graphic("What posts are made of. Too few posts to say.", None)
CSV = Attachment("watchlist.csv", "text/csv", b"a;b\n1;2\n")


def png(width: int = 90, height: int = 60) -> bytes:
    """A grey picture."""
    rows = b"".join(b"\x00" + b"\x80" * width for _ in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = _chunk(b"IHDR", header), _chunk(b"IDAT", zlib.compress(rows)), _chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def _chunk(kind: bytes, content: bytes) -> bytes:
    checked = kind + content
    return struct.pack(">I", len(content)) + checked + struct.pack(">I", zlib.crc32(checked))


@dataclass
class Painted:
    """Implements ports.Pictures. `asked`: what for, and where. `fails`: there is no picture."""

    asked: list[tuple[str, ChannelKey]] = field(default_factory=list)
    fails: bool = False

    async def drawn(self, chart: Chart, place: ChannelKey) -> bytes | None:
        self.asked.append((chart.title, place))
        return None if self.fails else png()


def compared(
    *graphics: Graphic, files: tuple[Attachment, ...] = (), language: str = "en"
) -> Message:
    words = "Durand posts more than Nord & Co."
    body = (Paragraph((line(words),)),)
    return Message(words, blocks=body, language=language, graphics=graphics, files=files)
