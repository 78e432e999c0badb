"""Threads' public profiles and topics, by its own Graph."""

from connectors.threads.connector import Threads, ThreadsConfig

__all__ = ["Threads", "ThreadsConfig"]
