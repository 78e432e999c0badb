"""From something typed or pressed to replies. Errors become sentences; the process lives."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import structlog

from bot.core import grammar
from bot.core.grammar import (
    Allow,
    Ask,
    Bad,
    Claim,
    Command,
    Digest,
    Firm,
    FirmAction,
    Help,
    Import,
    List,
    Mute,
    Networks,
    Panel,
    Search,
    Settings,
    Status,
    Trends,
    Undo,
    Unmute,
    Unwatch,
    Verb,
    Watch,
    Why,
    parse,
    render,
    starts_with_verb,
)
from bot.core.message import Button, Message, Reply
from bot.core.model import Platform
from bot.render.words import Words, capital
from bot.service.commands import (
    access,
    facts,
    firm_changing,
    imports,
    listing,
    panels,
    search,
    trends,
    tuning,
    undoing,
    watching,
    why,
)
from bot.service.commands.answers import elsewhere_answer
from bot.service.commands.context import AlreadyDone, Context, House, reply
from bot.service.commands.networks import networks
from bot.service.ports import Inbound
from bot.store import buttons, channels, inbox, questions
from bot.store.engine import StoreUnavailable
from bot.store.errors import StoreFull
from connectors.query import plain

QUESTION_LIFE = timedelta(minutes=30)
# What may be done before an operator has let a chat in.
_OPEN_TO_ALL = (Claim,)
log = structlog.get_logger(__name__)


class Commands:
    """`handle` is what every front-end calls."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._under_way: set[tuple[str, str]] = set()

    async def handle(self, inbound: Inbound) -> AsyncIterator[Reply]:
        """The replies of one event, each replacing the one before; a redelivery gets none."""
        event = (inbound.channel.platform.value, inbound.event_id)
        if event in self._under_way:
            return
        self._under_way.add(event)
        try:
            async for answer in self._answers(inbound):
                yield answer
        finally:
            self._under_way.discard(event)

    async def _answers(self, inbound: Inbound) -> AsyncIterator[Reply]:
        words = self._guess_words(inbound)
        try:
            ctx = await self._context(inbound)
            words = ctx.words
            async for answer in self._run(ctx):
                yield await self._with_ids(ctx, answer)
        except AlreadyDone:
            return
        except StoreUnavailable as error:
            key = "error.store_full" if isinstance(error, StoreFull) else "error.store_busy"
            log.warning("store unavailable for a command", error=str(error))
            yield reply(words, words(key))
        except Exception:
            code = secrets.token_hex(2).upper()
            log.exception("command failed", error_id=code)
            yield reply(words, words("error.internal", code=code))

    def _guess_words(self, inbound: Inbound) -> Words:
        defaults = self._house.defaults
        language = inbound.language if inbound.language in ("fr", "en") else defaults.language
        return Words(language, defaults.zone, self._house.clock.now())

    async def _context(self, inbound: Inbound) -> Context:
        defaults, now = self._house.defaults, self._house.clock.now()
        language = inbound.language if inbound.language in ("fr", "en") else defaults.language
        async with self._house.store.begin() as tx:
            channel = await channels.ensure(
                tx,
                inbound.channel,
                workspace=inbound.workspace,
                name=inbound.chat_name,
                private=inbound.private,
                language=language,
                zone=inbound.zone or defaults.zone,
                digest_time=defaults.digest_time,
                digest_days=defaults.digest_days,
                now=now,
            )
        words = Words(channel.language, channel.zone, now)
        return Context(self._house, inbound, channel, words)

    async def _run(self, ctx: Context) -> AsyncIterator[Reply]:
        if await self._seen(ctx):
            return
        result = await self._understand(ctx)
        if isinstance(result, Reply):
            yield result
            return
        allowed = isinstance(result, grammar.Ok) and isinstance(result.command, _OPEN_TO_ALL)
        if not allowed and (refused := await access.refusal(ctx)) is not None:
            yield refused
            return
        if isinstance(result, Ask):
            closed = watching.closed_network(ctx, result.choices)
            yield self._ask(ctx, result) if closed is None else elsewhere_answer(ctx, closed)
        elif isinstance(result, Bad):
            yield _mistake(ctx, result)
        else:
            async for answer in _carry_out(ctx, result.command):
                yield answer

    async def _seen(self, ctx: Context) -> bool:
        async with ctx.house.store.read() as tx:
            return await inbox.seen(tx, ctx.channel.key.platform, ctx.inbound.event_id)

    async def _understand(self, ctx: Context) -> grammar.Result | Reply:
        inbound = ctx.inbound
        slack = ctx.channel.key.platform is Platform.SLACK
        if inbound.button is not None:
            return await self._pressed(ctx, inbound.button)
        text = inbound.text or ""
        before = await self._question(ctx) if inbound.bare else None
        listed = before is not None and before.startswith(Verb.IMPORT) and "\n" in text
        if before is not None and starts_with_verb(text) and not listed:
            before = None  # another command instead of the answer
        if inbound.bare and not inbound.private and before is None:
            raise AlreadyDone  # people talk to each other in a group: that is no search
        return parse(f"{before} {text}" if before else text, slack=slack)

    async def _question(self, ctx: Context) -> str | None:
        """The words that this person's text completes, if a question was asked."""
        async with ctx.house.store.begin() as tx:
            return await questions.take(tx, ctx.channel.id, ctx.inbound.person.id, ctx.now)

    async def _pressed(self, ctx: Context, button: str) -> grammar.Result | Reply:
        """What a button stands for, if it is this channel's and, where personal, this person's."""
        async with ctx.house.store.read() as tx:
            issued = await buttons.get(tx, button, ctx.now)
        if issued is None or issued.channel_id != ctx.channel.id:
            return ctx.say("button.expired", ctx.button("button.list", "list"))
        if issued.person_id is not None and issued.person_id != ctx.inbound.person.id:
            return ctx.say("button.not_yours")
        return parse(issued.command)

    def _ask(self, ctx: Context, question: Ask) -> Reply:
        choices = tuple(Button(label(ctx, one), command=render(one)) for one in question.choices)
        asked = reply(ctx.words, ctx.words(f"ask.{question.question}"), buttons=choices)
        modal = "watch" if question.verb is Verb.WATCH else None
        return replace(asked, asks=question.before or None, modal=modal)

    async def _with_ids(self, ctx: Context, answer: Reply) -> Reply:
        if answer.asks:
            async with ctx.house.store.begin() as tx:
                await questions.ask(
                    tx,
                    ctx.channel.id,
                    ctx.inbound.person.id,
                    answer.asks,
                    ctx.now + QUESTION_LIFE,
                )
        if not (answer.message.buttons or answer.message.more):
            return answer
        async with ctx.house.store.begin() as tx:
            message: Message = await ctx.house.messages.with_ids(
                tx, answer.message, ctx.channel, None, ctx.now
            )
        return replace(answer, message=message)


