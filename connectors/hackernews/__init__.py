"""Hacker News, as the search that Algolia keeps of it."""

from connectors.hackernews.connector import HackerNews, HackerNewsConfig

__all__ = ["HackerNews", "HackerNewsConfig"]
