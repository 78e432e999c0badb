"""One alert, a burst, a catch-up or a roll-up as a Message."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.core.excerpt import first_words
from bot.core.grammar import render
from bot.core.likeness import alike
from bot.core.message import (
    Aside,
    Block,
    Button,
    Items,
    Line,
    Message,
    Paragraph,
    PostRef,
    Span,
    line,
    plain,
)
from bot.core.model import Entry, StoredPost, Watch
from bot.render import notified
from bot.render.plain import shorten
from bot.render.stories import also, networks, spread
from bot.render.times import Told, timed
from bot.render.words import Words
from connectors.types import Kind, Post, PostKind

QUOTE_LIMIT, ITEM_LIMIT, ITEMS = 280, 110, 10


@dataclass(frozen=True, slots=True)
class Shown:
    """A post as one watch sees it. `also`: the same announcement elsewhere, as it spread."""

    entry: Entry
    watch: Watch
    also: tuple[Shown, ...] = ()

    @property
    def post(self) -> Post:
        return self.entry.post.post

    @property
    def deleted(self) -> bool:
        """By its author, after we told."""
        return self.entry.post.deleted

    @property
    def every(self) -> tuple[Shown, ...]:
        return self, *self.also

    @property
    def others(self) -> tuple[StoredPost, ...]:
        return tuple(one.entry.post for one in self.also)


def watch_name(watch: Watch) -> str:
    """How people know what they watch: their own label, @handle, #tag or the site's name."""
    target = watch.target
    if watch.label:
        return watch.label
    if target.kind is Kind.HASHTAG:
        return f"#{target.handle}"
    if target.kind is Kind.ACCOUNT:
        return f"@{target.handle}"
    return target.name or target.handle


def headline(post: Post) -> str:
    return post.title or post.text


def reference(post: Post) -> PostRef:
    return PostRef(post.network, post.key, post.url)


def words_of(words: Words, post: Post, limit: int) -> str:
    """The post's own first words in quotation marks, or its author's warning."""
    if post.warning:
        return words("alert.warning", text=first_words(post.warning, limit))
    return words.quote(first_words(headline(post) or post.url, limit))


def said(words: Words, stored: StoredPost, limit: int) -> str:
    """The same of a post that we told, or that its author has taken it back."""
    return words("alert.deleted.short") if stored.deleted else words_of(words, stored.post, limit)


def item(words: Words, stored: StoredPost) -> Line:
    post, text = stored.post, said(words, stored, ITEM_LIMIT)
    if stored.deleted:
        return line(text)
    reactions = f" {words.number(post.reactions)}" if post.reactions else ""
    return line(Span(text, link=post.url), reactions)


def alert(words: Words, shown: Shown) -> Message:
    """A single new publication: who, where, what kind; its words; when and why."""
    post = shown.post
    name, network = _author(shown), _where(words, shown)
    first, left = _first_line(words, shown)
    blocks: list[Block] = [Paragraph((first,))]
    if shown.deleted:
        blocks.append(Paragraph((line(words("alert.deleted")),)))
    else:
        blocks.append(Paragraph((line(words_of(words, post, QUOTE_LIMIT)),)))
    blocks.append(Aside((*left, *_small_print(words, shown))))
    return Message(
        summary=notified.one(words, name, network, _first_words(words, shown)),
        blocks=tuple(blocks),
        buttons=_buttons(words, shown),
        more=(*_save(words, shown), *_like(words, shown), *_more(words, shown)),
        posts=tuple(reference(one.post) for one in shown.every),
        language=words.language,
        preview_url=None if shown.deleted or post.warning else post.url,
        stays=True,
    )


def burst(words: Words, shown: Sequence[Shown]) -> Message:
    """Further publications of one account: a reply to its first."""
    lead = words("alert.more", name=notified.who(_author(shown[0])), n=len(shown))
    return _list(words, shown, None, [Paragraph((line(lead),)), _items(words, shown)])


def catchup(words: Words, shown: Sequence[Shown]) -> Message:
    """What one watch missed, in one message."""
    oldest = min(one.entry.post.first_seen_at for one in shown)
    published = [one.post.published_at for one in shown if one.post.published_at]
    since = words.since(min([*published, oldest]))
    several = len(_authors(shown)) > 1
    name = watch_name(shown[0].watch) if several else _author(shown[0])
    title = words("catchup.title", name=notified.who(name), n=len(shown))
    why = Aside(line(words("catchup.why", n=len(shown), since=since)))
    return _list(words, shown, title, [_items(words, shown, named=several), why])


def rollup(words: Words, shown: Sequence[Shown]) -> Message:
    """What came after the tenth alert of an hour."""
    title, why = words("rollup.title", n=len(shown)), Aside(line(words("rollup.why")))
    return _list(words, shown, title, [_items(words, shown, named=True), why])


def _items(words: Words, shown: Sequence[Shown], *, named: bool = False) -> Items:
    """`named`: by several authors."""
    return Items(
        tuple(
            (
                *(line(f"{notified.who(_author(one))} · ") if named else ()),
                *item(words, one.entry.post),
                *also(words, one.others),
            )
            for one in shown[:ITEMS]
        )
    )


