"""What was checked of X."""

from __future__ import annotations

from connectors.checklist import Checklist, Point, done
from connectors.x.prices import SOURCE

CHECKLIST: Checklist = {
    Point.AUTH: done(
        "An app's own bearer token, or several, each a lane of its own; X refuses a bad one with "
        "a 401.",
        "https://docs.x.com/fundamentals/authentication/oauth-2-0/application-only",
    ),
    Point.PACE: done(
        "At most 300 requests in 15 minutes for a token, which is what user lookups and counts "
        "allow; searches allow 450.",
        "https://docs.x.com/x-api/fundamentals/rate-limits",
    ),
    Point.DELETED: done(
        "One compliance job a day asks about all told posts for free; where X refuses the job, "
        "each is read once more between 24 and 48 hours, and texts are kept for 7 days.",
        "https://docs.x.com/x-api/compliance/batch-compliance/introduction",
    ),
    Point.RENAMED: done(
        "Accounts are known by their id: one that was silent for a day is asked by id, which is "
        "free while nothing is new, and its new name is looked up only when searches by the old "
        "one have missed a post or found somebody else's.",
    ),
    Point.SUSPENDED: done(
        "The same daily question by id tells of suspended, deleted and protected accounts, which "
        "searches by name would only show as silent.",
    ),
    Point.RATE_LIMITED: done(
        "A 429 of a window waits until the time that X names; one of a usage cap is told to the "
        "operator, because waiting doesn't help.",
        "https://docs.x.com/x-api/fundamentals/rate-limits",
    ),
    Point.EMPTY_PAGE: done(
        "Only what is newer than a marker is asked for, so an empty page is the usual answer; one "
        "without X's own count of zero is an unexpected answer, never silence.",
    ),
    Point.PAGING: done(
        "A small first page, then pages of 100 with the same marker until the last; after a page "
        "that failed no marker moves, and one look reads at most 20 pages.",
        "https://docs.x.com/x-api/fundamentals/pagination",
    ),
    Point.EDITS: done(
        "An edit is a new id: it is shown under the first id of its history, with the new text.",
        "https://docs.x.com/x-api/fundamentals/edit-posts",
    ),
    Point.LIMITS: done(
        "No reposts, no quoted posts; a new hashtag's first look reads 10 posts, for $0.15 at "
        "most; one of more than 24 posts a day is counted each hour and read, at most 100 posts, "
        "only while it takes off; searches reach 7 days back, and accounts can't be searched.",
        SOURCE,
    ),
}
