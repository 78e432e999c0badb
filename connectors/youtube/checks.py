"""What was checked of YouTube."""

from __future__ import annotations

from connectors.checklist import Checklist, Point, done
from connectors.feeds.checklist import FEED_CHECKLIST

CHECKS: Checklist = {
    **FEED_CHECKLIST,
    Point.AUTH: done(
        "Channels are watched without a key; with one, sent as a header, searches work and a "
        "channel's fate is asked when its feed fails.",
        "https://developers.google.com/youtube/registering_an_application",
    ),
    Point.PACE: done(
        "A feed every 15 minutes; the API's 10,000 units and 100 searches a day are counted.",
        "https://developers.google.com/youtube/v3/determine_quota_cost",
    ),
    Point.DELETED: done("With a key, told videos are asked about again, 25 at once for a unit."),
    Point.RENAMED: done(
        "A channel is known by its id, which stays; the new name that its feed tells is taken over "
        "with the next look."
    ),
    Point.SUSPENDED: done(
        "Only the API's word counts, for feeds answer 404 in spells; without a key a channel "
        "that is gone stays unreadable."
    ),
    Point.RATE_LIMITED: done(
        "quotaExceeded stops the API until midnight in California, and feeds go on."
    ),
    Point.EDITS: done("With a key, a told video's new title and description are found."),
    Point.LIMITS: done(
        "A feed holds a channel's 15 newest videos or so; more in 15 minutes make a partial look."
    ),
}
