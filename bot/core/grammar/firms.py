"""firm: what a person asks about a firm, or says of it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.firms.kinds import FirmKind, Relation
from bot.core.grammar.commands import Ask, Bad, Ok, Result
from bot.core.grammar.grouped import Firm, FirmAction
from bot.core.grammar.lex import Args, Shape, Token, shown
from bot.core.grammar.terms import read_term, write_term
from bot.core.grammar.values import Ref, Term, TermKind, Verb
from bot.core.grammar.words import EVERYTHING, FIRM_ACTIONS, FIRM_KINDS, RELATIONS

_VALUES = {FirmAction.RELATION: RELATIONS, FirmAction.KIND: FIRM_KINDS}
_EXAMPLES = {
    FirmAction.RELATION: "firm durand is competitor",
    FirmAction.KIND: "firm durand kind accounting",
    FirmAction.NAME: 'firm durand as "Durand et associés"',
    FirmAction.ADD: "firm durand add @durand@mastodon.social",
    FirmAction.REMOVE: "firm durand remove 2",
}
_LIST_NUMBER = range(1, 1000)


def read_firm(args: Args) -> Result:
    """Ok(Firm); Ask firm_is, firm_kind, firm_as, firm_add, firm_remove.

    Bad: bad_relation, bad_kind, bad_account and those of read_term.
    """
    tokens = [token for token in args.tokens if token.shape is not Shape.SEP]
    words = [token for token in tokens if token.folded not in EVERYTHING]
    if not words:
        return Ok(Firm())
    at = next((i for i, one in enumerate(words) if i and one.folded in FIRM_ACTIONS), len(words))
    name = " ".join(word.text for word in words[:at])
    if at == len(words):
        return Ok(Firm(name))
    return _act(name, FIRM_ACTIONS[words[at].folded], words[at + 1 :])


def _act(name: str, action: FirmAction, rest: Sequence[Token]) -> Result:
    if action in (FirmAction.FORGET, FirmAction.FIND):
        return Ok(Firm(name, action))
    if not rest:
        return _ask(name, action)
    text = " ".join(token.text for token in rest)
    if action is FirmAction.NAME:
        return Ok(Firm(name, action, text))
    if action in _VALUES:
        value = _VALUES[action].get(" ".join(token.folded for token in rest))
        reason = "bad_relation" if action is FirmAction.RELATION else "bad_kind"
        if value is None:
            return Bad(reason, rest[0].start, shown(text), example=_EXAMPLES[action])
        return Ok(Firm(name, action, value))
    ref = _account(rest, action)
    return ref if isinstance(ref, Bad) else Ok(Firm(name, action, ref=ref))


def _ask(name: str, action: FirmAction) -> Ask:
    values = {FirmAction.RELATION: Relation, FirmAction.KIND: FirmKind}.get(action, ())
    choices = tuple(Firm(name, action, one.value) for one in values)
    before = "/" + " ".join(filter(None, write_firm(Firm(name, action), quoted=True)))
    return Ask(Verb.FIRM, f"firm_{action}", choices, before=before)


def _account(rest: Sequence[Token], action: FirmAction) -> Ref | Bad:
    number = rest[0].text
    if len(rest) == 1 and number.isascii() and number.isdecimal() and int(number) in _LIST_NUMBER:
        return int(number)
    found = read_term(rest[0]) if len(rest) == 1 else None
    if isinstance(found, Bad):
        return found
    if found and len(found) == 1:
        return found[0]
    text = " ".join(token.text for token in rest)
    if action is FirmAction.REMOVE and text:
        return Term(TermKind.WORDS, text)
    return Bad("bad_account", rest[0].start, shown(text), example=_EXAMPLES[action])


def write_firm(firm: Firm, *, quoted: bool) -> list[str]:
    """The pieces of the command, to be joined by spaces."""
    name = f'"{firm.name}"' if firm.name and quoted else firm.name
    action = "" if firm.action is FirmAction.SHOW else firm.action.value
    value = f'"{firm.value}"' if firm.action is FirmAction.NAME and firm.value else firm.value
    return [Verb.FIRM, name, action, value, _written(firm.ref, quoted)]


def _written(ref: Ref | None, quoted: bool) -> str:
    if ref is None:
        return ""
    return str(ref) if isinstance(ref, int) else write_term(ref, quoted=quoted)
