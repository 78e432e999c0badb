"""Lemmy: communities and their members, read through the feeds of their servers.

https://join-lemmy.org/docs/users/01-getting-started.html
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

from connectors.checklist import Checklist, Point, done
from connectors.errors import ConnectorError, TargetGone
from connectors.feeds.home import HOME_CHECKLIST, HOST, NAME, HomeFeeds, Place, path_of
from connectors.feeds.look import Item, Owner, Source, post_of
from connectors.text import hashtags_in
from connectors.types import Answer, Lead, Post

_PREFIX = re.compile(r"lemmy\s?:\s?", re.IGNORECASE)
_NAMED = re.compile(rf"([!@]?|[cu]/)({NAME})@({HOST})")
_UNKNOWN = re.compile(rb'"error"\s*:\s*"(?:couldnt_find_|not_found)')
# What its feeds put before a text: who, where, and counts that change at every look.
_HEAD = re.compile(
    r"submitted by (?P<who>\S{1,100}) to \S{1,100}\n"
    r"-?\d+ points? \| \d+ comments?(?:\nhttps?://\S+)?\s*"
)
_OWN_LINKS = 3  # to the author, the community and the comments; then come the text's


def _write(owner: Owner, item: Item) -> Post:
    post = post_of(owner, item)
    head = _HEAD.match(item.entry.text)
    if head is None:
        return post
    text = item.entry.text[head.end() :]
    who = next((link for link in item.entry.links if "/u/" in link), "")
    return replace(
        post,
        author_key=who or post.author_key,
        author_handle=head["who"],
        author_name=head["who"],
        text=text,
        hashtags=hashtags_in(text),
        links=post.links[_OWN_LINKS:],
    )


class Lemmy(HomeFeeds):
    """Communities are `!name@server`, members `@name@server`."""

    network = "lemmy"
    display_name = "Lemmy"
    source: ClassVar[Source] = Source(write=_write)
    checklist: ClassVar[Checklist] = {
        **HOME_CHECKLIST,
        Point.PACE: done(
            "A feed every 15 minutes, at most one request in two seconds to a server.",
            "https://join-lemmy.org/docs/administration/configuration.html",
        ),
        Point.SUSPENDED: done("The server answers 404, or 400 with an error's name: told as gone."),
        Point.LIMITS: done(
            "A feed holds its server's newest 20 posts or so; comments are left out."
        ),
    }

    def parse_target(self, text: str) -> Lead | None:
        """`!name@server`; behind `lemmy:` also name@server, @name@server and links."""
        text = text.strip()
        prefix = _PREFIX.match(text)
        rest = text[prefix.end() :] if prefix else text
        if not (prefix or rest.startswith("!")) or len(rest) > 500:
            return None
        if (linked := path_of(rest)) is not None:
            host, pieces = linked
            rest = f"{'/'.join(pieces[:2])}{'' if '@' in rest else f'@{host}'}"
        match = _NAMED.fullmatch(rest)
        if match is None:
            return None
        sign = "@" if match[1] in ("@", "u/") else "!"
        return self.lead(f"{sign}{match[2]}", match[3])

    def places(self, lead: Lead) -> Sequence[Place]:
        name = lead.text[1:].partition("@")[0]
        kind = "u" if lead.text.startswith("@") else "c"
        return (Place(f"/feeds/{kind}/{name}.xml?sort=New", f"/{kind}/{name}", lead.text),)

    def refusal(self, answer: Answer) -> ConnectorError | None:
        """Older servers answer 400 to a name that they don't know."""
        unknown = answer.status == 400 and _UNKNOWN.search(answer.body[:2000])
        return TargetGone("not_found") if unknown else None
