"""The digest as Messages: the front, and the full list for its thread."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import time

from bot.core.digest import DigestContent, DigestPost, Group, Room, narrowed, roomiest
from bot.core.firms.kinds import Relation
from bot.core.message import (
    Aside,
    Block,
    Button,
    Details,
    Fixed,
    Items,
    Line,
    Message,
    Paragraph,
    Span,
    line,
    plain,
)
from bot.render.alerts import item, reference
from bot.render.digest_short import in_short, named, quoted, rising, title
from bot.render.digest_silence import is_cut, nothing, silence, whole
from bot.render.stories import also
from bot.render.times import timed
from bot.render.words import Words, capital

PART = 20
NETWORKS = 3


@dataclass(frozen=True, slots=True)
class Tip:
    """`key`: of its text; `slash`: what comes before a verb there."""

    key: str
    slash: str


@dataclass(frozen=True, slots=True)
class Occasion:
    """Why this digest is shown. `late_since`: the hour it should have come at; `now`: on demand.

    `row`: the number of the digest whose full list its button shows; None: the last 24 hours'.
    """

    late_since: time | None = None
    now: bool = False
    row: int | None = None
    tip: Tip | None = None


def room_of(words: Words, content: DigestContent, occasion: Occasion) -> Room:
    """How much can stand up front."""
    return roomiest(lambda room: _said(front(words, content, occasion, room)))


def _said(message: Message) -> str:
    """All that is read above the buttons."""
    lines = (one for block in message.blocks for one in _lines(block))
    return " \n".join([message.title or "", *map(plain, lines)])


def _lines(block: Block) -> tuple[Line, ...]:
    match block:
        case Details(title, lines):
            return (title, *lines)
        case Paragraph(lines) | Items(lines) | Fixed(lines):
            return lines
        case Aside(one):
            return (one,)


def front(
    words: Words, content: DigestContent, occasion: Occasion, room: Room | None = None
) -> Message:
    """What is read first: at most twelve publications and 200 words. `room`: None: the roomiest."""
    room = room or room_of(words, content, occasion)
    content = narrowed(content, room.items)
    top = title(words, content, room) if content.top else None
    summary = top or nothing(words, content, room)
    blocks = [*_asides(words, occasion)]
    if content.posts:
        blocks += in_short(words, content, room)
        blocks += _groups(words, content, room)
        blocks += rising(words, content)
        blocks += silence(words, content, room)
    else:
        blocks += [Paragraph((line(summary),)), *in_short(words, content, room)]
    blocks += _once(words, content, room)
    if content.posts:
        blocks.append(Aside(_footer(words, content)))
    if (tip := occasion.tip) is not None:
        blocks.append(Aside(line(words(tip.key, slash=tip.slash))))
    return Message(
        summary=summary,
        title=top,
        blocks=tuple(blocks),
        buttons=tuple(_buttons(words, content, occasion, room)),
        posts=tuple(reference(one.post.post) for one in content.told),
        language=words.language,
        stays=True,
    )


def _asides(words: Words, occasion: Occasion) -> Iterable[Block]:
    if occasion.late_since is not None:
        yield Aside(line(words("digest.late", hour=words.hour(occasion.late_since))))
    if occasion.now:
        yield Aside(line(words("digest.now")))


def parts(words: Words, content: DigestContent, room: Room) -> list[Message]:
    """What the front left out, for the thread: all publications, and everybody by name."""
    names = whole(words, content) if is_cut(words, content, room) else []
    return [*_pages(words, content), *names] if _is_short(content, room) else names


def everything(words: Words, content: DigestContent) -> list[Message]:
    """All publications and everybody by name, whatever the front shows."""
    every = [*_pages(words, content), *whole(words, content)]
    blocks = tuple(block for page in every for block in page.blocks)
    if sum(len(block.lines) for block in blocks if isinstance(block, Details)) > PART:
        return every
    return [replace(page, blocks=blocks) for page in every[:1]]


def _pages(words: Words, content: DigestContent) -> list[Message]:
    """All publications, grouped as in the front."""
    rows = [(group, one) for group in content.groups for one in group.every]
    cut = [rows[at : at + PART] for at in range(0, len(rows), PART)]
    heading = words("digest.all", n=content.posts)
    return [
        _page(words, page, _part(words, heading, number, len(cut)))
        for number, page in enumerate(cut, start=1)
    ]


def _part(words: Words, heading: str, number: int, parts: int) -> str:
    return words("digest.part", name=heading, part=number, parts=parts) if parts > 1 else heading


def _is_short(content: DigestContent, room: Room) -> bool:
    return any(group.rest for group in narrowed(content, room.items).groups)


def _page(words: Words, page: Sequence[tuple[Group, DigestPost]], heading: str) -> Message:
    groups = list({id(group): group for group, _ in page}.values())
    return Message(
        summary=heading,
        title=heading,
        blocks=tuple(
            Details(
                line(Span(group.name, strong=True)),
                tuple(_whole_item(words, one) for of, one in page if of is group),
            )
            for group in groups
        ),
        posts=tuple(reference(each.post.post) for _, one in page for each in (one, *one.also)),
        language=words.language,
    )


def _whole_item(words: Words, one: DigestPost) -> Line:
    return *item(words, one.post), *_also(words, one)


def _also(words: Words, one: DigestPost) -> Line:
    return also(words, [each.post for each in one.also])


def _groups(words: Words, content: DigestContent, room: Room) -> Iterable[Block]:
    section: tuple[Relation | None] | None = None
    for group in content.groups:
        if not group.shown:
            continue
        if content.sectioned and section != (group.relation,):
            section = (group.relation,)
            heading = words(f"digest.section.{group.relation or 'others'}")
            yield Paragraph((line(Span(heading, strong=True)),))
        yield _group(words, group, room)


def _group(words: Words, group: Group, room: Room) -> Block:
    networks = words.names([words.network(name) for name in group.networks], NETWORKS)
    title = line(
        Span(named(group.name, room), strong=True),
        f" · {networks} · {words('digest.group.count', n=group.count)}",
    )
    lines = [_item(words, one, room) for one in group.shown]
    if group.rest:
        lines.append(line(words("digest.rest", n=len(group.rest))))
    return Details(title, tuple(lines))


def _item(words: Words, one: DigestPost, room: Room) -> Line:
    said, post = quoted(words, one, room), one.post.post
    if one.post.deleted:
        return line(said, *_also(words, one))
    reactions = f" {words.number(post.reactions)}" if post.reactions else ""
    return line(Span(said, link=post.url), reactions, *_also(words, one))


def _once(words: Words, content: DigestContent, room: Room) -> Iterable[Block]:
    """What is said on one day only: the first week's alerts, that there is a recap."""
    findings = content.findings
    if (tally := findings.tally) is not None:
        key = "digest.tally.all" if tally.most == tally.alerts else "digest.tally"
        name = named(tally.name, room)
        yield Paragraph((line(words(key, n=tally.alerts, most=tally.most, name=name)),))
    if findings.offer:
        yield Paragraph((line(words("digest.offer")),))


