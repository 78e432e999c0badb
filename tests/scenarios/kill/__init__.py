"""A real bot in a process of its own, killed at every step of a publication's way."""