def _list(
    words: Words, shown: Sequence[Shown], title: str | None, blocks: Sequence[Block]
) -> Message:
    if len(shown) > ITEMS:
        rest = words("catchup.rest", n=len(shown) - ITEMS)
        blocks = [*blocks, Aside(line(rest))]
    first = _first_words(words, shown[0])
    return Message(
        summary=notified.several(words, _authors(shown), len(shown), first),
        title=title,
        blocks=tuple(blocks),
        posts=tuple(reference(each.post) for one in shown for each in one.every),
        language=words.language,
        stays=True,
    )


def _author(shown: Shown) -> str:
    return shown.post.author_name or shown.post.author_handle


def _authors(shown: Sequence[Shown]) -> list[str]:
    """Each once."""
    return [*dict.fromkeys(map(_author, shown))]


def _where(words: Words, shown: Shown) -> str:
    return networks(words, [one.entry.post for one in shown.every])


def _first_line(words: Words, shown: Shown) -> tuple[Line, Line]:
    """Who, where, and what kind or when; and what of it must wait for the small print, so that the
    publication's own words begin where a phone still shows them.
    """
    name, where = _author(shown), _where(words, shown)
    if shown.also:
        what = spread(words, [one.entry.post for one in shown.every])
        whole = line(_strong(name), " · ", *what)
    else:
        what = line(words(_kind(shown.post)))
        whole = line(_strong(name), f" · {where} · ", *what)
    if len(plain(whole)) <= notified.HEAD:
        return whole, ()
    left = line(*what, " · ")
    if len(f"{name} · {where}") > notified.HEAD:
        where = shorten(where, notified.WHERE)
        left = line(f"{name} · ", *left)
        name = first_words(name, notified.HEAD - len(f" · {where}"))
    return line(_strong(name), f" · {where}"), left


def _strong(text: str) -> Span:
    return Span(text, strong=True)


def _first_words(words: Words, shown: Shown) -> str:
    post = shown.post
    if shown.deleted:
        return words("alert.deleted.short")
    return first_words(post.warning or headline(post) or post.url, notified.SAID)


def _kind(post: Post) -> str:
    if post.kind is PostKind.REPOST:
        return "alert.kind.repost"
    if post.kind is PostKind.REPLY:
        return "alert.kind.reply"
    return "alert.kind.article" if post.network == "feed" else "alert.kind.new"


def _small_print(words: Words, shown: Shown) -> Line:
    post = shown.post
    at = post.published_at
    instant = at or shown.entry.post.first_seen_at
    today = words.local(instant).date() == words.local(words.now).date()
    told, when = _when(words, instant, today=today)
    feed = ".article" if post.network == "feed" else ""
    parts = [words(f"alert.published{feed}" if at else f"alert.seen{feed}", when=when)]
    times: list[Told] = [(told, instant)]
    if shown.also and today:
        parts, times = [], []  # the first line says when
    if post.edited_at:
        edited = words.when(post.edited_at)
        parts.append(words("alert.edited", when=edited))
        times.append((edited, post.edited_at))
    parts += _media(words, post)
    watched = dict.fromkeys(watch_name(one.watch) for one in shown.every)
    parts.append(words("alert.why", watch=words.names([*watched])))
    return timed(" · ".join(parts), *times)


def _when(words: Words, instant: datetime, *, today: bool) -> tuple[str, str]:
    """What tells the instant alone, and as it stands in a sentence."""
    if not today:
        return words.when(instant), words.when(instant)
    return words.hour(instant), words("time.at", hour=words.hour(instant))


def _media(words: Words, post: Post) -> list[str]:
    images = sum(media.kind == "image" for media in post.media)
    parts = [words("alert.images", n=images)] if images else []
    if any(media.kind == "video" for media in post.media):
        parts.append(words("alert.video"))
    return parts


def _buttons(words: Words, shown: Shown) -> tuple[Button, ...]:
    name = _author(shown)
    mute = Button(
        words("alert.mute_day"),
        command=f"mute {_watches(shown)} 24h",
        hint=words("alert.mute_day.hint", name=watch_name(shown.watch)),
    )
    read = Button(words("alert.open"), url=shown.post.url, hint=words("alert.open.hint", name=name))
    return (mute,) if shown.deleted else (read, mute)


def _save(words: Words, shown: Shown) -> tuple[Button, ...]:
    save = Button(words("alert.save"), command=f"save post:{shown.entry.post.id}")
    return () if shown.deleted else (save,)


def _like(words: Words, shown: Shown) -> tuple[Button, ...]:
    target = shown.watch.target
    search = alike(shown.post, target.handle if target.kind is Kind.HASHTAG else "")
    if search is None or shown.deleted or shown.post.warning:
        return ()
    return (Button(words("alert.like"), command=render(search)),)


def _more(words: Words, shown: Shown) -> tuple[Button, ...]:
    every = _watches(shown)
    return (
        Button(words("alert.digest_only"), command=f"watch {every} only:digest"),
        Button(words("alert.stop"), command=f"unwatch {every}", danger=True),
    )


def _watches(shown: Shown) -> str:
    """All that wanted this announcement, as a command names them."""
    ids = dict.fromkeys(one.watch.id for one in shown.every)
    return " ".join(f"watch:{one}" for one in ids)
