"""Publications and watches as the rows of a file; bot.core.exporting names the columns."""

from __future__ import annotations

from bot.core.exporting import Cell, Find
from bot.core.firms.model import Firm
from bot.core.grammar.expression import write
from bot.core.model import StoryId, TargetState, Watch
from bot.render.alerts import watch_name
from connectors.types import Kind, Post


class Stories:
    """Small numbers for announcements, in the order in which a file first has them."""

    def __init__(self) -> None:
        self._numbers: dict[StoryId, int] = {}

    def number(self, story: StoryId | None) -> int | None:
        if story is None:
            return None
        return self._numbers.setdefault(story, len(self._numbers) + 1)


def post_row(find: Find, stories: Stories) -> dict[str, Cell]:
    post = find.stored.post
    return {
        "date": find.at,
        "network": post.network,
        "firm": find.firm,
        "account": post.author_name,
        "handle": post.author_handle,
        "words": all_words(post),
        "link": post.url,
        "kind": post.kind.value,
        "reactions": post.reactions,
        "hashtags": " ".join(f"#{tag}" for tag in post.hashtags),
        "watch": ", ".join(_name(one) for one in find.watches),
        "told": find.told_at,
        "told_in": find.told_in,
        "story": stories.number(find.story),
    }


def _name(watch: Watch) -> str:
    """As people call what is watched, without a sign that a spreadsheet would compute."""
    if watch.label or watch.target.kind is Kind.HASHTAG:
        return watch_name(watch)
    return watch.target.name or watch.target.handle


def all_words(post: Post) -> str:
    """The author's own: warning, title and text."""
    title = post.title if post.title and not post.text.startswith(post.title) else None
    return "\n".join(filter(None, (post.warning, title, post.text)))


def watch_row(watch: Watch, state: TargetState | None, firm: Firm | None) -> dict[str, Cell]:
    target = watch.target
    return {
        "network": target.network,
        "kind": target.kind.value,
        "name": watch.label or target.name,
        "handle": target.handle,
        "link": target.url,
        "firm": firm.name if firm else "",
        "relation": firm.relation.value if firm and firm.relation else "",
        "filter": "" if watch.query is None else write(watch.query),
        "mode": watch.mode.value,
        "since": watch.created_at,
        "by_whom": watch.created_by.name,
        "read": state.last_good_at if state else None,
        "failing": state.failing_since if state else None,
    }
