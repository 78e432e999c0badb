"""One way in for everything people type or press, whatever the platform."""

from bot.service.commands.handle import Commands

__all__ = ["Commands"]
