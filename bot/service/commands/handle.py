"""From something typed or pressed to replies. Errors become sentences; the process lives."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import structlog

from bot.core import grammar
from bot.core.grammar import (
    Ask,
    Bad,
    Claim,
    Command,
    Setting,
    TermKind,
    Verb,
    Watch,
    parse,
    render,
    starts_with_verb,
)
from bot.core.message import Button, Message, Reply
from bot.core.model import Platform
from bot.render.texts import spoken
from bot.render.words import Words
from bot.service import tips
from bot.service.commands import (
    access,
    outsiders,
    steering,
    watching,
)
from bot.service.commands.answers import elsewhere_answer
from bot.service.commands.choices import label, languages
from bot.service.commands.context import AlreadyDone, Context, House, reply
from bot.service.commands.dispatch import carry_out
from bot.service.ports import Inbound
from bot.store import buttons, channels, inbox, questions, told
from bot.store.engine import StoreUnavailable
from bot.store.errors import StoreFull

QUESTION_LIFE = timedelta(minutes=30)
# What may be done before an operator has let a chat in.
_OPEN_TO_ALL = (Claim,)
# What may be asked with a form.
_FORMS = (Verb.WATCH, Verb.SEARCH)
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
            aimed = await steering.aimed(ctx)
            if isinstance(aimed, Reply):
                yield await self._with_ids(ctx, aimed)
                return
            ctx = aimed
            async for answer in self._run(ctx):
                yield await self._with_ids(ctx, await outsiders.hushed(ctx, answer))
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
        language = spoken(inbound.language, defaults.language)
        return Words(language, defaults.zone, self._house.clock.now())

    async def _context(self, inbound: Inbound) -> Context:
        defaults, now = self._house.defaults, self._house.clock.now()
        language = spoken(inbound.language, defaults.language)
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
        if not allowed and (refused := await _refusal(ctx)) is not None:
            yield refused
            return
        if isinstance(result, Ask):
            closed = watching.closed_network(ctx, result.choices)
            yield self._ask(ctx, result) if closed is None else elsewhere_answer(ctx, closed)
        elif isinstance(result, Bad):
            yield _mistake(ctx, result)
        elif (asked := await outsiders.question(ctx, result.command)) is not None:
            yield asked
        else:
            await self._note_use(ctx, result.command)
            async for answer in carry_out(ctx, result.command):
                yield answer

    async def _note_use(self, ctx: Context, command: Command) -> None:
        """No tip about what people use already."""
        if (tip := tips.of_use(command)) is None:
            return
        async with ctx.house.store.read() as tx:
            known = tip in await told.names(tx, ctx.channel.id)
        if not known:
            async with ctx.house.store.begin() as tx:
                await tips.used(tx, ctx.channel.id, tip, ctx.now)

    async def _seen(self, ctx: Context) -> bool:
        async with ctx.house.store.read() as tx:
            return await inbox.seen(tx, ctx.channel.key.platform, ctx.inbound.event_id)

    async def _understand(self, ctx: Context) -> grammar.Result | Reply:
        inbound = ctx.inbound
        slack = ctx.channel.key.platform is Platform.SLACK
        if inbound.button is not None:
            return await self._pressed(ctx, inbound.button)
        text = inbound.text or ""
        if inbound.private and (link := steering.link_of(text)) is not None:
            return await steering.followed(ctx, *link)
        before = await self._question(ctx) if inbound.bare else None
        listed = before is not None and before.startswith(Verb.IMPORT) and "\n" in text
        if before is not None and starts_with_verb(text) and not listed:
            before = None  # another command instead of the answer
        if inbound.bare and not inbound.private and before is None:
            raise AlreadyDone  # people talk to each other in a group: that is no search
        return _completed(before, text, slack=slack) if before else parse(text, slack=slack)

    async def _question(self, ctx: Context) -> str | None:
        """The words that this person's text completes, if a question was asked."""
        async with ctx.house.store.begin() as tx:
            return await questions.take(tx, ctx.channel.id, ctx.inbound.person.id, ctx.now)

    async def _pressed(self, ctx: Context, button: str) -> grammar.Result | Reply:
        """What a button stands for, if it is this channel's and, where personal, this person's."""
        async with ctx.house.store.read() as tx:
            issued = await buttons.get(tx, button, ctx.now)
        if issued is None or issued.channel_id != steering.pressed_in(ctx, issued):
            return ctx.say("button.expired", ctx.button("button.list", "list"))
        if issued.person_id is not None and issued.person_id != ctx.inbound.person.id:
            return ctx.say("button.not_yours")
        return parse(issued.command)

    def _ask(self, ctx: Context, question: Ask) -> Reply:
        offered = question.choices or languages(question)
        choices = tuple(Button(label(ctx, one), command=render(one)) for one in offered)
        text = ctx.words(f"ask.{question.question}", slash=ctx.slash)
        asked = reply(ctx.words, text, buttons=choices)
        modal = question.verb if question.verb in _FORMS else None
        # Asked below a confirmation, which stays.
        beside = question.question == f"settings_{Setting.ZONE}"
        return replace(asked, asks=question.before or None, modal=modal, beside=beside)

    async def _with_ids(self, ctx: Context, answer: Reply) -> Reply:
        if ctx.home is not None:
            answer = steering.marked(ctx, answer)
        if answer.asks:
            async with ctx.house.store.begin() as tx:
                await questions.ask(
                    tx,
                    (ctx.home or ctx.channel).id,
                    ctx.inbound.person.id,
                    answer.asks,
                    ctx.now + QUESTION_LIFE,
                )
        if not any(answer.message.every_button()):
            return answer
        whose = ctx.inbound.person.id if ctx.home is not None else None
        async with ctx.house.store.begin() as tx:
            message: Message = await ctx.house.messages.with_ids(
                tx, answer.message, ctx.channel, whose, ctx.now
            )
        return replace(answer, message=message)


def _completed(before: str, text: str, *, slack: bool) -> grammar.Result:
    """The answer to a question. To whom to watch people answer with a name: it is looked up."""
    result = parse(f"{before} {text}", slack=slack)
    watch = result.command if isinstance(result, grammar.Ok) else None
    named = isinstance(watch, Watch) and all(one.kind is TermKind.WORDS for one in watch.terms)
    if before == Verb.WATCH and named:
        return parse(f"{Verb.FIND} {text}", slack=slack)
    return result


async def _refusal(ctx: Context) -> Reply | None:
    return await outsiders.refusal(ctx) or await access.refusal(ctx)


def _mistake(ctx: Context, bad: Bad) -> Reply:
    """What happened and what to type; one suggestion at most."""
    words = ctx.words
    text = words(f"bad.{bad.reason}", word=bad.word, example=ctx.spelled(bad.example))
    buttons: tuple[Button, ...] = (ctx.button("button.help", "help"),)
    if bad.did_you_mean:
        text = f"{text} {words('bad.did_you_mean', what=ctx.spelled(bad.did_you_mean))}"
        buttons = (ctx.button("button.yes", bad.did_you_mean), *buttons)
    return reply(words, text, buttons=buttons)
