"""One alert, a burst, a catch-up or a roll-up as a Message."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.excerpt import first_words
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
)
from bot.core.model import Entry, StoredPost, Watch
from bot.render.stories import also, networks, spread
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
    post, watch = shown.post, shown.watch
    name, network = post.author_name or post.author_handle, words.network(post.network)
    members = [one.entry.post for one in shown.every]
    where = [Span(f"{network} · {words(_kind(post))}")]
    if shown.also:
        network, where = networks(words, members), [*spread(words, members)]
    blocks: list[Block] = [Paragraph((line(Span(name, strong=True), " · ", *where),))]
    if shown.deleted:
        blocks.append(Paragraph((line(words("alert.deleted")),)))
    else:
        blocks.append(Paragraph((line(words_of(words, post, QUOTE_LIMIT)),)))
    blocks.append(Aside(line(" · ".join(_small_print(words, shown)))))
    summary = words(
        "alert.summary",
        name=name,
        network=network,
        words=words("alert.deleted.short")
        if shown.deleted
        else first_words(post.warning or headline(post) or post.url, 100),
    )
    return Message(
        summary=summary,
        blocks=tuple(blocks),
        buttons=_buttons(words, shown),
        more=_more(words, watch),
        posts=tuple(reference(one.post) for one in shown.every),
        language=words.language,
        preview_url=None if shown.deleted or post.warning else post.url,
    )


def burst(words: Words, shown: Sequence[Shown]) -> Message:
    """Further publications of one account: a reply to its first."""
    lead = words("alert.more", n=len(shown))
    return _list(words, shown, summary=lead, title=None, lead=lead)


def catchup(words: Words, shown: Sequence[Shown]) -> Message:
    """What one watch missed, in one message."""
    oldest = min(one.entry.post.first_seen_at for one in shown)
    published = [one.post.published_at for one in shown if one.post.published_at]
    since = words.since(min([*published, oldest]))
    name = watch_name(shown[0].watch)
    lead = words("catchup.lead", n=len(shown), watch=name, since=since)
    return _list(words, shown, summary=lead, title=words("catchup.title", n=len(shown)), lead=lead)


def rollup(words: Words, shown: Sequence[Shown]) -> Message:
    """What came after the tenth alert of an hour."""
    title = words("rollup.title", n=len(shown))
    return _list(words, shown, summary=title, title=title, lead=words("rollup.lead"), named=True)


def _list(
    words: Words,
    shown: Sequence[Shown],
    *,
    summary: str,
    title: str | None,
    lead: str,
    named: bool = False,
) -> Message:
    lines = []
    for one in shown[:ITEMS]:
        name = line(Span(f"{one.post.author_name} · ", strong=False)) if named else ()
        lines.append((*name, *item(words, one.entry.post), *also(words, one.others)))
    blocks: list[Block] = [Paragraph((line(lead),)), Items(tuple(lines))]
    if len(shown) > ITEMS:
        blocks.append(Aside(line(words("catchup.rest", n=len(shown) - ITEMS))))
    return Message(
        summary=summary,
        title=title,
        blocks=tuple(blocks),
        posts=tuple(reference(each.post) for one in shown for each in one.every),
        language=words.language,
    )


def _kind(post: Post) -> str:
    if post.kind is PostKind.REPOST:
        return "alert.kind.repost"
    if post.kind is PostKind.REPLY:
        return "alert.kind.reply"
    return "alert.kind.article" if post.network == "feed" else "alert.kind.new"


def _small_print(words: Words, shown: Shown) -> list[str]:
    post = shown.post
    at = post.published_at
    instant = at or shown.entry.post.first_seen_at
    today = words.local(instant).date() == words.local(words.now).date()
    when = words("time.at", hour=words.hour(instant)) if today else words.when(instant)
    feed = ".article" if post.network == "feed" else ""
    parts = [words(f"alert.published{feed}" if at else f"alert.seen{feed}", when=when)]
    if shown.also and today:
        parts = []  # the first line says when
    if post.edited_at:
        parts.append(words("alert.edited", when=words.when(post.edited_at)))
    parts += _media(words, post)
    watched = dict.fromkeys(watch_name(one.watch) for one in shown.every)
    parts.append(words("alert.why", watch=words.names([*watched])))
    return parts


def _media(words: Words, post: Post) -> list[str]:
    images = sum(media.kind == "image" for media in post.media)
    parts = [words("alert.images", n=images)] if images else []
    if any(media.kind == "video" for media in post.media):
        parts.append(words("alert.video"))
    return parts


def _buttons(words: Words, shown: Shown) -> tuple[Button, ...]:
    mute = Button(words("alert.mute_day"), command=f"mute watch:{shown.watch.id} 24h")
    return (mute,) if shown.deleted else (Button(words("alert.open"), url=shown.post.url), mute)


def _more(words: Words, watch: Watch) -> tuple[Button, ...]:
    return (
        Button(words("alert.digest_only"), command=f"watch watch:{watch.id} only:digest"),
        Button(words("alert.stop"), command=f"unwatch watch:{watch.id}", danger=True),
    )
