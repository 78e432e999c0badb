"""Hashtags that take off: counted by accounts, against each tag's own past. Pure."""

from bot.core.trends.detector import Detector, State
from bot.core.trends.memory import Known, Memory, Voice
from bot.core.trends.values import Rise, Sensitivity, Settings, Use, same

__all__ = [
    "Detector",
    "Known",
    "Memory",
    "Rise",
    "Sensitivity",
    "Settings",
    "State",
    "Use",
    "Voice",
    "same",
]
