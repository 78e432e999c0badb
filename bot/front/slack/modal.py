"""The form that `/watch` alone opens, a shortcut, or the Home tab."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import msgspec

from bot.core.grammar import Bad, Mode, Ok, Result, Watch, parse, render
from bot.core.grammar.expression import all_of, read, unwanted, write_filter
from bot.front.slack.asked import Asked, Original, Place
from bot.front.slack.texts import say
from bot.front.slack.views import (
    METADATA,
    Choice,
    State,
    modal,
    one_of,
    several_of,
    some_of,
    why_bad,
)
from bot.front.slack.views import field as labelled
from bot.front.slack.views import hint as hinted
from bot.render.slack import Json
from connectors.query import All, Expr

WATCH = "watch"
WHAT, WHERE, ON, MODE = "what", "where", "on", "mode"
INCLUDE, EXCLUDE = "include", "exclude"
MOST_LINKS = 10
_TYPED = 500


@dataclass(frozen=True, slots=True)
class Filled:
    """What a sent form asks, or what is wrong with it: block id -> sentence."""

    asked: Asked | None
    errors: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Opening:
    """How the form begins. `channel`: where it is opened, "" if nowhere; with `fixed` it is chosen
    already. `given`: what stands in it. `links`: of which a person chooses. `networks`: (name,
    value) of those that can be asked."""

    channel: str = ""
    fixed: bool = False
    given: str = ""
    links: tuple[str, ...] = ()
    networks: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class _Kept:
    """What the form keeps until it is sent."""

    language: str = "en"
    links: tuple[str, ...] = field(default=())


def watch_view(language: str, opening: Opening) -> Json:
    """The labels are in the person's language."""
    links = _fitting(language, opening.links)
    what = _links(language, links) if len(links) > 1 else _typed(language, _given(opening, links))
    blocks = [what, labelled(language, WATCH, WHERE, _where(opening))]
    if opening.networks:
        networks = several_of(opening.networks)
        blocks.append(labelled(language, WATCH, ON, networks, optional=True))
    blocks.append(labelled(language, WATCH, MODE, _modes(language)))
    blocks += [_words(language, INCLUDE), _words(language, EXCLUDE)]
    kept = _Kept(language, links if len(links) > 1 else ())
    return modal(language, WATCH, msgspec.json.encode(kept).decode(), blocks)


def from_view(body: Mapping[str, Any]) -> Filled:
    """The sent form as a command typed in the chosen channel."""
    view = body["view"]
    kept = msgspec.json.decode(view.get("private_metadata") or "{}", type=_Kept)
    state = State(view)
    text, errors = _command(kept, state)
    channel = state.place(WHERE)
    if errors or not channel:
        return Filled(None, errors or {WHERE: say(kept.language, "form.watch.where")})
    asked = Asked(_place(body, channel), body.get("trigger_id") or view["id"], text)
    return Filled(asked, {})


def _place(body: Mapping[str, Any], channel: str) -> Place:
    """https://docs.slack.dev/surfaces/modals#response-url"""
    given = [one["response_url"] for one in body.get("response_urls") or () if one]
    if given:
        return Place(channel, body["user"]["id"], Original.NOTHING, response_url=given[0])
    return Place(channel, body["user"]["id"], Original.PUBLIC)


def _command(kept: _Kept, state: State) -> tuple[str, Mapping[str, str]]:
    """The canonical command, or the sentences that say what can't be read."""
    what = " ".join(kept.links[int(one)] for one in state.some(WHAT)) or state.typed(WHAT)
    watch = _read(parse(f"watch {what}", slack=True))
    if not isinstance(watch, Watch):
        return "", {WHAT: _unreadable(kept.language, watch)}
    include, exclude = (read(state.typed(name)) for name in (INCLUDE, EXCLUDE))
    wrong = say(kept.language, "modal.unreadable.words")
    if isinstance(include, Bad) or isinstance(exclude, Bad):
        return "", {INCLUDE if isinstance(include, Bad) else EXCLUDE: wrong}
    whole = _read(parse(f"watch {what} {_filter(include, exclude)}", slack=True))
    if not isinstance(whole, Watch):
        return "", {INCLUDE if include is not None else EXCLUDE: wrong}
    chosen = state.one(MODE)
    on = tuple(state.some(ON)) or whole.on
    return render(replace(whole, only=Mode(chosen) if chosen else whole.only, on=on)), {}


def _read(result: Result) -> Watch | Bad | None:
    if isinstance(result, Ok) and isinstance(result.command, Watch):
        return result.command
    return result if isinstance(result, Bad) else None


def _unreadable(language: str, bad: Bad | None) -> str:
    return say(language, "modal.unreadable") if bad is None else why_bad(language, bad)


def _filter(include: Expr | None, exclude: Expr | None) -> str:
    """As it is typed after what is watched: of several words to exclude, none may occur."""
    apart = exclude.of if isinstance(exclude, All) else (exclude,)
    parts = [include, *(None if part is None else unwanted(part) for part in apart)]
    wanted = all_of(part for part in parts if part is not None)
    return "" if wanted is None else write_filter(wanted, quoted=True)


def _fitting(language: str, links: Sequence[str]) -> tuple[str, ...]:
    """As many as the form can keep."""
    shown = tuple(links[:MOST_LINKS])
    while len(msgspec.json.encode(_Kept(language, shown))) > METADATA:
        shown = shown[:-1]
    return shown


def _given(opening: Opening, links: Sequence[str]) -> str:
    return (opening.given or " ".join(links))[:_TYPED]


def _typed(language: str, given: str) -> Json:
    element: Json = {"type": "plain_text_input", "max_length": _TYPED}
    element |= {"initial_value": given} if given else {}
    return hinted(language, labelled(language, WATCH, WHAT, element), "modal.what.hint")


def _links(language: str, links: Sequence[str]) -> Json:
    """Values are short: a link may be longer than an option can hold."""
    choices = [(link, str(number)) for number, link in enumerate(links)]
    return labelled(language, WATCH, WHAT, some_of(choices, ["0"]))


def _words(language: str, name: str) -> Json:
    element: Json = {"type": "plain_text_input", "max_length": _TYPED}
    block = labelled(language, WATCH, name, element, optional=True)
    return hinted(language, block, "modal.words.hint")


def _where(opening: Opening) -> Json:
    """Channels that another firm reads are left out: nothing goes there unasked."""
    own = opening.channel.startswith("D")
    kinds = ["public", "private", *(["im"] if own else [])]
    only = {"include": kinds, "exclude_external_shared_channels": True}
    where: Json = {"type": "conversations_select", "response_url_enabled": True}
    where["filter"] = {**only, "exclude_bot_users": not own}
    if opening.fixed and opening.channel:
        return where | {"initial_conversation": opening.channel}
    return where | {"default_to_current_conversation": True}


def _modes(language: str) -> Json:
    modes = (Mode.BOTH, Mode.ALERT, Mode.DIGEST)
    choices = [(say(language, f"modal.mode.{mode}"), mode.value) for mode in modes]
    return one_of("radio_buttons", choices, Mode.BOTH.value)
