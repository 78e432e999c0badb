"""Telegram's public channels, as their preview shows them to anyone. Nothing is asked of the app.

The Bot API reads only channels whose administrator added the bot, so it is of no use here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import ClassVar
from urllib.parse import urlsplit

from pydantic_settings import BaseSettings, SettingsConfigDict

from connectors.base import Connector, each
from connectors.checklist import Checklist, Point, done, exempt
from connectors.errors import ConnectorError, NotPossible, TargetGone, UnexpectedPayload
from connectors.frequency import monthly
from connectors.parsing.telegram import Page, parse_page
from connectors.profile import profile_of
from connectors.telegram.walk import NETWORK, SITE, Walk, marker_of, post_of
from connectors.types import (
    Ability,
    Account,
    Answer,
    Batch,
    Conversation,
    Due,
    Kind,
    Lead,
    Look,
    Pace,
    Post,
    Profile,
    Request,
    Target,
    TargetId,
)

_NAME = re.compile(r"[A-Za-z]\w{3,31}", re.ASCII)
_PREFIX = re.compile(r"(?:telegram|tg)\s?:\s?(?!//)", re.IGNORECASE)
_HOSTS = frozenset({"t.me", "telegram.me", "telegram.dog"})
# First parts of a path that name no channel: https://core.telegram.org/api/links
_FIXED = frozenset(
    {"joinchat", "addstickers", "addemoji", "addtheme", "addlist", "share", "proxy", "socks",
     "setlanguage", "login", "invoice", "confirmphone", "boost", "contact", "giftcode"}
)  # fmt: skip
_KEY = re.compile(r"([a-z][a-z0-9_]{3,31})/([0-9]{1,12})")
_ELSEWHERE = frozenset({301, 302, 303, 307, 308})
_LIMITS = "https://core.telegram.org/widgets/post"


class TelegramConfig(BaseSettings):
    """`telegram_web_url`: where the previews of public channels are."""

    model_config = SettingsConfigDict(
        frozen=True, extra="ignore", env_ignore_empty=True, hide_input_in_errors=True
    )

    telegram_web_url: str = SITE


class Telegram(Connector):
    """A target is a channel; its key is its public name, the only one that its preview tells."""

    network = NETWORK
    display_name = "Telegram"
    abilities = frozenset({Ability.ACCOUNT, Ability.REREAD})
    # The vendor publishes no limit of these pages (https://core.telegram.org/widgets/post): less
    # than a person who reads them.
    pace = Pace(usual=timedelta(minutes=10), burst=20, per_second=0.5)
    Config: ClassVar[type[BaseSettings]] = TelegramConfig
    checklist: ClassVar[Checklist] = {
        Point.AUTH: exempt("Previews of public channels are pages that anyone may read."),
        Point.PACE: done(
            "No limit is published: 20 requests at once, then one every two seconds.", _LIMITS
        ),
        Point.DELETED: done("Each told publication is asked for by its own page."),
        Point.RENAMED: done(
            "A channel's new title is taken over with the next look; one that took a new name is "
            "told as gone, since its name is its key."
        ),
        Point.SUSPENDED: done("A channel without a preview any more is told as gone."),
        Point.RATE_LIMITED: done("A 429 pauses the whole host until the time that it names."),
        Point.EMPTY_PAGE: done("An empty preview where there were publications is held suspect."),
        Point.PAGING: done("Older pages are read down to the newest number known, at most 20."),
        Point.EDITS: done(
            "The preview doesn't say when something was edited, so the texts are compared."
        ),
        Point.LIMITS: done(
            "Private channels, groups and channels that switched their preview off can't be read, "
            "and there is no search."
        ),
    }

    def __init__(self, config: TelegramConfig | None = None) -> None:
        self._config = config or TelegramConfig()
        self._base = self._config.telegram_web_url.strip().rstrip("/")
        parts = urlsplit(self._base)
        self._origin, self._host = f"{parts.scheme}://{parts.netloc}".lower(), parts.netloc.lower()

    def parse_target(self, text: str) -> Lead | None:
        """A bare @name is left to the networks that it is more likely to mean."""
        text = text.strip()
        if len(text) > 2000:
            return None
        prefix = _PREFIX.match(text)
        rest = text[prefix.end() :] if prefix else text
        name = rest.removeprefix("@") if prefix else ""
        name = name if _NAME.fullmatch(name) else _linked(rest)
        return Lead(NETWORK, Kind.ACCOUNT, name.lower(), exact=True) if name else None

    def search_host(self) -> str:
        return self._host

    def origins(self) -> frozenset[str]:
        return frozenset({self._origin})

    def probe(self) -> Conversation[None]:
        """The vendor's own channel."""
        yield from self._preview("telegram")

    def identify(self, lead: Lead) -> Conversation[Sequence[Account]]:
        """Raises NotPossible for a channel or group that shows no preview."""
        try:
            page = yield from self._preview(lead.text)
        except TargetGone:
            yield from self._raise_if_closed(lead.text)
            return []
        return [self._account(lead.text, page)]

    def look(self, batch: Batch) -> Conversation[Mapping[TargetId, Look]]:
        return (yield from each(batch, self._look))

    def reread(self, posts: Sequence[Post]) -> Conversation[Mapping[str, Post | None]]:
        """By the page of each one; what it tells neither there nor gone is left out."""
        found: dict[str, Post | None] = {}
        for post in posts:
            key = _KEY.fullmatch(post.key)
            if key is None:
                continue
            page = yield from self._message(key[1], key[2])
            same = [one for one in page.messages if one.number == int(key[2])]
            if same:
                found[post.key] = post_of(key[1], same[0])
            elif page.error.lower().startswith("post not found"):
                found[post.key] = None
        return found

    def _look(self, due: Due) -> Conversation[Look]:
        """From the newest page down to the newest number known. The first look is one page."""
        walk = Walk(marker_of(due.cursor))
        while walk.goes_on:
            try:
                walk.take((yield from self._preview(due.target.ref, walk.lowest)))
            except ConnectorError as error:
                if not walk.pages:
                    raise
                walk.broken_by(error)
        told = profile(walk.head)
        fresh = _renamed(due.target, walk.head)
        return replace(walk.look(due.target.key), account=fresh, profile=told)

    def _preview(self, name: str, before: int = 0) -> Conversation[Page]:
        """Raises TargetGone where the vendor leads elsewhere, as it does without a preview."""
        params = (("before", str(before)),) if before else ()
        answer = yield self._request(f"/s/{name}", *params)
        if answer.status in _ELSEWHERE:
            raise TargetGone("no_preview")
        page = _page(answer)
        if not page.channel:
            raise UnexpectedPayload("not the preview of a channel")
        return page

    def _raise_if_closed(self, name: str) -> Conversation[None]:
        """The card that stands in the preview's place counts people only where there are some."""
        try:
            answer = yield self._request(f"/{name}")
        except TargetGone:
            return
        if answer.status not in _ELSEWHERE and _page(answer).people is not None:
            raise NotPossible("telegram_no_preview")

    def _message(self, name: str, number: str) -> Conversation[Page]:
        """https://core.telegram.org/widgets/post embeds one message so."""
        asked = (("embed", "1"), ("mode", "tme"))
        answer = yield self._request(f"/{name}/{number}", *asked, accept=frozenset({200}))
        page = _page(answer)
        if not (page.messages or page.error):
            raise UnexpectedPayload("not the page of a message")
        return page

    def _request(
        self, path: str, *params: tuple[str, str], accept: frozenset[int] = _ELSEWHERE | {200}
    ) -> Request:
        return Request(
            f"{self._base}{path}",
            headers={"Accept": "text/html", "Accept-Language": "en"},
            params=params,
            accept=accept,
            parse=parse_page,
        )

    def _account(self, asked: str, page: Page) -> Account:
        name = page.name if _NAME.fullmatch(page.name) else asked
        key = name.lower()
        posts = [post_of(key, one) for one in page.messages if not one.service]
        newest = posts[-1] if posts else None
        return Account(
            network=NETWORK,
            key=key,
            handle=name,
            name=page.title or name,
            url=f"{SITE}/{name}",
            host=self._host,
            ref=key,
            followers=page.people,
            last_post_at=newest.published_at if newest else None,
            sample=newest,
            proof="exact",
            monthly_posts=monthly(post.published_at for post in posts),
            profile=profile(page),
        )


def profile(page: Page) -> Profile | None:
    """What a channel's header says; None without one. Its picture has no lasting address."""
    return profile_of(page.title, page.about, page.links) if page.title else None


def _renamed(target: Target, page: Page) -> Account | None:
    """Fresh facts where the title is another."""
    if page.title in ("", target.name):
        return None
    return replace(target.called(page.title), followers=page.people)


def _linked(text: str) -> str:
    """The channel of t.me/x, t.me/s/x, t.me/x/12 or x.t.me; "" for any other text."""
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https"):
        return ""
    pieces = [piece for piece in parts.path.split("/") if piece]
    if host.endswith(".t.me"):
        pieces = [host.removesuffix(".t.me")]
    elif host not in _HOSTS:
        return ""
    elif pieces[:1] == ["s"]:
        pieces = pieces[1:]
    name = pieces[0] if pieces else ""
    return name if _NAME.fullmatch(name) and name.lower() not in _FIXED else ""


def _page(answer: Answer) -> Page:
    return answer.parsed if isinstance(answer.parsed, Page) else Page()
