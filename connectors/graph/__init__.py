"""What Meta's networks share: its Graph's requests, errors, limits and pages."""
