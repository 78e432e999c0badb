"""Bluesky: any AppView and PDS of the AT Protocol."""

from connectors.bluesky.connector import Bluesky, BlueskyConfig

__all__ = ["Bluesky", "BlueskyConfig"]
