"""What is said when something is watched, listed, stopped or undone."""

TEXTS: dict[str, str | tuple[str, str]] = {
    # --- watch
    "watch.looking": ("Looking for {what} on {n} network…", "Looking for {what} on {n} networks…"),
    "watch.choose": (
        "I found one account. Is it the right one?",
        "I found {n} accounts. Which one?",
    ),
    "watch.similar": (
        "No account is called exactly “{what}”. This one is close:",
        "No account is called exactly “{what}”. These are close:",
    ),
    "watch.late": (
        "One more account of that name, found since:",
        "{n} more accounts of that name, found since:",
    ),
    "watch.done": "{who} added {what} to what this channel watches.",
    "watch.done.to": "Done, {channel} now watches {what}.",
    "watch.done.private": "Done, I am watching {what} for you.",
    "watch.alerts": "New posts arrive here, usually within {within}.",
    "watch.alerts.to": "New posts arrive there, usually within {within}.",
    "watch.digest": "Digest at {hour} ({city} time).",
    "watch.with": "Only posts with {words}.",
    "watch.without": "Posts without {words}.",
    "watch.price": "Watching {what} on {network} costs about {cost} a month. Shall I?",
    "watch.price.unknown": "Watching {what} on {network} is paid for by the post, and {network} doesn't tell how much it publishes. Shall I?",
    "watch.price.used": "Used this month: {spent} of {budget}. Nothing more is paid before you agree; looks that find nothing new cost nothing.",
    "watch.because": "I took @{handle}: the exact name, active in the last twelve months, and the only one I found.",
    "watch.named": "{what} ({networks})",
    "watch.latest": "Latest:",
    "watch.latest.of": "Latest from {name}:",
    "watch.already": "{what} is already watched here since {since}.",
    "watch.already.by": "{what} is already watched here since {since} (by {who}).",
    "watch.mode.alert": "{what}: alerts only, nothing in the digest.",
    "watch.mode.digest": "{what}: in the digest only, no more alerts.",
    "watch.mode.both": "{what}: alerts and digest.",
    "watch.not_found": "I found no {what} on {names}.",
    "watch.not_found.exact": "{what} does not exist, or no longer exists, on {names}.",
    "watch.closed": "I can't look on {names} here, so they may well be there.",
    "watch.give_site": "Send me their website: I'll look for its news feed and linked accounts.",
    "watch.site_slow": "{what} is slow to answer: I am still waiting…",
    "watch.site_silent": "{what} does not answer. Is the address right? Nothing was changed; you can try again.",
    "watch.site_refused": "{what} is an address inside a private network: I don't read those. Send a public address.",
    "watch.no_feed": (
        "I found no news feed at {what}: no page there lists its news in a form I can follow "
        "(it may also ask for a login)."
    ),
    "watch.no_feed_hint": "Send me another page, such as their blog or news page, or an @account.",
    "watch.nobody_answered": (
        "{names} did not answer, so I can't tell whether {what} exists. Nothing was changed. "
        "Try again in a moment.",
        "{names} did not answer, so I can't tell whether {what} exists. Nothing was changed. "
        "Try again in a moment.",
    ),
    "watch.no_network": (
        "No network I can read here can watch {what}. You can search it now, or give me an "
        "@account, a #tag or a website."
    ),
    "person.you": "you",
    "account.followers": ("{count} follower", "{count} followers"),
    "account.last_post": "last post {when}",
    # --- list, unwatch, undo
    "list.title": (
        "Watched here: {n} account or subject",
        "Watched here: {n} accounts or subjects",
    ),
    "list.hint": "To stop the first: {stop}. To pause it: {pause}.",
    "list.empty": (
        "Nothing is watched here yet. Send me a competitor's @account, a link or a website."
    ),
    "list.none": "Nothing in the list matches “{what}”.",
    "list.gone": "That is not in the list any more.",
    "list.mode.alert": "alerts only",
    "list.mode.digest": "digest only",
    "list.muted": "paused {until}",
    "list.failing": "not readable since {since}: {why}",
    "list.newest": "last post {when}",
    "list.no_post": "no post yet",
    "list.not_yet": "not looked at yet",
    "unwatch.done": (
        "Stopped: {what}. What was found stays.",
        "Stopped: {what}. What was found stays.",
    ),
    "undo.nothing": "There is nothing to undo here in the last 24 hours.",
    "undo.already": "That was undone already.",
    "undo.done.watch": (
        "Undone: {what} is no longer watched.",
        "Undone: {what} are no longer watched.",
    ),
    "undo.done.unwatch": "Undone: {what} is watched again.",
    "undo.done.mode": "Undone: {what} is as it was before.",
    "undo.done.mute": "Undone: no pause any more.",
    "undo.done.unmute": "Undone: paused again.",
    "undo.done.digest": "Undone: the digest is as it was before.",
    "undo.done.settings": "Undone: the settings are as they were before.",
}
