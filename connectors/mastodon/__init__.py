"""Mastodon and the servers that speak its client API (GoToSocial, Akkoma, Pixelfed …)."""

from connectors.mastodon.connector import Mastodon, MastodonConfig

__all__ = ["Mastodon", "MastodonConfig"]
