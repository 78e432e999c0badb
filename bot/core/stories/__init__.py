"""One announcement, told on several networks. Pure; linear in the texts."""

from bot.core.stories.announcement import Announcement, PostKey
from bot.core.stories.comparing import WINDOW, akin, contradict, disagree, likeness, same
from bot.core.stories.grouping import RECENT_CAP, Opened, Story, assign, clusters

__all__ = [
    "RECENT_CAP",
    "WINDOW",
    "Announcement",
    "Opened",
    "PostKey",
    "Story",
    "akin",
    "assign",
    "clusters",
    "contradict",
    "disagree",
    "likeness",
    "same",
]
