"""The digest as Messages: the front, and the full list for its thread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time

from bot.core.digest import AccountState, DigestContent, DigestPost, Group
from bot.core.excerpt import first_words
from bot.core.message import (
    Aside,
    Block,
    Button,
    Details,
    Items,
    Line,
    Message,
    Paragraph,
    Span,
    line,
)
from bot.render.alerts import headline, item, reference, said
from bot.render.words import Words, capital

SHORT, SHORT_FROM, PART = 3, 4, 20
TITLE_LIMIT = 90


@dataclass(frozen=True, slots=True)
class Occasion:
    """Why this digest is shown. `late_since`: the hour it should have come at; `now`: on demand."""

    late_since: time | None = None
    now: bool = False


def front(words: Words, content: DigestContent, occasion: Occasion) -> Message:
    """What is read first: at most twelve publications, then who was quiet or unread."""
    title, summary = _title(words, content)
    blocks: list[Block] = []
    if occasion.late_since is not None:
        blocks.append(Aside(line(words("digest.late", hour=words.hour(occasion.late_since)))))
    if occasion.now:
        blocks.append(Aside(line(words("digest.now"))))
    if content.posts:
        blocks += _news(words, content)
        blocks += _silence(words, content)
        blocks.append(Aside(line(_footer(words, content))))
    else:
        blocks.append(Paragraph((line(summary),)))
    return Message(
        summary=summary,
        title=title,
        blocks=tuple(blocks),
        buttons=(
            Button(words("digest.list"), command="list"),
            Button(words("digest.settings"), command="settings"),
        ),
        posts=tuple(reference(one.post.post) for one in _every(content)),
        language=words.language,
    )


def parts(words: Words, content: DigestContent) -> list[Message]:
    """All publications, grouped by account, for the thread; empty when the front showed all."""
    if not any(group.rest for group in content.groups):
        return []
    rows = [(group, one) for group in content.groups for one in (*group.shown, *group.rest)]
    pages = [rows[at : at + PART] for at in range(0, len(rows), PART)]
    heading = words("digest.all", n=content.posts)
    return [
        _part(words, page, words("digest.part", name=heading, part=number, parts=len(pages)))
        for number, page in enumerate(pages, start=1)
    ]


def _part(words: Words, page: Sequence[tuple[Group, DigestPost]], heading: str) -> Message:
    blocks: list[Block] = []
    names = dict.fromkeys(group.name for group, _ in page)
    for name in names:
        lines = tuple(item(words, one.post) for group, one in page if group.name == name)
        blocks.append(Details(line(Span(name, strong=True)), lines))
    return Message(
        summary=heading,
        title=heading,
        blocks=tuple(blocks),
        posts=tuple(reference(one.post.post) for _, one in page),
        language=words.language,
    )


def _every(content: DigestContent) -> list[DigestPost]:
    return [one for group in content.groups for one in (*group.shown, *group.rest)]


def _title(words: Words, content: DigestContent) -> tuple[str | None, str]:
    """The top publication in its own words; with none, a sentence and no title."""
    if content.top is None:
        return None, _nothing(words, content)
    title = words("digest.title.news", name=content.top.name, words=_heading(words, content.top))
    return title, title


def _heading(words: Words, top: DigestPost) -> str:
    if top.post.deleted:
        return said(words, top.post, TITLE_LIMIT)
    post = top.post.post
    return words.quote(first_words(post.warning or headline(post) or post.url, TITLE_LIMIT))


def _nothing(words: Words, content: DigestContent) -> str:
    """Quiet is not unknown: "nothing new" only where everything could be looked at."""
    if not content.accounts:
        return words("digest.empty")
    if not content.unread:
        checked = [one.since for one in content.quiet if one.since]
        return words(
            "digest.nothing",
            n=content.accounts,
            since=words.since(content.start),
            at=words.hour(min(checked, default=content.end)),
        )
    unread = words(
        "digest.partly.unread",
        n=len(content.unread),
        where=words.names(sorted({words.network(one.network) for one in content.unread})),
        since=words.since(min(one.since or content.start for one in content.unread)),
        names=words.names([one.name for one in content.unread]),
    )
    if not content.quiet:
        return unread
    return f"{words('digest.partly', n=len(content.quiet))} {unread}"


def _news(words: Words, content: DigestContent) -> list[Block]:
    blocks: list[Block] = []
    if content.posts >= SHORT_FROM:
        blocks.append(Paragraph((line(Span(words("digest.short"), strong=True)),)))
        blocks.append(Items(tuple(_short(words, one) for one in _best(content))))
    blocks += [_group(words, group) for group in content.groups if group.shown]
    return blocks


def _best(content: DigestContent) -> list[DigestPost]:
    every = _every(content)
    return sorted(every, key=lambda one: (one.post.deleted, one.late, -one.reactions))[:SHORT]


def _short(words: Words, one: DigestPost) -> Line:
    quoted = said(words, one.post, TITLE_LIMIT)
    if one.reactions:
        return line(words("digest.top", name=one.name, words=quoted, n=one.reactions))
    return line(words("digest.top.plain", name=one.name, words=quoted))


def _group(words: Words, group: Group) -> Block:
    title = line(
        Span(group.name, strong=True),
        f" · {words.network(group.network)} · {words('digest.group.count', n=group.count)}",
    )
    lines = [item(words, one.post) for one in group.shown]
    if group.rest:
        lines.append(line(words("digest.rest", n=len(group.rest))))
    return Details(title, tuple(lines))


def _silence(words: Words, content: DigestContent) -> list[Block]:
    lines: list[Line] = []
    if content.quiet:
        names = words.names([one.name for one in content.quiet])
        lines.append(line(words("digest.quiet", names=names)))
    for alike in _alike(content.unread):
        missing = [one.name for one in alike]
        lines.append(line(_unread(words, alike[0], content)))
        lines.append(line(words("digest.unread.names", n=len(missing), names=words.names(missing))))
    return [Paragraph(tuple(lines))] if lines else []


def _unread(words: Words, one: AccountState, content: DigestContent) -> str:
    facts = {
        "network": capital(words.network(one.network)),
        "since": words.since(one.since or content.start),
        "why": words(f"error.{one.error or 'not_yet'}"),
    }
    if one.error == "budget" and one.until is not None:
        return words("digest.unread.budget", until=words.date_in_full(one.until), **facts)
    if one.until is not None and one.until > content.end:
        return words("digest.unread.until", until=words.since(one.until), **facts)
    return words("digest.unread", **facts)


def _alike(unread: Sequence[AccountState]) -> list[list[AccountState]]:
    """Those that share network and reason are told in one sentence, from the earliest time."""
    groups: dict[tuple[str, str | None], list[AccountState]] = {}
    for one in sorted(unread, key=lambda one: (one.since is None, one.since)):
        groups.setdefault((one.network, one.error), []).append(one)
    return list(groups.values())


def _footer(words: Words, content: DigestContent) -> str:
    start, end = words.day(content.start), words.day(content.end)
    period = words(
        "digest.period",
        start=f"{capital(start)} {words.hour(content.start)}",
        end=f"{end} {words.hour(content.end)}",
    )
    accounts = words("digest.accounts", n=len(content.groups))
    return f"{period} · {words('digest.counts', n=content.posts, accounts=accounts)}"
