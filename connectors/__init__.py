"""The networks. A module per network is imported only when the network is switched on."""

NETWORKS: dict[str, str] = {
    "mastodon": "connectors.mastodon:Mastodon",
    "bluesky": "connectors.bluesky:Bluesky",
    "feed": "connectors.feed:Feed",
}
