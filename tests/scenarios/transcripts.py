"""What people read in the chats, word for word: one row a message, platform and language.

The words stand in `said/<platform>.<language>.txt`, a section a message; ~ and ¬ are no-break
spaces, HOST and SITE the servers. Each row names the test that plays it, or says why there is none.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from tests.fakes.slack import View
from tests.fakes.slack_model import Message as SlackMessage
from tests.fakes.telegram_model import Message as TelegramMessage
from tests.scenarios.house import House
from tests.scenarios.seats import SEATS, Read

SAID = Path(__file__).parent / "said"
HERE = "tests/scenarios"
INSTANCE = "social.example"
"""As which the fake Mastodon server is shown."""
_HEAD = re.compile(r"^=== (.+) ===$", re.M)


@dataclass(frozen=True, slots=True)
class Row:
    """Either `test` (its node id) or `reason`: why the platform has no such message."""

    case: str
    message: str
    platform: str
    language: str
    test: str = ""
    reason: str = ""

    @property
    def section(self) -> str:
        return f"{self.case}: {self.message}"

    @property
    def file(self) -> str:
        """Of its payload, where payloads are kept."""
        return f"{self.section.replace(': ', '.')}.{self.platform}.{self.language}.json"

    @property
    def seat(self) -> tuple[str, str]:
        return self.platform, self.language


@dataclass(frozen=True, slots=True)
class Told:
    """A message of a transcript. `test`: module::function. `missing`: platform -> reason."""

    case: str
    message: str
    test: str
    missing: Mapping[str, str] = field(default_factory=dict)

    def rows(self) -> Iterator[Row]:
        module, _, function = self.test.partition("::")
        for platform, language in SEATS:
            if reason := self.missing.get(platform):
                yield Row(self.case, self.message, platform, language, reason=reason)
            else:
                node = f"{HERE}/test_transcripts_{module}.py::test_{function}"
                test = f"{node}[{platform}-{language}]"
                yield Row(self.case, self.message, platform, language, test)


_NO_INVITATION = {"telegram": "Whoever can write to the bot there has let it in already."}
_EVERYBODY = {"slack": "In Slack whoever is in a channel may steer it."}
_NO_OUTSIDERS = {"telegram": "Telegram doesn't tell who belongs to which firm."}
_NO_SHARING = {"telegram": "What is searched in a group is answered there, for all to read."}
_GROUP = "watch::a_group_is_its_administrators_to_steer"
_TWO = "watch::two_accounts_of_one_name_are_both_watched_with_one_press"
_NEXT = "watch::the_next_post_arrives_and_further_ones_stand_below_it"
_FOUND = "search::what_is_said_is_shown_with_what_can_be_done"
_FULL = "digest::a_digest_says_what_came_out_and_leads_to_all_of_it"
_CLOSED = "limits::a_network_that_is_closed_says_so_and_what_works_instead"

MESSAGES = (
    Told("watch", "searching", _TWO),
    Told("watch", "which one", _TWO),
    Told("watch", "both watched", _TWO),
    Told("watch", "not invited", "watch::a_private_channel_says_how_to_let_in", _NO_INVITATION),
    Told("watch", "typo", "watch::a_name_that_is_close_is_offered"),
    Told("watch", "already watched", "watch::what_is_watched_already_says_since_when_and_by_whom"),
    Told("watch", "not an administrator", _GROUP, _EVERYBODY),
    Told("watch", "alert", _NEXT),
    Told("watch", "burst", _NEXT),
    Told("search", "results", _FOUND),
    Told("search", "shared", "search::what_was_found_is_shared_with_the_channel", _NO_SHARING),
    Told("search", "subject watched", _FOUND),
    Told("search", "accounts", _FOUND),
    Told("search", "nothing", "search::nothing_offers_close_hashtags_and_more_time"),
    Told("search", "no argument", "search::without_words_it_asks_for_them"),
    Told("search", "without a word", "search::a_word_can_be_left_out"),
    Told("digest", "full", _FULL),
    Told("digest", "thread", _FULL),
    Told("digest", "all of it", _FULL),
    Told("digest", "quiet day", "digest::a_quiet_day_is_one_sentence"),
    Told("digest", "partly unread", "digest::what_could_not_be_looked_at_is_never_called_quiet"),
    Told("limits", "not found", "limits::a_name_that_nobody_has_leads_on"),
    Told("limits", "linkedin", _CLOSED),
    Told("limits", "facebook", _CLOSED),
    Told("limits", "instagram", _CLOSED),
    Told("limits", "x", _CLOSED),
    Told("limits", "viadeo", _CLOSED),
    Told("limits", "can't be read", "limits::a_source_that_fails_is_told_once_in_its_channel"),
    Told("limits", "outsiders", "limits::people_from_outside_are_asked_about_first", _NO_OUTSIDERS),
    Told("limits", "discretion", "limits::help_says_that_nobody_is_told"),
    Told("limits", "weekly count", "limits::the_week_says_how_many_alerts_and_from_whom"),
)
TABLE = tuple(row for message in MESSAGES for row in message.rows())


@cache
def said(platform: str, language: str) -> Mapping[str, str]:
    """Section -> words."""
    text = (SAID / f"{platform}.{language}.txt").read_text(encoding="utf-8")
    _, *parts = _HEAD.split(text)
    return {name: words.strip() for name, words in zip(parts[::2], parts[1::2], strict=True)}


@dataclass(slots=True)
class Transcript:
    """Compares what is read with what should be. `folder`: where payloads are kept, if anywhere."""

    rows: Mapping[str, Row]
    folder: Path | None = None
    held: list[str] = field(default_factory=list)

    def holds(self, section: str, read: Read, house: House, after: str = "") -> None:
        """`after`: what the person did to be told this."""
        row, shown = self.rows[section], house.named(read.text).strip()
        self.held.append(section)
        if self.folder is not None:
            kept = {**asdict(row), "shown": shown, "after": after, "payload": payload(read.item)}
            text = json.dumps(kept, ensure_ascii=False, indent=1).replace(house.host, INSTANCE)
            (self.folder / row.file).write_text(text, encoding="utf-8")
        assert shown == said(*row.seat)[section]


def payload(item: View | SlackMessage | TelegramMessage) -> Mapping[str, Any]:
    """What the platform was given, as its API names it."""
    if isinstance(item, View):
        return {"view": item.payload}
    if isinstance(item, SlackMessage):
        files = [{"alt": one.alt, "content": _encoded(one.content)} for one in item.files]
        known = {"text": item.text, "blocks": item.blocks, "files": files}
        return {**known, "private": item.only is not None, "reply": item.thread_ts is not None}
    photo = item.media.content if item.media else b""
    known = {"html": item.source or item.text, "markup": item.markup, "photo": _encoded(photo)}
    return {**known, "silent": item.silent, "reply": item.reply_to is not None}


def _encoded(content: bytes) -> str:
    return base64.b64encode(content).decode()
