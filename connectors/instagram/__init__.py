"""Instagram's professional accounts and hashtags, by the Graph."""

from connectors.instagram.connector import Instagram, InstagramConfig

__all__ = ["Instagram", "InstagramConfig"]