def label(ctx: Context, command: Command) -> str:
    """What a choice does, in a word or two."""
    words = ctx.words
    match command:
        case Mute(duration=timedelta() as duration):
            hours = int(duration.total_seconds() // 3600)
            return (
                words("time.hours", n=hours) if hours <= 24 else words("time.days", n=hours // 24)
            )
        case Settings(value=str(value)):
            return value
        case Watch(query=query) if query is not None:
            return words("choice.filter", what=plain(query))
        case Watch(terms=terms) if len(terms) > 1:
            return words("choice.also", what=terms[-1].text)
        case Firm(action=FirmAction.RELATION, value=value):
            return capital(words(f"firms.relation.{value}"))
        case Firm(value=value):
            return capital(words(f"firms.kind.{value}"))
        case Search():
            return words("choice.search")
        case _:
            return words("choice.watch")


def _mistake(ctx: Context, bad: Bad) -> Reply:
    """What happened and what to type; one suggestion at most."""
    words = ctx.words
    text = words(f"bad.{bad.reason}", word=bad.word, example=ctx.spelled(bad.example))
    buttons: tuple[Button, ...] = (ctx.button("button.help", "help"),)
    if bad.did_you_mean:
        text = f"{text} {words('bad.did_you_mean', what=ctx.spelled(bad.did_you_mean))}"
        buttons = (ctx.button("button.yes", bad.did_you_mean), *buttons)
    return reply(words, text, buttons=buttons)


def _carry_out(ctx: Context, command: Command) -> AsyncIterator[Reply]:
    match command:
        case Watch():
            return watching.watch(ctx, command)
        case Unwatch():
            return listing.unwatch(ctx, command)
        case List():
            return listing.show_list(ctx, command)
        case Search():
            return search.search(ctx, command)
        case Digest():
            return tuning.digest(ctx, command)
        case Mute():
            return tuning.mute(ctx, command)
        case Unmute():
            return tuning.unmute(ctx, command)
        case Settings():
            return tuning.settings(ctx, command)
        case Firm() | Panel() | Import():
            return _about_firms(ctx, command)
        case _:
            return _about(ctx, command)


def _about_firms(ctx: Context, command: Firm | Panel | Import) -> AsyncIterator[Reply]:
    match command:
        case Firm():
            return firm_changing.firm(ctx, command)
        case Panel():
            return panels.panel(ctx, command)
    return imports.import_(ctx, command)


def _about(ctx: Context, command: Command) -> AsyncIterator[Reply]:
    match command:
        case Why():
            return why.why(ctx, command)
        case Trends():
            return trends.trends(ctx, command)
        case Status():
            return facts.status(ctx)
        case Networks():
            return networks(ctx, command)
        case Undo():
            return undoing.undo(ctx, command)
        case Claim():
            return facts.claim(ctx, command)
        case Allow():
            return access.answer(ctx, command)
        case Help():
            return facts.help_(ctx, command)
        case _:
            raise TypeError(f"no way to carry out {type(command).__name__}")
