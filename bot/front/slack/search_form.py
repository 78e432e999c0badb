"""The form that a search without words opens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import msgspec

from bot.core.grammar import Bad, Ok, Search, parse, render
from bot.front.slack.asked import Asked, Place
from bot.front.slack.modal import ON, WHAT, Filled
from bot.front.slack.texts import say
from bot.front.slack.views import Choice, State, modal, several_of, why_bad
from bot.front.slack.views import field as labelled
from bot.front.slack.views import hint as hinted
from bot.render.slack import Json

SEARCH = "search"
_TYPED = 500


@dataclass(frozen=True, slots=True)
class _Kept:
    """What the form keeps until it is sent. `place`: where it is answered."""

    language: str
    place: Place


def search_view(language: str, place: Place, networks: Sequence[Choice]) -> Json:
    """`place`: where it was asked. `networks`: (name, value) of those that can be asked."""
    typed: Json = {"type": "plain_text_input", "max_length": _TYPED}
    blocks = [hinted(language, labelled(language, SEARCH, WHAT, typed), "form.search.what.hint")]
    if networks:
        blocks.append(labelled(language, SEARCH, ON, several_of(networks), optional=True))
    kept = _Kept(language, replace(place, trigger=None))
    return modal(language, SEARCH, msgspec.json.encode(kept).decode(), blocks)


def search_in(body: Mapping[str, Any]) -> Filled:
    """The sent form as a search typed where it was opened."""
    view = body["view"]
    kept = msgspec.json.decode(view["private_metadata"], type=_Kept)
    state = State(view)
    read = parse(f"search {state.typed(WHAT)}", slack=True)
    if isinstance(read, Ok) and isinstance(read.command, Search):
        on = tuple(state.some(ON)) or read.command.on
        text = render(replace(read.command, on=on))
        return Filled(Asked(kept.place, body["trigger_id"], text), {})
    wrong = why_bad(kept.language, read) if isinstance(read, Bad) else ""
    return Filled(None, {WHAT: wrong or say(kept.language, "form.search.nothing")})
