"""A firm's own web site: what it links to, and whose it is."""
