"""trends: which hashtags rise, and how much of it a channel is told."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.grammar.commands import Bad, Ok, Result, Trends, TrendsAction
from bot.core.grammar.lex import Args, Shape, Token, shown
from bot.core.grammar.values import Verb
from bot.core.grammar.words import AGREED, NETWORKS, ON, SWITCH, words_of
from bot.core.trends.uses import countable
from bot.core.trends.values import Sensitivity, same

_EXAMPLE, _TAG_EXAMPLE = "trends calm", "trends ignore #tva"
_PLACE = 60
_SENSITIVITIES = {
    **dict.fromkeys(words_of("calm calme calmer"), Sensitivity.CALM),
    **dict.fromkeys(words_of("balanced equilibre equilibree normal"), Sensitivity.BALANCED),
    **dict.fromkeys(words_of("keen attentif attentive"), Sensitivity.KEEN),
}
_OF_TAGS = {
    **dict.fromkeys(words_of("ignore ignorer ignorez"), TrendsAction.IGNORE),
    **dict.fromkeys(words_of("unignore retablir retablissez"), TrendsAction.HEED),
    **dict.fromkeys(words_of("ignored ignores ignorees"), TrendsAction.IGNORED),
}
_IN = words_of("in at for a au aux en pour")
_SWITCHED = {"on": TrendsAction.ON, "off": TrendsAction.OFF}


def read_trends(args: Args) -> Result:
    """Ok(Trends). Bad: bad_trends, bad_trend_tag."""
    words = [token for token in args.tokens if token.shape is not Shape.SEP]
    if not words:
        return Ok(Trends())
    first, rest = words[0].folded, words[1:]
    if first in ON and rest and rest[0].folded in NETWORKS:
        return _on_network(NETWORKS[rest[0].folded], rest[1:])
    if first in _OF_TAGS:
        return _of_tag(_OF_TAGS[first], rest)
    if first in _SENSITIVITIES and not rest:
        return Ok(Trends(TrendsAction.SET, sensitivity=_SENSITIVITIES[first]))
    if first in SWITCH and not rest:
        return Ok(Trends(_SWITCHED[SWITCH[first]]))
    return Bad("bad_trends", words[0].start, shown(args.plain), example=_EXAMPLE)


def _on_network(network: str, rest: Sequence[Token]) -> Result:
    agreed = bool(rest) and rest[-1].folded == AGREED
    named = list(rest[: -1 if agreed else None])
    if named and named[0].folded in _IN:
        del named[0]
    place = " ".join(token.text for token in named)
    if len(place) > _PLACE:
        return Bad("bad_trends", named[0].start, shown(place), example=_EXAMPLE)
    return Ok(Trends(on=network, place=place, agreed=agreed))


def _of_tag(action: TrendsAction, rest: Sequence[Token]) -> Result:
    """Without a tag: which are ignored."""
    text = " ".join(token.text for token in rest)
    if not text or action is TrendsAction.IGNORED:
        return Ok(Trends(TrendsAction.IGNORED))
    tag = text.removeprefix("#")
    if countable([tag]) != (same(tag),):
        return Bad("bad_trend_tag", rest[0].start, shown(text), example=_TAG_EXAMPLE)
    return Ok(Trends(action, tag=tag))


def write_trends(trends: Trends, *, quoted: bool) -> list[str]:
    """The pieces of the command, to be joined by spaces."""
    if trends.action is TrendsAction.SET:
        return [Verb.TRENDS, trends.sensitivity or ""]
    if trends.action is not TrendsAction.SHOW:
        return [Verb.TRENDS, trends.action, f"#{trends.tag}" if trends.tag else ""]
    if not trends.on:
        return [Verb.TRENDS]
    place = f'"{trends.place}"' if quoted else trends.place
    where = f"in {place}" if trends.place else ""
    return [Verb.TRENDS, f"on {trends.on}", where, AGREED if trends.agreed else ""]
