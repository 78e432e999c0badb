"""What was checked of Facebook."""

from connectors.checklist import Checklist, Point, done

CHECKLIST: Checklist = {
    Point.AUTH: done(
        "The token goes in a header; a refused one is told apart from a missing approval and a"
        " wrong parameter by the error's code.",
        "https://developers.facebook.com/docs/graph-api/guides/error-handling",
    ),
    Point.PACE: done(
        "At most 194 requests in an hour for one token: an app with one user a day gets 200, and"
        " the usage headers stop us earlier.",
        "https://developers.facebook.com/docs/graph-api/overview/rate-limiting",
    ),
    Point.DELETED: done(
        "Told posts are asked about again by their id; the Graph says the same of a deleted and of"
        " a hidden post, so it must be missing twice."
    ),
    Point.RENAMED: done("A page is kept by its id, and its new name is read off its newest post."),
    Point.SUSPENDED: done(
        "A page that is closed or hidden answers 100/33, which is told as gone after several looks."
    ),
    Point.RATE_LIMITED: done(
        "At 95 % of any usage header, or at a throttling code, nothing is asked until access is"
        " regained.",
        "https://developers.facebook.com/docs/graph-api/overview/rate-limiting",
    ),
    Point.EMPTY_PAGE: done(
        "A page without posts where there were some is doubted and asked again, since the Graph"
        " doesn't tell how many there are."
    ),
    Point.PAGING: done(
        "Pages are read by the cursor named after, down to a known post, 250 posts at most; the"
        " address of the next page isn't followed, as it may hold the token.",
        "https://developers.facebook.com/docs/graph-api/results",
    ),
    Point.EDITS: done(
        "The same post with other words edits the message; the time of the last change is ignored,"
        " because a comment moves it."
    ),
    Point.LIMITS: done(
        "The Graph gives about 600 posts of a year, ranked, no search of posts, and pages that are"
        " restricted by age or country only to those who may see them.",
        "https://developers.facebook.com/docs/graph-api/reference/page/published_posts",
    ),
}
