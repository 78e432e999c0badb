"""LinkedIn: the pages that a token administers."""

from connectors.linkedin.connector import LinkedIn, LinkedInConfig, version_age_months

__all__ = ["LinkedIn", "LinkedInConfig", "version_age_months"]
