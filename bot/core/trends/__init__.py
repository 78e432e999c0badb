"""Hashtags that take off: counted by accounts, against each tag's own past. Pure."""

from bot.core.trends.detector import Detector, State
from bot.core.trends.memory import Known, Memory, Voice
from bot.core.trends.standing import learnt_at, rising
from bot.core.trends.together import Counted, Past, count
from bot.core.trends.uses import (
    Speaker,
    countable,
    domain_of,
    is_bot,
    is_settled,
    speaker,
    spelled,
    uses_of,
    voice_of,
)
from bot.core.trends.values import WINDOW, Rise, Sensitivity, Settings, Use, same

__all__ = [
    "WINDOW",
    "Counted",
    "Detector",
    "Known",
    "Memory",
    "Past",
    "Rise",
    "Sensitivity",
    "Settings",
    "Speaker",
    "State",
    "Use",
    "Voice",
    "count",
    "countable",
    "domain_of",
    "is_bot",
    "is_settled",
    "learnt_at",
    "rising",
    "same",
    "speaker",
    "spelled",
    "uses_of",
    "voice_of",
]
