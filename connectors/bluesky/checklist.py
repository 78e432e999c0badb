"""What was checked of Bluesky."""

from __future__ import annotations

from connectors.checklist import Checklist, Point, done

CHECKLIST: Checklist = {
    Point.AUTH: done(
        "Accounts are read without any account; searches of posts and hashtags use one session of"
        " an app password, opened late, kept and renewed once for all.",
        "https://docs.bsky.app/docs/api/com-atproto-server-create-session",
    ),
    Point.PACE: done(
        "60 requests at once and 5 a second, half of the 3,000 in 5 minutes that a server takes"
        " from one address; the server's own ratelimit headers win.",
        "https://docs.bsky.app/docs/advanced-guides/rate-limits",
    ),
    Point.DELETED: done(
        "Posts that were told are asked about by their addresses, 25 in one request; those that"
        " are gone are left out of the answer.",
        "https://docs.bsky.app/docs/api/app-bsky-feed-get-posts",
    ),
    Point.RENAMED: done(
        "Accounts are kept by their DID, which stays; a new handle or name is told with the next"
        " look."
    ),
    Point.SUSPENDED: done(
        "An account that is missing from the shared answer is asked about alone: its profile"
        " says whether it is deactivated, suspended or gone."
    ),
    Point.RATE_LIMITED: done(
        "A 429 stops every request of the lane until the time that the server names, over"
        " restarts too."
    ),
    Point.EMPTY_PAGE: done(
        "An empty feed where there were posts counts only if the profile has no posts either."
    ),
    Point.PAGING: done(
        "Pages of 50 are read from the newest down to the first item known, 20 pages at most in a"
        " look; a walk that breaks leaves the marker where it was.",
        "https://docs.bsky.app/docs/api/app-bsky-feed-get-author-feed",
    ),
    Point.EDITS: done(
        "Bluesky's apps offer no edits; a record that was replaced all the same is noticed when"
        " told posts are read again."
    ),
    Point.LIMITS: done(
        "One request asks for the number of posts of 25 accounts; a repost doesn't change it, nor"
        " does a post that takes the place of a deleted one, so both may come up to an hour late"
        " (10 minutes after other news).",
        "https://docs.bsky.app/docs/api/app-bsky-actor-get-profiles",
    ),
}
