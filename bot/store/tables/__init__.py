"""The tables. Only bot.store reads them: everything else gets the values of bot.core.model.

Below each class of rows stands its table, which the Core statements use.
"""

from sqlmodel import SQLModel

from bot.store.tables.firms import (
    draft,
    firm,
    firm_account,
    panel,
    panel_channel,
    panel_firm,
    profile,
    unwanted,
)
from bot.store.tables.spending import quota_use, spending
from bot.store.tables.talking import (
    button,
    change,
    chat_access,
    fact,
    inbox,
    operator,
    question,
)
from bot.store.tables.telling import (
    alert,
    alert_entry,
    delivery,
    digest,
    digest_post,
    story,
    story_post,
    verdict,
)
from bot.store.tables.trends import (
    trend_account,
    trend_ignored,
    trend_scope,
    trend_tag,
    trend_use,
)
from bot.store.tables.watching import (
    channel,
    lane,
    post,
    sighting,
    target,
    watch,
    workspace,
)

metadata = SQLModel.metadata

__all__ = [
    "alert",
    "alert_entry",
    "button",
    "change",
    "channel",
    "chat_access",
    "delivery",
    "digest",
    "digest_post",
    "draft",
    "fact",
    "firm",
    "firm_account",
    "inbox",
    "lane",
    "metadata",
    "operator",
    "panel",
    "panel_channel",
    "panel_firm",
    "post",
    "profile",
    "question",
    "quota_use",
    "sighting",
    "spending",
    "story",
    "story_post",
    "target",
    "trend_account",
    "trend_ignored",
    "trend_scope",
    "trend_tag",
    "trend_use",
    "unwanted",
    "verdict",
    "watch",
    "workspace",
]
