"""Reddit: subreddits and users, by public feeds or, where Reddit approved it, by its API."""

from connectors.reddit.connector import Reddit, RedditConfig

__all__ = ["Reddit", "RedditConfig"]
