"""What was checked of Reddit."""

from __future__ import annotations

from connectors.checklist import Checklist, Point, done, exempt

CHECKS: Checklist = {
    Point.AUTH: done(
        "As a guest, with the feed token of one's own account, or by an approved application's "
        "own token; a secret is added when a request is sent and never logged.",
        "https://github.com/reddit-archive/reddit/wiki/OAuth2#application-only-oauth",
    ),
    Point.PACE: done(
        "One request a minute for a guest, 100 a minute for an approved application, in one lane.",
        "https://support.reddithelp.com/hc/en-us/articles/16160319875092-Reddit-Data-API-Wiki",
    ),
    Point.DELETED: done(
        "By an approved application told posts are asked about again; otherwise texts are kept "
        "for seven days only."
    ),
    Point.RENAMED: exempt("Neither subreddits nor users can be renamed."),
    Point.SUSPENDED: done(
        "Banned, private and unknown ones are told as gone when asked for alone; one of several "
        "in a question may only fall silent."
    ),
    Point.RATE_LIMITED: done("429 and its X-Ratelimit-Reset pause the one lane."),
    Point.EMPTY_PAGE: done("No submission on a whole page where there were some is suspect."),
    Point.PAGING: done(
        "Back to the time of the last look: ten pages for an application, two with a feed token, "
        "one for a guest; what wasn't reached makes the look partial."
    ),
    Point.EDITS: done(
        "A new text is seen while its post is among the newest, and by an approved application "
        "afterwards too."
    ),
    Point.LIMITS: done(
        "New applications need Reddit's approval, and some servers' addresses are blocked.",
        "https://support.reddithelp.com/hc/en-us/articles/42728983564564",
    ),
}
