"""Charts drawn in the colours of the place where they are shown."""

from __future__ import annotations

import structlog

from bot.core.charts import Chart
from bot.core.model import ChannelKey
from bot.render.charts import Painter, Undrawn
from bot.store import channels
from bot.store.engine import Store

log = structlog.get_logger(__name__)


class PlacePictures:
    """Implements ports.Pictures."""

    def __init__(self, store: Store, painter: Painter) -> None:
        self._store, self._painter = store, painter

    async def drawn(self, chart: Chart, place: ChannelKey) -> bytes | None:
        async with self._store.read() as tx:
            channel = await channels.by_key(tx, place)
        try:
            return await self._painter.picture(chart, dark=channel is not None and channel.dark)
        except Undrawn as error:
            log.warning("picture not drawn", chart=type(chart).__name__, error=str(error))
            return None
