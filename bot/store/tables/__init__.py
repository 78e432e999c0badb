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
from bot.store.tables.installing import slack_installation, slack_org_team, slack_state
from bot.store.tables.rhythms import publishing, rhythm, told_break
from bot.store.tables.saving import saved
from bot.store.tables.spending import quota_use, spending
from bot.store.tables.talking import (
    button,
    change,
    channel_feed,
    chat_access,
    fact,
    inbox,
    operator,
    question,
    told,
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
    "channel_feed",
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
    "publishing",
    "question",
    "quota_use",
    "rhythm",
    "saved",
    "sighting",
    "slack_installation",
    "slack_org_team",
    "slack_state",
    "spending",
    "story",
    "story_post",
    "target",
    "told",
    "told_break",
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