def _buttons(
    words: Words, content: DigestContent, occasion: Occasion, room: Room
) -> Iterable[Button]:
    """At most three."""
    findings = content.findings
    if _is_short(content, room) or is_cut(words, content, room):
        command = f"digest all {occasion.row}" if occasion.row else "digest all"
        every = words("digest.all", n=content.posts) if content.posts else words("digest.all.names")
        yield Button(every, command=command)
    else:
        yield Button(words("digest.list"), command="list")
    if (tally := findings.tally) is not None:
        name = named(tally.name, room)
        only = f"watch watch:{tally.watch_id} only:digest"
        yield Button(words("digest.tally.only", name=name), command=only)
    elif findings.offer:
        yield Button(words("digest.offer.button"), command="digest weekly on")
    elif findings.rising:
        yield Button(words("digest.trends"), command="trends")
    yield Button(words("digest.settings"), command="settings")


def _footer(words: Words, content: DigestContent) -> Line:
    start = f"{capital(words.day(content.start))} {words.hour(content.start)}"
    end = f"{words.day(content.end)} {words.hour(content.end)}"
    period = words("digest.period", start=start, end=end)
    accounts = words("digest.accounts", n=content.active)
    counts = words("digest.counts", n=content.posts, accounts=accounts)
    return timed(f"{period} · {counts}", (start, content.start), (end, content.end))
