"""Networks that give more with an account of yours. All of it may be skipped, or done later."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from bot.app import connector_class
from bot.cli.checking import asking, probe
from bot.cli.setup.console import Back, Skip
from bot.cli.setup.session import Judged, Secret, Session, Verdict, paste
from bot.cli.setup.shapes import (
    bluesky_handle_fault,
    bluesky_password_fault,
    cleaned,
    server_fault,
    token_fault,
    youtube_fault,
)
from connectors.errors import ConnectorError, CredentialRejected, NeedsApproval


@dataclass(frozen=True, slots=True)
class Offer:
    """`secret`: the setting; `fault`: of its shape. `before`: asks first what belongs to it."""

    network: str
    secret: str
    fault: Callable[[str], str | None]
    before: Callable[[Session], None] | None = None


def menu(session: Session) -> None:
    """Until Enter, skip or a wish to go back."""
    console = session.console
    console.heading("setup.networks.title")
    console.say("setup.networks.free")
    while True:
        for number, one in enumerate(OFFERS, 1):
            console.show(f"{number}. {_row(session, one)}", indent="   ")
        console.say("setup.networks.later")
        answer = console.ask(session.words("setup.networks.which"))
        if not answer:
            return
        if answer not in map(str, range(1, len(OFFERS) + 1)):
            console.wrong(session.words("setup.number", n=len(OFFERS)))
            continue
        try:
            _switch_on(session, OFFERS[int(answer) - 1])
        except (Back, Skip):
            continue


def _row(session: Session, offer: Offer) -> str:
    words = session.words
    text = words(f"setup.network.{offer.network}")
    return words("setup.networks.on", what=text) if session.value(offer.secret) else text


def _switch_on(session: Session, offer: Offer) -> None:
    session.console.heading(f"setup.network.{offer.network}.how")
    if offer.before is not None:
        offer.before(session)
    session.console.say("setup.hidden")
    check = partial(_verdict, session, offer)
    question = f"setup.network.{offer.network}.ask"
    paste(session, Secret(offer.secret, question, offer.fault, check))


async def _verdict(session: Session, offer: Offer, pasted: str) -> Verdict:
    """One real question with it, as `veilleur check` asks it."""
    words, kind = session.words, connector_class(offer.network)
    name = words.network(offer.network)
    config: Any = kind.Config
    values = {one.lower(): session.value(one) for one in _names(kind) if session.value(one)}
    connector: Any = kind
    built = connector(config(_env_file=None, **values | {offer.secret.lower(): pasted}))
    try:
        async with asking(session.settings) as http:
            await probe(http, built)
    except (CredentialRejected, NeedsApproval):
        return Verdict(Judged.WRONG, words("setup.network.refused", network=name))
    except ConnectorError:
        return Verdict(Judged.SILENT, words("setup.network.silent", network=name))
    return Verdict(Judged.GOOD, words("setup.network.answers", network=name))


def _names(kind: Any) -> list[str]:
    return [field.upper() for field in kind.Config.model_fields]


def _identifier(session: Session) -> None:
    console, words = session.console, session.words
    standing = session.value("BLUESKY_IDENTIFIER")
    while True:
        handle = cleaned(console.ask(words("setup.network.bluesky.handle"), standing)).lstrip("@")
        if (key := bluesky_handle_fault(handle)) is None:
            break
        console.wrong(words(key))
    session.changes["BLUESKY_IDENTIFIER"] = handle


def _server(session: Session) -> None:
    console, words = session.console, session.words
    standing = session.value("MASTODON_URL") or "mastodon.social"
    while True:
        answer = cleaned(console.ask(words("setup.network.mastodon.server"), standing))
        address = (answer if "://" in answer else f"https://{answer}").rstrip("/")
        if (key := server_fault(address)) is None:
            break
        console.wrong(words(key))
    session.changes["MASTODON_URL"] = address


OFFERS = (
    Offer("bluesky", "BLUESKY_APP_PASSWORD", bluesky_password_fault, _identifier),
    Offer("youtube", "YOUTUBE_API_KEY", youtube_fault),
    Offer("mastodon", "MASTODON_TOKEN", token_fault, _server),
)
