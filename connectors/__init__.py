"""The networks. A module per network is imported only when the network is switched on."""

NETWORKS: dict[str, str] = {
    "mastodon": "connectors.mastodon:Mastodon",
    "bluesky": "connectors.bluesky:Bluesky",
    "feed": "connectors.feed:Feed",
    "x": "connectors.x:X",
    "facebook": "connectors.facebook:Facebook",
    "instagram": "connectors.instagram:Instagram",
    "threads": "connectors.threads:Threads",
    "youtube": "connectors.youtube:YouTube",
    "news": "connectors.news:News",
    "reddit": "connectors.reddit:Reddit",
    "bridge": "connectors.bridge:Bridge",
    "lemmy": "connectors.lemmy:Lemmy",
    "peertube": "connectors.peertube:PeerTube",
    "pixelfed": "connectors.pixelfed:Pixelfed",
    "telegram": "connectors.telegram:Telegram",
    "hackernews": "connectors.hackernews:HackerNews",
    "linkedin": "connectors.linkedin:LinkedIn",
}
