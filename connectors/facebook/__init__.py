"""Facebook Pages, by the Graph."""

from connectors.facebook.connector import Facebook, FacebookConfig

__all__ = ["Facebook", "FacebookConfig"]
