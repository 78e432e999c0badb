"""What is said once something is watched: of one target, or of all that one command named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from bot.core.firms.model import shown_site
from bot.core.message import (
    Audience,
    Block,
    Button,
    Line,
    Message,
    Paragraph,
    Reply,
    Span,
    line,
)
from bot.core.model import Channel, Mode
from bot.core.model import Watch as Watched
from bot.render.alerts import words_of
from bot.service.commands.answers import interval_words
from bot.service.commands.confirming import Confirmed
from bot.service.commands.context import Context, lines, reply
from bot.service.commands.filters import told
from bot.service.commands.first import with_zone_question, zone_buttons
from bot.service.commands.undoing import undo_button
from connectors.types import Account

PROOFS = 5
"""Publications shown as proof that what was added can be read."""


@dataclass(frozen=True, slots=True)
class Addition:
    """What a person meant by one term, and the watches that it became, one on each network.

    `change`: what Undo takes back. `firm`: whose account it is now. `remarks`, `missed`: what else
    is worth knowing, and who could not answer. `proof`: its last publication is shown.
    `guessed`: the network wasn't named. `ask_zone`: nobody was asked yet whose hours these are.
    """

    place: Channel
    what: str
    watched: tuple[Watched, ...]
    change: int
    proof: Account | None = None
    firm: Confirmed | None = None
    remarks: tuple[str, ...] = ()
    missed: tuple[Block, ...] = ()
    guessed: bool = False
    ask_zone: bool = False

    @property
    def sends_alerts(self) -> bool:
        return all(one.mode is not Mode.DIGEST for one in self.watched)


@dataclass(frozen=True, slots=True)
class Confirmation(Reply):
    """A reply that says only what was added, so that several can be said as one."""

    added: tuple[Addition, ...] = field(default=(), kw_only=True)


def confirm(ctx: Context, added: Sequence[Addition]) -> Confirmation:
    """`added`: at least one, all in the same channel."""
    answer = reply(
        ctx.words,
        _sentence(ctx, added),
        blocks=tuple(_blocks(ctx, added)),
        buttons=tuple(_buttons(ctx, added)),
        audience=Audience.CHANNEL,
    )
    if any(one.ask_zone for one in added):
        answer = with_zone_question(ctx, answer)
    return Confirmation(answer.message, answer.audience, added=tuple(added))


def with_more(answer: Reply, message: Message) -> Reply:
    """The same answer with that message. A confirmation then stands for itself: it says more than
    what was added.
    """
    if isinstance(answer, Confirmation):
        return Reply(message, answer.audience)
    return replace(answer, message=message)


def change_of(said: Sequence[Reply]) -> int | None:
    """To which the command's next targets add."""
    return next((one.added[0].change for one in said if isinstance(one, Confirmation)), None)


def together(ctx: Context, said: Sequence[Reply]) -> Reply:
    """What was said of several targets of one command, as one answer."""
    if len(said) == 1:
        return said[0]
    confirmed = [one for one in said if isinstance(one, Confirmation)]
    if len(confirmed) == len(said):
        return confirm(ctx, [one for each in confirmed for one in each.added])
    return _listed(ctx, said)


def on_networks(ctx: Context, what: str, networks: Sequence[str]) -> str:
    """ "Cabinet Durand (Mastodon)"."""
    words = ctx.words
    shown = words.joined([words.network(name) for name in networks], "and")
    return words("watch.named", what=what, networks=shown)


def of_firm(ctx: Context, confirmed: Confirmed) -> str:
    """Whose account it is now, and whose it was."""
    firm, before = confirmed.firm, confirmed.taken_from
    said = ctx.words("firms.account_of", name=firm.name, site=shown_site(firm.site) or firm.slug)
    moved = ctx.words("firms.taken_from", name=before.name) if before else ""
    return f"{said} {moved}".strip()


def promises(ctx: Context, place: Channel, watched: Sequence[Watched]) -> list[str]:
    """When publications arrive, at the slowest, and which of them don't."""
    interval = ctx.house.networks.interval
    slowest = max(watched, key=lambda one: interval(one.target.network))
    filtered = [one for each in watched for one in told(ctx.words, each.query)]
    return [_when(ctx, place, slowest), *dict.fromkeys(filtered)]


