"""What was checked of Mastodon."""

from __future__ import annotations

from connectors.checklist import Checklist, Point, done

CHECKLIST: Checklist = {
    Point.AUTH: done(
        "Most servers answer guests; a token, or several separated by commas, goes to the"
        " configured server alone.",
        "https://docs.joinmastodon.org/client/authorized/",
    ),
    Point.PACE: done(
        "120 requests at once and one every 2 seconds, within 300 in 5 minutes for an address or"
        " a token; the server's own X-RateLimit headers win.",
        "https://docs.joinmastodon.org/api/rate-limits/",
    ),
    Point.DELETED: done(
        "Posts that were told are asked about again at their own server, which answers 404 or 410"
        " once they are gone.",
        "https://docs.joinmastodon.org/methods/statuses/#get",
    ),
    Point.RENAMED: done(
        "Handles can't change; a new name shown, or the account that somebody moved to, is told"
        " with the next look."
    ),
    Point.SUSPENDED: done(
        "A suspended account answers 410 or 404 and a deleted one 404, which is told as gone."
    ),
    Point.RATE_LIMITED: done(
        "A 429 stops every request of the lane until the time that the server names, over"
        " restarts too."
    ),
    Point.EMPTY_PAGE: done(
        "An empty page where there were posts counts only if the account has no posts either."
    ),
    Point.PAGING: done(
        "From the last known post upwards with min_id, which leaves no gap, 20 pages of 40 at most"
        " in a look; the next look goes on from there.",
        "https://docs.joinmastodon.org/methods/accounts/#statuses",
    ),
    Point.EDITS: done(
        "An edited post keeps its id and is noticed by its date of edition, when its page or the"
        " post itself is read again."
    ),
    Point.LIMITS: done(
        "One request asks for the counts of 40 accounts (Mastodon 4.3 and later; others are asked"
        " one by one); a post that takes the place of a deleted one may come up to an hour late"
        " (15 minutes after other news), and few servers search in texts.",
        "https://docs.joinmastodon.org/methods/accounts/#index",
    ),
}
