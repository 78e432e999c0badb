"""One announcement on several networks, in English."""

TEXTS: dict[str, str | tuple[str, str]] = {
    "story.also": "also on",
    "story.why": "The same announcement came out on {network} {when}.",
    "story.why.first": "The same announcement came out later on {network}, {when}.",
    "story.why.grouped": "It counts with the message of {when}, which is too old to be changed; no second message is sent.",
    "story.why.joined": "Joined to the message of {when}.",
}
