"""Rows to values. Joined rows are read by column, so that equal names don't meet."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from bot.core.hours import AlertHours
from bot.core.model import (
    Alert,
    AlertId,
    Changers,
    Channel,
    ChannelId,
    ChannelKey,
    Delivery,
    DeliveryId,
    DeliveryKind,
    DeliveryState,
    Entry,
    Mode,
    Person,
    Platform,
    PostId,
    Purpose,
    Quiet,
    StoredPost,
    StoryId,
    TargetState,
    Watch,
    WatchId,
    WorkspaceId,
)
from bot.core.trends.values import Sensitivity
from bot.store.tables import alert, channel, delivery, post, target, watch
from connectors.query import decode
from connectors.types import Coverage, Kind, Media, Post, PostKind, Target, TargetId


def to_channel(row: Row[Any]) -> Channel:
    get, c = row._mapping, channel.c
    start, end = get[c.quiet_start], get[c.quiet_end]
    return Channel(
        id=ChannelId(get[c.id]),
        workspace_id=WorkspaceId(get[c.workspace_id]),
        key=ChannelKey(Platform(get[c.platform]), get[c.bot], get[c.chat], get[c.topic]),
        name=get[c.name],
        language=get[c.language],
        zone=get[c.zone],
        digest_on=get[c.digest_on],
        digest_time=get[c.digest_time],
        digest_days=frozenset(int(day) for day in get[c.digest_days]),
        created_at=get[c.created_at],
        quiet=Quiet(start, end) if start is not None and end is not None else None,
        muted_until=get[c.muted_until],
        parked=get[c.parked],
        changers=Changers(get[c.changers]) if get[c.changers] else None,
        private=get[c.private],
        next_send_at=get[c.next_send_at],
        profiles=get[c.profiles],
        rhythm=get[c.rhythm],
        trends=Sensitivity(get[c.trends]) if get[c.trends] else None,
        weekly=get[c.weekly],
        monthly=get[c.monthly],
        for_outsiders=get[c.for_outsiders],
        dark=get[c.dark],
        alert_hours=_alert_hours(row),
        purpose=Purpose(get[c.purpose]) if get[c.purpose] else None,
    )


def _alert_hours(row: Row[Any]) -> AlertHours | None:
    get, c = row._mapping, channel.c
    days, start, end = get[c.alert_days], get[c.alert_start], get[c.alert_end]
    if days is None or start is None or end is None:
        return None
    return AlertHours(frozenset(map(int, days)), start, end)


def to_target(row: Row[Any]) -> Target:
    get, c = row._mapping, target.c
    return Target(
        id=TargetId(get[c.id]),
        network=get[c.network],
        kind=Kind(get[c.kind]),
        key=get[c.key],
        handle=get[c.handle],
        name=get[c.name],
        url=get[c.url],
        host=get[c.host],
        ref=get[c.ref],
    )


def to_state(row: Row[Any]) -> TargetState:
    get, c = row._mapping, target.c
    coverage = get[c.coverage]
    return TargetState(
        target=to_target(row),
        cursor=get[c.cursor],
        next_look_at=get[c.next_look_at],
        baseline_at=get[c.baseline_at],
        last_look_at=get[c.last_look_at],
        last_good_at=get[c.last_good_at],
        newest_at=get[c.newest_at],
        coverage=Coverage(coverage) if coverage else None,
        failures=get[c.failures],
        failing_since=get[c.failing_since],
        error=get[c.error],
        error_until=get[c.error_until],
        told_at=get[c.told_at],
    )


def to_watch(row: Row[Any], of: Target | None = None) -> Watch:
    """A row of watch joined with its target. `of`: that target, where rows share it."""
    get, c = row._mapping, watch.c
    return Watch(
        id=WatchId(get[c.id]),
        workspace_id=WorkspaceId(get[c.workspace_id]),
        channel_id=ChannelId(get[c.channel_id]),
        target=of or to_target(row),
        created_at=get[c.created_at],
        created_by=Person(get[c.created_by], get[c.created_by_name]),
        mode=Mode(get[c.mode]),
        query=None if get[c.query] is None else decode(get[c.query]),
        originals_only=get[c.originals_only],
        muted_until=get[c.muted_until],
        label=get[c.label],
    )


def to_post(row: Row[Any]) -> StoredPost:
    get, c = row._mapping, post.c
    extras = get[c.extras]
    return StoredPost(
        id=PostId(get[c.id]),
        first_seen_at=get[c.first_seen_at],
        deleted=get[c.deleted],
        post=Post(
            network=get[c.network],
            key=get[c.key],
            url=get[c.url],
            author_key=get[c.author_key],
            author_handle=get[c.author_handle],
            author_name=get[c.author_name],
            text=get[c.text],
            published_at=get[c.published_at],
            kind=PostKind(get[c.kind]),
            title=get[c.title],
            language=get[c.language],
            warning=get[c.warning],
            media=tuple(Media(*one) for one in extras.get("media", ())),
            hashtags=tuple(extras.get("hashtags", ())),
            links=tuple(extras.get("links", ())),
            reactions=get[c.reactions],
            edited_at=get[c.edited_at],
            pinned=get[c.pinned],
            bot=get[c.bot],
        ),
    )


def to_delivery(row: Row[Any]) -> Delivery:
    get, c = row._mapping, delivery.c
    follows = get[c.follows]
    return Delivery(
        id=DeliveryId(get[c.id]),
        channel_id=ChannelId(get[c.channel_id]),
        kind=DeliveryKind(get[c.kind]),
        state=DeliveryState(get[c.state]),
        created_at=get[c.created_at],
        follows=None if follows is None else DeliveryId(follows),
        not_before=get[c.not_before],
        attempt=get[c.attempt],
        attempt_at=get[c.attempt_at],
        repeats=get[c.repeats],
        message_id=get[c.message_id],
        sent_at=get[c.sent_at],
        edited_at=get[c.edited_at],
        wanted=get[c.wanted],
        shown=get[c.shown],
        silent=get[c.silent],
        payload=get[c.payload],
    )


def to_alert(row: Row[Any], entries: tuple[Entry, ...]) -> Alert:
    get, c = row._mapping, alert.c
    delivery_id = get[c.delivery_id]
    return Alert(
        id=AlertId(get[c.id]),
        channel_id=ChannelId(get[c.channel_id]),
        story_id=StoryId(get[c.story_id]),
        created_at=get[c.created_at],
        entries=entries,
        delivery_id=None if delivery_id is None else DeliveryId(delivery_id),
    )
