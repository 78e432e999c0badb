"""Who published nothing, and who could not be looked at: the two are never mixed up."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from bot.core.digest import AccountState, DigestContent, Room, Source
from bot.core.excerpt import first_words
from bot.core.message import Block, Details, Line, Message, Paragraph, line
from bot.render.digest_short import NAME_LIMIT, named
from bot.render.words import Words, capital

NAMES_IN_LINE, LINES_IN_PART = 6, 14


def nothing(words: Words, content: DigestContent, room: Room) -> str:
    """Quiet is not unknown: "nothing new" only where everything could be looked at."""
    if not content.accounts:
        return words("digest.empty")
    if not content.unread:
        checked = [one.since for one in (*content.quiet, *content.heard) if one.since]
        return words(
            "digest.nothing.heard" if content.heard else "digest.nothing",
            n=content.accounts,
            since=words.since(content.start),
            at=words.hour(min(checked, default=content.end)),
        )
    unread = words(
        "digest.partly.unread",
        n=len(content.unread),
        where=words.names(_networks(words, content.unread), room.names),
        since=words.since(min(one.since or content.start for one in content.unread)),
        names=_some(words, (one.name for one in content.unread), room),
    )
    if not content.quiet:
        return unread
    return f"{words('digest.partly', n=len(content.quiet))} {unread}"


def silence(words: Words, content: DigestContent, room: Room) -> list[Block]:
    """What stands up front: one line of quiet ones, and each reason with its accounts."""
    lines: list[Line] = []
    if content.quiet:
        names = _some(words, quiet_names(words, content), room)
        lines.append(line(words("digest.quiet", names=names)))
    reasons = alike(content.unread)
    for one in reasons[: room.reasons]:
        names = _some(words, (state.name for state in one), room)
        lines.append(line(_unread(words, one[0], content)))
        lines.append(line(words("digest.unread.names", n=len(one), names=names)))
    if others := sum(map(len, reasons[room.reasons :])):
        lines.append(line(words("digest.unread.others", n=others)))
    return [Paragraph(tuple(lines))] if lines else []


def is_cut(words: Words, content: DigestContent, room: Room) -> bool:
    """Is somebody left out up front, or named only in part?"""
    unread = [one.name for one in content.unread]
    if not content.posts:
        return len(unread) > room.names or _is_shortened(unread, room)
    reasons, quiet = alike(content.unread), quiet_names(words, content)
    sizes = [len(quiet), *(len(one) for one in reasons)]
    left_out = len(reasons) > room.reasons or max(sizes) > room.names
    return left_out or _is_shortened([*quiet, *unread], room)


def _is_shortened(names: Iterable[str], room: Room) -> bool:
    return any(named(name, room).endswith("…") and not name.endswith("…") for name in names)


def whole(words: Words, content: DigestContent) -> list[Message]:
    """Everybody by name, for the thread."""
    rows = list(_rows(words("digest.quiet.title"), quiet_names(words, content)))
    for one in alike(content.unread):
        rows += _rows(_unread(words, one[0], content), [state.name for state in one])
    heading = words("digest.silence")
    return [
        Message(
            summary=heading,
            title=heading,
            blocks=tuple(_blocks(rows[at : at + LINES_IN_PART])),
            language=words.language,
        )
        for at in range(0, len(rows), LINES_IN_PART)
    ]


def _rows(said: str, names: Sequence[str]) -> Iterator[tuple[str, Line]]:
    for at in range(0, len(names), NAMES_IN_LINE):
        few = [first_words(name, NAME_LIMIT) for name in names[at : at + NAMES_IN_LINE]]
        yield said, line(", ".join(few))


def _blocks(rows: Sequence[tuple[str, Line]]) -> Iterator[Block]:
    for said in dict.fromkeys(said for said, _ in rows):
        yield Details(line(said), tuple(names for heading, names in rows if heading == said))


def quiet_names(words: Words, content: DigestContent) -> list[str]:
    """A firm by its name where all its accounts were quiet, else each account with its network."""
    loud = {one.source for one in content.told} | {one.source for one in content.unread}
    return list(dict.fromkeys(_quiet_name(words, one, loud) for one in content.quiet))


def _quiet_name(words: Words, one: AccountState, loud: Collection[Source]) -> str:
    if one.owner is None:
        return one.name
    if one.source not in loud:
        return one.owner.name
    return words("digest.quiet.one", name=one.owner.name, network=words.network(one.network))


def _some(words: Words, names: Iterable[str], room: Room) -> str:
    return words.names([named(name, room) for name in names], room.names)


def _networks(words: Words, unread: Sequence[AccountState]) -> list[str]:
    return sorted({words.network(one.network) for one in unread})


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


def alike(unread: Sequence[AccountState]) -> list[list[AccountState]]:
    """Those that share network and reason are told in one sentence, from the earliest time."""
    groups: dict[tuple[str, str | None], list[AccountState]] = {}
    for one in sorted(unread, key=lambda one: (one.since is None, one.since)):
        groups.setdefault((one.network, one.error), []).append(one)
    return list(groups.values())
