"""X (api.x.com, version 2), paid per post read."""

from connectors.x.connector import X, XConfig

__all__ = ["X", "XConfig"]
