"""What became of a post in this channel's messages."""

from __future__ import annotations

from datetime import datetime

from bot.core.compose import held_until
from bot.core.message import Line, Span, line
from bot.core.model import (
    Channel,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Platform,
    StoredPost,
)
from bot.core.stories import WINDOW
from bot.render.stories import came_out
from bot.service.commands.context import Context
from bot.store.tracing import Told

_UNSURE = (DeliveryState.UNKNOWN, DeliveryState.UNCONFIRMED)
# https://core.telegram.org/bots/api#chat: where the ids of supergroups and channels begin.
_TELEGRAM_SUPERGROUPS = 10**12


def in_digest(ctx: Context, digest: Delivery) -> Line:
    words = ctx.words
    if digest.state is not DeliveryState.SENT or digest.sent_at is None:
        return line(words("why.digest.sending"))
    text = words("why.digest.told", day=words.day(digest.sent_at))
    return line(Span(text, link=_address(ctx.channel, digest)))


def told(ctx: Context, one: Told) -> Line:
    """What became of an alert, and where else the same announcement stands."""
    text, link = _fate(ctx, one)
    fate = Span(text, link=link)
    others = sorted(one.others, key=lambda other: (came_out(other), other.id))
    if not others:
        return (fate,)
    return Span(_elsewhere(ctx, one, others[0]), link=others[0].post.url), Span(" "), fate


def _elsewhere(ctx: Context, one: Told, other: StoredPost) -> str:
    words, at = ctx.words, came_out(other)
    key = "story.why" if at <= came_out(one.post) else "story.why.first"
    return words(key, network=words.network(other.post.network), when=words.when(at))


def _fate(ctx: Context, one: Told) -> tuple[str, str | None]:
    """In words, with the message's address where it has one."""
    words, delivery = ctx.words, one.delivery
    if delivery is None or delivery.state is DeliveryState.PENDING:
        return _waiting(ctx, delivery.not_before if delivery else None), None
    if delivery.state in _UNSURE:
        at = delivery.attempt_at or delivery.created_at
        return words("why.unsure", when=words.when(at)), None
    if delivery.sent_at is None:
        sending = delivery.state is DeliveryState.SENDING
        return words("why.sending" if sending else "why.withdrawn"), None
    text = words(_sent(one, delivery.sent_at), when=words.when(delivery.sent_at))
    return text, _address(ctx.channel, delivery)


def _sent(one: Told, sent_at: datetime) -> str:
    """The sentence for an alert whose message went out."""
    if one.since > sent_at:
        if not one.others:
            return "why.told.added"
        return "story.why.grouped" if one.since - sent_at > WINDOW else "story.why.joined"
    rollup = one.delivery is not None and one.delivery.kind is DeliveryKind.ROLLUP
    return "why.told.rollup" if rollup else "why.told"


def _waiting(ctx: Context, not_before: datetime | None) -> str:
    words, channel, now = ctx.words, ctx.channel, ctx.now
    if channel.parked is not None:
        return words("why.waits.parked", why=words(f"closed.{channel.parked}"))
    if channel.muted_until is not None and channel.muted_until > now:
        return words("why.waits.muted", until=words.until(channel.muted_until))
    if (end := held_until(channel, now)) is not None:
        return words("why.waits.quiet", until=words.until(end))
    if not_before is not None and not_before > now:
        return words("why.waits.again", until=words.until(not_before))
    return words("why.waits")


def _address(channel: Channel, delivery: Delivery) -> str | None:
    """Where the message stands, on the platform whose addresses need no question.

    https://core.telegram.org/api/links#message-links
    """
    key = channel.key
    if key.platform is not Platform.TELEGRAM or delivery.message_id is None:
        return None
    number = -int(key.chat) - _TELEGRAM_SUPERGROUPS
    topic = f"{key.topic}/" if key.topic else ""
    return f"https://t.me/c/{number}/{topic}{delivery.message_id}" if number > 0 else None
