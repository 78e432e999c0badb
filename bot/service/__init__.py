"""Use cases: short transactions around the core. None is open across the network."""
