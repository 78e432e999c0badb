"""What was checked of Threads."""

from connectors.checklist import Checklist, Point, done, exempt

_SEARCH = "https://developers.facebook.com/docs/threads/keyword-search"
_POSTS = "https://developers.facebook.com/docs/threads/retrieve-and-discover-posts/retrieve-posts"

CHECKLIST: Checklist = {
    Point.AUTH: done(
        "The token goes in a header; a refused one is told apart from a missing approval and a"
        " wrong parameter by the error's code.",
        "https://developers.facebook.com/docs/threads/troubleshooting",
    ),
    Point.PACE: done(
        "At most 1,000 requests in 24 hours for one token, the lowest of the limits, so that looks"
        " are spread over the day; 1,000 of profiles and 2,200 searches are also counted and kept"
        " over restarts.",
        _POSTS,
    ),
    Point.DELETED: done(
        "Told posts are asked about again by their id; Threads says the same of a deleted and of a"
        " hidden post, so it must be missing twice."
    ),
    Point.RENAMED: exempt(
        "Threads tells no id of a public profile, so a renamed one answers as unknown."
    ),
    Point.SUSPENDED: done(
        "A profile that is unknown, private or below 100 followers is told as gone after several"
        " looks."
    ),
    Point.RATE_LIMITED: done(
        "At a throttling code, or at 95 % of a usage header, nothing is asked until access is"
        " regained.",
        "https://developers.facebook.com/docs/threads/overview",
    ),
    Point.EMPTY_PAGE: done(
        "A page without posts where there were some is doubted; an empty search is followed by one"
        " for a common word, which tells a quiet subject from a missing approval.",
        _SEARCH,
    ),
    Point.PAGING: done(
        "Pages are read by the cursor named after, down to a known post, ten pages at most.",
        "https://developers.facebook.com/docs/graph-api/results",
    ),
    Point.EDITS: done("The same post with other words edits the message that was sent."),
    Point.LIMITS: done(
        "Only profiles with 100 followers, no counts of reactions, no reposted text, and no result"
        " for words that Threads finds sensitive.",
        _SEARCH,
    ),
}
