"""What the Slack front-end asks of the use cases, and tells them, beside commands."""

from __future__ import annotations

from dataclasses import dataclass

from bot.service.home import Homes
from bot.service.places import Places


@dataclass(frozen=True, slots=True)
class Hooks:
    """`places`: channels come, go and are shared. `homes`: what the Home tab and forms show."""

    places: Places
    homes: Homes