def proof_of(ctx: Context, account: Account, name: str = "") -> Line | None:
    """The last publication of an account. `name`: whose it is, where that isn't plain."""
    words, post = ctx.words, account.sample
    if post is None:
        return None
    when = f", {words.when(post.published_at)}" if post.published_at else ""
    quoted = words_of(words, post, 110)
    label = words("watch.latest.of", name=name) if name else words("watch.latest")
    return line(label + " ", Span(quoted, link=post.url), when)


def _sentence(ctx: Context, added: Sequence[Addition]) -> str:
    place = added[0].place
    key = "watch.done.private" if place.private else "watch.done"
    return ctx.words(
        "watch.done.to" if place.id != ctx.channel.id else key,
        who=ctx.inbound.person.name,
        what=ctx.words.joined([one.what for one in added], "and"),
        channel=place.name,
    )


def _blocks(ctx: Context, added: Sequence[Addition]) -> list[Block]:
    place, watched = added[0].place, [one for each in added for one in each.watched]
    said = [of_firm(ctx, one.firm) for one in added if one.firm is not None]
    said += promises(ctx, place, watched)
    said += dict.fromkeys(remark for one in added for remark in one.remarks)
    missed = dict.fromkeys(block for one in added for block in one.missed)
    proofs = [
        proof
        for one in added
        if one.proof is not None
        and (proof := proof_of(ctx, one.proof, one.proof.name if len(added) > 1 else ""))
    ][:PROOFS]
    return [lines(*said), *missed, *([lines(*proofs)] if proofs else [])]


def _buttons(ctx: Context, added: Sequence[Addition]) -> list[Button]:
    """Undo first. One press for all that was added, as long as it is one change."""
    alone = added[0] if len(added) == 1 else None
    undo = "button.wrong" if alone is not None and alone.guessed else "button.undo_watch"
    changes = list(dict.fromkeys(one.change for one in added))
    buttons = [undo_button(ctx, one, undo) for one in changes]
    elsewhere = added[0].place.id != ctx.channel.id
    if not elsewhere and all(one.sends_alerts for one in added):
        refs = " ".join(f"watch:{one.id}" for each in added for one in each.watched)
        buttons.append(ctx.button("alert.digest_only", f"watch {refs} only:digest"))
    if alone is not None and alone.firm is not None:
        firm = alone.firm.firm
        buttons.append(Button(firm.name, command=f"firm {firm.slug}"))
    elif not elsewhere:
        buttons.append(ctx.button("button.settings", "settings"))
    return buttons


def _when(ctx: Context, place: Channel, watched: Watched) -> str:
    words, mode = ctx.words, watched.mode
    parts = []
    if mode is not Mode.DIGEST:
        every = ctx.house.networks.interval(watched.target.network)
        here = "watch.alerts" if place.id == ctx.channel.id else "watch.alerts.to"
        parts.append(words(here, within=interval_words(words, every)))
    if place.digest_on and mode is not Mode.ALERT:
        city = words.city(place.zone)
        parts.append(words("watch.digest", hour=words.hour(place.digest_time), city=city))
    return " ".join(parts)


def _listed(ctx: Context, said: Sequence[Reply]) -> Reply:
    """One below the other, each with its first button, numbered alike."""
    parts = [_numbered(one.message, number) for number, one in enumerate(said, start=1)]
    buttons = [
        replace(one.buttons[0], label=f"{number} {one.buttons[0].label}")
        for number, one in enumerate(parts, start=1)
        if one.buttons
    ]
    if any(isinstance(one, Confirmation) and one.added[0].ask_zone for one in said):
        buttons[1:1] = zone_buttons(ctx)
    message = Message(
        summary=" ".join(one.summary for one in parts),
        blocks=_once(parts),
        language=ctx.words.language,
    ).offering(buttons)
    public = all(one.audience is Audience.CHANNEL for one in said)
    return Reply(message, audience=Audience.CHANNEL if public else Audience.PERSON)


def _numbered(message: Message, number: int) -> Message:
    first, *rest = message.blocks
    if not isinstance(first, Paragraph):
        return message
    head, *others = first.lines
    shown = Paragraph((line(f"{number}. ", *head), *others))
    return replace(message, blocks=(shown, *rest))


def _once(parts: Sequence[Message]) -> tuple[Block, ...]:
    """What is true of all alike stands once, at the end."""
    first, *others = parts
    alike = tuple(one for one in first.blocks if all(one in each.blocks for each in others))
    return *(one for each in parts for one in each.blocks if one not in alike), *alike
