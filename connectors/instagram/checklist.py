"""What was checked of Instagram."""

from connectors.checklist import Checklist, Point, done, exempt

_HASHTAGS = "https://developers.facebook.com/docs/instagram-api/guides/hashtag-search"

CHECKLIST: Checklist = {
    Point.AUTH: done(
        "The token goes in a header; a refused one is told apart from a missing approval and a"
        " wrong parameter by the error's code.",
        "https://developers.facebook.com/docs/graph-api/guides/error-handling",
    ),
    Point.PACE: done(
        "At most 194 requests in an hour, the least that Meta grants an app, and the usage headers"
        " stop us earlier.",
        "https://developers.facebook.com/docs/graph-api/overview/rate-limiting",
    ),
    Point.DELETED: exempt(
        "Other people's publications can't be asked about by their id, so texts are kept for 30"
        " days only."
    ),
    Point.RENAMED: exempt(
        "Accounts are found by their name alone; another account that took a name is noticed by"
        " its id and told as gone."
    ),
    Point.SUSPENDED: done(
        "Unknown, private, personal and age-gated accounts all answer 110, which is told as gone"
        " after several looks."
    ),
    Point.RATE_LIMITED: done(
        "At 95 % of any usage header, or at a throttling code, nothing is asked until access is"
        " regained; the 30 hashtags of 7 days are counted and kept over restarts.",
        _HASHTAGS,
    ),
    Point.EMPTY_PAGE: done(
        "An empty page is believed where the count of publications is zero, and for a hashtag"
        " where its last publication is older than the 24 hours that Instagram shows."
    ),
    Point.PAGING: done(
        "Pages are read by the cursor named after, down to a known publication or a page that"
        " brings nothing new, ten pages at most.",
        "https://developers.facebook.com/docs/graph-api/results",
    ),
    Point.EDITS: done(
        "The newest ten publications are compared at each look, so a changed caption edits the"
        " message."
    ),
    Point.LIMITS: done(
        "Only professional accounts can be watched, a hashtag shows 24 hours without the authors'"
        " names, and a gap of more than a day is told as a partial look.",
        _HASHTAGS,
    ),
}
