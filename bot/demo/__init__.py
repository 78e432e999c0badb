"""The offline tour: small social networks of its own, so that it needs no account and no net."""
