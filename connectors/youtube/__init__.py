"""YouTube: channels by their public feeds, searches with an API key."""

from connectors.youtube.connector import YouTube, YouTubeConfig

__all__ = ["YouTube", "YouTubeConfig"]
