"""What was checked of feeds."""

from __future__ import annotations

from connectors.checklist import Checklist, Point, done, exempt

FEED_CHECKLIST: Checklist = {
    Point.AUTH: exempt("Feeds are public; an address that asks for a password is refused."),
    Point.PACE: done(
        "No standard names a number, so a site is asked 20 pages at once and then one a second"
        " at most, each feed every 15 minutes, and Retry-After is heeded.",
        "https://www.rfc-editor.org/rfc/rfc9110#field.retry-after",
    ),
    Point.DELETED: exempt(
        "An entry leaves a feed by age as well as by deletion, so its absence proves nothing."
    ),
    Point.RENAMED: done(
        "A feed that moved for good (301, 308) is followed and its new address is kept; a new"
        " title becomes its name with the next look."
    ),
    Point.SUSPENDED: done(
        "404 and 410 are told as gone after several looks, since sites answer so for a moment."
    ),
    Point.RATE_LIMITED: done(
        "A 429, or a 503 with a time, stops every request to the site until then, over restarts"
        " too."
    ),
    Point.EMPTY_PAGE: done(
        "A feed without entries where there were some, or a web page in its place, is taken for"
        " an outage; one that breaks off is read as far as it is sure, and asked for once more."
    ),
    Point.PAGING: exempt(
        "Feeds show their newest entries only; what was pushed out between two looks is lost."
    ),
    Point.EDITS: done(
        "The same entry with another text changes the message that was sent and never makes a new"
        " one."
    ),
    Point.LIMITS: done(
        "What a feed no longer shows when it is looked at can't be known, and some feeds carry no"
        " dates or only first lines."
    ),
}
