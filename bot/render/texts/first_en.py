"""The first minute and the first week, hours for alerts, in English."""

TEXTS: dict[str, str | tuple[str, str]] = {
    # --- the first minute
    "first.private": (
        "Hello. I watch what firms say on social networks and on their sites, and tell you here.\n"
        "Send me a competitor's @account, link or name."
    ),
    "first.group": (
        "Hello. I watch what firms say on social networks and on their sites, and tell this "
        "channel.\nType {slash}watch and a competitor's @account, link or site."
    ),
    "first.example": "An example",
    "first.zone": "Are your clocks those of {city}?",
    "first.zone.yes": "Yes, {city}",
    "first.zone.change": "Change",
    "first.zone.kept": "Good: times here stay those of {city}.",
    # --- what the channel is for
    "first.purpose": "One question, if you like: what is this channel for?",
    "first.purpose.tip": "Tip: {slash}list shows what is watched here.",
    "ask.settings_purpose": "What is this channel for?",
    "purpose.competitors": "Competitors",
    "purpose.news": "News of my profession",
    "purpose.ideas": "Ideas for our posts",
    "purpose.subject": "One subject",
    "purpose.later": "Later",
    "purpose.later.done": "As you like. {slash}settings purpose asks again.",
    "purpose.competitors.done": (
        "This channel follows competitors: each new post at once and in the digest, what they "
        "change in their profiles, and who is unusually silent or active."
    ),
    "purpose.news.done": (
        "This channel follows the news of your profession: in the digest only, without alerts, "
        "and nothing on profiles or on who is silent."
    ),
    "purpose.ideas.done": (
        "This channel looks for ideas: posts in the digest only, each week a recap with the best "
        "of them, and nothing on profiles or on who is silent."
    ),
    "purpose.subject.done": (
        "This channel follows one subject: each new post at once and in the digest, hashtags that "
        "take off told early, and nothing on profiles or on who is silent."
    ),
    "purpose.subject.send": "Which one? {slash}watch and a #tag or “an exact phrase”.",
    "purpose.none.done": "This channel has no purpose set any more; its other settings stay.",
    "purpose.firm": "{name}: {relation}",
    "purpose.starter": "Lists to begin with",
    "purpose.inspire": "Ideas now",
    "settings.row.purpose": "What this channel is for: {purpose}",
    # --- hours for alerts
    "ask.settings_alerts": "When may alerts come? For example mon-fri 08:00-19:00, or off for any time.",
    "settings.row.alerts": "Alerts: {hours} (outside of it they wait, nothing is lost)",
    "settings.how.alerts": "Days and hours for alerts: {slash}settings alerts mon-fri 08:00-19:00",
    "settings.alerts.done": "Alerts come {hours}. Outside of that they wait; nothing is lost.",
    "settings.alerts.off": "Alerts may come at any time.",
    "hours.days": "{days}, {start} to {end}",
    "hours.whole_days": "{days}, all day",
    "hours.any": "At any time",
    # --- tips, one under a digest
    "tip.search": "Tip: {slash}search #einvoicing shows what is said about a subject now.",
    "tip.compare": "Tip: {slash}compare sets what you watch side by side: who posts how much, and what works.",
    "tip.save": "Tip: [⋯] under an alert keeps a post; {slash}board shows what was kept.",
    "tip.mute": "Tip: {slash}mute 24h is a pause; {slash}settings alerts sets days and hours.",
    "tip.import": "Tip: {slash}import takes a whole list of firms at once, from a table or pasted.",
    # --- more like an alert's post
    "alert.like": "More like this",
    # --- ten words
    "terms.title": "Ten words I use",
    "terms.watch": "Watch: an account, a site or a #tag whose new posts come here",
    "terms.alert": "Alert: one message for one new post, as soon as I see it",
    "terms.digest": "Digest: everything in one message, at the same hour each day",
    "terms.firm": "Firm: one business with all its accounts and its site",
    "terms.panel": "Panel: several firms together, watched and compared as one",
    "terms.hashtag": "Hashtag: a word with # before it, by which posts on one subject are found",
    "terms.reaction": "Reaction: a like, a share or a reply, as the network counts them",
    "terms.story": "Announcement: the same words by one firm on several networks, told once",
    "terms.rhythm": "Rhythm: how often an account usually posts; I tell when it breaks with it",
    "terms.unread": "Could not look: I don't know; quiet means looked at, and nothing there",
    "terms.more": "How searches are written: {slash}help operators",
    "terms.button": "Searches",
}
