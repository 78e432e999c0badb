"""Comparisons as pictures, each with a text that says the same. Importing it loads no drawing."""

from bot.core.charts import Chart, Graphic
from bot.render.charts.firms import formats, hours, voice, weekly
from bot.render.charts.panel import presence
from bot.render.charts.picture import Painter, Undrawn

__all__ = [
    "Chart",
    "Graphic",
    "Painter",
    "Undrawn",
    "formats",
    "hours",
    "presence",
    "voice",
    "weekly",
]
