"""The recap of a week or a month as a Message."""

from __future__ import annotations

from collections.abc import Iterable

from bot.core.digest import DigestPost, Discovery, Kept, Presence, RecapContent, Room
from bot.core.message import Aside, Block, Button, Items, Line, Message, Paragraph, Span, line
from bot.render.alerts import reference
from bot.render.digest_short import named, quoted, reacted
from bot.render.leads import lead_blocks, references
from bot.render.words import Words, capital

ROOM = Room(items=3, words=14, short=3, names=5, reasons=0)
NETWORKS = 12


def recap_message(words: Words, content: RecapContent, *, wanted: bool) -> Message:
    """`wanted`: does it come by itself here? Else its button asks for that."""
    title = _title(words, content)
    blocks = [
        *_listed(words("recap.best"), [_best(words, one) for one in content.best]),
        *_found(words, content),
        *_listed(
            words("recap.networks"),
            [line(_network(words, one)) for one in content.presence[:NETWORKS]],
        ),
        *lead_blocks(words, content.lead),
        *_listed(words("recap.discover"), [_discovery(words, one) for one in content.discoveries]),
        Aside(line(_period(words, content))),
    ]
    switch = "off" if wanted else "on"
    label = words(f"recap.turn_{switch}.{content.kind}")
    return Message(
        summary=title,
        title=title,
        blocks=tuple(blocks),
        buttons=tuple(_watch(words, one) for one in content.discoveries),
        more=(Button(label, command=f"digest {content.kind} {switch}"),),
        posts=(*(reference(one.post.post) for one in content.best), *references(content.lead)),
        language=words.language,
        stays=True,
    )


def _title(words: Words, content: RecapContent) -> str:
    if not content.posts:
        return words(f"recap.none.{content.kind}")
    accounts = words("digest.accounts", n=content.active)
    return words(f"recap.title.{content.kind}", n=content.posts, accounts=accounts)


def _listed(heading: str, lines: list[Line]) -> Iterable[Block]:
    if lines:
        yield Paragraph((line(Span(heading, strong=True)),))
        yield Items(tuple(lines))


def _best(words: Words, one: DigestPost) -> Line:
    if one.post.deleted:
        return line(quoted(words, one, ROOM))
    (said,) = reacted(words, one, ROOM, best=False)
    return line(Span(said.text, link=one.post.post.url))


def _found(words: Words, content: RecapContent) -> Iterable[Block]:
    """How much was worth a look, and what of it people kept."""
    if not content.finds and not content.saved:
        return
    many = len(content.saved)
    kept = words("recap.saved", n=many) if many else words("recap.saved.none")
    spans = [Span(f"{words('recap.finds', n=content.finds)} · {kept}")]
    for at, one in enumerate(content.saved[: ROOM.names]):
        spans += [Span(", " if at else " "), Span(_kept(words, one), link=one.url or None)]
    if many > ROOM.names:
        spans.append(Span(f" +{many - ROOM.names}"))
    yield Paragraph((tuple(spans),))


def _kept(words: Words, one: Kept) -> str:
    name = named(one.name, ROOM)
    return f"{name} ({words.network(one.network)})" if one.network else name


def _network(words: Words, one: Presence) -> str:
    """Where somebody couldn't be looked at, nothing is said to be quiet."""
    name = capital(words.network(one.network))
    if one.posts:
        text = words("recap.network", network=name, n=one.posts)
    else:
        seen = "unknown" if one.unread else "none"
        text = words(f"recap.network.{seen}", network=name)
    active, accounts = words.number(one.active), words.number(one.accounts)
    text = words("recap.network.of", what=text, active=active, accounts=accounts)
    return words("recap.network.unread", what=text, n=one.unread) if one.unread else text


def _discovery(words: Words, one: Discovery) -> Line:
    where = f"{_account(one)} ({words.network(one.network)})"
    by = words.names([named(name, ROOM) for name in one.by], ROOM.names)
    return line(Span(where, link=one.url), " · ", words("recap.discovery", n=one.times, names=by))


def _watch(words: Words, one: Discovery) -> Button:
    command = f"watch {one.network}:{one.handle}"
    return Button(words("recap.watch", name=_account(one)), command=command)


def _account(one: Discovery) -> str:
    return f"@{one.handle}"


def _period(words: Words, content: RecapContent) -> str:
    start, end = words.day(content.start), words.day(content.end)
    return words(
        "digest.period",
        start=f"{capital(start)} {words.hour(content.start)}",
        end=f"{end} {words.hour(content.end)}",
    )
